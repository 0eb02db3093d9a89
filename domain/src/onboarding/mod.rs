//! Makes a tenant of an association: its row, its members, its first administrator.
//!
//! Doesn't own: what the tenant then does with itself.

pub mod commands;
mod rejection;
mod rules;

pub use rejection::Rejection;
pub use rules::{NewTenant, Onboarded};
