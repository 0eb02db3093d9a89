//! Events and their outbox, in one statement and in one trip with the COMMIT, and with the last statement before them.

use super::attempt::Claimed;
use super::context::Context;
use super::event::Event;
use super::statement::Last;
use super::tx::WriteTx;
use crate::kernel::error::Result;
use crate::kernel::ids::{EventId, MemberId};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::AsyncConnectionCore as _;
use serde_json::Value;
use uuid::Uuid;

impl WriteTx {
    /// Writes what was recorded so far, in the present context, and goes on.
    pub(super) async fn flush(&mut self) -> Result<()> {
        let insert = self.insert_events();
        let mut conn = self.conn();
        conn.execute_returning_count(insert).await?;
        Ok(())
    }

    /// Writes the last statement, what is kept under a key, and what was recorded, and commits: none of them waits for another.
    pub(super) async fn flush_and_commit(&mut self) -> Result<()> {
        let (last, rest) = (self.take_last(), self.rest());
        if last.is_none() && rest.outcome.is_none() && rest.events.is_none() {
            return Ok(());
        }
        self.commit_behind(self.sent(last), rest).await.map(|_| ())
    }

    /// Makes ready to end with a statement of whose answer something depends: takes what was recorded until here.
    pub(crate) fn ending(&mut self) -> Ending {
        Ending(if self.is_under_key { None } else { Some(self.rest()) })
    }

    /// Asks what is asked last; what was recorded and the COMMIT go out in the same trip. When it was answered, all is written:
    /// nothing can be refused or asked any more. Under a key the answer comes first, for what is kept follows from it.
    pub(crate) async fn end<T>(
        &self,
        Ending(rest): Ending,
        last: impl Future<Output = QueryResult<T>>,
    ) -> Result<T> {
        match rest {
            Some(rest) => self.commit_behind(last, rest).await,
            None => Ok(last.await?),
        }
    }

    /// What is left to write.
    fn rest(&mut self) -> Rest {
        let outcome = self.claimed.take().map(Claimed::kept);
        let events = if self.events.is_empty() { None } else { Some(self.insert_events()) };
        Rest { outcome, events }
    }

    /// Sent in this order: should `last` fail, it is its error that counts.
    async fn commit_behind<T>(
        &self,
        last: impl Future<Output = QueryResult<T>>,
        Rest { outcome, events }: Rest,
    ) -> Result<T> {
        let all = async { futures_util::try_join!(last, self.sent(outcome), self.sent(events)) };
        self.closing(all).await.map(|(answer, ..)| answer)
    }

    async fn sent<Q: QueryFragment<Pg> + QueryId>(&self, it: Option<Q>) -> QueryResult<usize> {
        let mut conn = self.conn();
        match it {
            Some(statement) => conn.execute_returning_count(statement).await,
            None => Ok(0),
        }
    }

    fn insert_events(&mut self) -> InsertEvents {
        let events = std::mem::take(&mut self.events);
        self.events_flushed += events.len();
        let actor = self.actor.to_string();
        let mut rows = InsertEvents {
            of_no_case: self.writes_for(),
            at: self.now(),
            actor,
            trace: self.trace.id.clone(),
            span: self.trace.span.clone(),
            ..InsertEvents::default()
        };
        for event in events {
            rows.push(self.new_id::<EventId>(), &event);
        }
        rows
    }

    /// Whose an event of no case is: the whole tenant's (`None`); but what a mayor does is the own municipality's, and shown
    /// to it, for the whole tenant's trail isn't theirs to write.
    fn writes_for(&self) -> Option<MemberId> {
        match self.context() {
            Context::Members { members, .. } => members.first().copied(),
            Context::Staff { .. }
            | Context::Nation { .. }
            | Context::Support { .. }
            | Context::Platform { .. }
            | Context::Relay { .. }
            | Context::RelayOfAll
            | Context::Tally
            | Context::Intake { .. }
            | Context::Desk { .. } => None,
        }
    }
}

/// What goes out behind the last question of a write; `None`: it waits for the answer.
pub(crate) struct Ending(Option<Rest>);

/// What is left to write when the work is done.
struct Rest {
    outcome: Option<Last>,
    events: Option<InsertEvents>,
}

/// `INSERT` into `events` and `outbox`, as arrays, so that it is the same prepared statement for one event and for many.
#[derive(Default)]
struct InsertEvents {
    of_no_case: Option<MemberId>,
    at: DateTime<Utc>,
    actor: String,
    trace: Option<String>,
    span: Option<String>,
    ids: Vec<Uuid>,
    requests: Vec<Option<Uuid>>,
    members: Vec<Option<Uuid>>,
    secrecies: Vec<&'static str>,
    shown: Vec<bool>,
    internal: Vec<bool>,
    kinds: Vec<&'static str>,
    subjects: Vec<String>,
    payloads: Vec<Value>,
}

impl InsertEvents {
    fn push(&mut self, id: EventId, event: &Event) {
        let (request, member, secrecy, is_shown) = event.whose.columns(self.of_no_case);
        self.ids.push(id.into());
        self.requests.push(request.map(Uuid::from));
        self.members.push(member.map(Uuid::from));
        self.secrecies.push(secrecy.as_str());
        self.shown.push(is_shown);
        self.internal.push(event.is_internal);
        self.kinds.push(event.kind);
        self.subjects.push(event.subject.as_str().to_owned());
        self.payloads.push(event.payload());
    }
}

impl QueryId for InsertEvents {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for InsertEvents {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "WITH event AS (INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, \
             is_internal, kind, subject, payload) SELECT ",
        );
        out.push_bind_param::<Timestamptz, _>(&self.at)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&self.actor)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(&self.trace)?;
        out.push_sql(", * FROM unnest(");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.ids)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<SqlUuid>>, _>(&self.requests)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<SqlUuid>>, _>(&self.members)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.secrecies)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Bool>, _>(&self.shown)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Bool>, _>(&self.internal)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.kinds)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Text>, _>(&self.subjects)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Jsonb>, _>(&self.payloads)?;
        // Ids are known, so no RETURNING is needed, which a secrecy that the writer can't read would refuse.
        out.push_sql(")) INSERT INTO outbox (event_id, span) SELECT unnest(");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.ids)?;
        out.push_sql("), ");
        out.push_bind_param::<Nullable<Text>, _>(&self.span)?;
        Ok(())
    }
}
