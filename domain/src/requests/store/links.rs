//! SQL of links between cases, and of what was merged.

use super::of_each::{OfEach, Rows};
use crate::access::{ReadTx, WriteTx};
use crate::kernel::ids::{RequestId, RequestLinkId};
use crate::kernel::page::{Page, PageArgs};
use crate::requests::links::{Link, LinkKind};
use crate::requests::rules::Request;
use crate::tables::{request_links, request_merges};
use chrono::{DateTime, Utc};
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    QueryResult,
};
use diesel_async::RunQueryDsl as _;
use std::collections::HashMap;

type LinkRow = (RequestLinkId, RequestId, LinkKind, DateTime<Utc>);

/// Links of each request, as they were made.
pub(in crate::requests) async fn links_of_each(
    tx: &ReadTx,
    of: &[RequestId],
    args: &PageArgs,
) -> QueryResult<HashMap<RequestId, Page<Link>>> {
    let rows: Vec<(RequestId, LinkRow)> =
        OfEach::<Links>::new(of, args).load(&mut tx.conn()).await?;
    let link = |(id, other, kind, linked_at)| Link { id, other, kind, linked_at };
    Ok(super::children::pages(of, args, rows.into_iter().map(|(of, row)| (of, link(row)))))
}

/// How many links each request has; none: it isn't in the list.
pub(in crate::requests) async fn counts_of_links(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(RequestId, i64)>> {
    request_links::table
        .filter(request_links::request_id.eq_any(of))
        .group_by(request_links::request_id)
        .select((request_links::request_id, diesel::dsl::count_star()))
        .load(&mut tx.conn())
        .await
}

/// Of these requests those that were merged, each with the one that it was merged into.
pub(in crate::requests) async fn merged_into(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(RequestId, RequestId)>> {
    request_links::table
        .filter(request_links::request_id.eq_any(of))
        .filter(request_links::kind.eq(LinkKind::DuplicateOf))
        .select((request_links::request_id, request_links::other_id))
        .load(&mut tx.conn())
        .await
}

/// Of these requests those that were merged, and when.
pub(in crate::requests) async fn merged(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(RequestId, DateTime<Utc>)>> {
    request_merges::table
        .filter(request_merges::request_id.eq_any(of))
        .select((request_merges::request_id, request_merges::merged_at))
        .load(&mut tx.conn())
        .await
}

/// What one request is to another; `None`: they aren't linked.
pub(in crate::requests) async fn link_between(
    tx: &ReadTx,
    one: RequestId,
    other: RequestId,
) -> QueryResult<Option<LinkKind>> {
    request_links::table
        .filter(request_links::request_id.eq(one).and(request_links::other_id.eq(other)))
        .select(request_links::kind)
        .first(&mut tx.conn())
        .await
        .optional()
}

/// From both sides; `kind` is what the first is to the second.
pub(in crate::requests) async fn insert_link(
    tx: &WriteTx,
    (one, other): (&Request, &Request),
    kind: LinkKind,
) -> QueryResult<()> {
    let id: RequestLinkId = tx.new_id();
    let side = |from: &Request, to: &Request, kind: LinkKind| {
        (
            request_links::id.eq(id),
            request_links::request_id.eq(from.id),
            request_links::member_id.eq(from.member_id),
            request_links::secrecy.eq(from.secrecy),
            request_links::shown_to_member.eq(from.shown_to_member),
            request_links::other_id.eq(to.id),
            request_links::other_member_id.eq(to.member_id),
            request_links::other_secrecy.eq(to.secrecy),
            request_links::other_shown_to_member.eq(to.shown_to_member),
            request_links::kind.eq(kind),
            request_links::linked_at.eq(tx.now()),
        )
    };
    diesel::insert_into(request_links::table)
        .values(vec![side(one, other, kind), side(other, one, kind.reversed())])
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// From both sides.
pub(in crate::requests) async fn delete_link(
    tx: &WriteTx,
    one: RequestId,
    other: RequestId,
) -> QueryResult<()> {
    let ends = [one, other];
    let link = request_links::request_id.eq_any(ends).and(request_links::other_id.eq_any(ends));
    diesel::delete(request_links::table.filter(link)).execute(&mut tx.conn()).await?;
    Ok(())
}

pub(in crate::requests) async fn insert_merge(
    tx: &WriteTx,
    duplicate: &Request,
) -> QueryResult<()> {
    diesel::insert_into(request_merges::table)
        .values((
            request_merges::request_id.eq(duplicate.id),
            request_merges::member_id.eq(duplicate.member_id),
            request_merges::secrecy.eq(duplicate.secrecy),
            request_merges::shown_to_member.eq(duplicate.shown_to_member),
            request_merges::merged_at.eq(tx.now()),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Links.
struct Links;

impl Rows for Links {
    const TABLE: &str = "request_links";
    const COLUMNS: &str = "id, other_id, kind, linked_at";
    type Types = (SqlUuid, SqlUuid, Text, Timestamptz);
}
