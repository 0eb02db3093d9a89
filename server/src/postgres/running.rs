//! The note of a running `centrum up`, by which other commands find its database.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::data_dir::DataDir;
use super::error::StartError;
use super::lock::Lock;
use super::secrets::{Login, Secrets, write_whole};
use super::sockets::{missing_is_fine, percent_encoded};

/// Where the database listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The folder of the unix socket; only the database's user and root may enter it.
    pub socket_dir: PathBuf,
    /// The number in the socket's name, and the port on 127.0.0.1.
    pub port: u16,
}

impl Address {
    /// `postgres://login:password@socket/database`, as libpq and tokio-postgres read it.
    pub fn url(&self, secrets: &Secrets, login: Login, database: &str) -> SecretString {
        format!(
            "postgres://{}:{}@{}:{}/{}",
            login.name(),
            secrets.of(login).expose_secret(),
            percent_encoded(self.socket_dir.as_os_str()),
            self.port,
            percent_encoded(OsStr::new(database)),
        )
        .into()
    }
}

/// A Centrum that runs in a data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// The process id of `centrum up`.
    pub pid: u32,
    /// Its database.
    #[serde(flatten)]
    pub address: Address,
    /// Where it serves, once it does.
    pub http_port: Option<u16>,
}

impl Running {
    /// The Centrum that runs in this folder now. A note whose writer no longer holds the folder
    /// (it was killed) counts for nothing.
    pub fn read(data: &DataDir) -> Option<Running> {
        let text = fs::read(data.running()).ok()?;
        let running: Running = serde_json::from_slice(&text).ok()?;
        (Lock::holder(data) == Some(running.pid)).then_some(running)
    }

    pub(super) fn write(&self, data: &DataDir) -> Result<(), StartError> {
        let path = data.running();
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| StartError::io("write", &path)(error.into()))?;
        write_whole(&path, &text)
    }

    pub(super) fn remove(data: &DataDir) -> Result<(), StartError> {
        let path = data.running();
        missing_is_fine(fs::remove_file(&path)).map_err(StartError::io("remove", &path))
    }
}
