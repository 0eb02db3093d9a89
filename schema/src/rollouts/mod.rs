//! Roll-outs of the centre model: what is planned, who is where, and what people do about it.

mod deciding;
mod inputs;
mod mutation;
mod of_tenants;
mod query;
mod subscription;
mod types;

pub(crate) use deciding::RolloutTenantMutation;
pub(crate) use mutation::RolloutMutation;
pub(crate) use of_tenants::{RolloutTenant, by_tenant};
pub(crate) use query::{RolloutQuery, by_ids};
pub(crate) use subscription::RolloutSubscription;
pub(crate) use types::Rollout;
