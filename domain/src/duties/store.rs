//! SQL of records of duties, and of who attended.

use super::due::Period;
use super::rejection::Rejection;
use super::rules::{
    Attendance, Attendee, DutyRecord, RecordFilter, RecordKind, Turnout, Withdrawn,
};
use crate::access::{Kept, ReadTx, WriteTx, refused_by};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{DutyRecordId, MemberId, ParticipantId};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::tables::{duty_attendances as attendances, duty_records as records};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::min;
use diesel::pg::Pg;
use diesel::result::Error as QueryError;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    QueryResult,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

macro_rules! columns {
    () => {
        (
            (records::id, records::kind, records::duty_code),
            (records::done_on, records::due_on, records::counts_on),
            (records::evidence, records::issue),
            (records::attended, records::members_then),
            (records::recorded_by, records::recorded_at),
            (records::withdrawn_by, records::withdrawn_at, records::withdrawn_reason),
            records::version,
        )
    };
}

type Row = (
    (DutyRecordId, RecordKind, Option<String>),
    (NaiveDate, Option<NaiveDate>, NaiveDate),
    (String, Option<String>),
    (Option<i32>, Option<i32>),
    (ParticipantId, DateTime<Utc>),
    (Option<ParticipantId>, Option<DateTime<Utc>>, Option<String>),
    i32,
);

fn record(row: Row) -> DutyRecord {
    let ((id, kind, duty_code), days, (evidence, issue), (attended, members), by, gone, version) =
        row;
    let (done_on, due_on, counts_on) = days;
    let (recorded_by, recorded_at) = by;
    let turnout = attended.zip(members).map(|(attended, members)| Turnout { attended, members });
    let (by, at, reason) = gone;
    let withdrawn = by.zip(at).zip(reason).map(|((by, at), reason)| Withdrawn { by, at, reason });
    DutyRecord {
        id,
        kind,
        duty_code,
        done_on,
        due_on,
        counts_on,
        evidence,
        issue,
        turnout,
        recorded_by,
        recorded_at,
        withdrawn,
        version,
    }
}

/// A part of the list of records, the latest day first.
pub(super) async fn page(
    tx: &ReadTx,
    filter: &RecordFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<DutyRecord>> {
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query.into_boxed::<Pg>();
            if let Some(kind) = filter.kind {
                query = query.filter(records::kind.eq(kind));
            }
            if let Some(code) = &filter.duty_code {
                query = query.filter(records::duty_code.eq(code));
            }
            if let Some(day) = filter.from {
                query = query.filter(records::done_on.ge(day));
            }
            if let Some(day) = filter.to {
                query = query.filter(records::done_on.le(day));
            }
            if let Some(is_withdrawn) = filter.is_withdrawn {
                query = query.filter(records::takes_changes.ne(is_withdrawn));
            }
            query
        }};
    }
    let mut query = filtered!(records::table.select(columns!())).limit(args.rows());
    // `<=` first, so that the index finds the place; the id decides among equals.
    if let Some((day, id)) = args.after.as_ref().map(place) {
        query = query.filter(records::done_on.le(day));
        query = query.filter(records::done_on.lt(day).or(records::id.lt(id)));
    }
    if let Some((day, id)) = args.before.as_ref().map(place) {
        query = query.filter(records::done_on.ge(day));
        query = query.filter(records::done_on.gt(day).or(records::id.gt(id)));
    }
    query = match args.direction {
        Direction::Forward => query.order((records::done_on.desc(), records::id.desc())),
        Direction::Backward => query.order((records::done_on.asc(), records::id.asc())),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load::<Row>(&mut one);
    let total = async {
        if count {
            filtered!(records::table).count().get_result(&mut two).await.map(Some)
        } else {
            Ok(None)
        }
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(args.page(rows.into_iter().map(record).collect(), total))
}

/// What may count in a period: what wasn't withdrawn, and is for a duty of the model.
pub(super) async fn counting(tx: &ReadTx, period: Period) -> QueryResult<Vec<DutyRecord>> {
    let rows: Vec<Row> = records::table
        .filter(records::takes_changes)
        .filter(records::counts_on.between(period.earliest(), period.last))
        .filter(records::duty_code.is_not_null())
        .select(columns!())
        .load(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().map(record).collect())
}

pub(super) async fn by_id(tx: &ReadTx, id: DutyRecordId) -> QueryResult<Option<DutyRecord>> {
    let query = records::table.filter(records::id.eq(id)).select(columns!());
    let row: Option<Row> = query.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(record))
}

