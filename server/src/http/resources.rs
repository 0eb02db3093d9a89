//! What the addresses stand on.

use domain::access::Db;
use secrecy::SecretString;

/// What the addresses stand on; clones share it.
#[derive(Clone)]
pub struct Resources {
    /// The door to the database.
    pub db: Db,
    /// With the URL of who migrates, `/readyz` looks at the migrations too.
    pub migrator_url: Option<SecretString>,
}

impl Resources {
    /// The database alone, and of everything else what one process has by itself.
    pub fn of(db: Db) -> Self {
        Self { db, migrator_url: None }
    }
}
