//! Events and their outbox, in one statement with the last one of a write, and in one trip with the COMMIT.

use super::attempt::Claimed;
use super::context::Context;
use super::event::Event;
use super::statement::{Part, Together};
use super::tx::WriteTx;
use crate::kernel::error::Result;
use crate::kernel::ids::{EventId, MemberId};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::AsyncConnectionCore as _;
use serde_json::Value;
use uuid::Uuid;

impl WriteTx {
    /// Writes what was recorded so far, in the present context, and goes on.
    pub(super) async fn flush(&mut self) -> Result<()> {
        let events = Together::of(self.events_to_insert());
        Ok(self.sent(events).await?)
    }

    /// Writes the last statement, what is kept under a key, and what was recorded, and commits: one statement and the COMMIT, of
    /// which neither waits for the other.
    pub(super) async fn flush_and_commit(&mut self) -> Result<()> {
        let mut parts = self.take_last();
        parts.extend(self.left());
        if parts.is_empty() {
            return Ok(());
        }
        self.closing(self.sent(Together::of(parts))).await
    }

    /// Makes ready to end with a question on whose answer something depends: takes what was recorded until here.
    pub(crate) fn ending(&mut self) -> Ending {
        Ending(if self.is_under_key { None } else { Some(Together::of(self.left())) })
    }

    /// Asks what is asked last; what was recorded and the COMMIT go out in the same trip. When it was answered, all is written:
    /// nothing can be refused or asked any more. Under a key the answer comes first, for what is kept follows from it.
    pub(crate) async fn end<T>(
        &self,
        Ending(left): Ending,
        last: impl Future<Output = QueryResult<T>>,
    ) -> Result<T> {
        let Some(left) = left else { return Ok(last.await?) };
        // Sent in this order: should the question fail, it is its error that counts.
        let both = async { futures_util::try_join!(last, self.sent(left)) };
        self.closing(both).await.map(|(answer, ())| answer)
    }

    /// What is left to write when the work is done.
    fn left(&mut self) -> Vec<Part<'static>> {
        let outcome = self.claimed.take().map(Claimed::kept);
        let mut parts: Vec<Part<'static>> = outcome.into_iter().collect();
        if !self.events.is_empty() {
            parts.extend(self.events_to_insert());
        }
        parts
    }

    async fn sent(&self, statement: Together<'_>) -> QueryResult<()> {
        let mut conn = self.conn();
        conn.execute_returning_count(statement).await?;
        Ok(())
    }

    fn events_to_insert(&mut self) -> Vec<Part<'static>> {
        let events = std::mem::take(&mut self.events);
        self.events_flushed += events.len();
        let actor = self.actor.to_string();
        let mut rows = InsertEvents {
            of_no_case: self.writes_for(),
            at: self.now(),
            actor,
            trace: self.trace.id.clone(),
            ..InsertEvents::default()
        };
        for event in events {
            rows.push(self.new_id::<EventId>(), &event);
        }
        let outbox = InsertOutbox { ids: rows.ids.clone(), span: self.trace.span.clone() };
        vec![("event", Box::new(rows)), ("outbox", Box::new(outbox))]
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
pub(crate) struct Ending(Option<Together<'static>>);

/// `INSERT` into `events`, as arrays, so that it is the same prepared statement for one event and for many.
#[derive(Default)]
struct InsertEvents {
    of_no_case: Option<MemberId>,
    at: DateTime<Utc>,
    actor: String,
    trace: Option<String>,
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

impl QueryFragment<Pg> for InsertEvents {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO events (at, actor, trace, id, request_id, member_id, secrecy, shown_to_member, is_internal, kind, \
             subject, payload) SELECT ",
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
        out.push_sql(")");
        Ok(())
    }
}

/// `INSERT` of the same events into `outbox`.
struct InsertOutbox {
    ids: Vec<Uuid>,
    span: Option<String>,
}

impl QueryFragment<Pg> for InsertOutbox {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("INSERT INTO outbox (event_id, span) SELECT unnest(");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.ids)?;
        out.push_sql("), ");
        out.push_bind_param::<Nullable<Text>, _>(&self.span)?;
        Ok(())
    }
}
