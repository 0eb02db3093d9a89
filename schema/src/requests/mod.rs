//! Requests: what is asked of the centre, and what is done about it.

mod mutation;
mod query;
mod types;
mod wanted;

pub(crate) use mutation::RequestMutation;
pub(crate) use query::RequestQuery;
pub(crate) use types::Request;
