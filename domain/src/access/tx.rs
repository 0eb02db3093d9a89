//! Transactions: one to read, one to write. Neither can be made outside this module.

use super::attempt::Claimed;
use super::caller::{Actor, Trace};
use super::clock::Clock;
use super::context::{Context, Mode};
use super::db::Db;
use super::event::Event;
use super::line::Lines;
use super::secrecy::Secrecy;
use super::statement::{Commit, Part};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{PersonId, TenantId};
use chrono::{DateTime, Utc};
use deadpool::managed::Object;
use diesel::pg::Pg;
use diesel::query_builder::QueryFragment;
use diesel::result::QueryResult;
use diesel_async::{AsyncConnectionCore as _, AsyncPgConnection, SimpleAsyncConnection as _};
use futures_util::future::{BoxFuture, FutureExt as _};
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::timestamp::context::ContextV7;
use uuid::{Timestamp, Uuid};

type Connection = Object<Lines>;

/// A connection with an open transaction. It goes back to the pool only when the server has said that the transaction is
/// over; dropped before that (a request that was cancelled, a panic), it is closed instead.
pub(super) struct Opened {
    connection: Option<Arc<Connection>>,
    /// The answer to the opening, which was sent but not waited for. In a mutex only to be `Sync`.
    opening: Mutex<Option<BoxFuture<'static, QueryResult<()>>>>,
    committed: AtomicBool,
}

impl Opened {
    /// Sends `sql` and goes on without its answer: the first statement travels in the same trip. Should the opening fail,
    /// the statements behind it run as a login without any right, and fail too.
    pub(super) async fn send(connection: Connection, sql: String) -> Self {
        connection.occupy();
        let connection = Arc::new(connection);
        let sender = Arc::clone(&connection);
        let mut opening = async move {
            let mut conn = sender.connection();
            conn.batch_execute(&sql).await
        }
        .boxed();
        // The first poll writes the message to the connection.
        let opening = match futures_util::poll!(&mut opening) {
            std::task::Poll::Ready(answer) => std::future::ready(answer).boxed(),
            std::task::Poll::Pending => opening,
        };
        Self {
            connection: Some(connection),
            opening: Mutex::new(Some(opening)),
            committed: AtomicBool::new(false),
        }
    }

    /// The connection, for one statement.
    pub(super) fn conn(&self) -> &AsyncPgConnection {
        match &self.connection {
            Some(connection) => connection.connection(),
            // `finish` takes self by value, so nobody can ask after it.
            None => unreachable!("a transaction that is over has no connection"),
        }
    }

    /// Runs the last statement with the COMMIT in the same trip.
    pub(super) async fn closing<T>(
        &self,
        last: impl Future<Output = QueryResult<T>>,
    ) -> QueryResult<T> {
        let mut conn = self.conn();
        let (answer, committed) = futures_util::join!(last, conn.execute_returning_count(Commit));
        if committed.is_ok() {
            self.committed.store(true, Ordering::Relaxed);
        }
        let answer = answer?;
        committed.map(|_| answer)
    }

    /// Ends a transaction whose work went well.
    pub(super) async fn commit(self) -> Result<()> {
        if !self.committed.load(Ordering::Relaxed) {
            self.closing(std::future::ready(Ok(()))).await?;
        }
        self.hand_back().await
    }

    /// Ends a transaction whose work didn't go well, or changed nothing.
    pub(super) async fn roll_back(self) -> Result<()> {
        if !self.committed.load(Ordering::Relaxed) {
            let mut conn = self.conn();
            conn.batch_execute("ROLLBACK").await?;
        }
        self.hand_back().await
    }

    /// The server has ended the transaction: the connection may serve the next one, unless its opening had failed.
    async fn hand_back(mut self) -> Result<()> {
        let opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(opening) = opening {
            opening.await?;
        }
        if let Some(connection) = self.connection.take() {
            connection.vacate();
        }
        Ok(())
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // The opening's future holds the connection too.
        *self.opening.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(connection) = self.connection.take().and_then(Arc::into_inner) {
            drop(Connection::take(connection));
        }
    }
}

