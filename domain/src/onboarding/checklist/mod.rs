//! The checklist of a tenant's onboarding: what must be done, which side says so, who sees to it and until when.
//!
//! Owns: the list of steps ([`steps`]), each tenant's own copy of it, and what the system sees done by itself.
//! Doesn't own: the tenant's life (`tenancy`): a complete list changes no state, its coordinator does.

pub mod commands;
pub mod queries;
mod rules;
mod steps;
mod store;

pub(super) use commands::begin;
pub(crate) use commands::notice;
pub use commands::{Plan, Planned};
pub use rules::{Onboarding, Side, Step, StepCode, StepKey, StepState};
