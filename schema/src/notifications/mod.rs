//! What one is told of requests that concern oneself.

mod ahead;
mod mutation;
mod query;
mod subscription;
mod types;

pub(crate) use mutation::NotificationMutation;
pub(crate) use query::NotificationQuery;
pub(crate) use subscription::NotificationSubscription;
