//! Support access: somebody of the nation asks to look into a tenant, the tenant lets them, and it ends.
//!
//! Doesn't own: what support may see, and the event that each look leaves (`access`).

pub mod commands;
pub mod queries;
mod rejection;
mod rules;
mod store;

pub use rejection::Rejection;
pub use rules::{SupportAccess, SupportState};
