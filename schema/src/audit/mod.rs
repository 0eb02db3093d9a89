//! The audit trail.

mod query;
mod types;

pub(crate) use query::AuditQuery;
