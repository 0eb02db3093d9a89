//! Activities: what was done, for whom, and what it was good for.

mod ahead;
mod filter;
mod inputs;
mod mutation;
mod query;
mod subscription;
mod types;

pub(crate) use ahead::{OfRequests, by_ids, of_requests};
pub(crate) use mutation::ActivityMutation;
pub(crate) use query::ActivityQuery;
pub(crate) use subscription::ActivitySubscription;
pub(crate) use types::{Activity, BenefitMethod};
