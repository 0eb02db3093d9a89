//! The one connection to Redis: used while it answers in time, left alone while it doesn't, and tried by itself meanwhile.
//!
//! Nobody waits for Redis longer than the limit of one call. The first call that fails or is late puts the link down; from
//! then on callers are told so at once, and a task of the link's own tries until Redis can do what is wanted of it.

use super::bucket::{Bucket, Rate, Step, Verdict};
use crate::telemetry::{Metrics, RedisUse};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, Script, SetExpiry, SetOptions, cmd};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// How long connecting may take. Nobody waits for it, but for the start of the program.
const CONNECT_WITHIN: Duration = Duration::from_secs(1);
/// Between two tries to reach it.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Up for so long, it is thought well: after that the next tries are frequent again.
const WELL_AFTER: Duration = Duration::from_secs(10);
/// One that comes and goes is told of once in so long.
const BETWEEN_WARNINGS: Duration = Duration::from_mins(1);

/// Clones of the connection, or none.
pub(super) struct Link(Arc<Shared>);

struct Shared {
    client: Client,
    answer_within: Duration,
    script: Script,
    metrics: Metrics,
    state: Mutex<State>,
    /// Wakes who tries to reach it again; dropped with the link, it ends them.
    wake: mpsc::Sender<()>,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    /// Counts connections, so that a late failure of an old one doesn't put the new one down.
    number: u64,
    warned_at: Option<Instant>,
    /// The log's last word is that it doesn't answer.
    is_told_down: bool,
}

impl State {
    fn tell_down(&mut self, failure: &Failure) {
        if self.warned_at.is_some_and(|then| then.elapsed() < BETWEEN_WARNINGS) {
            tracing::debug!(reason = %failure, "redis doesn't answer");
            return;
        }
        self.warned_at = Some(Instant::now());
        self.is_told_down = true;
        tracing::warn!(
            reason = %failure,
            "redis doesn't answer: limits hold in each process by itself until it does"
        );
    }
}

/// Why a call got no answer.
#[derive(Debug)]
enum Failure {
    Late,
    Refused(RedisError),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late => write!(f, "it didn't answer in time"),
            Self::Refused(error) => write!(f, "{error}"),
        }
    }
}

/// What an administrator is told of a Redis: that it does what is wanted of it, or why not.
pub(super) async fn examine(client: Client, answer_within: Duration) -> Result<(), String> {
    let (wake, _) = mpsc::channel(1);
    let tried = Shared::of(client, answer_within, Metrics::silent(), wake).reach().await;
    tried.map_err(|failure| failure.to_string())
}

impl Link {
    /// Tries once to reach it; if that fails, it is tried on.
    pub(super) async fn open(client: Client, answer_within: Duration, metrics: &Metrics) -> Self {
        let (wake, woken) = mpsc::channel(1);
        let shared = Arc::new(Shared::of(client, answer_within, metrics.clone(), wake));
        if let Err(failure) = shared.reach().await {
            metrics.redis_is_used(false);
            shared.state().tell_down(&failure);
            shared.wake();
        }
        crate::telemetry::spawn(look_after(Arc::downgrade(&shared), woken));
        Self(shared)
    }

    /// Whether calls are tried now.
    pub(super) fn is_up(&self) -> bool {
        self.0.state().connection.is_some()
    }

    /// Keeps a value; `None`: it isn't known whether it was kept.
    pub(super) async fn put(&self, key: &str, value: &str, lasts: Duration) -> Option<()> {
        let millis = u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX).max(1);
        let mut command = cmd("SET");
        command
            .arg(key)
            .arg(value)
            .arg(SetOptions::default().with_expiration(SetExpiry::PX(millis)));
        let put = async |mut connection| command.exec_async(&mut connection).await;
        self.0.ask(RedisUse::SignIn, put).await
    }

    /// Takes a value away; `None`: there was no answer.
    pub(super) async fn take(&self, key: &str) -> Option<Option<String>> {
        let mut command = cmd("GETDEL");
        command.arg(key);
        let take = async |mut connection| command.query_async(&mut connection).await;
        self.0.ask(RedisUse::SignIn, take).await
    }

    /// Tells all who listen; a word that can't be told now is lost.
    pub(super) async fn publish(&self, channel: &str, word: &str) {
        let mut command = cmd("PUBLISH");
        command.arg(channel).arg(word);
        let publish = async |mut connection| command.exec_async(&mut connection).await;
        self.0.ask(RedisUse::News, publish).await;
    }

    /// For a connection of its own.
    pub(super) fn client(&self) -> &Client {
        &self.0.client
    }

    /// Where news are told. What is told there is heard whichever database one has chosen, so the name says which.
    pub(super) fn channel(&self) -> String {
        format!(
            "{}news:{}",
            super::PREFIX,
            self.0.client.get_connection_info().redis_settings().db()
        )
    }

    /// Asks a bucket; `None`: there was no answer.
    pub(super) async fn admit(
        &self,
        key: &str,
        bucket: &Bucket,
        rate: Rate,
        step: Step,
    ) -> Option<Verdict> {
        let asked = async |connection| self.0.admit(connection, key, rate, step).await;
        let (wait, full_in) = self.0.ask(RedisUse::RateLimit, asked).await?;
        Some(Verdict::of(bucket.counted, rate, wait, full_in))
    }
}

