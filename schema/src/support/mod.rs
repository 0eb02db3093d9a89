//! Support access: the nation's people look into a tenant, for a reason and a while.

mod mutation;
mod query;
mod types;

pub(crate) use mutation::SupportMutation;
pub(crate) use query::SupportQuery;
