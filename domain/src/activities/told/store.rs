//! SQL of recordings: the stream joined with its events.

use super::Recording;
use crate::access::ReadTx;
use crate::activities::events::{RECORDED, SHARED};
use crate::kernel::ids::{ActivityId, MemberId, TypedId as _};
use crate::tables::{events, stream};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;

/// The first recording behind `position`. `members`: for whom a mayor acts, who is told of their shares; the staff is told of
/// the whole.
pub(super) async fn next(
    tx: &ReadTx,
    position: i64,
    members: Option<&BTreeSet<MemberId>>,
) -> QueryResult<Option<Recording>> {
    let mut query = stream::table
        .inner_join(
            events::table
                .on(events::tenant_id.eq(stream::tenant_id).and(events::id.eq(stream::event_id))),
        )
        .filter(stream::position.gt(position))
        .filter(events::kind.eq(if members.is_some() { SHARED } else { RECORDED }))
        .order(stream::position)
        .limit(1)
        .select((stream::position, events::at, events::subject))
        .into_boxed();
    if let Some(members) = members {
        query = query.filter(events::member_id.eq_any(members));
    }
    let row: Option<(i64, DateTime<Utc>, String)> = query.first(&mut tx.conn()).await.optional()?;
    row.map(|(position, at, subject)| {
        let activity = ActivityId::read(&subject).ok_or_else(|| unreadable(&subject))?;
        Ok(Recording { position, at, activity })
    })
    .transpose()
}

/// The subject of such an event is always an activity's id, for [`events`](crate::activities::events) write it.
fn unreadable(subject: &str) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(format!("{subject} is no activity").into())
}
