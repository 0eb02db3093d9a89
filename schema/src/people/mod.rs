//! Who may act as what: inviting, granting, confirming, revoking, and why somebody may do something.

mod explain;
mod mutation;
mod query;
mod types;

pub(crate) use explain::ExplainQuery;
pub(crate) use mutation::PeopleMutation;
pub(crate) use query::PeopleQuery;
pub(crate) use types::SignInLink;
