//! How a roll-out goes, as it goes.

use super::query::by_ids;
use super::types::Rollout;
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::turn::turn;
use async_graphql::{Context, ID, Result, Subscription};
use domain::kernel::error::{Error, Kind};
use domain::kernel::ids::RolloutId;
use domain::rollouts::queries;
use futures_util::{Stream, stream};

#[derive(Default)]
pub(crate) struct RolloutSubscription;

#[Subscription]
impl RolloutSubscription {
    /// Tells a roll-out as it is now, and then whenever something has happened to it or to one of its tenants since it was told
    /// last. For the nation only. What happens between two tellings is told as one.
    async fn rollout_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the roll-out.")] rollout_id: ID,
    ) -> Result<impl Stream<Item = Rollout> + use<>> {
        let turn = turn(ctx)?;
        let id: RolloutId = ids::read_argument(ctx, &rollout_id, "rolloutId")?;
        let from = turn.from(ctx, None)?;
        let changed = queries::changed(caller(ctx)?, id, from).await;
        let changed = changed.map_err(|error| fail(ctx, &error))?;
        let rollout = by_ids(ctx, &[id]).await?.pop();
        let rollout = rollout.ok_or_else(|| fail(ctx, &Error::NotFound(Kind::Rollout)))?;
        turn.found(from, changed);
        let is_told = turn.is_first() || changed.is_some();
        Ok(stream::iter(is_told.then_some(rollout)))
    }
}
