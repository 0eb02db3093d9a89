//! Which database a command uses: an existing one (CENTRUM_DATABASE_URL), or the private one of a data folder.

use super::bootstrap::in_database;
use crate::config::Config;
use crate::postgres::{DataDir, Login, Reached};
use anyhow::Context as _;
use domain::access::{Clock, Db, Settings, libpq_variables};
use secrecy::{ExposeSecret as _, SecretString};
use std::path::Path;
use std::time::Duration;

/// The name of our database in a private server.
pub(super) const DATABASE: &str = "centrum";

/// How long a request waits for a connection: whoever asks is told within two seconds that there is none.
const WAIT: Duration = Duration::from_millis(1_500);

/// A database that a command uses for its time.
pub(super) enum InUse {
    /// The one of CENTRUM_DATABASE_URL.
    Existing { url: SecretString, migrator_url: Option<SecretString> },
    /// The private one of a data folder.
    Private(Reached),
}

impl InUse {
    /// Reaches it. Blocks.
    pub(super) fn reach(config: &Config, data_dir: Option<&Path>) -> anyhow::Result<Self> {
        if let (Some(url), None) = (&config.database.url, data_dir) {
            let migrator_url = config.database.migrator_url.clone();
            return Ok(Self::Existing { url: url.clone(), migrator_url });
        }
        let folder = DataDir::choose(data_dir.or(config.files.chosen()))?;
        Ok(Self::Private(Reached::reach(&folder)?))
    }

    /// For the server's login.
    pub(super) fn url(&self) -> SecretString {
        match self {
            Self::Existing { url, .. } => url.clone(),
            Self::Private(reached) => reached.url(Login::Centrum, DATABASE),
        }
    }

    /// For who migrates.
    pub(super) fn migrator_url(&self) -> anyhow::Result<SecretString> {
        match self {
            Self::Existing { migrator_url, .. } => migrator_url.clone().context(
                "set CENTRUM_MIGRATOR_URL: the tables are changed by a login of their own",
            ),
            Self::Private(reached) => Ok(reached.url(Login::Migrator, DATABASE)),
        }
    }

    /// For an administrator of the server, in this database.
    pub(super) fn admin_url(&self, config: &Config) -> anyhow::Result<SecretString> {
        match self {
            Self::Existing { url, .. } => {
                let admin = config.database.admin_url.as_ref().context(
                    "set CENTRUM_ADMIN_URL: only a superuser may set keys aside and pass policies by",
                )?;
                let ours = libpq_variables(url.expose_secret()).unwrap_or_default();
                let name = ours.into_iter().find(|(name, _)| *name == "PGDATABASE");
                let (_, name) = name.context("CENTRUM_DATABASE_URL names no database")?;
                Ok(in_database(admin.expose_secret(), &name)?.into())
            }
            Self::Private(reached) => Ok(reached.url(Login::Superuser, DATABASE)),
        }
    }

    /// The port of the Centrum that runs on it, where one does in this folder.
    pub(super) fn http_port(&self) -> Option<u16> {
        match self {
            Self::Private(Reached::Running(running, _)) => running.http_port,
            Self::Private(Reached::Started(_)) | Self::Existing { .. } => None,
        }
    }

    /// Stops it, if it was started for this command.
    pub(super) fn leave(self) -> anyhow::Result<()> {
        match self {
            Self::Existing { .. } => Ok(()),
            Self::Private(reached) => Ok(reached.leave()?),
        }
    }

    /// Runs a piece of work on it, and leaves it whatever the work answers.
    pub(super) fn with<T>(
        config: &Config,
        data_dir: Option<&Path>,
        work: impl AsyncFnOnce(&Self, &Db) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let in_use = Self::reach(config, data_dir)?;
        let answer = super::runtime().and_then(|runtime| {
            runtime.block_on(async { work(&in_use, &connect(config, &in_use.url())?).await })
        });
        let left = in_use.leave();
        let answer = answer?;
        left.map(|()| answer)
    }
}

/// The door to the database of `url`.
pub(super) fn connect(config: &Config, url: &SecretString) -> anyhow::Result<Db> {
    let settings = Settings::new(url.expose_secret(), config.database.pool_size, WAIT);
    Ok(Db::connect(&settings, Clock::system())?)
}
