//! What an operation asks of the files of requests, told before they are read.

use super::types::Attachment;
use crate::asked::{address, caller};
use crate::fail::fail;
use crate::pages::{items, parts_ahead};
use async_graphql::{Context, Lookahead, Result};
use domain::attachments;
use domain::kernel::ids::RequestId;
use domain::kernel::page::{Page, PageArgs};
use std::sync::Arc;

/// The files of the requests of one answer.
#[derive(Default)]
pub(crate) struct OfRequests {
    found: attachments::OfRequests,
    /// Where people reach the program.
    address: String,
}

impl OfRequests {
    /// The part of a request's list, if it was read.
    pub(crate) fn page(&self, of: RequestId, args: &PageArgs) -> Option<Page<Attachment>> {
        let Page { items, has_next, has_previous, .. } = self.found.page(of, args)?;
        let node = |attachment: &attachments::Attachment| {
            let by = self.found.person(attachment.attached_by);
            Attachment::new(attachment.clone(), by.map(Into::into), &self.address)
        };
        let (items, total) = (items.iter().map(node).collect(), Some(self.found.count(of)));
        Some(Page { items, has_next: *has_next, has_previous: *has_previous, total })
    }
}

/// The files of requests, as `asked` in the places where their lists are.
pub(crate) async fn of_requests(
    ctx: &Context<'_>,
    requests: &[RequestId],
    asked: &[Lookahead<'_>],
) -> Result<Arc<OfRequests>> {
    if asked.is_empty() {
        return Ok(Arc::default());
    }
    let (parts, count) = parts_ahead(ctx, asked)?;
    let people = asked.iter().flat_map(items).any(|file| file.field("attachedBy").exists());
    let caller = caller(ctx)?;
    let found = attachments::queries::of_requests(caller, requests, &parts, count, people).await;
    let found = found.map_err(|error| fail(ctx, &error))?;
    Ok(Arc::new(OfRequests { found, address: address(ctx).to_owned() }))
}
