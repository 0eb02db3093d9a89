//! Planning a roll-out, and starting what was planned.

use super::super::planning::{self, Planned};
use super::super::rejection::Rejection;
use super::super::rules::{NewRollout, RolloutState};
use super::super::watch::figures_before;
use super::super::{store, waves};
use super::must_be;
use crate::access::{Caller, Event, Fact, Permission, Subject};
use crate::configuration::{self, model::upgrade};
use crate::kernel::error::Result;
use crate::kernel::ids::RolloutId;
use crate::kernel::working_days::day_in_prague;

/// Of the roll-outs one is started, or rolled back, after the other.
pub(super) const STARTING: &str = "start of a roll-out";

/// Plans a roll-out: who is in which wave, and what changes for each tenant. Nothing else is written.
///
/// # Errors
/// [`Error::NotFound`] for a version that isn't published; [`Error::Invalid`]; [`configuration::Rejection::Withdrawn`].
pub async fn plan(caller: &Caller, new: NewRollout) -> Result<RolloutId> {
    let new = new.check()?;
    let by = caller.participant_for(Permission::RunRollout)?;
    caller
        .write(Permission::RunRollout, async |tx| {
            tx.must_act_for(None)?;
            if upgrade::lock_version(tx, new.to).await? {
                return Err(configuration::Rejection::Withdrawn.into());
            }
            let candidates = store::candidates(tx, day_in_prague(tx.now())).await?;
            let members = waves::drawn(&new, &candidates)?;
            let planned = planning::plan(tx, new.to, &members).await?;
            let hash = planning::hash_of_plan(&new, &planned)?;
            let id: RolloutId = tx.new_id();
            store::insert(tx, (id, by), &new, &hash, &planned).await?;
            let all = || planned.iter().flatten();
            let conflicts = all().filter(|planned: &&Planned| planned.conflicts() > 0).count();
            let facts = vec![
                ("to", Fact::id(new.to)),
                ("tenants", Fact::count(all().count())),
                ("with_conflicts", Fact::count(conflicts)),
            ];
            tx.record(Event::of_tenant("rollout.planned", Subject::id(id), facts));
            Ok(id)
        })
        .await
}

/// Starts a roll-out as it was planned. `plan_hash` is that of the plan which was read.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Rejection`]: another is on its way, the version was withdrawn, the plan is another.
pub async fn start(
    caller: &Caller,
    id: RolloutId,
    plan_hash: &[u8],
    expected_version: i32,
) -> Result<RolloutId> {
    caller
        .write(Permission::RunRollout, async |tx| {
            tx.must_act_for(None)?;
            tx.alone(STARTING).await?;
            let mut rollout = store::lock(tx, id).await?;
            must_be(&rollout, expected_version, &[RolloutState::Planned])?;
            if rollout.plan_sha256 != plan_hash {
                return Err(Rejection::PlanDiffers.into());
            }
            if store::active(tx).await?.is_some() {
                return Err(Rejection::RolloutActive.into());
            }
            if upgrade::lock_version(tx, rollout.to).await? {
                return Err(configuration::Rejection::Withdrawn.into());
            }
            rollout.state = RolloutState::Running;
            rollout.wave = 1;
            rollout.started_at = Some(tx.now());
            let before = figures_before(tx, (id, 1)).await?;
            store::begin_wave(tx, (id, 1), &before).await?;
            store::set_rollout(tx, &rollout).await?;
            tx.record(Event::of_tenant("rollout.started", Subject::id(id), vec![]));
            Ok(id)
        })
        .await
}

/// Gives up a plan that wasn't started. It stays to be read.
///
/// # Errors
/// As [`start`].
pub async fn discard(caller: &Caller, id: RolloutId, expected_version: i32) -> Result<RolloutId> {
    caller
        .write(Permission::RunRollout, async |tx| {
            tx.must_act_for(None)?;
            let mut rollout = store::lock(tx, id).await?;
            must_be(&rollout, expected_version, &[RolloutState::Planned])?;
            rollout.state = RolloutState::Discarded;
            rollout.ended_at = Some(tx.now());
            store::set_rollout(tx, &rollout).await?;
            tx.record(Event::of_tenant("rollout.discarded", Subject::id(id), vec![]));
            Ok(id)
        })
        .await
}