/// Reads in one snapshot, as one tenant.
pub struct ReadTx {
    opened: Opened,
    context: Context,
    clock: Clock,
    now: Mutex<DateTime<Utc>>,
    /// Of a write: its last statement, which waits for the COMMIT.
    last: Vec<Part<'static>>,
}

impl ReadTx {
    pub(super) async fn begin(db: &Db, context: &Context, mode: Mode) -> Result<Self> {
        let opened = db.open(context, mode).await?;
        let (context, clock) = (context.clone(), db.clock().clone());
        let now = Mutex::new(clock.now());
        Ok(Self { opened, context, clock, now, last: Vec::new() })
    }

    /// The connection, for a slice's `store` and for this module.
    pub(crate) fn conn(&self) -> &AsyncPgConnection {
        assert!(
            self.last.is_empty(),
            "what follows the last statement of a write would overtake it"
        );
        self.opened.conn()
    }

    /// Runs the last statement of a read together with its COMMIT. What is asked after it is refused by the database.
    pub(crate) async fn closing<T>(&self, last: impl Future<Output = QueryResult<T>>) -> Result<T> {
        Ok(self.opened.closing(last).await?)
    }

    /// The house's time, the same for the whole transaction, but for [`Self::has_waited`].
    pub fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A row is locked for which others may have been waited: from here on it is that late. Of two changes of one row the later
    /// one has the later time, then, and its events the later ids.
    pub(crate) fn has_waited(&self) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = self.clock.now().max(*now);
    }

    /// The tenant whose rows are read.
    ///
    /// # Errors
    /// [`Error::Internal`] in a context without one, which no slice is given.
    pub fn tenant(&self) -> Result<TenantId> {
        self.context.tenant().ok_or_else(|| Error::broken("this context has no tenant"))
    }

    /// Whether who reads is cleared for a secrecy: what isn't read can't be written either, but for cases that are filed.
    pub fn is_cleared_for(&self, secrecy: Secrecy) -> bool {
        self.context.clearances().is_some_and(|clearances| clearances.contains(&secrecy))
    }

    /// Goes on in another context, in the same transaction. Only this module knows a reason to.
    pub(super) async fn switch(&mut self, context: Context) -> Result<Context> {
        let mut conn = self.conn();
        conn.batch_execute(&context.settings()).await?;
        Ok(std::mem::replace(&mut self.context, context))
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    pub(super) async fn finish<T>(self, answer: Result<T>) -> Result<T> {
        match answer {
            Ok(answer) => self.opened.commit().await.map(|()| answer),
            Err(error) => Err(self.opened.roll_back().await.err().unwrap_or(error)),
        }
    }
}

/// Writes as one tenant, and leaves events.
pub struct WriteTx {
    read: ReadTx,
    pub(super) actor: Actor,
    pub(super) trace: Trace,
    pub(super) events: Vec<Event>,
    pub(super) events_flushed: usize,
    /// Whose roles, tokens or sessions this changes.
    pub(super) changed_people: Vec<PersonId>,
    /// Whose people may do other things with this.
    pub(super) changed_tenants: Vec<TenantId>,
    /// Whether what is in force somewhere changes with this.
    pub(super) changes_configuration: bool,
    /// What is kept under the key that this was asked for with.
    pub(super) claimed: Option<Claimed>,
    /// Whether this was asked for under a key, so that something of its outcome is to be kept.
    pub(super) is_under_key: bool,
    changed_nothing: bool,
}

impl Deref for WriteTx {
    type Target = ReadTx;
    fn deref(&self) -> &ReadTx {
        &self.read
    }
}

impl WriteTx {
    pub(super) async fn begin(
        db: &Db,
        context: &Context,
        actor: Actor,
        trace: Trace,
    ) -> Result<Self> {
        let read = ReadTx::begin(db, context, Mode::Write).await?;
        Ok(Self {
            read,
            actor,
            trace,
            events: Vec::new(),
            events_flushed: 0,
            changed_people: Vec::new(),
            changed_tenants: Vec::new(),
            changes_configuration: false,
            claimed: None,
            is_under_key: false,
            changed_nothing: false,
        })
    }

    /// A new id, ordered by time.
    pub fn new_id<I: From<Uuid>>(&self) -> I {
        I::from(time_ordered(self.now()))
    }

    /// Who does this.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// Notes what happened; it is written with the COMMIT or not at all.
    pub fn record(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }

