//! The list of what one was told.

use super::ahead;
use super::types::{RequestNotification, RequestNotificationFilter};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, counts, items, with_cursors};
use async_graphql::{Context, Object, Result};
use domain::kernel::page::Cursor;
use domain::notifications::queries;

#[derive(Default)]
pub(crate) struct NotificationQuery;

#[Object]
impl NotificationQuery {
    /// What one was told of requests that concern oneself (oznámení), the latest first; nothing of a request that one may not read
    /// any more. It is kept for a year. What one is told of roles and versions of the centre model is the viewer's `notifications`.
    async fn request_notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which notifications are asked for.")] filter: Option<
            RequestNotificationFilter,
        >,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<RequestNotification>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().into();
        let read = queries::page(caller(ctx)?, filter, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let cursors: Vec<Cursor> = page.items.iter().map(queries::cursor).collect();
        let (ends, found) = (page.ends(), page.items);
        let nodes = ahead::nodes(ctx, found, &items(&ctx.look_ahead())).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }
}
