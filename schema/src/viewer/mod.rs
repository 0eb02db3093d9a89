//! Who asks: the person, what they may do here, where else they may act, and their tokens.

mod mutation;
mod query;
mod types;

pub(crate) use mutation::ViewerMutation;
pub(crate) use query::ViewerQuery;
