//! SQL of months.

use super::super::store::{latest_first, place};
use super::rules::{Timesheet, TimesheetFilter, TimesheetState};
use crate::access::{Kept, ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, TimesheetId};
use crate::kernel::page::{Direction, Page, PageArgs};
use crate::tables::timesheets;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    QueryResult,
};
use diesel_async::RunQueryDsl as _;

macro_rules! columns {
    () => {
        (
            (timesheets::id, timesheets::participant_id, timesheets::month),
            (timesheets::state, timesheets::submitted_at),
            (timesheets::decided_by, timesheets::decided_at, timesheets::reason),
            timesheets::version,
        )
    };
}

type Row = (
    (TimesheetId, ParticipantId, NaiveDate),
    (TimesheetState, Option<DateTime<Utc>>),
    (Option<ParticipantId>, Option<DateTime<Utc>>, Option<String>),
    i32,
);

fn timesheet(row: Row) -> Timesheet {
    let ((id, participant, month), (state, submitted_at), decision, version) = row;
    let (decided_by, decided_at, reason) = decision;
    Timesheet {
        id,
        participant,
        month,
        state,
        submitted_at,
        decided_by,
        decided_at,
        reason,
        version,
    }
}

/// A part of the list of months, the latest first.
pub(super) async fn page(
    tx: &ReadTx,
    filter: &TimesheetFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<Timesheet>> {
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query.into_boxed::<Pg>();
            if let Some(participant) = filter.participant {
                query = query.filter(timesheets::participant_id.eq(participant));
            }
            if let Some(month) = filter.month {
                query = query.filter(timesheets::month.eq(month));
            }
            if let Some(state) = filter.state {
                query = query.filter(timesheets::state.eq(state));
            }
            query
        }};
    }
    let query = filtered!(timesheets::table.select(columns!()));
    let query = latest_first!(query, args, timesheets::month, timesheets::id);
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load::<Row>(&mut one);
    let total = async {
        if count {
            filtered!(timesheets::table).count().get_result(&mut two).await.map(Some)
        } else {
            Ok(None)
        }
    };
    let (rows, total) = futures_util::try_join!(rows, total)?;
    Ok(args.page(rows.into_iter().map(timesheet).collect(), total))
}

pub(super) async fn by_id(tx: &ReadTx, id: TimesheetId) -> QueryResult<Option<Timesheet>> {
    let query = timesheets::table.filter(timesheets::id.eq(id)).select(columns!());
    let row: Option<Row> = query.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(timesheet))
}

/// A month that isn't approved; what is approved nobody may lock.
pub(super) async fn lock(tx: &WriteTx, id: TimesheetId) -> Result<Option<Timesheet>> {
    let query = timesheets::table.filter(timesheets::id.eq(id)).select(columns!()).for_update();
    let row: Option<Row> = query.first(&mut tx.conn()).await.optional()?;
    tx.has_waited();
    Ok(row.map(timesheet))
}

/// Begins an own month, if it hasn't begun; answers which one it is.
pub(super) async fn begin(
    tx: &WriteTx,
    own: ParticipantId,
    month: NaiveDate,
) -> Result<TimesheetId> {
    diesel::insert_into(timesheets::table)
        .values((
            timesheets::id.eq(tx.new_id::<TimesheetId>()),
            timesheets::participant_id.eq(own),
            timesheets::month.eq(month),
            timesheets::state.eq(TimesheetState::Open),
        ))
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await?;
    let query = timesheets::table
        .filter(timesheets::participant_id.eq(own))
        .filter(timesheets::month.eq(month))
        .select(timesheets::id);
    Ok(query.first(&mut tx.conn()).await?)
}

/// Writes where it stands; whether its entries take changes follows from that.
pub(super) async fn update(tx: &WriteTx, changed: &Timesheet) -> Result<()> {
    let own = timesheets::table.filter(timesheets::id.eq(changed.id));
    let update = diesel::update(own).set((
        timesheets::state.eq(changed.state),
        timesheets::submitted_at.eq(changed.submitted_at),
        timesheets::decided_by.eq(changed.decided_by),
        timesheets::decided_at.eq(changed.decided_at),
        timesheets::reason.eq(&changed.reason),
        timesheets::version.eq(changed.version),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}