    /// Says the last statement, of whose answer nothing depends: it goes out with the events and the COMMIT, in their trip.
    /// Its text may not vary: see [`Kept`](super::Kept).
    pub(crate) fn last(&mut self, statement: impl QueryFragment<Pg> + Send + Sync + 'static) {
        self.last_of(vec![("last", Box::new(statement))]);
    }

    /// The same of a statement that has parts of its own.
    pub(crate) fn last_of(&mut self, parts: Vec<Part<'static>>) {
        assert!(self.read.last.is_empty(), "a write has one last statement");
        self.read.last = parts;
    }

    /// Takes the last statement, to send it.
    pub(super) fn take_last(&mut self) -> Vec<Part<'static>> {
        std::mem::take(&mut self.read.last)
    }

    /// Whether there is nothing to write but what was written already, and no event of it.
    fn left_nothing(&self) -> bool {
        self.read.last.is_empty() && self.events.is_empty() && self.events_flushed == 0
    }

    /// Says that everything was already as wanted. Then nothing is written, and nothing need be told.
    pub fn change_nothing(&mut self) {
        self.changed_nothing = true;
    }

    /// Goes on in another context, in the same transaction. Only this module knows a reason to.
    pub(super) async fn switch(&mut self, context: Context) -> Result<Context> {
        self.read.switch(context).await
    }

    /// Says that somebody's roles, tokens or sessions change with this, so that sign-in forgets what it knew of them.
    pub fn changes_standing_of(&mut self, person: PersonId) {
        self.changed_people.push(person);
    }

    /// Says that this changes what a tenant's people may do, so that sign-in forgets what it knew of them.
    pub fn changes_life_of(&mut self, tenant: TenantId) {
        self.changed_tenants.push(tenant);
    }

    /// Says that this changes what is in force in a tenant, so that this process forgets what it remembered of that.
    pub fn changes_configuration(&mut self) {
        self.changes_configuration = true;
    }

    /// The reading half.
    pub(super) fn as_read(&mut self) -> &mut ReadTx {
        &mut self.read
    }

    /// Ends a write: its last statement, its events and the COMMIT in one trip, or ROLLBACK.
    pub(super) async fn finish<T>(mut self, answer: Result<T>) -> Result<T> {
        let answer = match answer {
            Ok(answer) if self.changed_nothing && self.left_nothing() => {
                return self.finish_unchanged().await.map(|()| answer);
            }
            Ok(_) if self.events.is_empty() && self.events_flushed == 0 => {
                Err(Error::broken("a write recorded no event: what can't be audited can't be done"))
            }
            answer => answer,
        };
        match answer {
            Ok(answer) => {
                let flushed = self.flush_and_commit().await;
                self.read.finish(flushed).await.map(|()| answer)
            }
            Err(error) => self.read.finish(Err(error)).await,
        }
    }

    /// Ends a write that found all as wanted: whatever it did all the same is undone. What is left, if it was asked for under
    /// a key, is that it was answered.
    async fn finish_unchanged(mut self) -> Result<()> {
        if self.claimed.is_none() {
            return self.read.opened.roll_back().await;
        }
        let kept = match self.conn().batch_execute("ROLLBACK TO SAVEPOINT claimed").await {
            Ok(()) => self.flush_and_commit().await,
            Err(error) => Err(error.into()),
        };
        self.read.finish(kept).await
    }

    /// Ends a write of what is derived from events, and so leaves none.
    pub(super) async fn finish_derived<T>(mut self, answer: Result<T>) -> Result<T> {
        let answer = match answer {
            Ok(answer) => self.flush_and_commit().await.map(|()| answer),
            error => error,
        };
        self.read.finish(answer).await
    }
}

/// A UUIDv7 of `instant`; within one millisecond the later call has the larger id.
fn time_ordered(instant: DateTime<Utc>) -> Uuid {
    static COUNTER: Mutex<Option<ContextV7>> = Mutex::new(None);
    let mut counter = COUNTER.lock().unwrap_or_else(PoisonError::into_inner);
    let counter = &*counter.get_or_insert_with(ContextV7::new);
    let seconds = u64::try_from(instant.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(counter, seconds, instant.timestamp_subsec_nanos()))
}
