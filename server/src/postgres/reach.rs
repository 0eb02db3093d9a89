//! How a command of a moment (`centrum token`, `centrum psql`) comes to the database of a folder:
//! through the Centrum that runs there, or by starting the database itself.

use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::child::PrivatePostgres;
use super::data_dir::DataDir;
use super::error::StartError;
use super::running::Running;
use super::secrets::{Login, Secrets};

/// A `centrum up` that is just migrating, or another command, is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A database that answers, whoever started it.
#[derive(Debug)]
pub enum Reached {
    /// A `centrum up` runs; its database stays when we go.
    Running(Running, Secrets),
    /// Nothing ran, so we started it for the time of our command.
    Started(Box<PrivatePostgres>),
}

impl Reached {
    /// Reaches the database of this folder. A folder without data is refused, not filled. Blocks.
    pub fn reach(data: &DataDir) -> Result<Reached, StartError> {
        if !data.cluster().exists() {
            return Err(StartError::NoData { folder: data.path().to_owned() });
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(running) = Running::read(data) {
                return Ok(Reached::Running(running, Secrets::read(data)?));
            }
            match PrivatePostgres::start(data) {
                // Taking the lock has its own patience, so this loop doesn't spin.
                Err(StartError::InUse { .. }) if Instant::now() < deadline => {}
                answer => return answer.map(|started| Reached::Started(Box::new(started))),
            }
        }
    }

    /// The address of a database for one login.
    pub fn url(&self, login: Login, database: &str) -> SecretString {
        match self {
            Reached::Running(running, secrets) => running.address.url(secrets, login, database),
            Reached::Started(postgres) => postgres.url(login, database),
        }
    }

    /// Stops the database if it was started for us.
    pub fn leave(self) -> Result<(), StartError> {
        match self {
            Reached::Running(..) => Ok(()),
            Reached::Started(postgres) => postgres.stop(),
        }
    }
}
