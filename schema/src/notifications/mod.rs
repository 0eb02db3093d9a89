//! What one is told of requests that concern oneself.

mod ahead;
mod mails;
mod mutation;
mod query;
mod subscription;
mod types;

pub(crate) use mails::{NotificationMailMutation, NotificationMailQuery};
pub(crate) use mutation::NotificationMutation;
pub(crate) use query::NotificationQuery;
pub(crate) use subscription::NotificationSubscription;
