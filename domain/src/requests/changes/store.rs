//! SQL of changes: the stream joined with its events.

use super::rules::{Change, ChangeFilter, ChangeKind};
use crate::access::ReadTx;
use crate::kernel::ids::{MemberId, RequestId};
use crate::tables::{events, stream};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;

/// The first change behind `position`. `members`: of whom a mayor's list names the requests, so that an index serves it.
pub(super) async fn next(
    tx: &ReadTx,
    filter: &ChangeFilter,
    position: i64,
    members: Option<&BTreeSet<MemberId>>,
) -> QueryResult<Option<Change>> {
    let mut query = stream::table
        .inner_join(
            events::table
                .on(events::tenant_id.eq(stream::tenant_id).and(events::id.eq(stream::event_id))),
        )
        .filter(stream::position.gt(position))
        .filter(events::kind.eq_any(filter.kinds()))
        .filter(events::request_id.is_not_null())
        .order(stream::position)
        .limit(1)
        .select((stream::position, events::at, events::kind, events::request_id.assume_not_null()))
        .into_boxed();
    if let Some(requests) = &filter.requests {
        query = query.filter(events::request_id.eq_any(requests));
    }
    if let Some(member) = filter.member {
        query = query.filter(events::member_id.eq(member));
    }
    if let Some(members) = members {
        query = query.filter(events::member_id.eq_any(members));
    }
    let row: Option<(i64, DateTime<Utc>, ChangeKind, RequestId)> =
        query.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(|(position, at, kind, request)| Change { position, at, kind, request }))
}
