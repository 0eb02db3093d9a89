//! The pool behind the door. Nothing of it is public but connecting.

use super::clock::Clock;
use super::context::{Context, Mode};
use super::errors::unavailable;
use super::shared::Shared;
use super::sign_in::Memory;
use super::tx::Opened;
use crate::kernel::error::Result;
use deadpool::Runtime;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{BuildError, Pool};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use std::sync::Arc;
use std::time::Duration;

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A URL or key=value text for the login `centrum`.
    pub url: String,
    /// How many connections at most.
    pub pool_size: usize,
    /// How long to wait for a free one.
    pub wait: Duration,
    /// How long sign-in remembers somebody: less than a second.
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
    pool: Pool<AsyncPgConnection>,
    clock: Clock,
    memory: Arc<Memory>,
    shared: Arc<Shared>,
    #[cfg(feature = "mutants")]
    pub(super) loosened: super::loosened::Loosened,
}

/// The pool can't be made.
#[derive(Debug, thiserror::Error)]
#[error("the connection pool can't be made")]
pub struct ConnectError(#[from] BuildError);

impl Db {
    /// Makes the pool; connections are opened when they are needed.
    ///
    /// # Errors
    /// [`ConnectError`] when the pool's settings contradict each other.
    pub fn connect(settings: &Settings, clock: Clock) -> std::result::Result<Self, ConnectError> {
        // Fast: a connection that goes back is either committed or thrown away (see `Opened`), so no ping is needed.
        let mut config = ManagerConfig::default();
        config.recycling_method = RecyclingMethod::Fast;
        let manager = AsyncDieselConnectionManager::new_with_config(&settings.url, config);
        let pool = Pool::builder(manager)
            .max_size(settings.pool_size)
            .wait_timeout(Some(settings.wait))
            .create_timeout(Some(settings.wait))
            .runtime(Runtime::Tokio1)
            .build()?;
        Ok(Self {
            pool,
            clock,
            memory: Arc::new(Memory::lasting(settings.sign_in_memory)),
            shared: Arc::new(Shared::lasting(settings.shared_memory)),
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

    /// What sign-in remembers.
    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// What is remembered of shared tables.
    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Takes a connection and sends the opening of a transaction ahead of its first statement.
    pub(super) async fn open(&self, context: &Context, mode: Mode) -> Result<Opened> {
        let connection = self.pool.get().await.map_err(unavailable)?;
        Ok(Opened::send(connection, context.opening(mode)).await)
    }
}
