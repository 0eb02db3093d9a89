//! Versions of the centre model: drafted, submitted, published by a second person, withdrawn; and which one a tenant is on.
//!
//! Owns: the way of a version, and that a tenant begins with the newest. Doesn't own: what a version may say and how two differ
//! (`model`); bringing tenants from one version to another (`rollouts`).

pub mod commands;
pub mod edits;
mod entries;
mod owed;
pub mod queries;
mod rules;
mod store;
mod tenants;

pub use entries::{BoundsSaid, Entry, FLAW_CODES};
pub(crate) use owed::{Owed, owed};
pub use rules::{GivenBack, ModelVersion, VersionFilter, VersionState};
pub(crate) use tenants::begin;
pub use tenants::{Override, OverrideOf, TenantModel, of_tenants};
