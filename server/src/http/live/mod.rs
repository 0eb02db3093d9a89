//! Operations that go on: subscriptions, and the two ways by which they are told.
//!
//! Owns: who stays connected and whether they still may ([`presence`], [`roll_call`]), what is told to them ([`feed`]), how many
//! they may be ([`seats`]), the websocket ([`socket`]) and server-sent events ([`events`]). Doesn't own: what happened,
//! which is read through the door at each turn.

mod events;
mod feed;
mod presence;
mod roll_call;
mod seats;
mod socket;

pub(super) use events::{follow, once};
pub(super) use roll_call::RollCall;
pub(super) use seats::Seats;
pub(super) use socket::{is_wanted, open};

use std::time::Duration;

/// What those who stay connected are held to.
#[derive(Clone, Debug)]
pub struct LiveSettings {
    /// Connections of one person to this process: websockets and event streams.
    pub connections_per_person: usize,
    /// Operations that one person has going on at once, over all connections to this process.
    pub operations_per_person: usize,
    /// How long a socket may be open before it says who it is.
    pub init_within: Duration,
    /// How often something is sent on a connection that has nothing to say. Whoever doesn't answer a ping before the next
    /// but one is gone.
    pub ping_every: Duration,
}

impl Default for LiveSettings {
    fn default() -> Self {
        Self {
            connections_per_person: 32,
            operations_per_person: 100,
            init_within: Duration::from_secs(3),
            ping_every: Duration::from_secs(15),
        }
    }
}
