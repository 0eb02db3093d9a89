//! Who takes part in a tenant, as that tenant knows them; and a person's own tokens.
//!
//! Doesn't own: sign-in and what a role may do (`access`).

pub mod commands;
pub mod demo;
pub mod queries;
mod rejection;
mod rules;
mod store;

pub use rejection::Rejection;
pub use rules::Participant;
pub(crate) use store::{admit, grant, holds_a_grant, participants_by_ids, roles_of};
