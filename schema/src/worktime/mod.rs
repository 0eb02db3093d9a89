//! The centre's people: their employments, what they worked by day, and their months.

mod ahead;
mod inputs;
mod mutation;
mod payloads;
mod query;
mod types;

pub(crate) use mutation::WorktimeMutation;
pub(crate) use query::WorktimeQuery;
