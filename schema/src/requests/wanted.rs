//! What an operation asks of the requests in its answer, told before they are read.

use crate::pages::{Relay, items};
use async_graphql::{Lookahead, Result};
use domain::kernel::error::Error;
use domain::requests::Wanted;

/// Collects it from every place in the operation where the same requests are asked about.
///
/// # Errors
/// Page arguments that can't be.
pub(crate) fn wanted(of: &[Lookahead<'_>]) -> Result<Wanted, Error> {
    let mut wanted = Wanted::default();
    for request in of {
        wanted.member |=
            ["member", "requester", "municipality"].iter().any(|name| request.field(name).exists());
        wanted.service |= request.field("service").exists();
        wanted.people |= request.field("assignee").exists() || request.field("openedBy").exists();
        let comments = request.field("comments");
        for field in comments.selection_fields() {
            wanted.comments.push(Relay::ahead(&field)?);
        }
        wanted.comment_count |= comments.field("totalCount").exists();
        wanted.people |= items(&comments).iter().any(|comment| comment.field("author").exists());
        let history = request.field("history");
        for field in history.selection_fields() {
            wanted.history.push(Relay::ahead(&field)?);
        }
        wanted.history_count |= history.field("totalCount").exists();
        wanted.people |= items(&history).iter().any(|entry| entry.field("actor").exists());
    }
    Ok(wanted)
}
