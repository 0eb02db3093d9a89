//! What an operation asks of the activities in its answer, told before they are read.

use super::types::Activity;
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{items, parts_ahead};
use crate::register::{Ahead, selected};
use crate::requests::{self, Request};
use crate::tenancy::{self, Member};
use async_graphql::{Context, Lookahead, Result};
use domain::activities::{self, Found, Wanted};
use domain::kernel::ids::{ActivityId, MemberId, RequestId};
use domain::kernel::page::{Page, PageArgs};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Collects it from every place in the operation where the same activities are asked about.
pub(super) fn wanted(of: &[Lookahead<'_>]) -> Wanted {
    let mut wanted = Wanted::default();
    for activity in of {
        let (shares, benefit) = (activity.field("beneficiaries"), activity.field("benefit"));
        wanted.shares |= shares.exists() || benefit.field("attestedAt").exists();
        wanted.members |= shares.field("member").exists();
        wanted.service |= activity.field("service").exists();
        wanted.people |= activity.field("performedBy").exists()
            || activity.field("recordedBy").exists()
            || shares.field("attestedBy").exists();
    }
    wanted
}

/// Activities by id, with what is asked of them.
pub(crate) async fn by_ids(
    ctx: &Context<'_>,
    ids: &[ActivityId],
    asked: Vec<Lookahead<'_>>,
) -> Result<Vec<Activity>> {
    let found = activities::queries::by_ids(caller(ctx)?, ids, &wanted(&asked)).await;
    nodes(ctx, found.map_err(|error| fail(ctx, &error))?, asked).await
}

/// Activities that were found, with the members and requests that are asked for: each read once for all of them. Boxed, for
/// a request has activities and an activity a request; how deep that goes is bounded by the depth of the operation.
pub(super) fn nodes<'a>(
    ctx: &'a Context<'_>,
    found: Found,
    asked: Vec<Lookahead<'a>>,
) -> Ahead<'a, Vec<Activity>> {
    Box::pin(async move {
        let children = found.children;
        let members: Vec<domain::tenancy::Member> = children.members().cloned().collect();
        let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
        let shares = selected(&asked, "beneficiaries");
        let nodes = tenancy::of_members(ctx, members, selected(&shares, "member")).await?;
        let members: BTreeMap<MemberId, Member> = ids.into_iter().zip(nodes).collect();
        let members = Arc::new(members);
        let requests = requests_of(ctx, &found.page.items, selected(&asked, "request")).await?;
        let node = |activity: activities::Activity| Activity {
            request: activity
                .request
                .and_then(|of| requests.get(&of.request).cloned())
                .map(Box::new),
            members: Arc::clone(&members),
            children: Arc::clone(&children),
            activity,
        };
        Ok(found.page.items.into_iter().map(node).collect())
    })
}

async fn requests_of(
    ctx: &Context<'_>,
    activities: &[activities::Activity],
    asked: Vec<Lookahead<'_>>,
) -> Result<HashMap<RequestId, Request>> {
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = activities.iter().filter_map(|activity| activity.request);
    let ids: BTreeSet<RequestId> = ids.map(|label| label.request).collect();
    let ids: Vec<RequestId> = ids.into_iter().collect();
    let nodes = requests::by_ids(ctx, &ids, asked).await?;
    Ok(nodes.into_iter().map(|node| (node.key(), node)).collect())
}

/// The activities of the requests of one answer.
#[derive(Default)]
pub(crate) struct OfRequests {
    found: Option<activities::OfRequests>,
    nodes: HashMap<ActivityId, Activity>,
}

impl OfRequests {
    /// The part of a request's list, if it was read.
    pub(crate) fn page(&self, of: RequestId, args: &PageArgs) -> Option<Page<Activity>> {
        let found = self.found.as_ref()?;
        let Page { items, has_next, has_previous, .. } = found.page(of, args)?;
        let items = items.iter().filter_map(|id| self.nodes.get(id).cloned()).collect();
        let total = Some(found.count(of));
        Some(Page { items, has_next: *has_next, has_previous: *has_previous, total })
    }
}

/// The activities of requests, as `asked` in the places where their lists are.
pub(crate) async fn of_requests(
    ctx: &Context<'_>,
    requests: &[RequestId],
    asked: &[Lookahead<'_>],
) -> Result<Arc<OfRequests>> {
    if asked.is_empty() {
        return Ok(Arc::default());
    }
    let (parts, count) = parts_ahead(ctx, asked)?;
    let asked: Vec<Lookahead<'_>> = asked.iter().flat_map(items).collect();
    let (caller, wanted) = (caller(ctx)?, wanted(&asked));
    let found = activities::queries::of_requests(caller, requests, &parts, count, &wanted).await;
    let found = found.map_err(|error| fail(ctx, &error))?;
    let nodes = nodes(ctx, found.found.clone(), asked).await?;
    let nodes = nodes.into_iter().map(|node| (node.key(), node)).collect();
    Ok(Arc::new(OfRequests { found: Some(found), nodes }))
}
