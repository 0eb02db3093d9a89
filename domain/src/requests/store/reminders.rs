//! SQL of what nobody was reminded of yet.

use super::request;
use crate::access::ReadTx;
use crate::requests::reminders::{SlaClockKind, Span};
use crate::requests::rules::Request;
use crate::tables::requests;
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;

/// The open requests whose clock runs, is due in this span, and of whose instant no event reminds. The instant is kept in
/// seconds: a term ends with a minute.
pub(in crate::requests) async fn unreminded(
    tx: &ReadTx,
    (clock, kind, (after, to)): Span,
    most: i64,
) -> QueryResult<Vec<Request>> {
    let query = requests::table
        .filter(requests::closed_at.is_null().and(requests::stopped_since.is_null()))
        .into_boxed::<Pg>();
    let (query, until) = match clock {
        SlaClockKind::FirstAnswer => {
            let due = requests::first_answer_due_at;
            let query = query.filter(requests::first_answered_at.is_null());
            (query.filter(due.gt(after).and(due.le(to))), "first_answer_due_at")
        }
        SlaClockKind::Closing => {
            let due = requests::due_at;
            (query.filter(due.gt(after).and(due.le(to))), "due_at")
        }
    };
    let nobody_was = sql::<Bool>(
        "NOT EXISTS (SELECT FROM events e WHERE e.tenant_id = requests.tenant_id AND e.request_id = requests.id AND e.kind = ",
    )
    .bind::<Text, _>(kind.as_str())
    .sql(" AND e.payload ->> 'clock' = ")
    .bind::<Text, _>(clock.as_str())
    .sql(&format!(
        " AND (e.payload ->> 'due_at')::numeric = floor(extract(epoch FROM requests.{until})))"
    ));
    query
        .filter(nobody_was)
        .order((requests::due_at, requests::id))
        .limit(most)
        .select(request!())
        .load(&mut tx.conn())
        .await
}
