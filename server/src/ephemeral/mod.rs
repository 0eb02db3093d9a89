//! What may vanish: how often somebody asked, and what a sign-in on its way must remember.
//!
//! Owns: where that lives. With Redis all processes share it; without one, and while it doesn't answer, each process has
//! its own memory, and everything goes on: limits then hold in each process by itself, and a sign-in ends in the process
//! where it began. Doesn't own: anything that must not be lost (that is the database's), and whom a limit is for.

mod bucket;
mod fan_out;
mod link;
mod memory;

pub use bucket::{Bucket, Counted, Per, Rate, Step, Verdict};

use crate::news::News;
use crate::stop::Stop;
use crate::telemetry::Metrics;
use crate::{config, tls};
use link::Link;
use memory::Memory;
use redis::Client;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// What every key in Redis begins with.
const PREFIX: &str = "centrum:";
/// What is kept is short.
const VALUE_BYTES_MAX: usize = 8 * 1024;

/// What a value is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A sign-in that went to an identity provider and hasn't come back yet.
    SignIn,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
        }
    }
}

/// A value is longer than anything that should be kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {VALUE_BYTES_MAX} bytes aren't kept")]
pub struct TooLong;

/// A URL that no Redis can have. It isn't told: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the URL isn't one of Redis")]
pub struct NotRedis;

/// What may vanish. Clones share it.
#[derive(Clone)]
pub struct Ephemeral(Arc<Inner>);

struct Inner {
    memory: Memory,
    redis: Option<Arc<Link>>,
}

impl Ephemeral {
    /// This process's memory alone.
    pub fn local() -> Self {
        Self(Arc::new(Inner { memory: Memory::new(), redis: None }))
    }

    /// Redis, where one is configured, and this process's memory for when it doesn't answer. Waits a moment for it, and
    /// goes on without it; `metrics` say which it is.
    ///
    /// # Errors
    /// When the URL isn't one of Redis; the configuration checks it first.
    pub async fn open(config: &config::Redis, metrics: &Metrics) -> Result<Self, NotRedis> {
        let redis = match &config.url {
            Some(url) => {
                let client = client(url)?;
                Some(Arc::new(Link::open(client, config.answer_within, metrics).await))
            }
            None => None,
        };
        Ok(Self(Arc::new(Inner { memory: Memory::new(), redis })))
    }

    /// Keeps a value for a while, for one who takes it.
    ///
    /// # Errors
    /// [`TooLong`].
    pub async fn put(
        &self,
        purpose: Purpose,
        key: &str,
        value: &str,
        lasts: Duration,
    ) -> Result<(), TooLong> {
        if value.len() > VALUE_BYTES_MAX {
            return Err(TooLong);
        }
        let is_kept = match &self.0.redis {
            Some(redis) => redis.put(&name(purpose.name(), key), value, lasts).await.is_some(),
            None => false,
        };
        if !is_kept {
            self.0.memory.put(purpose, key, value, lasts);
        }
        Ok(())
    }

    /// The value, for the first who asks; nobody gets it again.
    pub async fn take(&self, purpose: Purpose, key: &str) -> Option<String> {
        // Also what was kept here while Redis didn't answer, or when its answer came too late.
        let own = self.0.memory.take(purpose, key);
        let shared = match &self.0.redis {
            Some(redis) => redis.take(&name(purpose.name(), key)).await.flatten(),
            None => None,
        };
        shared.or(own)
    }

    /// Asks a bucket for one, or whether there is one.
    pub async fn admit(&self, bucket: &Bucket, rate: Rate, step: Step) -> Verdict {
        let shared = match &self.0.redis {
            Some(redis) => {
                redis.admit(&name(bucket.counted.name(), &bucket.of), bucket, rate, step).await
            }
            None => None,
        };
        shared.unwrap_or_else(|| self.0.memory.admit(bucket, rate, step))
    }

    /// Carries news between this process and all others, until it stops; without Redis there is nothing to do.
    pub fn carry(&self, news: &News, stop: Stop) {
        if let Some(redis) = &self.0.redis {
            fan_out::carry(Arc::clone(redis), news, stop);
        }
    }

    /// Whether Redis is in use now; `None`: none is configured.
    pub fn is_shared(&self) -> Option<bool> {
        self.0.redis.as_ref().map(|redis| redis.is_up())
    }
}

/// What an administrator is told of a Redis: that it does what is wanted of it, or why not.
///
/// # Errors
/// A sentence's end: it doesn't answer, says no, or can't be written to.
pub async fn examine(url: &SecretString, answer_within: Duration) -> Result<(), String> {
    link::examine(client(url).map_err(|error| error.to_string())?, answer_within).await
}

fn client(url: &SecretString) -> Result<Client, NotRedis> {
    tls::choose();
    Client::open(url.expose_secret()).map_err(|_| NotRedis)
}

/// A key in Redis. It is hashed: some are secrets, others name people or addresses.
fn name(kind: &str, key: &str) -> String {
    let mut name = format!("{PREFIX}{kind}:");
    for byte in Sha256::digest(key) {
        // Writing to a String can't fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_process_has_all_of_it_by_itself() {
        let ephemeral = Ephemeral::local();
        let minute = Duration::from_mins(1);
        ephemeral.put(Purpose::SignIn, "state", "nonce", minute).await.unwrap();
        assert_eq!(ephemeral.take(Purpose::SignIn, "state").await.as_deref(), Some("nonce"));
        assert_eq!(ephemeral.take(Purpose::SignIn, "state").await, None);
        let long = "x".repeat(VALUE_BYTES_MAX + 1);
        assert_eq!(ephemeral.put(Purpose::SignIn, "s", &long, minute).await, Err(TooLong));
        let bucket = Bucket { counted: Counted::Anonymous, of: "127.0.0.1".to_owned() };
        let rate = Rate::new(1, Per::Hour, 1);
        assert!(ephemeral.admit(&bucket, rate, Step::Look).await.is_admitted());
        assert!(ephemeral.admit(&bucket, rate, Step::Take).await.is_admitted());
        assert!(!ephemeral.admit(&bucket, rate, Step::Take).await.is_admitted());
        assert_eq!(ephemeral.is_shared(), None);
    }

    #[test]
    fn no_secret_stands_in_a_key() {
        let name = name(Purpose::SignIn.name(), "hush");
        assert!(name.starts_with("centrum:sign-in:") && !name.contains("hush"), "{name}");
        assert_eq!(name.len(), "centrum:sign-in:".len() + 64);
    }
}
