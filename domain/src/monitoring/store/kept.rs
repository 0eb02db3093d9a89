//! What the worker writes: one tenant's rollups, and up to where its events are counted.

use crate::access::{Kept, WriteTx};
use crate::kernel::error::Result;
use crate::monitoring::rules::{Area, Deltas};
use crate::tables::{
    rollup_daily, rollup_due, rollup_monthly, rollup_monthly_areas, rollup_positions,
};
use chrono::NaiveDate;
use diesel::sql_types::{Array, Date, Integer, Nullable};
use diesel::upsert::excluded;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeMap;

diesel::define_sql_function! {
    /// Bucket by bucket; made by the migration.
    fn histogram_sum(one: Array<Integer>, other: Array<Integer>) -> Array<Integer>;
}

diesel::define_sql_function! {
    /// The later one; null counts as none.
    fn greatest(one: Nullable<Date>, other: Nullable<Date>) -> Nullable<Date>;
}

/// For an upsert: adds what comes to what is there, column by column.
macro_rules! more {
    ($table:ident: $($column:ident),+) => {
        ($($table::$column.eq($table::$column + excluded($table::$column))),+)
    };
}

/// Up to where a tenant's events are counted, and in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::monitoring) struct Position {
    pub(in crate::monitoring) position: i64,
    pub(in crate::monitoring) counting: i32,
}

/// Locks the tenant's position; one that has none begins with `counting`. Who asks next waits until this transaction is over.
pub(in crate::monitoring) async fn lock_position(tx: &WriteTx, counting: i32) -> Result<Position> {
    let tenant = tx.tenant()?;
    let kept = rollup_positions::table
        .filter(rollup_positions::tenant_id.eq(tenant))
        .select((rollup_positions::position, rollup_positions::counting))
        .for_update();
    let found: Option<(i64, i32)> = kept.first(&mut tx.conn()).await.optional()?;
    if let Some((position, counting)) = found {
        return Ok(Position { position, counting });
    }
    diesel::insert_into(rollup_positions::table)
        .values((rollup_positions::position.eq(0), rollup_positions::counting.eq(counting)))
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await?;
    let (position, counting) = kept.first(&mut tx.conn()).await?;
    Ok(Position { position, counting })
}

