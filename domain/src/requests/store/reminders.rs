//! SQL of terms that come close or have passed, and of what was reminded of.

use super::request;
use crate::access::ReadTx;
use crate::kernel::ids::RequestId;
use crate::requests::reminders::{ReminderKind, SlaClockKind, Span};
use crate::requests::rules::Request;
use crate::tables::{events, requests};
use diesel::pg::Pg;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;

/// More than this at once isn't looked at: the rest comes when some of it is done.
const LOOKED_AT_MAX: i64 = 10_000;

/// The open requests whose clock runs and is due in this span.
pub(in crate::requests) async fn running_out(
    tx: &ReadTx,
    (clock, _, (after, to)): Span,
) -> QueryResult<Vec<Request>> {
    let query = requests::table
        .filter(requests::closed_at.is_null().and(requests::stopped_since.is_null()))
        .order((requests::due_at, requests::id))
        .limit(LOOKED_AT_MAX)
        .select(request!())
        .into_boxed::<Pg>();
    let query = match clock {
        SlaClockKind::FirstAnswer => {
            let due = requests::first_answer_due_at;
            query
                .filter(requests::first_answered_at.is_null())
                .filter(due.gt(after).and(due.le(to)))
        }
        SlaClockKind::Closing => {
            query.filter(requests::due_at.gt(after).and(requests::due_at.le(to)))
        }
    };
    query.load(&mut tx.conn()).await
}

/// What was reminded of these requests, and what each reminder says besides.
pub(in crate::requests) async fn reminders(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(RequestId, ReminderKind, Value)>> {
    events::table
        .filter(events::request_id.eq_any(of))
        .filter(events::kind.eq_any(ReminderKind::ALL))
        .select((events::request_id.assume_not_null(), events::kind, events::payload))
        .load(&mut tx.conn())
        .await
}
