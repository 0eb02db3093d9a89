//! Bringing tenants to a version of the centre model: planned, wave by wave, watched, and undone where it must be.
//!
//! Planning writes nothing but the plan. What a plan says of a tenant is applied as it stands there, or refused as stale; each
//! tenant in a transaction of its own, by whichever worker claims it ([`worker`]).
//!
//! Doesn't own: versions and what an upgrade changes (`configuration`), the figures that gates look at (`monitoring` and the
//! servers keep them).

pub mod commands;
mod drift;
mod gates;
mod planning;
pub mod queries;
mod rejection;
mod rules;
mod store;
mod telling;
mod watch;
mod waves;
mod worker;

pub use drift::{Drift, DriftFilter};
pub use gates::{Figure, Gates, Reading, WaveFigures};
pub use rejection::Rejection;
pub use rules::{
    Decision, NewRollout, NewWave, PlanTotals, Rollout, RolloutState, RolloutTenant, TenantState,
    Wave, Whereabouts, Who,
};
pub use worker::{Advanced, Runner};
