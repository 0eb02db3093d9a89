//! What a centre owes, and what of it was done.

mod ahead;
mod inputs;
mod mutation;
mod payloads;
mod query;
mod types;

pub(crate) use mutation::DutyMutation;
pub(crate) use query::DutyQuery;
