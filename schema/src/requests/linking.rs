//! Linking requests, and merging those that ask for the same.

use super::ahead;
use super::types::Request;
use crate::asked::caller;
use crate::fail::{UserError, outcome_in, path_of};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::kernel::error::{Error, Kind};
use domain::kernel::ids::RequestId;
use domain::requests::linking::{self, Merge};

#[derive(Default)]
pub(crate) struct RequestLinkingMutation;

/// Which requests are linked.
#[derive(InputObject)]
struct LinkRequestsInput {
    /// Id of the one request.
    request_id: ID,
    /// Id of the other.
    other_id: ID,
}

/// Between which requests the link is taken away.
#[derive(InputObject)]
struct UnlinkRequestsInput {
    /// Id of the one request.
    request_id: ID,
    /// Id of the other.
    other_id: ID,
}

/// Which request asks for the same as another one.
#[derive(InputObject)]
struct MergeRequestsInput {
    /// Id of the request that is closed as a duplicate. It must be open.
    duplicate_id: ID,
    /// Id of the request that goes on: of the same municipality, not cancelled, and not merged itself.
    into_id: ID,
    /// What is said to who asked in the duplicate, at most 10,000 characters; it is that one's `outcome`.
    outcome: String,
    /// The version of the duplicate that was read: it is merged only if nothing has happened to it since.
    expected_version: i32,
    /// The version of the other one that was read.
    expected_into_version: i32,
}

/// Payloads of what is done with a link.
macro_rules! link_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        struct $name {
            /// The one request after the step; null with `userErrors`.
            request: Option<Request>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of(ctx: &Context<'_>, done: Result<RequestId, Error>) -> Result<Self> {
                Ok(match outcome_in(ctx, done, places)? {
                    Ok(id) => Self { request: now(ctx, "request", id).await?, user_errors: vec![] },
                    Err(user_errors) => Self { request: None, user_errors },
                })
            }
        }
    )+ };
}

link_payload!(
    /// Requests that were linked.
    LinkRequestsPayload,
    /// Requests that are linked no more.
    UnlinkRequestsPayload
);

/// A request that was merged into another one.
#[derive(SimpleObject)]
struct MergeRequestsPayload {
    /// The request that was closed as a duplicate; null with `userErrors`.
    duplicate: Option<Request>,
    /// The request that goes on; null with `userErrors`.
    into: Option<Request>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl RequestLinkingMutation {
    /// Links two requests that belong together (propojit), both of which one can read. Who may not read both sees nothing of it.
    async fn link_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two.")] input: LinkRequestsInput,
    ) -> Result<Option<LinkRequestsPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, other) = two(&input.request_id, &input.other_id)?;
            linking::link(caller, id, other).await
        }
        .await;
        LinkRequestsPayload::of(ctx, done).await.map(Some)
    }

    /// Takes the link between two requests away (zrušit propojení).
    async fn unlink_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Between which two.")] input: UnlinkRequestsInput,
    ) -> Result<Option<UnlinkRequestsPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (id, other) = two(&input.request_id, &input.other_id)?;
            linking::unlink(caller, id, other).await
        }
        .await;
        UnlinkRequestsPayload::of(ctx, done).await.map(Some)
    }

    /// Closes a request as a duplicate of another one of the same municipality, and links the two (sloučit). Comments, files and
    /// work stay where they are. Nothing is done with the duplicate any more, and it can't be opened again.
    async fn merge_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and into which.")] input: MergeRequestsInput,
    ) -> Result<Option<MergeRequestsPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let duplicate =
                (ids::read(&input.duplicate_id, "duplicateId")?, input.expected_version);
            let into = (ids::read(&input.into_id, "intoId")?, input.expected_into_version);
            let merge = Merge { duplicate, into, outcome: input.outcome };
            Ok((linking::merge(caller, merge).await?, into.0))
        }
        .await;
        Ok(Some(match outcome_in(ctx, done, places_of_merge)? {
            Ok((duplicate, into)) => MergeRequestsPayload {
                duplicate: now(ctx, "duplicate", duplicate).await?,
                into: now(ctx, "into", into).await?,
                user_errors: vec![],
            },
            Err(user_errors) => MergeRequestsPayload { duplicate: None, into: None, user_errors },
        }))
    }
}

fn two(id: &ID, other: &ID) -> Result<(RequestId, RequestId), Error> {
    Ok((ids::read(id, "requestId")?, ids::read(other, "otherId")?))
}

/// A request after a step, with what a field of the payload asks of it.
async fn now(ctx: &Context<'_>, field: &str, id: RequestId) -> Result<Option<Request>> {
    let asked = ctx.look_ahead().field(field);
    if !asked.exists() {
        return Ok(None);
    }
    Ok(ahead::by_ids(ctx, &[id], vec![asked]).await?.pop())
}

fn places(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Request => &["input", "requestId"],
        other => path_of(other),
    }
}

fn places_of_merge(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Request => &["input", "duplicateId"],
        Kind::OtherRequest => &["input", "intoId"],
        other => path_of(other),
    }
}
