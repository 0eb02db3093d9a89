//! `Idempotency-Key`: a deed that is asked for twice under one key is done once, and answered twice.
//!
//! The key is claimed by the first statement of the deed's transaction, and what came of it is written with its COMMIT. Who
//! claims a key that somebody else is just using waits here for their end: it then finds their outcome, or does the deed
//! itself because they didn't. Refused or failed, nothing of it stays: a refusal is no outcome.
//!
//! Owns: keys and what is kept under them. Doesn't own: what an outcome is made of, which each command's answer says.

use super::caller::Actor;
use super::statement::{Kept, Part};
use super::tx::{ReadTx, WriteTx};
use crate::kernel::error::{Error, Rejection, Result};
use crate::kernel::ids::{ParticipantId, TypedId};
use crate::tables::idempotency_outcomes as outcomes;
use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// How long an outcome is kept.
const KEPT_HOURS: i64 = 24;
/// The longest key, in characters.
const LONGEST_KEY: usize = 255;

/// The same key came with another body.
pub const KEY_REUSED: Rejection = Rejection { code: "IDEMPOTENCY_KEY_REUSED" };

/// What somebody calls one deed of theirs, so that they can ask for it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// 1 to 255 printable characters of ASCII; `None`: it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let is_printable = text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        let is_key = !text.is_empty() && text.len() <= LONGEST_KEY && is_printable;
        is_key.then(|| Self(text.to_owned()))
    }
}

/// A deed that may have been asked for before.
#[derive(Debug, Clone)]
pub struct Attempt {
    key: IdempotencyKey,
    body_hash: Vec<u8>,
}

impl Attempt {
    /// Under a key, with all that was asked for in a text that is the same each time.
    pub fn new(key: IdempotencyKey, body: &str) -> Self {
        Self { key, body_hash: Sha256::digest(body.as_bytes()).to_vec() }
    }
}

/// What is kept of a deed: ids and codes by name. No method takes a text, so no prose and no secret can get in.
#[derive(Debug, Clone, Default)]
pub struct Deed(Map<String, Value>);

impl Deed {
    /// That it was done.
    pub fn done() -> Self {
        Self::default()
    }

    /// With an id.
    #[must_use]
    pub fn with(mut self, name: &'static str, id: impl TypedId) -> Self {
        self.0.insert(name.to_owned(), Value::from(id.print()));
        self
    }

    /// With a code of ours or a register's.
    ///
    /// # Panics
    /// On anything but letters, digits and `-_./`: nobody typed it into a form.
    #[must_use]
    pub fn with_code(mut self, name: &'static str, code: &str) -> Self {
        let is_code = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        assert!(code.chars().all(is_code), "an outcome is made of ids and codes");
        self.0.insert(name.to_owned(), Value::from(code));
        self
    }

    /// The id of that name.
    ///
    /// # Errors
    /// [`Error::Internal`] when there is none: another command's outcome.
    pub fn id<I: TypedId>(&self, name: &'static str) -> Result<I> {
        I::read(self.code(name)?).ok_or_else(|| Error::broken("an outcome's id is another kind's"))
    }

    /// Whether something of that name was kept.
    pub fn has(&self, name: &'static str) -> bool {
        self.0.contains_key(name)
    }

    /// The code of that name.
    ///
    /// # Errors
    /// As [`Self::id`].
    pub fn code(&self, name: &'static str) -> Result<&str> {
        let found = self.0.get(name).and_then(Value::as_str);
        found.ok_or_else(|| Error::broken("an outcome lacks what its command wrote"))
    }
}

/// What a command answers, and can answer again from ids and codes alone. [`super::Caller::write`] asks for it, so no command
/// of people can be written without.
pub trait Repeatable: Sized + Send {
    /// What of it is kept.
    fn deed(&self) -> Deed;

    /// The same from what was kept, as it is now. Secrets that were shown once aren't shown again.
    fn again(tx: &mut ReadTx, deed: &Deed) -> impl Future<Output = Result<Self>> + Send;
}

/// Of whose answer nothing but the id matters.
impl<I: TypedId + Send> Repeatable for I {
    fn deed(&self) -> Deed {
        Deed::done().with("id", *self)
    }

    async fn again(_: &mut ReadTx, deed: &Deed) -> Result<Self> {
        deed.id("id")
    }
}

