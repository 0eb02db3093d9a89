//! Which OpenID provider signs people in to a tenant: chosen by its administrator, one at most.
//!
//! Doesn't own: whether it may be reached (the server's egress rule), what it says, and whom it knows (`access`).

mod commands;
mod queries;
mod rules;
mod store;

pub use commands::{remove, set};
pub use queries::provider;
pub use rules::{IdentityProvider, NewProvider, Secret};
