//! Whether it has a Redis.

use super::reader::{Noted, Reader};
use super::variable::Variable;
use redis::Client;
use secrecy::SecretString;
use std::time::Duration;

/// Whether it has a Redis, by which processes share what may vanish.
#[derive(Debug, Clone)]
pub struct Redis {
    /// `None`: each process has its own memory.
    pub url: Option<SecretString>,
    /// How long a call may take. It isn't a variable: a Redis that needs longer is of no use.
    pub answer_within: Duration,
}

impl Redis {
    /// The one at this URL.
    pub fn at(url: SecretString) -> Self {
        Self { url: Some(url), ..Self::none() }
    }

    /// None.
    pub const fn none() -> Self {
        Self { url: None, answer_within: Duration::from_millis(50) }
    }

    pub(super) fn from_env(env: &mut Reader<'_>) -> Result<Self, Noted> {
        let url = env.optional(
            Variable::RedisUrl,
            "a URL of Redis, redis://… or with TLS rediss://…, such as rediss://:password@host:6379/0",
            secret_url,
        );
        Ok(Self { url: url?, ..Self::none() })
    }
}

/// Without a fragment: by one the client's library would be told to believe any certificate.
fn secret_url(text: &str) -> Option<SecretString> {
    let is_url = ["redis://", "rediss://"].iter().any(|start| text.starts_with(start));
    let is_sound = is_url && !text.contains('#') && Client::open(text).is_ok();
    is_sound.then(|| SecretString::from(text))
}
