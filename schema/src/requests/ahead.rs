//! What an operation asks of the requests in its answer, told before they are read.

use super::links;
use super::types::Request;
use crate::activities;
use crate::asked::caller;
use crate::attachments;
use crate::fail::fail;
use crate::pages::{Relay, items};
use crate::register::{self, selected};
use crate::tenancy;
use async_graphql::{Context, Lookahead, Result};
use domain::kernel::error::Error;
use domain::kernel::ids::{MemberId, RequestId};
use domain::requests::{self, Found, Stepped, Wanted, stepped};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Collects it from every place in the operation where the same requests are asked about.
///
/// # Errors
/// Page arguments that can't be.
pub(crate) fn wanted(of: &[Lookahead<'_>]) -> Result<Wanted, Error> {
    let mut wanted = Wanted::default();
    for request in of {
        wanted.member |=
            ["member", "requester", "municipality"].iter().any(|name| request.field(name).exists());
        wanted.merged |= ["mergedAt", "legalMoves"].iter().any(|name| request.field(name).exists());
        wanted.service |= request.field("service").exists();
        wanted.people |= request.field("assignee").exists() || request.field("openedBy").exists();
        let comments = request.field("comments");
        for field in comments.selection_fields() {
            wanted.comments.push(Relay::ahead(&field)?);
        }
        wanted.comment_count |= comments.field("totalCount").exists();
        wanted.people |= items(&comments).iter().any(|comment| comment.field("author").exists());
        let watchers = request.field("watchers");
        for field in watchers.selection_fields() {
            wanted.watchers.push(Relay::ahead(&field)?);
        }
        wanted.watcher_count |= watchers.field("totalCount").exists();
        wanted.people |= watchers.exists();
        let history = request.field("history");
        for field in history.selection_fields() {
            wanted.history.push(Relay::ahead(&field)?);
        }
        wanted.history_count |= history.field("totalCount").exists();
        wanted.people |= items(&history).iter().any(|entry| entry.field("actor").exists());
    }
    Ok(wanted)
}

/// Requests by id, with what is asked of them.
pub(crate) async fn by_ids(
    ctx: &Context<'_>,
    ids: &[RequestId],
    asked: Vec<Lookahead<'_>>,
) -> Result<Vec<Request>> {
    let wanted = wanted(&asked).map_err(|error| fail(ctx, &error))?;
    let found =
        requests::queries::by_ids(caller(ctx)?, ids, &wanted).await.map_err(|e| fail(ctx, &e))?;
    nodes(ctx, found, asked).await
}

/// A request after a step, with what is asked of it.
pub(super) async fn after(
    ctx: &Context<'_>,
    step: Stepped,
    asked: Lookahead<'_>,
) -> Result<Option<Request>> {
    let asked = vec![asked];
    let wanted = wanted(&asked).map_err(|error| fail(ctx, &error))?;
    let found = stepped::after(caller(ctx)?, step, &wanted).await.map_err(|e| fail(ctx, &e))?;
    Ok(nodes(ctx, found, asked).await?.pop())
}

/// Requests that were found, with the municipalities that are asked for: read once for all of them.
pub(super) async fn nodes(
    ctx: &Context<'_>,
    found: Found,
    asked: Vec<Lookahead<'_>>,
) -> Result<Vec<Request>> {
    let children = found.children;
    let members: BTreeMap<MemberId, domain::tenancy::Member> = found
        .page
        .items
        .iter()
        .filter_map(|request| children.member(request.member_id))
        .map(|member| (member.id, member.clone()))
        .collect();
    let about = |request: &requests::Request| {
        let of_member = || members.get(&request.member_id)?.municipality_code.clone();
        request.municipality_code.clone().or_else(of_member)
    };
    let about: Vec<Option<String>> = found.page.items.iter().map(about).collect();
    let codes = about.iter().flatten().map(String::as_str);
    let municipalities =
        register::municipalities_by_codes(ctx, codes, selected(&asked, "municipality")).await?;
    let ids: Vec<MemberId> = members.keys().copied().collect();
    let nodes =
        tenancy::of_members(ctx, members.into_values().collect(), selected(&asked, "member"))
            .await?;
    let members: BTreeMap<MemberId, tenancy::Member> = ids.into_iter().zip(nodes).collect();
    let requests: Vec<RequestId> = found.page.items.iter().map(|request| request.id).collect();
    let activities =
        activities::of_requests(ctx, &requests, &selected(&asked, "activities")).await?;
    let attachments =
        attachments::of_requests(ctx, &requests, &selected(&asked, "attachments")).await?;
    let links = links::of_requests(ctx, requests, &asked).await?;
    let node = |(request, about): (requests::Request, Option<String>)| Request {
        activities: Arc::clone(&activities),
        attachments: Arc::clone(&attachments),
        links: Arc::clone(&links),
        member: members.get(&request.member_id).cloned(),
        municipality: about.and_then(|code| municipalities.get(&code).cloned()),
        children: Arc::clone(&children),
        request,
    };
    Ok(found.page.items.into_iter().zip(about).map(node).collect())
}