/// Of which nothing but that it was done matters.
impl Repeatable for () {
    fn deed(&self) -> Deed {
        Deed::done()
    }

    async fn again(_: &mut ReadTx, _: &Deed) -> Result<Self> {
        Ok(())
    }
}

/// An outcome that is to be written with the COMMIT.
pub(super) struct Claimed {
    by: ParticipantId,
    key: IdempotencyKey,
    deed: Deed,
}

impl WriteTx {
    /// Does `work` unless it was done before under the same key; then answers it again.
    pub(super) async fn once<T: Repeatable>(
        &mut self,
        attempt: &Attempt,
        work: impl AsyncFnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let Actor::Participant(by) = self.actor else {
            return Err(Error::broken("a key belongs to somebody who takes part"));
        };
        if let Some(deed) = self.claim(attempt, by).await? {
            self.change_nothing();
            return T::again(self.as_read(), &deed).await;
        }
        // What changed nothing is rolled back to here, and its outcome is kept all the same.
        self.conn().batch_execute("SAVEPOINT claimed").await?;
        self.is_under_key = true;
        let done = work(self).await?;
        let (key, deed) = (attempt.key.clone(), done.deed());
        self.claimed = Some(Claimed { by, key, deed });
        Ok(done)
    }

    /// Gets hold of the key, or says what came of it before.
    async fn claim(&mut self, attempt: &Attempt, by: ParticipantId) -> Result<Option<Deed>> {
        let kept_until = self.now() + Duration::hours(KEPT_HOURS);
        loop {
            let claimed = diesel::insert_into(outcomes::table)
                .values((
                    outcomes::participant_id.eq(by),
                    outcomes::key.eq(&attempt.key.0),
                    outcomes::body_hash.eq(&attempt.body_hash),
                    outcomes::kept_until.eq(kept_until),
                ))
                .on_conflict_do_nothing()
                .execute(&mut self.conn())
                .await?;
            if claimed == 1 || self.take_over(attempt, by, kept_until).await? {
                return Ok(None);
            }
            // Gone: the worker, whose clock is a little ahead, has just deleted it. Then it can be claimed.
            if let Some((body_hash, outcome)) = self.kept_under(attempt, by).await? {
                return read(attempt, &body_hash, outcome).map(Some);
            }
        }
    }

    async fn kept_under(
        &self,
        attempt: &Attempt,
        by: ParticipantId,
    ) -> Result<Option<(Vec<u8>, Option<Value>)>> {
        let kept = outcomes::table
            .filter(outcomes::participant_id.eq(by))
            .filter(outcomes::key.eq(&attempt.key.0))
            .select((outcomes::body_hash, outcomes::outcome));
        Ok(kept.first(&mut self.conn()).await.optional()?)
    }

    /// Takes a key whose time is over, as if nobody had used it. Of two who try at once the second finds the first's.
    async fn take_over(
        &self,
        attempt: &Attempt,
        by: ParticipantId,
        kept_until: DateTime<Utc>,
    ) -> Result<bool> {
        let over = outcomes::table
            .filter(outcomes::participant_id.eq(by))
            .filter(outcomes::key.eq(&attempt.key.0))
            .filter(outcomes::kept_until.le(self.now()));
        let taken = diesel::update(over).set((
            outcomes::body_hash.eq(&attempt.body_hash),
            outcomes::outcome.eq(None::<Value>),
            outcomes::kept_until.eq(kept_until),
        ));
        Ok(Kept(taken).execute(&mut self.conn()).await? == 1)
    }
}

fn read(attempt: &Attempt, body_hash: &[u8], outcome: Option<Value>) -> Result<Deed> {
    if body_hash != attempt.body_hash {
        return Err(KEY_REUSED.into());
    }
    match outcome {
        Some(Value::Object(outcome)) => Ok(Deed(outcome)),
        Some(_) | None => Err(Error::broken("a key was committed without its outcome")),
    }
}

impl Claimed {
    /// What of the statement that goes out with the COMMIT is its.
    pub(super) fn kept(self) -> Part<'static> {
        let own = outcomes::table
            .filter(outcomes::participant_id.eq(self.by))
            .filter(outcomes::key.eq(self.key.0));
        let outcome = outcomes::outcome.eq(Value::Object(self.deed.0));
        ("outcome", Box::new(diesel::update(own).set(outcome)))
    }
}
