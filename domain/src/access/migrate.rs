//! Migrations: embedded, run as the owner, one process at a time.

use diesel::migration::{Migration, MigrationSource as _};
use diesel::pg::Pg;
use diesel_async::{
    AsyncConnection as _, AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection as _,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

/// Every change of the tables, in order.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations");

/// What a migration run did.
#[derive(Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The migrations that were run now, by name; empty: all were there.
    pub ran: Vec<String>,
}

/// Why migrations could not be run.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The server can't be reached as the migrator.
    #[error("the database can't be reached as centrum_migrator")]
    Connect(#[from] diesel::ConnectionError),
    /// The database isn't prepared, or another holds a lock too long.
    #[error(
        "the database isn't ready for migrations: run `centrum bootstrap` first, or wait for who holds its locks"
    )]
    Prepare(#[from] diesel::result::Error),
    /// A migration itself failed; it was rolled back.
    #[error("a migration failed and was rolled back")]
    Run(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Brings the tables up to date. A second process that starts at the same time waits, and then finds nothing to do.
///
/// # Errors
/// [`MigrateError`]; what ran before the failing migration stays.
pub async fn migrate(migrator_url: &str) -> Result<Migrated, MigrateError> {
    let mut harness = AsyncMigrationHarness::new(as_owner(migrator_url).await?);
    let ran = harness
        .run_pending_migrations(MIGRATIONS)
        .map(|versions| versions.iter().map(ToString::to_string).collect())
        .map_err(MigrateError::Run)?;
    Ok(Migrated { ran })
}

/// Takes back the last `steps` migrations.
///
/// # Errors
/// [`MigrateError`].
pub async fn undo_migrations(migrator_url: &str, steps: usize) -> Result<(), MigrateError> {
    let mut harness = AsyncMigrationHarness::new(as_owner(migrator_url).await?);
    for _ in 0..steps {
        harness.revert_last_migration(MIGRATIONS).map_err(MigrateError::Run)?;
    }
    Ok(())
}

/// Whether every embedded migration has been run.
///
/// # Errors
/// [`MigrateError`].
pub async fn migrations_are_current(migrator_url: &str) -> Result<bool, MigrateError> {
    let mut harness = AsyncMigrationHarness::new(as_owner(migrator_url).await?);
    let pending = harness.pending_migrations(MIGRATIONS).map_err(MigrateError::Run)?;
    let embedded: Vec<Box<dyn Migration<Pg>>> =
        MIGRATIONS.migrations().map_err(MigrateError::Run)?;
    Ok(pending.is_empty() && !embedded.is_empty())
}

/// A connection as the owner that holds the migrations' lock until it is closed. `lock_timeout` keeps a migration from
/// standing in front of a busy table's queue; who waits for the migrations' own lock waits before it is set.
async fn as_owner(url: &str) -> Result<AsyncPgConnection, MigrateError> {
    let mut connection = AsyncPgConnection::establish(url).await?;
    connection
        .batch_execute(
            "SELECT pg_advisory_lock(hashtextextended('centrum migrations', 0)); SET ROLE centrum_owner; SET lock_timeout = '5s'",
        )
        .await?;
    Ok(connection)
}
