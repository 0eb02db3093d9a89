//! What an operation asks of the notifications in its answer: their requests are read once for all of them.

use super::types::RequestNotification;
use crate::register::selected;
use crate::requests::{self, Request};
use async_graphql::{Context, Lookahead, Result};
use domain::kernel::ids::RequestId;
use domain::notifications::Notification;
use std::collections::{BTreeSet, HashMap};

/// Notifications with what is asked of them.
pub(super) async fn nodes(
    ctx: &Context<'_>,
    found: Vec<Notification>,
    asked: &[Lookahead<'_>],
) -> Result<Vec<RequestNotification>> {
    let asked = selected(asked, "request");
    let mut of: HashMap<RequestId, Request> = HashMap::new();
    if !asked.is_empty() && !found.is_empty() {
        let ids: BTreeSet<RequestId> = found.iter().map(|told| told.request).collect();
        let ids: Vec<RequestId> = ids.into_iter().collect();
        let read = requests::by_ids(ctx, &ids, asked).await?;
        of.extend(read.into_iter().map(|request| (request.key(), request)));
    }
    let node =
        |told: Notification| RequestNotification { request: of.get(&told.request).cloned(), told };
    Ok(found.into_iter().map(node).collect())
}
