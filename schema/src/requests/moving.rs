//! Moving requests to other services and secrecies.

use super::mutation::after;
use super::types::Request;
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use crate::services::Secrecy;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::requests::moving::{self, Destination};

#[derive(Default)]
pub(crate) struct RequestMovingMutation;

/// Which request is moved, and where. At least one of service and secrecy is needed.
#[derive(InputObject)]
struct MoveRequestInput {
    /// Id of the request.
    id: ID,
    /// Code of the service it belongs under, e.g. `DPO-INCIDENT`. When it isn't given, the service stays.
    service_code: Option<String>,
    /// Who of the staff is to read it: as its service says, or stricter. When it isn't given, it follows from the service; a secrecy
    /// that was chosen for this request before doesn't become opener.
    secrecy: Option<Secrecy>,
    /// The version that was read: it is moved only if nothing has happened to it since.
    expected_version: i32,
}

/// A request that was moved.
#[derive(SimpleObject)]
struct MoveRequestPayload {
    /// Whether it was moved; false with `userErrors`.
    moved: bool,
    /// The request where it is now; null also when one may not read it there.
    request: Option<Request>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl RequestMovingMutation {
    /// Moves a request, with all that hangs on it, to another service or secrecy (přesunout), also to one that oneself can't read.
    /// Its clock for closing goes on by the terms of the service it comes to, from when it came. Who has it and may not read it
    /// there has it no more: it is `NEW` again.
    async fn move_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and where to.")] input: MoveRequestInput,
    ) -> Result<Option<MoveRequestPayload>> {
        let caller = caller(ctx)?;
        let MoveRequestInput { id, service_code, secrecy, expected_version } = input;
        let to = Destination { service_code, secrecy: secrecy.map(Into::into) };
        let done =
            async { moving::refile(caller, ids::read(&id, "id")?, to, expected_version).await }
                .await;
        Ok(Some(match outcome(ctx, done)? {
            Ok(id) => MoveRequestPayload {
                moved: true,
                request: after(ctx, id).await?,
                user_errors: vec![],
            },
            Err(user_errors) => MoveRequestPayload { moved: false, request: None, user_errors },
        }))
    }
}
