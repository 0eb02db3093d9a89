//! SQL of the trail. Ids are ordered by time, so they order it.

use super::rules::{AuditEntry, AuditFilter};
use crate::access::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::tables::events;
use diesel::pg::Pg;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

pub(super) async fn page(
    tx: &ReadTx,
    filter: &AuditFilter,
    page: &PageArgs,
    count: bool,
) -> Result<Page<AuditEntry>> {
    let mut query = filtered(filter)
        .select((
            events::id,
            events::at,
            events::actor,
            events::kind,
            events::subject,
            events::payload,
            events::trace,
        ))
        .limit(page.rows());
    if let Some(after) = page.after.as_ref().map(place) {
        query = query.filter(events::id.lt(after));
    }
    if let Some(before) = page.before.as_ref().map(place) {
        query = query.filter(events::id.gt(before));
    }
    query = match page.direction {
        Direction::Forward => query.order(events::id.desc()),
        Direction::Backward => query.order(events::id.asc()),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load(&mut one);
    let total = async {
        if count { filtered(filter).count().get_result(&mut two).await.map(Some) } else { Ok(None) }
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(page.page(rows, total))
}

fn filtered(filter: &AuditFilter) -> events::BoxedQuery<'static, Pg> {
    let mut query = events::table.into_boxed();
    if let Some(kinds) = filter.kinds.clone() {
        query = query.filter(events::kind.eq_any(kinds));
    }
    if let Some(actor) = filter.actor.clone() {
        query = query.filter(events::actor.eq(actor));
    }
    if let Some(subject) = filter.subject.clone() {
        query = query.filter(events::subject.eq(subject));
    }
    if let Some(from) = filter.from {
        query = query.filter(events::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(events::at.lt(until));
    }
    query
}

/// A cursor that isn't a uuid is before everything.
fn place(cursor: &Cursor) -> Uuid {
    Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil())
}
