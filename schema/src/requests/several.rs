//! What people do with several requests at once.

use super::ahead;
use super::types::Request;
use crate::asked::caller;
use crate::fail::{UserError, outcome, outcome_in};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::kernel::error::Error;
use domain::kernel::ids::RequestId;
use domain::requests::several::{self, Several};
use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct SeveralRequestsMutation;

/// To whom requests are given.
#[derive(InputObject)]
struct AssignRequestsInput {
    /// Ids of the requests, 1 to 100, none twice.
    ids: Vec<ID>,
    /// The participant who is to have them.
    assignee_id: ID,
}

/// How requests end.
#[derive(InputObject)]
struct CloseRequestsInput {
    /// Ids of the requests, 1 to 100, none twice.
    ids: Vec<ID>,
    /// What came of each, at most 10,000 characters.
    outcome: String,
}

/// What came of one of several requests.
#[derive(SimpleObject)]
struct RequestResult {
    /// Id of the request, as it was given.
    id: ID,
    /// The request after the step; null with `userErrors`.
    request: Option<Request>,
    /// Why it wasn't done with this one; empty when it was.
    user_errors: Vec<UserError>,
}

/// Payloads of what is done with several requests.
macro_rules! several_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        struct $name {
            /// What came of each, in the order of `ids`; empty with `userErrors`.
            results: Vec<RequestResult>,
            /// What to mend of the whole; empty when each was tried.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of(
                ctx: &Context<'_>,
                ids: Vec<ID>,
                done: Result<(Vec<RequestId>, Several), Error>,
            ) -> Result<Self> {
                Ok(match outcome(ctx, done)? {
                    Ok((read, done)) => {
                        let results = results(ctx, ids, &read, done).await?;
                        Self { results, user_errors: vec![] }
                    }
                    Err(user_errors) => Self { results: vec![], user_errors },
                })
            }
        }
    )+ };
}

several_payload!(
    /// Requests that were given to somebody.
    AssignRequestsPayload,
    /// Requests that were closed.
    CloseRequestsPayload
);

#[Object]
impl SeveralRequestsMutation {
    /// Gives up to 100 requests to somebody of the staff (přidělit hromadně). Each has its own result: one that can't be given
    /// keeps no other from it.
    async fn assign_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests, and to whom.")] input: AssignRequestsInput,
    ) -> Result<Option<AssignRequestsPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let (read, to) = (read(&input.ids)?, ids::read(&input.assignee_id, "assigneeId")?);
            let done = several::assign(caller, &read, to).await?;
            Ok((read, done))
        }
        .await;
        AssignRequestsPayload::of(ctx, input.ids, done).await.map(Some)
    }

    /// Closes up to 100 requests with the same outcome (uzavřít hromadně). Each has its own result: one that can't be closed keeps
    /// no other from it.
    async fn close_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests, and what came of each.")] input: CloseRequestsInput,
    ) -> Result<Option<CloseRequestsPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let read = read(&input.ids)?;
            let done = several::close(caller, &read, &input.outcome).await?;
            Ok((read, done))
        }
        .await;
        CloseRequestsPayload::of(ctx, input.ids, done).await.map(Some)
    }
}

fn read(given: &[ID]) -> Result<Vec<RequestId>, Error> {
    given.iter().map(|id| ids::read(id, "ids")).collect()
}

/// What came of each, with what the payload asks of those that it was done with: read once for all of them.
async fn results(
    ctx: &Context<'_>,
    given: Vec<ID>,
    read: &[RequestId],
    done: Several,
) -> Result<Vec<RequestResult>> {
    let mut each = Vec::new();
    for ((id, read), result) in given.into_iter().zip(read).zip(done.results()) {
        each.push((id, *read, outcome_in(ctx, result, |_| &["input", "ids"])?));
    }
    let asked = ctx.look_ahead().field("results").field("request");
    let mut requests: HashMap<RequestId, Request> = HashMap::new();
    if asked.exists() {
        let changed: Vec<RequestId> =
            each.iter().filter(|(.., done)| done.is_ok()).map(|(_, id, _)| *id).collect();
        for request in ahead::by_ids(ctx, &changed, vec![asked]).await? {
            requests.insert(request.request.id, request);
        }
    }
    let result = |(id, read, done): (ID, RequestId, Result<(), Vec<UserError>>)| RequestResult {
        id,
        request: requests.remove(&read),
        user_errors: done.err().unwrap_or_default(),
    };
    Ok(each.into_iter().map(result).collect())
}
