//! Requests: what is asked of the centre, and what is done about it.

mod ahead;
mod clock;
mod entries;
mod filter;
mod kinds;
mod linking;
mod links;
mod moving;
mod mutation;
mod query;
mod several;
mod subscription;
mod types;
mod watching;
mod work;

pub(crate) use ahead::by_ids;
pub(crate) use linking::RequestLinkingMutation;
pub(crate) use moving::RequestMovingMutation;
pub(crate) use mutation::RequestMutation;
pub(crate) use query::RequestQuery;
pub(crate) use several::SeveralRequestsMutation;
pub(crate) use subscription::{RequestChangeKind, RequestSubscription};
pub(crate) use types::Request;
pub(crate) use watching::RequestWatchingMutation;
pub(crate) use work::RequestWorkMutation;