/// Who attended some meetings, in the order of the members' ids; to who acts for some members, just those.
pub(super) async fn attendees(tx: &ReadTx, of: &[DutyRecordId]) -> QueryResult<Vec<Attendee>> {
    let rows: Vec<(DutyRecordId, MemberId)> = attendances::table
        .filter(attendances::record_id.eq_any(of))
        .order((attendances::record_id, attendances::member_id))
        .select((attendances::record_id, attendances::member_id))
        .load(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().map(|(record, member)| Attendee { record, member }).collect())
}

/// The first day of what was recorded and counts.
pub(crate) async fn first_day(tx: &ReadTx) -> QueryResult<Option<NaiveDate>> {
    let all = records::table.filter(records::takes_changes).select(min(records::done_on));
    all.get_result(&mut tx.conn()).await
}

/// A record that may change: neither withdrawn nor of a closed quarter. The policy lets nobody lock another.
pub(super) async fn lock(tx: &WriteTx, id: DutyRecordId) -> Result<Option<DutyRecord>> {
    let query = records::table.filter(records::id.eq(id)).select(columns!()).for_update();
    let row: Option<Row> = query.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(record))
}

/// The columns that a correction may change.
macro_rules! values {
    ($record:expr) => {
        (
            records::duty_code.eq(&$record.duty_code),
            records::done_on.eq($record.done_on),
            records::due_on.eq($record.due_on),
            records::counts_on.eq($record.counts_on),
            records::evidence.eq(&$record.evidence),
            records::issue.eq(&$record.issue),
            records::attended.eq($record.turnout.map(|turnout| turnout.attended)),
            records::members_then.eq($record.turnout.map(|turnout| turnout.members)),
            records::version.eq($record.version),
        )
    };
}

/// # Errors
/// [`Rejection::RecordedAlready`].
pub(super) async fn insert(tx: &WriteTx, new: &DutyRecord) -> Result<()> {
    let inserted = diesel::insert_into(records::table)
        .values((
            records::id.eq(new.id),
            records::kind.eq(new.kind),
            records::recorded_by.eq(new.recorded_by),
            records::recorded_at.eq(new.recorded_at),
            values!(new),
        ))
        .execute(&mut tx.conn())
        .await;
    inserted.map(drop).map_err(refused)
}

/// The day of its attendances follows from its own.
///
/// # Errors
/// [`Rejection::RecordedAlready`].
pub(super) async fn update(tx: &WriteTx, changed: &DutyRecord) -> Result<()> {
    let own = records::table.filter(records::id.eq(changed.id));
    let update = diesel::update(own).set(values!(changed));
    Kept(update).execute(&mut tx.conn()).await.map(drop).map_err(refused)
}

pub(super) async fn withdraw(
    tx: &WriteTx,
    withdrawn: &Withdrawn,
    (id, version): (DutyRecordId, i32),
) -> Result<()> {
    let own = records::table.filter(records::id.eq(id));
    let update = diesel::update(own).set((
        records::withdrawn_by.eq(withdrawn.by),
        records::withdrawn_at.eq(withdrawn.at),
        records::withdrawn_reason.eq(&withdrawn.reason),
        records::version.eq(version),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

pub(super) async fn attend(
    tx: &WriteTx,
    meeting: &DutyRecord,
    attendance: &Attendance,
) -> Result<()> {
    let row = |member: &MemberId| {
        (
            attendances::record_id.eq(meeting.id),
            attendances::member_id.eq(*member),
            attendances::done_on.eq(meeting.done_on),
        )
    };
    let rows: Vec<_> = attendance.members.iter().map(row).collect();
    let insert = diesel::insert_into(attendances::table).values(rows);
    insert.execute(&mut tx.conn()).await?;
    Ok(())
}

/// Takes away who is said to have attended, to be said anew: in the trail and in the record's version it stays a correction.
pub(super) async fn forget_attendance(tx: &WriteTx, of: DutyRecordId) -> Result<()> {
    let all = attendances::table.filter(attendances::record_id.eq(of));
    diesel::delete(all).execute(&mut tx.conn()).await?;
    Ok(())
}

fn refused(error: QueryError) -> Error {
    match refused_by(&error) {
        Some("one_meeting_a_day" | "one_newsletter_of_a_name" | "one_report_for_a_day") => {
            Rejection::RecordedAlready.into()
        }
        _ => error.into(),
    }
}

/// The place of a record in the list.
pub(super) fn cursor(record: &DutyRecord) -> Cursor {
    Cursor::new(record.done_on.to_string(), Uuid::from(record.id).to_string())
}

/// Where a cursor stands. One that is none of ours is before everything.
fn place(cursor: &Cursor) -> (NaiveDate, Uuid) {
    let day = cursor.key.parse().unwrap_or_default();
    (day, Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil()))
}
