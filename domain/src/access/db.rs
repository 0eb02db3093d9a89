//! The pool behind the door. Nothing of it is public but connecting.

use super::clock::Clock;
use super::context::{Context, Mode};
use super::errors::unavailable;
use super::line::Lines;
use super::observer::{Observer, PoolUse, Way};
use super::shared::Shared;
use super::sign_in::Memory;
use super::sql_spans;
use super::tx::Opened;
use crate::kernel::error::{Error, Result};
use deadpool::managed::{BuildError, Pool};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::Config;

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A URL or key=value text for the login `centrum`.
    pub url: String,
    /// How many connections at most.
    pub pool_size: usize,
    /// How long to wait for a free one, or a new one, in all.
    pub wait: Duration,
    /// How long sign-in remembers somebody, and each process a tenant's configuration: less than a second.
    pub sign_in_memory: Duration,
    /// How long the rows of shared tables are remembered: so long may another process's import stay unseen.
    pub shared_memory: Duration,
}

impl Settings {
    /// What every program uses for [`Self::sign_in_memory`]: what has ended ends within a second everywhere.
    pub const SIGN_IN_MEMORY: Duration = Duration::from_millis(900);
    /// What every program uses for [`Self::shared_memory`].
    pub const SHARED_MEMORY: Duration = Duration::from_secs(10);

    /// With the memory that every program uses.
    pub fn new(url: impl Into<String>, pool_size: usize, wait: Duration) -> Self {
        Self {
            url: url.into(),
            pool_size,
            wait,
            sign_in_memory: Self::SIGN_IN_MEMORY,
            shared_memory: Self::SHARED_MEMORY,
        }
    }
}

/// The database, seen from outside the door: one can only sign in to it.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Lines>,
    wait: Duration,
    clock: Clock,
    memory: Arc<Memory>,
    shared: Arc<Shared>,
    configured: Arc<Shared>,
    observer: Option<Arc<dyn Observer>>,
    #[cfg(feature = "mutants")]
    pub(super) loosened: super::loosened::Loosened,
}

/// The pool can't be made.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// What stands in the address isn't told: a password may.
    #[error("the database's address can't be read")]
    Address,
    /// The pool's settings contradict each other.
    #[error("the connection pool can't be made")]
    Pool(#[from] BuildError),
}

impl Db {
    /// Makes the pool; connections are opened when they are needed.
    ///
    /// # Errors
    /// [`ConnectError`]; not when nobody answers there.
    pub fn connect(settings: &Settings, clock: Clock) -> std::result::Result<Self, ConnectError> {
        sql_spans::watch();
        let config: Config = settings.url.parse().map_err(|_| ConnectError::Address)?;
        let pool = Pool::builder(Lines::to(config)).max_size(settings.pool_size).build()?;
        Ok(Self {
            pool,
            wait: settings.wait,
            clock,
            memory: Arc::new(Memory::lasting(settings.sign_in_memory)),
            shared: Arc::new(Shared::lasting(settings.shared_memory)),
            configured: Arc::new(Shared::lasting(settings.sign_in_memory)),
            observer: None,
            #[cfg(feature = "mutants")]
            loosened: super::loosened::Loosened::new(),
        })
    }

    /// The same database, seen by another clock.
    #[must_use]
    pub fn at(&self, clock: Clock) -> Self {
        Self { clock, ..self.clone() }
    }

    /// The house's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The same database; `observer` is told of what goes through this door, and not of what went through others.
    #[must_use]
    pub fn observed_by(&self, observer: Arc<dyn Observer>) -> Self {
        Self { observer: Some(observer), ..self.clone() }
    }

    /// Who is told.
    pub(super) fn observer(&self) -> Option<&dyn Observer> {
        self.observer.as_deref()
    }

    /// Tells that somebody signed in, or the word of why not.
    pub(super) fn tell_of_sign_in(&self, way: Way, result: Result<(), &'static str>) {
        if let Some(observer) = self.observer() {
            observer.signed_in(way, result.err().unwrap_or("OK"));
        }
    }

    /// How its connections are used now.
    pub fn pool_use(&self) -> PoolUse {
        let status = self.pool.status();
        let used = status.size.saturating_sub(status.available);
        PoolUse { most: status.max_size, used, idle: status.available, waiting: status.waiting }
    }

    /// What sign-in remembers.
    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// What is remembered of shared tables.
    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// What is remembered of tenants' configuration: as long as sign-in remembers, so that a change counts within a second in
    /// every process.
    pub(super) fn configured(&self) -> &Shared {
        &self.configured
    }

    /// Takes a connection and sends the opening of a transaction ahead of its first statement.
    pub(super) async fn open(&self, context: &Context, mode: Mode) -> Result<Opened> {
        let connection = timeout(self.wait, self.pool.get()).await;
        let in_time = connection.map_err(|_| {
            Error::Unavailable("no connection was free, and none could be made, in time".into())
        })?;
        let connection = in_time.map_err(unavailable)?;
        Ok(Opened::send(connection, context.opening(mode)).await)
    }
}
