//! What hangs on a list of requests, read for all of them in one statement: the first so many of each.

use super::super::rules::{Comment, HistoryEntry, Watcher};
use super::of_each::{OfEach, Rows};
use crate::access::ReadTx;
use crate::kernel::ids::{CommentId, EventId, ParticipantId, RequestId, TypedId as _, WatcherId};
use crate::kernel::page::{Page, PageArgs};
use crate::tables::{events, request_comments};
use chrono::{DateTime, Utc};
use diesel::sql_types::{Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use std::collections::HashMap;

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
        OfEach::<Comments>::new(of, args).load(&mut tx.conn()).await?;
    let comment = |(id, author_id, written_at, is_internal, body)| Comment {
        id,
        author_id,
        written_at,
        is_internal,
        body,
    };
    Ok(pages(of, args, rows.into_iter().map(|(request, row)| (request, comment(row)))))
}

/// A comment, if it may be read.
pub(in crate::requests) async fn comment_by_id(
    tx: &ReadTx,
    id: CommentId,
) -> QueryResult<Option<Comment>> {
    let query = request_comments::table.filter(request_comments::id.eq(id)).select((
        request_comments::id,
        request_comments::author_id,
        request_comments::written_at,
        request_comments::is_internal,
        request_comments::body,
    ));
    query.first(&mut tx.conn()).await.optional()
}

/// The history of each request, oldest first.
pub(in crate::requests) async fn history(
    tx: &ReadTx,
    of: &[RequestId],
    args: &PageArgs,
) -> QueryResult<Pages<HistoryEntry>> {
    let rows: Vec<(RequestId, HistoryRow)> =
        OfEach::<History>::new(of, args).load(&mut tx.conn()).await?;
    let entry = |(id, at, actor, kind): HistoryRow| HistoryEntry {
        id,
        at,
        actor: ParticipantId::read(&actor),
        kind,
    };
    Ok(pages(of, args, rows.into_iter().map(|(request, row)| (request, entry(row)))))
}

/// Who watches each request, since longest first.
pub(in crate::requests) async fn watchers(
    tx: &ReadTx,
    of: &[RequestId],
    args: &PageArgs,
) -> QueryResult<Pages<Watcher>> {
    let rows: Vec<(RequestId, (WatcherId, ParticipantId))> =
        OfEach::<Watchers>::new(of, args).load(&mut tx.conn()).await?;
    let watcher = |(id, participant)| Watcher { id, participant };
    Ok(pages(of, args, rows.into_iter().map(|(request, row)| (request, watcher(row)))))
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

pub(super) fn pages<T>(
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

/// Comments.
struct Comments;

impl Rows for Comments {
    const TABLE: &str = "request_comments";
    const COLUMNS: &str = "id, author_id, written_at, is_internal, body";
    type Types = (SqlUuid, SqlUuid, Timestamptz, Bool, Text);
}

/// Who watches.
struct Watchers;

impl Rows for Watchers {
    const TABLE: &str = "request_watchers";
    const COLUMNS: &str = "id, participant_id";
    type Types = (SqlUuid, SqlUuid);
}

/// Entries of the history.
struct History;

impl Rows for History {
    const TABLE: &str = "events";
    const COLUMNS: &str = "id, at, actor, kind";
    type Types = (SqlUuid, Timestamptz, Text, Text);
}