impl Shared {
    fn of(
        client: Client,
        answer_within: Duration,
        metrics: Metrics,
        wake: mpsc::Sender<()>,
    ) -> Self {
        let script = Script::new(include_str!("bucket.lua"));
        Self { client, answer_within, script, metrics, state: Mutex::default(), wake }
    }

    /// One call, held to the limit; `None` is counted: the process goes on by itself.
    async fn ask<T>(
        &self,
        what: RedisUse,
        call: impl AsyncFnOnce(MultiplexedConnection) -> Result<T, RedisError>,
    ) -> Option<T> {
        let answer = self.try_to_ask(call).await;
        if answer.is_none() {
            self.metrics.redis_fell_back(what);
        }
        answer
    }

    async fn try_to_ask<T>(
        &self,
        call: impl AsyncFnOnce(MultiplexedConnection) -> Result<T, RedisError>,
    ) -> Option<T> {
        let (connection, number) = {
            let state = self.state();
            (state.connection.clone()?, state.number)
        };
        let failure = match timeout(self.answer_within, call(connection)).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => Failure::Refused(error),
            Err(_) => Failure::Late,
        };
        self.put_down(number, &failure);
        None
    }

    async fn admit(
        &self,
        mut connection: MultiplexedConnection,
        key: &str,
        rate: Rate,
        step: Step,
    ) -> Result<(u64, u64), RedisError> {
        let mut call = self.script.key(key);
        call.arg(rate.interval()).arg(rate.at_once()).arg(u8::from(step == Step::Take));
        call.invoke_async(&mut connection).await
    }

    /// Connects, and sees whether a bucket can be written in time: a server that only reads, is full or still loading
    /// isn't of use.
    async fn reach(&self) -> Result<(), Failure> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_WITHIN))
            .set_response_timeout(Some(CONNECT_WITHIN));
        let connecting = self.client.get_multiplexed_async_connection_with_config(&config);
        let connected = timeout(CONNECT_WITHIN, connecting).await;
        let connection = connected.map_err(|_| Failure::Late)?.map_err(Failure::Refused)?;
        let key = super::name("probe", "");
        let probe = || self.admit(connection.clone(), &key, Rate::highest(), Step::Take);
        // The first one also brings the script, which is a trip more.
        for within in [CONNECT_WITHIN, self.answer_within] {
            let answer = timeout(within, probe()).await.map_err(|_| Failure::Late)?;
            answer.map_err(Failure::Refused)?;
        }
        let mut state = self.state();
        state.connection = Some(connection);
        state.number += 1;
        self.metrics.redis_is_used(true);
        if std::mem::take(&mut state.is_told_down) {
            tracing::info!("redis answers again");
        }
        Ok(())
    }

    fn put_down(&self, number: u64, failure: &Failure) {
        let mut state = self.state();
        if state.number == number && state.connection.take().is_some() {
            self.metrics.redis_is_used(false);
            state.tell_down(failure);
            self.wake();
        }
    }

    fn wake(&self) {
        // Full: who tries to reach it has been woken.
        let _ = self.wake.try_send(());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked with it left a whole state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Each time that the link was put down, tries until it is up. Ends with the link.
async fn look_after(link: Weak<Shared>, mut woken: mpsc::Receiver<()>) {
    let mut pause = FIRST_PAUSE;
    let mut up_since: Option<Instant> = None;
    while woken.recv().await.is_some() {
        if up_since.is_none_or(|since| since.elapsed() >= WELL_AFTER) {
            pause = FIRST_PAUSE;
        }
        loop {
            tokio::time::sleep(pause).await;
            let Some(shared) = link.upgrade() else { return };
            match shared.reach().await {
                Ok(()) => break,
                Err(failure) => tracing::debug!(reason = %failure, "redis isn't reached"),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        up_since = Some(Instant::now());
    }
}
