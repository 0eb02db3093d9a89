//! Who is told of what went through the door, to count it. Knows nothing of how that is shown.
//!
//! What is told has no tenant, no person and no text in it: it may be shown to who runs the program.

use super::permission::Permission;
use std::time::Duration;

/// Whoever counts; it is told in the middle of the work, so it must not wait for anything.
pub trait Observer: Send + Sync {
    /// A transaction is over. `result` is `OK`, or the word of the error ([`crate::kernel::error::Error::word`]).
    fn transaction_ended(&self, needs: Permission, result: &'static str, took: Duration);

    /// Somebody signed in (`OK`), or didn't: the word of why not.
    fn signed_in(&self, way: Way, result: &'static str);

    /// So many events got their place; the first of them had waited for so long.
    fn events_stamped(&self, count: usize, waited: Duration);
}

/// With what somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// An API token, for one request.
    Token,
    /// The cookie of a session, for one request.
    Session,
    /// A link, which begins a session.
    Link,
    /// An identity provider, which begins a session.
    OpenId,
    /// An access token of an identity provider, for one request.
    AccessToken,
}

impl Way {
    /// Its word in figures.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "TOKEN",
            Self::Session => "SESSION",
            Self::Link => "LINK",
            Self::OpenId => "OPENID",
            Self::AccessToken => "ACCESS_TOKEN",
        }
    }
}

/// The connections of a pool at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUse {
    /// How many there may be.
    pub most: usize,
    /// Those that work.
    pub used: usize,
    /// Those that are open and wait for work.
    pub idle: usize,
    /// Who waits for one.
    pub waiting: usize,
}
