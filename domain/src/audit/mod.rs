//! The audit trail, as it is read. It knows the envelope of an event and never its slice.
//!
//! Doesn't own: what is written into it, which is each slice's (`access` sees that something is).

pub mod queries;
mod rules;
mod store;

pub use rules::{AuditEntry, AuditFilter};
