//! Going past a red gate: one asks with a reason, a second does it.

use super::super::rejection::Rejection;
use super::super::rules::{self, RolloutState};
use super::super::store;
use super::must_be;
use crate::access::{Caller, Event, Fact, Permission, Subject};
use crate::configuration;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::RolloutId;

/// Asks that the red gate of the present wave be forced; or, if somebody else has asked, forces it, and the roll-out goes on.
///
/// # Errors
/// [`Error::NotFound`], `Stale`, `Invalid`; [`Rejection::GateNotRed`]; [`configuration::Rejection::SecondPersonNeeded`] for who asked.
pub async fn force_gate(
    caller: &Caller,
    id: RolloutId,
    reason: &str,
    expected_version: i32,
) -> Result<RolloutId> {
    let reason = rules::reason(reason)?;
    let me = caller.participant_for(Permission::ForceGate)?;
    caller
        .write(Permission::ForceGate, async |tx| {
            tx.must_act_for(None)?;
            let mut rollout = store::lock(tx, id).await?;
            must_be(&rollout, expected_version, &[RolloutState::Paused])?;
            if rollout.red.is_empty() {
                return Err(Rejection::GateNotRed.into());
            }
            let waves = store::waves(tx, id).await?;
            let wave = waves.into_iter().find(|wave| wave.wave == rollout.wave);
            let wave = wave.ok_or_else(|| Error::broken("a roll-out is at one of its waves"))?;
            let place = (id, rollout.wave);
            let facts = vec![("wave", Fact::Number(rollout.wave.into()))];
            let kind = match (wave.force_asked_by, wave.force_reason) {
                (Some(asked), _) if asked == me => {
                    return Err(configuration::Rejection::SecondPersonNeeded.into());
                }
                (Some(asked), Some(why)) => {
                    store::force(tx, place, (asked, &why), Some(me)).await?;
                    rollout.state = RolloutState::Running;
                    rollout.reason = None;
                    rollout.red.clear();
                    "rollout.gate_forced"
                }
                (Some(_) | None, _) => {
                    store::force(tx, place, (me, &reason), None).await?;
                    "rollout.force_asked"
                }
            };
            store::set_rollout(tx, &rollout).await?;
            tx.record(Event::of_tenant(kind, Subject::id(id), facts));
            Ok(id)
        })
        .await
}
