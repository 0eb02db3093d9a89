//! Requests that a request is linked with, told before they are read.

use super::ahead::by_ids;
use super::types::Request;
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{items, parts_ahead};
use crate::register::{Ahead, selected};
use async_graphql::{Context, Enum, Lookahead, Object};
use chrono::{DateTime, Utc};
use domain::kernel::ids::RequestId;
use domain::kernel::page::{Cursor, Page, PageArgs};
use domain::requests::{self, WantedLinks};
use std::collections::{BTreeSet, HashMap};
use std::future::ready;
use std::sync::Arc;
use uuid::Uuid;

/// What a request is to another one that it is linked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "requests::LinkKind")]
pub(crate) enum RequestLinkKind {
    /// They belong together (souvisí).
    Related,
    /// It asks for the same, and was merged into the other (sloučen s ním).
    DuplicateOf,
    /// The other asks for the same, and was merged into it (sloučen sem).
    HasDuplicate,
}

/// A link with another request (propojení).
#[derive(Clone)]
pub(crate) struct RequestLink {
    link: requests::Link,
    request: Option<Request>,
}

impl RequestLink {
    /// Its place in the list of its request.
    pub(crate) fn place(&self) -> Cursor {
        Cursor::new("", Uuid::from(self.link.id).to_string())
    }
}

/// A link with another request (propojení).
#[Object]
impl RequestLink {
    /// What the request is to the other one.
    async fn kind(&self) -> RequestLinkKind {
        self.link.kind.into()
    }

    /// When they were linked.
    async fn linked_at(&self) -> DateTime<Utc> {
        self.link.linked_at
    }

    /// The other request; null: it was filed elsewhere a moment ago, where one may not read it.
    async fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }
}

/// What the requests of one answer are linked with.
#[derive(Default)]
pub(crate) struct OfRequests {
    found: requests::Links,
    others: HashMap<RequestId, Request>,
}

impl OfRequests {
    /// The part of a request's list, if it was read.
    pub(crate) fn page(&self, of: RequestId, args: &PageArgs) -> Option<Page<RequestLink>> {
        let Page { items, has_next, has_previous, .. } = self.found.page(of, args)?;
        let node = |link: &requests::Link| RequestLink {
            link: link.clone(),
            request: self.others.get(&link.other).cloned(),
        };
        let (items, total) = (items.iter().map(node).collect(), Some(self.found.count(of)));
        Some(Page { items, has_next: *has_next, has_previous: *has_previous, total })
    }

    /// What a request was merged into, if it was read.
    pub(crate) fn merged_into(&self, of: RequestId) -> Option<&Request> {
        self.others.get(&self.found.merged_into(of)?)
    }
}

/// The links of requests, with the requests at their other ends as far as they are asked for in `asked`. Boxed, for these have
/// links too; how deep that goes is bounded by the depth of the operation.
pub(super) fn of_requests<'a>(
    ctx: &'a Context<'_>,
    requests: Vec<RequestId>,
    asked: &[Lookahead<'a>],
) -> Ahead<'a, Arc<OfRequests>> {
    let (lists, into) = (selected(asked, "linked"), selected(asked, "mergedInto"));
    // Most answers are without, and what follows holds the futures of all that hangs on a request.
    if lists.is_empty() && into.is_empty() {
        return Box::pin(ready(Ok(Arc::default())));
    }
    Box::pin(async move {
        let (parts, count) = parts_ahead(ctx, &lists)?;
        let wanted = WantedLinks { parts, count, merged_into: !into.is_empty() };
        let found = domain::requests::links::of_requests(caller(ctx)?, &requests, &wanted).await;
        let found = found.map_err(|error| fail(ctx, &error))?;
        let links: Vec<Lookahead<'_>> = lists.iter().flat_map(items).collect();
        let asked: Vec<Lookahead<'_>> =
            selected(&links, "request").into_iter().chain(into).collect();
        let ids: BTreeSet<RequestId> = found.others().collect();
        let ids: Vec<RequestId> = ids.into_iter().collect();
        let others = if asked.is_empty() { vec![] } else { by_ids(ctx, &ids, asked).await? };
        let others = others.into_iter().map(|request| (request.key(), request)).collect();
        Ok(Arc::new(OfRequests { found, others }))
    })
}
