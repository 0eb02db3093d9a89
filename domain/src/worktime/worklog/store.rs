//! SQL of worklog entries, and their sums.

use super::super::employments::Employment;
use super::super::store::{latest_first, place};
use super::rules::{Entry, EntryFilter, WorkKind};
use crate::access::{Kept, ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ActivityId, EmploymentId, ParticipantId, TimesheetId, WorklogEntryId};
use crate::kernel::page::{Direction, Page, PageArgs};
use crate::tables::worklog_entries as entries;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sum;
use diesel::pg::Pg;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    QueryResult,
};
use diesel_async::RunQueryDsl as _;

macro_rules! columns {
    () => {
        (
            (entries::id, entries::participant_id),
            (entries::timesheet_id, entries::takes_changes),
            (entries::employment_id, entries::worked_on, entries::minutes, entries::kind),
            (entries::service_code, entries::activity_id, entries::note),
            (entries::logged_at, entries::version),
        )
    };
}

type Row = (
    (WorklogEntryId, ParticipantId),
    (TimesheetId, bool),
    (EmploymentId, NaiveDate, i32, WorkKind),
    (Option<String>, Option<ActivityId>, String),
    (DateTime<Utc>, i32),
);

fn entry(row: Row) -> Entry {
    let ((id, participant), (timesheet, takes_changes), spent, about, (logged_at, version)) = row;
    let (employment, worked_on, minutes, kind) = spent;
    let (service_code, activity, note) = about;
    Entry {
        id,
        participant,
        timesheet,
        takes_changes,
        employment,
        worked_on,
        minutes,
        kind,
        service_code,
        activity,
        note,
        logged_at,
        version,
    }
}

/// A part of the list of entries, the latest day first.
pub(super) async fn page(
    tx: &ReadTx,
    filter: &EntryFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<Entry>> {
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query.into_boxed::<Pg>();
            if let Some(participant) = filter.participant {
                query = query.filter(entries::participant_id.eq(participant));
            }
            if let Some(timesheet) = filter.timesheet {
                query = query.filter(entries::timesheet_id.eq(timesheet));
            }
            if let Some(day) = filter.from {
                query = query.filter(entries::worked_on.ge(day));
            }
            if let Some(day) = filter.to {
                query = query.filter(entries::worked_on.le(day));
            }
            if let Some(employment) = filter.employment {
                query = query.filter(entries::employment_id.eq(employment));
            }
            if let Some(kind) = filter.kind {
                query = query.filter(entries::kind.eq(kind));
            }
            query
        }};
    }
    let query = filtered!(entries::table.select(columns!()));
    let query = latest_first!(query, args, entries::worked_on, entries::id);
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load::<Row>(&mut one);
    let total = async {
        if count {
            filtered!(entries::table).count().get_result(&mut two).await.map(Some)
        } else {
            Ok(None)
        }
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(args.page(rows.into_iter().map(entry).collect(), total))
}

/// Entries by id.
pub(super) async fn by_ids(tx: &ReadTx, ids: &[WorklogEntryId]) -> QueryResult<Vec<Entry>> {
    let query = entries::table.filter(entries::id.eq_any(ids)).select(columns!());
    let rows: Vec<Row> = query.load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(entry).collect())
}

/// An own entry of a month that takes changes; the policy lets nobody lock another.
pub(super) async fn lock(tx: &WriteTx, id: WorklogEntryId) -> Result<Option<Entry>> {
    let query = entries::table.filter(entries::id.eq(id)).select(columns!()).for_update();
    let row: Option<Row> = query.first(&mut tx.conn()).await.optional()?;
    tx.has_waited();
    Ok(row.map(entry))
}

/// How much somebody has on a day, without one entry of it.
pub(super) async fn minutes_on(
    tx: &WriteTx,
    (of, day): (ParticipantId, NaiveDate),
    without: WorklogEntryId,
) -> Result<i64> {
    let minutes: Option<i64> = entries::table
        .filter(entries::participant_id.eq(of))
        .filter(entries::worked_on.eq(day))
        .filter(entries::id.ne(without))
        .select(sum(entries::minutes))
        .get_result(&mut tx.conn())
        .await?;
    Ok(minutes.unwrap_or_default())
}

/// The columns that a correction may change.
macro_rules! values {
    ($entry:expr, $employment:expr) => {
        (
            entries::employment_id.eq($entry.employment),
            entries::employed_from.eq($employment.starts_on),
            entries::employed_until.eq($employment.until),
            entries::worked_on.eq($entry.worked_on),
            entries::minutes.eq($entry.minutes),
            entries::kind.eq($entry.kind),
            entries::service_code.eq(&$entry.service_code),
            entries::activity_id.eq($entry.activity),
            entries::note.eq(&$entry.note),
            entries::version.eq($entry.version),
        )
    };
}

pub(super) async fn insert(
    tx: &WriteTx,
    new: &Entry,
    month: NaiveDate,
    employment: &Employment,
) -> Result<()> {
    diesel::insert_into(entries::table)
        .values((
            entries::id.eq(new.id),
            entries::participant_id.eq(new.participant),
            entries::timesheet_id.eq(new.timesheet),
            entries::month.eq(month),
            entries::takes_changes.eq(new.takes_changes),
            entries::logged_at.eq(new.logged_at),
            values!(new, employment),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn update(tx: &WriteTx, changed: &Entry, employment: &Employment) -> Result<()> {
    let own = entries::table.filter(entries::id.eq(changed.id));
    let update = diesel::update(own).set(values!(changed, employment));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

pub(super) async fn remove(tx: &WriteTx, id: WorklogEntryId) -> Result<()> {
    diesel::delete(entries::table.filter(entries::id.eq(id))).execute(&mut tx.conn()).await?;
    Ok(())
}

/// How much of each kind somebody has in a month by an employment.
#[derive(Debug, Clone, Copy)]
pub(in crate::worktime) struct Sum {
    pub(in crate::worktime) timesheet: TimesheetId,
    pub(in crate::worktime) employment: EmploymentId,
    pub(in crate::worktime) kind: WorkKind,
    pub(in crate::worktime) minutes: i64,
}

/// The sums of some months.
pub(in crate::worktime) async fn sums(tx: &ReadTx, of: &[TimesheetId]) -> QueryResult<Vec<Sum>> {
    type Row = (TimesheetId, EmploymentId, WorkKind, Option<i64>);
    let rows: Vec<Row> = entries::table
        .filter(entries::timesheet_id.eq_any(of))
        .group_by((entries::timesheet_id, entries::employment_id, entries::kind))
        .select((
            entries::timesheet_id,
            entries::employment_id,
            entries::kind,
            sum(entries::minutes),
        ))
        .load(&mut tx.conn())
        .await?;
    let sum = |(timesheet, employment, kind, minutes): Row| Sum {
        timesheet,
        employment,
        kind,
        minutes: minutes.unwrap_or_default(),
    };
    Ok(rows.into_iter().map(sum).collect())
}

/// The days of some months that have more than so many minutes, in their order.
pub(in crate::worktime) async fn full_days(
    tx: &ReadTx,
    of: &[TimesheetId],
    beyond: i64,
) -> QueryResult<Vec<(TimesheetId, NaiveDate, Option<i64>)>> {
    entries::table
        .filter(entries::timesheet_id.eq_any(of))
        .group_by((entries::timesheet_id, entries::worked_on))
        .having(sum(entries::minutes).gt(beyond))
        .order(entries::worked_on)
        .select((entries::timesheet_id, entries::worked_on, sum(entries::minutes)))
        .load(&mut tx.conn())
        .await
}