/// Says up to where the tenant's events are counted now.
pub(in crate::monitoring) async fn move_position(tx: &mut WriteTx, to: Position) -> Result<()> {
    let moved = diesel::update(rollup_positions::table)
        .filter(rollup_positions::tenant_id.eq(tx.tenant()?))
        .set((
            rollup_positions::position.eq(to.position),
            rollup_positions::counting.eq(to.counting),
        ));
    Kept(moved).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Empties the tenant's rollups. The caller moves the position, which is locked.
pub(in crate::monitoring) async fn forget_figures(tx: &mut WriteTx) -> Result<()> {
    let tenant = tx.tenant()?;
    let daily = rollup_daily::table.filter(rollup_daily::tenant_id.eq(tenant));
    diesel::delete(daily).execute(&mut tx.conn()).await?;
    let due = rollup_due::table.filter(rollup_due::tenant_id.eq(tenant));
    diesel::delete(due).execute(&mut tx.conn()).await?;
    let monthly = rollup_monthly::table.filter(rollup_monthly::tenant_id.eq(tenant));
    diesel::delete(monthly).execute(&mut tx.conn()).await?;
    let areas = rollup_monthly_areas::table.filter(rollup_monthly_areas::tenant_id.eq(tenant));
    diesel::delete(areas).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Adds what happened to its days and months, and to what is open.
pub(in crate::monitoring) async fn add(tx: &mut WriteTx, deltas: &Deltas) -> Result<()> {
    add_daily(tx, deltas).await?;
    add_areas(tx, deltas).await?;
    add_monthly(tx, deltas).await?;
    add_due(tx, &deltas.due).await?;
    drop_empty_months(tx).await
}

async fn add_daily(tx: &mut WriteTx, deltas: &Deltas) -> Result<()> {
    let row = |((day, area), flow): (&(NaiveDate, Area), &crate::monitoring::rules::Flow)| {
        (
            rollup_daily::day.eq(*day),
            rollup_daily::area.eq(area.as_str().to_owned()),
            rollup_daily::requests_opened.eq(flow.opened),
            rollup_daily::requests_closed.eq(flow.closed),
            rollup_daily::closed_in_term.eq(flow.closed_in_term),
            rollup_daily::requests_reopened.eq(flow.reopened),
            rollup_daily::activities.eq(flow.activities),
            rollup_daily::minutes.eq(flow.minutes),
            rollup_daily::saved_haler.eq(flow.saved_haler),
            rollup_daily::brought_in_haler.eq(flow.brought_in_haler),
        )
    };
    let rows: Vec<_> = deltas.daily.iter().map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(rollup_daily::table)
        .values(rows)
        .on_conflict((rollup_daily::tenant_id, rollup_daily::day, rollup_daily::area))
        .do_update()
        .set(more!(rollup_daily: requests_opened, requests_closed, closed_in_term, requests_reopened, activities,
            minutes, saved_haler, brought_in_haler))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

async fn add_areas(tx: &mut WriteTx, deltas: &Deltas) -> Result<()> {
    let months = deltas.by_month_and_area();
    let rows: Vec<_> = months
        .iter()
        .map(|((month, area), flow)| {
            (
                rollup_monthly_areas::month.eq(*month),
                rollup_monthly_areas::area.eq(area.as_str()),
                rollup_monthly_areas::requests_opened.eq(flow.opened),
                rollup_monthly_areas::requests_closed.eq(flow.closed),
                rollup_monthly_areas::closed_in_term.eq(flow.closed_in_term),
                rollup_monthly_areas::activities.eq(flow.activities),
                rollup_monthly_areas::minutes.eq(flow.minutes),
                rollup_monthly_areas::saved_haler.eq(flow.saved_haler),
                rollup_monthly_areas::brought_in_haler.eq(flow.brought_in_haler),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(rollup_monthly_areas::table)
        .values(rows)
        .on_conflict((
            rollup_monthly_areas::tenant_id,
            rollup_monthly_areas::month,
            rollup_monthly_areas::area,
        ))
        .do_update()
        .set(more!(rollup_monthly_areas: requests_opened, requests_closed, closed_in_term, activities, minutes,
            saved_haler, brought_in_haler))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

async fn add_monthly(tx: &mut WriteTx, deltas: &Deltas) -> Result<()> {
    let months = deltas.by_month();
    let rows: Vec<_> = months
        .iter()
        .map(|(month, counted)| {
            (
                rollup_monthly::month.eq(*month),
                rollup_monthly::requests_opened.eq(counted.flow.opened),
                rollup_monthly::requests_closed.eq(counted.flow.closed),
                rollup_monthly::closed_in_term.eq(counted.flow.closed_in_term),
                rollup_monthly::closing_hours.eq(counted.closings.counts()),
                rollup_monthly::activities.eq(counted.flow.activities),
                rollup_monthly::minutes.eq(counted.flow.minutes),
                rollup_monthly::saved_haler.eq(counted.flow.saved_haler),
                rollup_monthly::brought_in_haler.eq(counted.flow.brought_in_haler),
                rollup_monthly::last_activity_on.eq(counted.last_activity_on),
                rollup_monthly::requests_due.eq(counted.due),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(rollup_monthly::table)
        .values(rows)
        .on_conflict((rollup_monthly::tenant_id, rollup_monthly::month))
        .do_update()
        .set((
            more!(rollup_monthly: requests_opened, requests_closed, closed_in_term, activities, minutes, saved_haler,
                brought_in_haler, requests_due),
            rollup_monthly::closing_hours.eq(histogram_sum(
                rollup_monthly::closing_hours,
                excluded(rollup_monthly::closing_hours),
            )),
            rollup_monthly::last_activity_on.eq(greatest(
                rollup_monthly::last_activity_on,
                excluded(rollup_monthly::last_activity_on),
            )),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Deletes months in which nothing happened and nothing is due any more: what comes and goes in two batches leaves no row, as
/// when it comes and goes in one.
async fn drop_empty_months(tx: &mut WriteTx) -> Result<()> {
    use rollup_monthly::dsl as m;
    let empty = m::rollup_monthly
        .filter(m::tenant_id.eq(tx.tenant()?))
        .filter(m::requests_due.eq(0).and(m::requests_opened.eq(0)).and(m::requests_closed.eq(0)))
        .filter(m::activities.eq(0).and(m::minutes.eq(0)))
        .filter(m::saved_haler.eq(0).and(m::brought_in_haler.eq(0)))
        .filter(m::last_activity_on.is_null());
    diesel::delete(empty).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Adds what was opened to, and takes what was closed from, the days it is due on. A day without an open request keeps no
/// row: the nation sums this table, and it stays as small as the country's open work.
async fn add_due(tx: &mut WriteTx, due: &BTreeMap<(NaiveDate, Area), i32>) -> Result<()> {
    if due.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = due
        .iter()
        .map(|((day, area), open)| {
            (
                rollup_due::due_on.eq(day),
                rollup_due::area.eq(area.as_str()),
                rollup_due::requests_open.eq(open),
            )
        })
        .collect();
    diesel::insert_into(rollup_due::table)
        .values(rows)
        .on_conflict((rollup_due::tenant_id, rollup_due::due_on, rollup_due::area))
        .do_update()
        .set(
            rollup_due::requests_open
                .eq(rollup_due::requests_open + excluded(rollup_due::requests_open)),
        )
        .execute(&mut tx.conn())
        .await?;
    diesel::delete(rollup_due::table)
        .filter(rollup_due::tenant_id.eq(tx.tenant()?))
        .filter(rollup_due::requests_open.eq(0))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}
