//! What the nation's people do with roll-outs.

use super::inputs::{
    DiscardRolloutInput, ForceGateInput, PauseRolloutInput, PlanRolloutInput, ResumeRolloutInput,
    RollBackRolloutInput, StartRolloutInput,
};
use super::query::by_ids;
use super::types::{Rollout, unhex};
use crate::asked::caller;
use crate::fail::{Outcome, UserError, outcome_in, path_of};
use crate::ids;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::kernel::error::{Error, Kind, code};
use domain::kernel::ids::RolloutId;
use domain::rollouts::commands;

#[derive(Default)]
pub(crate) struct RolloutMutation;

/// A roll-out that was planned.
#[derive(SimpleObject)]
struct PlanRolloutPayload {
    /// The roll-out, as it is now; null with `userErrors`.
    rollout: Option<Rollout>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A roll-out that was started.
#[derive(SimpleObject)]
struct StartRolloutPayload {
    /// The roll-out, as it is now; null with `userErrors`.
    rollout: Option<Rollout>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A plan that was given up.
#[derive(SimpleObject)]
struct DiscardRolloutPayload {
    /// The roll-out, as it is now; null with `userErrors`.
    rollout: Option<Rollout>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A roll-out that was paused.
#[derive(SimpleObject)]
struct PauseRolloutPayload {
    /// The roll-out, as it is now; null with `userErrors`.
    rollout: Option<Rollout>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A roll-out that goes on.
#[derive(SimpleObject)]
struct ResumeRolloutPayload {
    /// The roll-out, as it is now; null with `userErrors`.
    rollout: Option<Rollout>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A roll-out that is undone.
#[derive(SimpleObject)]
struct RollBackRolloutPayload {
    /// The roll-out, as it is now; null with `userErrors`.
    rollout: Option<Rollout>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A roll-out whose gate is to be forced, or was.
#[derive(SimpleObject)]
struct ForceGatePayload {
    /// The roll-out, as it is now; null with `userErrors`.
    rollout: Option<Rollout>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl RolloutMutation {
    /// Plans a roll-out: who is in which wave, and what changes for each tenant. Nothing else is written, and no tenant is told.
    async fn plan_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is planned.")] input: PlanRolloutInput,
    ) -> Result<Option<PlanRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let new = input.read()?;
            commands::plan(caller, new).await
        };
        let (rollout, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(PlanRolloutPayload { rollout, user_errors }))
    }

    /// Starts a roll-out as it was planned, if what was read is what is started, and no other is under way. Each tenant is announced what
    /// changes for it, and is brought to the version, by and by.
    async fn start_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan.")] input: StartRolloutInput,
    ) -> Result<Option<StartRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let id = rollout_of(&input.rollout_id)?;
            let hash = unhex(&input.plan_hash)
                .ok_or_else(|| Error::invalid(&["input", "planHash"], code::MALFORMED))?;
            commands::start(caller, id, &hash, input.expected_version).await
        };
        let (rollout, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(StartRolloutPayload { rollout, user_errors }))
    }

    /// Gives up a plan that wasn't started. It stays to be read.
    async fn discard_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan.")] input: DiscardRolloutInput,
    ) -> Result<Option<DiscardRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let id = rollout_of(&input.rollout_id)?;
            commands::discard(caller, id, input.expected_version).await
        };
        let (rollout, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(DiscardRolloutPayload { rollout, user_errors }))
    }

    /// Pauses a roll-out: after this no tenant is brought anywhere until it is resumed.
    async fn pause_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which roll-out, and why.")] input: PauseRolloutInput,
    ) -> Result<Option<PauseRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let id = rollout_of(&input.rollout_id)?;
            commands::pause(caller, id, &input.reason, input.expected_version).await
        };
        let (rollout, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(PauseRolloutPayload { rollout, user_errors }))
    }

    /// Goes on with a roll-out that is paused. A gate that is still red pauses it again.
    async fn resume_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which roll-out.")] input: ResumeRolloutInput,
    ) -> Result<Option<ResumeRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let id = rollout_of(&input.rollout_id)?;
            commands::resume(caller, id, input.expected_version).await
        };
        let (rollout, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(ResumeRolloutPayload { rollout, user_errors }))
    }

    /// Brings all tenants of a roll-out back to where they were; those that it hasn't reached are taken out. What a tenant has changed
    /// of its own in between stays.
    async fn roll_back_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which roll-out, and why.")] input: RollBackRolloutInput,
    ) -> Result<Option<RollBackRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let id = rollout_of(&input.rollout_id)?;
            commands::roll_back(caller, id, &input.reason, input.expected_version).await
        };
        let (rollout, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(RollBackRolloutPayload { rollout, user_errors }))
    }

    /// Asks that a roll-out go past the red gate which paused it; or, when somebody else has asked already, lets it go on. It takes two
    /// people.
    async fn force_gate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which roll-out, and why.")] input: ForceGateInput,
    ) -> Result<Option<ForceGatePayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let id = rollout_of(&input.rollout_id)?;
            commands::force_gate(caller, id, &input.reason, input.expected_version).await
        };
        let (rollout, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(ForceGatePayload { rollout, user_errors }))
    }
}

fn rollout_of(id: &ID) -> Result<RolloutId, Error> {
    ids::read(id, "rolloutId")
}

/// The roll-out as it is after the deed, or what to mend.
async fn parts(
    ctx: &Context<'_>,
    done: Result<RolloutId, Error>,
) -> Result<(Option<Rollout>, Vec<UserError>)> {
    let done: Outcome<RolloutId> = outcome_in(ctx, done, |kind| match kind {
        Kind::CentreModelVersion => &["input", "toVersionId"],
        other => path_of(other),
    })?;
    match done {
        Ok(id) => Ok((by_ids(ctx, &[id]).await?.pop(), vec![])),
        Err(user_errors) => Ok((None, user_errors)),
    }
}
