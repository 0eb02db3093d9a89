//! Which database it uses.

use super::reader::{ConfigError, Noted, Problem, Reader};
use super::variable::Variable;
use secrecy::SecretString;

const A_URL: &str =
    "a URL of PostgreSQL, such as postgres://centrum:…@host/centrum, or key=value words";
const LARGEST_POOL: usize = 1_000;

/// Which database it uses.
#[derive(Debug, Clone)]
pub struct Database {
    /// For the login `centrum`; `None`: a private PostgreSQL in the data folder.
    pub url: Option<SecretString>,
    /// For the login `centrum_migrator`; only who migrates needs it.
    pub migrator_url: Option<SecretString>,
    /// For a superuser; only `centrum bootstrap` needs it.
    pub admin_url: Option<SecretString>,
    /// How many connections at most.
    pub pool_size: usize,
}

impl Database {
    /// The migrator's URL, for a command that can't do without.
    ///
    /// # Errors
    /// [`ConfigError`] when it isn't set.
    pub fn migrator_url(&self) -> Result<&SecretString, ConfigError> {
        self.migrator_url.as_ref().ok_or_else(|| ConfigError {
            problems: vec![Problem { variable: Variable::MigratorUrl, must_be: A_URL }],
        })
    }

    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let url = env.optional(Variable::DatabaseUrl, A_URL, secret_url);
        let migrator_url = env.optional(Variable::MigratorUrl, A_URL, secret_url);
        let admin_url = env.optional(Variable::AdminUrl, A_URL, secret_url);
        let pool_size = env.read(Variable::DatabasePoolSize, "a number from 1 to 1000", |text| {
            text.parse().ok().filter(|size| (1..=LARGEST_POOL).contains(size))
        });
        Ok(Self {
            url: url?,
            migrator_url: migrator_url?,
            admin_url: admin_url?,
            pool_size: pool_size?,
        })
    }
}

fn secret_url(text: &str) -> Option<SecretString> {
    let is_url = ["postgres://", "postgresql://"].iter().any(|start| text.starts_with(start));
    let is_words = !text.contains("://") && text.contains('=');
    (is_url || is_words).then(|| SecretString::from(text))
}
