//! Watching requests.

use super::mutation::{after, request_payload};
use super::types::Request;
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::kernel::error::Error;
use domain::requests::{Stepped, watching};

#[derive(Default)]
pub(crate) struct RequestWatchingMutation;

/// Which request one wants to be told of.
#[derive(InputObject)]
struct WatchRequestInput {
    /// Id of the request.
    id: ID,
}

/// Of which request one doesn't want to be told any more.
#[derive(InputObject)]
struct UnwatchRequestInput {
    /// Id of the request.
    id: ID,
}

request_payload!(
    /// A request that one watches.
    WatchRequestPayload,
    /// A request that one doesn't watch.
    UnwatchRequestPayload
);

#[Object]
impl RequestWatchingMutation {
    /// Watches a request that one may read (sledovat): from now on one is told of what happens to it. Who watches it already goes
    /// on doing so.
    async fn watch_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: WatchRequestInput,
    ) -> Result<Option<WatchRequestPayload>> {
        let caller = caller(ctx)?;
        let done = async { watching::watch(caller, ids::read(&input.id, "id")?).await }.await;
        WatchRequestPayload::of(ctx, done).await.map(Some)
    }

    /// Watches a request no more (přestat sledovat). Who has it is told of it all the same.
    async fn unwatch_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: UnwatchRequestInput,
    ) -> Result<Option<UnwatchRequestPayload>> {
        let caller = caller(ctx)?;
        let done = async { watching::unwatch(caller, ids::read(&input.id, "id")?).await }.await;
        UnwatchRequestPayload::of(ctx, done).await.map(Some)
    }
}
