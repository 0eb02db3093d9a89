//! SQL of support accesses, always inside the tenant they are for.

use super::rules::SupportAccess;
use crate::access::{ReadTx, SupportTerms, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, PersonId, SupportAccessId};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::tables::support_accesses;
use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

macro_rules! support_access {
    () => {
        (
            support_accesses::id,
            support_accesses::tenant_id,
            support_accesses::display_name,
            support_accesses::reason,
            support_accesses::minutes,
            support_accesses::opened_at,
            support_accesses::approved_at,
            support_accesses::approved_by,
            support_accesses::valid_until,
            support_accesses::ended_at,
        )
    };
}

pub(super) async fn page(tx: &ReadTx, page: &PageArgs, count: bool) -> Result<Page<SupportAccess>> {
    let mut query =
        support_accesses::table.select(support_access!()).limit(page.rows()).into_boxed();
    if let Some(after) = page.after.as_ref().map(place) {
        query = query.filter(support_accesses::id.lt(after));
    }
    if let Some(before) = page.before.as_ref().map(place) {
        query = query.filter(support_accesses::id.gt(before));
    }
    query = match page.direction {
        Direction::Forward => query.order(support_accesses::id.desc()),
        Direction::Backward => query.order(support_accesses::id.asc()),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load(&mut one);
    let total = async {
        if count {
            support_accesses::table.count().get_result(&mut two).await.map(Some)
        } else {
            Ok(None)
        }
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(page.page(rows, total))
}

pub(super) async fn by_id(tx: &ReadTx, id: SupportAccessId) -> QueryResult<Option<SupportAccess>> {
    let query = support_accesses::table.filter(support_accesses::id.eq(id));
    query.select(support_access!()).first(&mut tx.conn()).await.optional()
}

/// Without those that have ended, which nobody changes any more.
pub(super) async fn lock(
    tx: &WriteTx,
    id: SupportAccessId,
) -> Result<Option<(SupportAccess, PersonId)>> {
    let query = support_accesses::table
        .filter(support_accesses::id.eq(id))
        .select((support_access!(), support_accesses::person_id))
        .for_update();
    Ok(query.first(&mut tx.conn()).await.optional()?)
}

/// Those of one person that haven't been ended.
pub(super) async fn of_person(tx: &ReadTx, person: PersonId) -> Result<Vec<SupportAccess>> {
    let query = support_accesses::table
        .filter(support_accesses::person_id.eq(person))
        .filter(support_accesses::ended_at.is_null());
    Ok(query.select(support_access!()).load(&mut tx.conn()).await?)
}

/// `false`: somebody asked in their name at the same moment.
pub(super) async fn insert(
    tx: &WriteTx,
    id: SupportAccessId,
    terms: &SupportTerms,
    is_at_once: bool,
) -> Result<bool> {
    let now = tx.now();
    let until = now + chrono::Duration::minutes(terms.minutes.into());
    let inserted = diesel::insert_into(support_accesses::table)
        .values((
            support_accesses::id.eq(id),
            support_accesses::person_id.eq(terms.person),
            support_accesses::display_name.eq(&terms.display_name),
            support_accesses::reason.eq(&terms.reason),
            support_accesses::minutes.eq(terms.minutes),
            support_accesses::opened_at.eq(now),
            support_accesses::approved_at.eq(is_at_once.then_some(now)),
            support_accesses::valid_until.eq(is_at_once.then_some(until)),
        ))
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await?;
    Ok(inserted == 1)
}

pub(super) async fn approve(tx: &WriteTx, access: &SupportAccess, by: ParticipantId) -> Result<()> {
    let now = tx.now();
    diesel::update(support_accesses::table.filter(support_accesses::id.eq(access.id)))
        .set((
            support_accesses::approved_at.eq(now),
            support_accesses::approved_by.eq(by),
            support_accesses::valid_until.eq(access.approved_until(now)),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn end(tx: &WriteTx, id: SupportAccessId, at: DateTime<Utc>) -> Result<()> {
    diesel::update(support_accesses::table.filter(support_accesses::id.eq(id)))
        .set(support_accesses::ended_at.eq(at))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// A cursor that isn't a uuid is before everything.
fn place(cursor: &Cursor) -> Uuid {
    Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil())
}
