//! What people do with roll-outs. Each names the version of what it changes as it was read; who was slower is told.

mod conflicts;
mod gate;
mod plan;
mod run;
mod tenants;

pub use conflicts::resolve;
pub use gate::force_gate;
pub use plan::{discard, plan, start};
pub use run::{pause, resume, roll_back};
pub use tenants::{LineKey, defer, retry, skip};

use super::rejection::Rejection;
use super::rules::{Rollout, RolloutState};
use crate::kernel::error::{Error, Kind, Result};

/// Whether a roll-out is as who changes it has read it, and in a state in which that can be done.
fn must_be(rollout: &Rollout, expected_version: i32, states: &[RolloutState]) -> Result<()> {
    if rollout.version != expected_version {
        return Err(Error::Stale { kind: Kind::Rollout, version: rollout.version });
    }
    if states.contains(&rollout.state) { Ok(()) } else { Err(Rejection::WrongRolloutState.into()) }
}
