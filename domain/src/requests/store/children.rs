//! What hangs on a list of requests, read for all of them in one statement: the first so many of each.

use super::super::rules::{Comment, HistoryEntry};
use crate::access::ReadTx;
use crate::kernel::ids::{CommentId, EventId, ParticipantId, RequestId, TypedId as _};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::tables::{events, request_comments};
use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use std::collections::HashMap;
use uuid::Uuid;

type CommentRow = (CommentId, ParticipantId, DateTime<Utc>, bool, String);
type HistoryRow = (EventId, DateTime<Utc>, String, String);

/// By request, the part of its list that was asked for.
pub(in crate::requests) type Pages<T> = HashMap<RequestId, Page<T>>;

/// Comments of each request, oldest first. Internal ones only to the staff: the policy sees to that.
pub(in crate::requests) async fn comments(
    tx: &ReadTx,
    of: &[RequestId],
    args: &PageArgs,
) -> QueryResult<Pages<Comment>> {
    let rows: Vec<(RequestId, CommentRow)> =
        CommentsOfEach(OfEach::new(of, args)).load(&mut tx.conn()).await?;
    let comment = |(id, author_id, written_at, is_internal, body)| Comment {
        id,
        author_id,
        written_at,
        is_internal,
        body,
    };
    Ok(pages(of, args, rows.into_iter().map(|(request, row)| (request, comment(row)))))
}

/// The history of each request, oldest first.
pub(in crate::requests) async fn history(
    tx: &ReadTx,
    of: &[RequestId],
    args: &PageArgs,
) -> QueryResult<Pages<HistoryEntry>> {
    let rows: Vec<(RequestId, HistoryRow)> =
        HistoryOfEach(OfEach::new(of, args)).load(&mut tx.conn()).await?;
    let entry = |(id, at, actor, kind): HistoryRow| HistoryEntry {
        id,
        at,
        actor: ParticipantId::read(&actor),
        kind,
    };
    Ok(pages(of, args, rows.into_iter().map(|(request, row)| (request, entry(row)))))
}

/// How many comments each request has; none: it isn't in the map.
pub(in crate::requests) async fn counts_of_comments(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(RequestId, i64)>> {
    request_comments::table
        .filter(request_comments::request_id.eq_any(of))
        .group_by(request_comments::request_id)
        .select((request_comments::request_id, diesel::dsl::count_star()))
        .load(&mut tx.conn())
        .await
}

/// How many entries the history of each request has.
pub(in crate::requests) async fn counts_of_history(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(Option<RequestId>, i64)>> {
    events::table
        .filter(events::request_id.eq_any(of))
        .group_by(events::request_id)
        .select((events::request_id, diesel::dsl::count_star()))
        .load(&mut tx.conn())
        .await
}

fn pages<T>(
    of: &[RequestId],
    args: &PageArgs,
    rows: impl Iterator<Item = (RequestId, T)>,
) -> Pages<T> {
    let mut by_request: HashMap<RequestId, Vec<T>> =
        of.iter().map(|id| (*id, Vec::new())).collect();
    for (request, row) in rows {
        by_request.entry(request).or_default().push(row);
    }
    by_request.into_iter().map(|(request, rows)| (request, args.page(rows, None))).collect()
}

/// The first so many rows of each request, by LATERAL: diesel has no words for it. Ids are ordered by time, so they order
/// the rows as well.
struct OfEach {
    requests: Vec<Uuid>,
    rows: i64,
    direction: Direction,
    after: Option<Uuid>,
    before: Option<Uuid>,
}

impl OfEach {
    fn new(of: &[RequestId], args: &PageArgs) -> Self {
        let place = |cursor: &Cursor| Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil());
        Self {
            requests: of.iter().map(|id| Uuid::from(*id)).collect(),
            rows: args.rows(),
            direction: args.direction,
            after: args.after.as_ref().map(place),
            before: args.before.as_ref().map(place),
        }
    }

    fn walk<'b>(
        &'b self,
        (table, columns): (&str, &str),
        mut out: AstPass<'_, 'b, Pg>,
    ) -> QueryResult<()> {
        // Which parts there are depends on the arguments, so the text is the key under which it is kept prepared.
        out.push_sql("SELECT parent.id, child.* FROM unnest(");
        out.push_bind_param::<Array<SqlUuid>, _>(&self.requests)?;
        out.push_sql(") WITH ORDINALITY AS parent(id, place) CROSS JOIN LATERAL (SELECT ");
        out.push_sql(columns);
        out.push_sql(" FROM ");
        out.push_sql(table);
        out.push_sql(" WHERE request_id = parent.id");
        for (place, operator) in [(&self.after, " AND id > "), (&self.before, " AND id < ")] {
            if let Some(place) = place {
                out.push_sql(operator);
                out.push_bind_param::<SqlUuid, _>(place)?;
            }
        }
        let order = match self.direction {
            Direction::Forward => "ASC",
            Direction::Backward => "DESC",
        };
        out.push_sql(&format!(" ORDER BY id {order} LIMIT "));
        out.push_bind_param::<BigInt, _>(&self.rows)?;
        out.push_sql(&format!(") AS child ORDER BY parent.place, child.id {order}"));
        Ok(())
    }
}

macro_rules! of_each {
    ($name:ident, $table:literal, $columns:literal, $types:ty) => {
        struct $name(OfEach);

        impl QueryId for $name {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl Query for $name {
            type SqlType = (SqlUuid, $types);
        }

        impl QueryFragment<Pg> for $name {
            fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                self.0.walk(($table, $columns), out)
            }
        }
    };
}

of_each!(
    CommentsOfEach,
    "request_comments",
    "id, author_id, written_at, is_internal, body",
    (SqlUuid, SqlUuid, Timestamptz, Bool, Text)
);
of_each!(HistoryOfEach, "events", "id, at, actor, kind", (SqlUuid, Timestamptz, Text, Text));
