//! SQL of quarters that were closed, and of what stands in those that weren't.

use super::rules::{Checklist, Closed, ReportingPeriod};
use crate::access::{ReadTx, WriteTx};
use crate::duties;
use crate::kernel::error::Result;
use crate::kernel::ids::ParticipantId;
use crate::periods::Quarter;
use crate::tables::{activities, activity_shares, reporting_periods, timesheets};
use crate::worktime::timesheets::TimesheetState;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, min, not};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;

/// The day of the earliest work that there is, by whomever.
pub(super) async fn first_work(tx: &ReadTx) -> QueryResult<Option<NaiveDate>> {
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let activity = activities::table.select(min(activities::performed_on)).get_result(&mut one);
    let month = timesheets::table.select(min(timesheets::month)).get_result(&mut two);
    let all = futures_util::try_join!(activity, month, duties::first_day(tx))?;
    let (activity, month, duty): (Option<NaiveDate>, Option<NaiveDate>, _) = all;
    Ok(activity.into_iter().chain(month).chain(duty).min())
}

/// What stands between a quarter and its closing.
pub(super) async fn checklist(tx: &ReadTx, of: Quarter) -> QueryResult<Checklist> {
    let (mut one, mut two, mut three) = (tx.conn(), tx.conn(), tx.conn());
    let own_shares = activity_shares::table.filter(activity_shares::activity_id.eq(activities::id));
    let in_it = activities::table
        .filter(activities::performed_on.ge(of.starts_on()))
        .filter(activities::performed_on.lt(of.ends_before()));
    let open_timesheets = timesheets::table
        .filter(timesheets::month.ge(of.starts_on()))
        .filter(timesheets::month.lt(of.ends_before()))
        .filter(timesheets::state.ne(TimesheetState::Approved))
        .count()
        .get_result(&mut one);
    let unattested_benefits = in_it
        .filter(activities::method.is_not_null())
        .filter(exists(own_shares.filter(activity_shares::attested_at.is_null())))
        .count()
        .get_result(&mut two);
    let without_shares = in_it.filter(not(exists(own_shares))).count().get_result(&mut three);
    let (open_timesheets, unattested_benefits, without_shares) =
        futures_util::try_join!(open_timesheets, unattested_benefits, without_shares)?;
    Ok(Checklist { open_timesheets, unattested_benefits, without_shares })
}

/// A quarter as it stands.
pub(crate) async fn period(tx: &ReadTx, quarter: Quarter) -> QueryResult<ReportingPeriod> {
    type Row = (DateTime<Utc>, ParticipantId, i32);
    let mut conn = tx.conn();
    let closed = reporting_periods::table
        .filter(reporting_periods::starts_on.eq(quarter.starts_on()))
        .select((
            reporting_periods::closed_at,
            reporting_periods::closed_by,
            reporting_periods::unattested,
        ))
        .first::<Row>(&mut conn);
    let closed = async { closed.await.optional() };
    let (closed, checklist) = futures_util::try_join!(closed, checklist(tx, quarter))?;
    let closed = closed.map(|(at, by, unattested)| Closed { at, by, unattested });
    Ok(ReportingPeriod { quarter, closed, checklist })
}

pub(super) async fn insert(tx: &WriteTx, quarter: Quarter, closed: &Closed) -> Result<()> {
    diesel::insert_into(reporting_periods::table)
        .values((
            reporting_periods::starts_on.eq(quarter.starts_on()),
            reporting_periods::ends_before.eq(quarter.ends_before()),
            reporting_periods::closed_at.eq(closed.at),
            reporting_periods::closed_by.eq(closed.by),
            reporting_periods::unattested.eq(closed.unattested),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}
