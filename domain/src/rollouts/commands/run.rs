//! Pausing a roll-out, resuming it, and rolling it back.

use super::super::rejection::Rejection;
use super::super::rules::{self, RolloutState};
use super::super::store;
use super::must_be;
use super::plan::STARTING;
use crate::access::{Caller, Event, Fact, Permission, Subject};
use crate::kernel::error::Result;
use crate::kernel::ids::RolloutId;

/// Pauses a roll-out: after this nobody is brought anywhere until it is resumed.
///
/// # Errors
/// [`crate::kernel::error::Error::NotFound`], `Stale`, `Invalid`; [`Rejection::WrongRolloutState`].
pub async fn pause(
    caller: &Caller,
    id: RolloutId,
    reason: &str,
    expected_version: i32,
) -> Result<RolloutId> {
    let reason = rules::reason(reason)?;
    caller
        .write(Permission::RunRollout, async |tx| {
            tx.must_act_for(None)?;
            let mut rollout = store::lock(tx, id).await?;
            must_be(&rollout, expected_version, &[RolloutState::Running])?;
            rollout.state = RolloutState::Paused;
            rollout.reason = Some(reason);
            store::set_rollout(tx, &rollout).await?;
            tx.record(Event::of_tenant("rollout.paused", Subject::id(id), vec![]));
            Ok(id)
        })
        .await
}

/// Goes on with a roll-out. A gate that is red still pauses it again.
///
/// # Errors
/// As [`pause`].
pub async fn resume(caller: &Caller, id: RolloutId, expected_version: i32) -> Result<RolloutId> {
    caller
        .write(Permission::RunRollout, async |tx| {
            tx.must_act_for(None)?;
            let mut rollout = store::lock(tx, id).await?;
            must_be(&rollout, expected_version, &[RolloutState::Paused])?;
            rollout.state = RolloutState::Running;
            rollout.reason = None;
            rollout.red.clear();
            store::set_rollout(tx, &rollout).await?;
            tx.record(Event::of_tenant("rollout.resumed", Subject::id(id), vec![]));
            Ok(id)
        })
        .await
}

/// Brings all tenants of a roll-out back to where they were; those it hasn't reached are taken out, and told so if they know of it.
///
/// # Errors
/// As [`pause`]; [`Rejection::RolloutActive`]: another is on its way.
pub async fn roll_back(
    caller: &Caller,
    id: RolloutId,
    reason: &str,
    expected_version: i32,
) -> Result<RolloutId> {
    let reason = rules::reason(reason)?;
    caller
        .write(Permission::RunRollout, async |tx| {
            tx.must_act_for(None)?;
            tx.alone(STARTING).await?;
            let mut rollout = store::lock(tx, id).await?;
            let can_be_undone = [
                RolloutState::Running,
                RolloutState::Paused,
                RolloutState::Done,
                RolloutState::RolledBack,
            ];
            must_be(&rollout, expected_version, &can_be_undone)?;
            if store::active(tx).await?.is_some_and(|active| active.id != id) {
                return Err(Rejection::RolloutActive.into());
            }
            let skipped = store::skip_untold(tx, id, &reason).await?;
            rollout.state = RolloutState::RollingBack;
            rollout.reason = Some(reason);
            rollout.red.clear();
            rollout.ended_at = None;
            store::set_rollout(tx, &rollout).await?;
            let facts = vec![("skipped", Fact::count(skipped))];
            tx.record(Event::of_tenant("rollout.rolling_back", Subject::id(id), facts));
            Ok(id)
        })
        .await
}
