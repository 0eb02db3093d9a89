//! The SQL of the figures. The worker writes one tenant's rollups, a server adds to all tenants' tallies; the nation reads all
//! of them.

use super::ranking::{CentreFigures, Figures, Period};
use super::rules::{Area, Flow};
use super::tallies::Tally;
use crate::access::{Kept, ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use crate::tables::{
    associations, operation_tallies, rollup_daily, rollup_due, rollup_positions, tenants,
};
use chrono::NaiveDate;
use diesel::dsl::sum;
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Nullable};
use diesel::upsert::excluded;
use diesel::{
    ExpressionMethods as _, JoinOnDsl as _, NullableExpressionMethods as _, OptionalExtension as _,
    QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeMap;

/// Up to where the tenant's events are counted. Who asks next waits until this transaction is over.
pub(super) async fn lock_position(tx: &WriteTx) -> Result<i64> {
    let tenant = tx.tenant()?;
    let position = rollup_positions::table
        .filter(rollup_positions::tenant_id.eq(tenant))
        .select(rollup_positions::position)
        .for_update();
    if let Some(found) = position.first(&mut tx.conn()).await.optional()? {
        return Ok(found);
    }
    diesel::insert_into(rollup_positions::table)
        .values(rollup_positions::position.eq(0))
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await?;
    Ok(position.first(&mut tx.conn()).await?)
}

/// Says up to where the tenant's events are counted now.
pub(super) async fn move_position(tx: &mut WriteTx, position: i64) -> Result<()> {
    let moved = diesel::update(rollup_positions::table)
        .filter(rollup_positions::tenant_id.eq(tx.tenant()?))
        .set(rollup_positions::position.eq(position));
    Kept(moved).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Empties the tenant's rollups and goes back to the beginning of its events.
pub(super) async fn forget_figures(tx: &mut WriteTx) -> Result<()> {
    let tenant = tx.tenant()?;
    let daily = rollup_daily::table.filter(rollup_daily::tenant_id.eq(tenant));
    diesel::delete(daily).execute(&mut tx.conn()).await?;
    let due = rollup_due::table.filter(rollup_due::tenant_id.eq(tenant));
    diesel::delete(due).execute(&mut tx.conn()).await?;
    move_position(tx, 0).await
}

/// Adds what happened to its days.
pub(super) async fn add_daily(
    tx: &mut WriteTx,
    daily: &BTreeMap<(NaiveDate, Area), Flow>,
) -> Result<()> {
    if daily.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = daily
        .iter()
        .map(|((day, area), flow)| {
            (
                rollup_daily::day.eq(day),
                rollup_daily::area.eq(area.as_str()),
                rollup_daily::requests_opened.eq(flow.opened),
                rollup_daily::requests_closed.eq(flow.closed),
                rollup_daily::requests_reopened.eq(flow.reopened),
                rollup_daily::activities.eq(flow.activities),
                rollup_daily::minutes.eq(flow.minutes),
                rollup_daily::saved_haler.eq(flow.saved_haler),
                rollup_daily::brought_in_haler.eq(flow.brought_in_haler),
            )
        })
        .collect();
    diesel::insert_into(rollup_daily::table)
        .values(rows)
        .on_conflict((rollup_daily::tenant_id, rollup_daily::day, rollup_daily::area))
        .do_update()
        .set((
            rollup_daily::requests_opened
                .eq(rollup_daily::requests_opened + excluded(rollup_daily::requests_opened)),
            rollup_daily::requests_closed
                .eq(rollup_daily::requests_closed + excluded(rollup_daily::requests_closed)),
            rollup_daily::requests_reopened
                .eq(rollup_daily::requests_reopened + excluded(rollup_daily::requests_reopened)),
            rollup_daily::activities
                .eq(rollup_daily::activities + excluded(rollup_daily::activities)),
            rollup_daily::minutes.eq(rollup_daily::minutes + excluded(rollup_daily::minutes)),
            rollup_daily::saved_haler
                .eq(rollup_daily::saved_haler + excluded(rollup_daily::saved_haler)),
            rollup_daily::brought_in_haler
                .eq(rollup_daily::brought_in_haler + excluded(rollup_daily::brought_in_haler)),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Adds what was opened to, and takes what was closed from, the days it is due on. A day without an open request keeps no
/// row: the nation sums this table, and it stays as small as the country's open work.
pub(super) async fn add_due(
    tx: &mut WriteTx,
    due: &BTreeMap<(NaiveDate, Area), i32>,
) -> Result<()> {
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

/// Adds to how operations were answered, of whichever tenants.
pub(super) async fn add_tallies(tx: &mut WriteTx, tallies: &[Tally]) -> Result<()> {
    let rows: Vec<_> = tallies
        .iter()
        .map(|tally| {
            (
                operation_tallies::tenant_id.eq(tally.tenant),
                operation_tallies::minute.eq(tally.minute.begins_at()),
                operation_tallies::operation.eq(&*tally.operation),
                operation_tallies::answered.eq(tally.answers.all),
                operation_tallies::internal.eq(tally.answers.internal),
                operation_tallies::timed_out.eq(tally.answers.timed_out),
            )
        })
        .collect();
    diesel::insert_into(operation_tallies::table)
        .values(rows)
        .on_conflict((
            operation_tallies::tenant_id,
            operation_tallies::minute,
            operation_tallies::operation,
        ))
        .do_update()
        .set((
            operation_tallies::answered
                .eq(operation_tallies::answered + excluded(operation_tallies::answered)),
            operation_tallies::internal
                .eq(operation_tallies::internal + excluded(operation_tallies::internal)),
            operation_tallies::timed_out
                .eq(operation_tallies::timed_out + excluded(operation_tallies::timed_out)),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

// PostgreSQL sums its longest integers as numbers of any length. Nine million activities at the bound of their amounts would
// be needed for a sum that is no integer any more.
diesel::postfix_operator!(Whole, "::bigint", Nullable<BigInt>, backend: Pg);

/// Every centre with its figures, in the order of names. The sums stand in subqueries by tenant, so that each is a range of
/// the primary key and the statement doesn't grow slower with the years that lie outside the period.
pub(super) async fn centres_by_name(
    tx: &ReadTx,
    period: Period,
    today: NaiveDate,
) -> Result<Vec<CentreFigures>> {
    let daily = rollup_daily::table
        .filter(rollup_daily::tenant_id.eq(tenants::id))
        .filter(rollup_daily::day.between(period.from(), period.to()));
    let due = rollup_due::table.filter(rollup_due::tenant_id.eq(tenants::id));
    let query = tenants::table
        .inner_join(associations::table.on(tenants::association_id.eq(associations::id.nullable())))
        .order((associations::name, tenants::id))
        .select((
            tenants::id,
            tenants::slug,
            associations::name,
            daily.select(sum(rollup_daily::requests_opened)).single_value(),
            daily.select(sum(rollup_daily::requests_closed)).single_value(),
            (
                daily.select(sum(rollup_daily::activities)).single_value(),
                daily.select(Whole::new(sum(rollup_daily::minutes))).single_value(),
                daily.select(Whole::new(sum(rollup_daily::saved_haler))).single_value(),
                daily.select(Whole::new(sum(rollup_daily::brought_in_haler))).single_value(),
            ),
            due.select(sum(rollup_due::requests_open)).single_value(),
            due.filter(rollup_due::due_on.lt(today))
                .select(sum(rollup_due::requests_open))
                .single_value(),
        ));
    let mut conn = tx.conn();
    let rows: Vec<Row> = tx.closing(query.load(&mut conn)).await?;
    Ok(rows.into_iter().map(centre).collect())
}

/// Sums are null where there is nothing to add up.
type Row = (TenantId, String, String, Option<i64>, Option<i64>, Work, Option<i64>, Option<i64>);
type Work = (Option<i64>, Option<i64>, Option<i64>, Option<i64>);

fn centre((tenant, slug, name, opened, closed, work, open, overdue): Row) -> CentreFigures {
    let (activities, minutes, saved, brought_in) = work;
    let figures = Figures {
        requests_opened: opened.unwrap_or(0),
        requests_closed: closed.unwrap_or(0),
        requests_open: open.unwrap_or(0),
        requests_overdue: overdue.unwrap_or(0),
        activities: activities.unwrap_or(0),
        minutes: minutes.unwrap_or(0),
        saved_haler: saved.unwrap_or(0),
        brought_in_haler: brought_in.unwrap_or(0),
    };
    CentreFigures { tenant, slug, name, figures }
}
