//! Who takes part in a tenant, as that tenant knows them: participants, their roles and who gave them, what they must be told;
//! a person's own tokens, sessions and identities; and which provider vouches for people in a tenant.
//!
//! Doesn't own: sign-in and what a role may do (`access`).

pub mod commands;
pub mod demo;
pub mod providers;
pub mod queries;
mod rejection;
mod rules;
mod store;

pub(crate) use commands::{first_admin, holders, tell, tell_admins};
pub use rejection::Rejection;
pub use rules::{GrantFilter, Invitation, NewGrant, Notification, Participant};
pub(crate) use store::{holds_a_grant, name_of, participants_by_ids, roles_held};
