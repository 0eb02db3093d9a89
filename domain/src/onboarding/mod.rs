//! Makes a tenant of an association: its row, its members, its first administrator, and the checklist of what is still to be
//! done until it serves them. One by one, or by a list.
//!
//! Doesn't own: what the tenant then does with itself.

pub mod checklist;
pub mod commands;
pub mod list;
mod rejection;
mod rules;

pub use rejection::Rejection;
pub use rules::{NewTenant, Onboarded};
