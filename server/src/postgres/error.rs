//! The reasons why the private PostgreSQL can't start or stop, as sentences for the person who
//! runs a small office's machine: what is so, and what to do next.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What the system answers then, in PostgreSQL's log and in the words of its programs.
pub(super) const NO_SPACE: &str = "No space left on device";

/// Why the private PostgreSQL can't be started, reached or stopped.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No server programs on this machine.
    #[error("PostgreSQL 15 or newer is not installed on this machine. Install it: {install}")]
    NotInstalled {
        /// What to install, and how.
        install: String,
    },
    /// Server programs, but only old ones.
    #[error(
        "the PostgreSQL on this machine is version {found}, Centrum needs 15 or newer. \
         Install it: {install}"
    )]
    TooOld {
        /// The newest version found.
        found: u32,
        /// What to install, and how.
        install: String,
    },
    /// The data was written by another major version than the installed ones.
    #[error(
        "the data in {folder} was written by PostgreSQL {data}, but this machine has {installed}. \
         Install PostgreSQL {data} again, or move the data with pg_upgrade"
    )]
    OtherVersion {
        /// The folder of the cluster.
        folder: PathBuf,
        /// The major version that wrote it.
        data: u32,
        /// The installed major versions, as in "16 and 17".
        installed: String,
    },
    /// The folder where the cluster should be holds something else.
    #[error(
        "{folder} exists, but is not a PostgreSQL data folder. Move it away, or choose another \
         data folder with --data-dir"
    )]
    NotACluster {
        /// The folder of the cluster.
        folder: PathBuf,
    },
    /// Another Centrum works in this data folder.
    #[error(
        "data folder {folder} is in use by {}. Stop it first, or choose another data folder with \
         --data-dir",
        process(*pid)
    )]
    InUse {
        /// The data folder.
        folder: PathBuf,
        /// Who holds it; unknown for a moment while the other one starts.
        pid: Option<u32>,
    },
    /// A command wants the database of a folder that has none.
    #[error(
        "there is no Centrum data in {folder}. Start it once with centrum up, or name the data \
         folder with --data-dir"
    )]
    NoData {
        /// The data folder.
        folder: PathBuf,
    },
    /// The user of the database can't walk to the data folder.
    #[error(
        "folder {closed} is closed to the user {user}, as whom the database runs (PostgreSQL \
         refuses to run as root). Choose a data folder elsewhere, for example \
         --data-dir /var/lib/centrum, or open the way to it: chmod o+x {closed}"
    )]
    Closed {
        /// The first folder on the way that stops that user.
        closed: PathBuf,
        /// The user.
        user: String,
    },
    /// We are root and there is no user to run the database as.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has neither a user postgres nor \
         nobody. Make one: useradd --system postgres"
    )]
    NoUser,
    /// There is data, but the passwords are gone.
    #[error(
        "the database's passwords are missing: {file}. Restore this file from a backup of the \
         data folder; without it nobody can sign in to the database"
    )]
    SecretsMissing {
        /// The file of the passwords.
        file: PathBuf,
    },
    /// The file of the passwords isn't what we wrote.
    #[error("{file} can't be read as Centrum's file of passwords. Restore it from a backup")]
    SecretsBroken {
        /// The file of the passwords.
        file: PathBuf,
    },
    /// `initdb` said no.
    #[error("initdb could not prepare {folder}: {output}")]
    Initdb {
        /// The folder of the cluster.
        folder: PathBuf,
        /// What `initdb` wrote.
        output: String,
    },
    /// A postmaster that lost its parent still works in the folder.
    #[error(
        "an earlier PostgreSQL (process {pid}) still runs in {folder} and did not end within \
         {seconds} seconds. Stop it: kill -INT {pid}"
    )]
    StillRunning {
        /// Its process id.
        pid: u32,
        /// The folder of the cluster.
        folder: PathBuf,
        /// How long we waited.
        seconds: u64,
    },
    /// The child ended before it was ready.
    #[error("PostgreSQL did not start ({status}). The last lines of {log}: {tail}")]
    Ended {
        /// How it ended.
        status: String,
        /// Its log file.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// The child lives but doesn't become ready.
    #[error("PostgreSQL was not ready within {seconds} seconds. The last lines of {log}: {tail}")]
    NotReady {
        /// How long we waited.
        seconds: u64,
        /// Its log file.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// It had to be killed; the next start will recover from its log.
    #[error(
        "PostgreSQL did not stop within {seconds} seconds and was killed. No committed data is \
         lost; the next start takes a little longer. Its log is {log}"
    )]
    Killed {
        /// How long we waited.
        seconds: u64,
        /// Its log file.
        log: PathBuf,
    },
    /// No space is left where the data folder is.
    #[error(
        "the disk of the database is full: nothing more can be written to {path}. Make space on it, \
         without deleting anything in the data folder, and start again"
    )]
    DiskFull {
        /// What could not be written.
        path: PathBuf,
    },
    /// The operating system said no.
    #[error("could not {step} {path}")]
    Io {
        /// What we tried, as a verb.
        step: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
}

impl StartError {
    /// For `map_err`: what we tried, and with what.
    pub(super) fn io(step: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StartError {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                StartError::DiskFull { path }
            }
            _ => StartError::Io { step, path, source },
        }
    }
}

fn process(pid: Option<u32>) -> impl fmt::Display {
    pid.map_or_else(|| "another Centrum".to_owned(), |pid| format!("process {pid}"))
}
