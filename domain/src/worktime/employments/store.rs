//! SQL of employments.

use super::super::rejection::Rejection;
use super::rules::{Employment, EmploymentFilter};
use crate::access::{Kept, ReadTx, Role, WriteTx, refused_by};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{EmploymentId, ParticipantId};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::kernel::until::Until;
use crate::tables::employments;
use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::result::Error as QueryError;
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

macro_rules! columns {
    () => {
        (
            employments::id,
            employments::participant_id,
            employments::role,
            employments::fte_thousandths,
            employments::starts_on,
            employments::until,
            employments::version,
        )
    };
}

type Row = (EmploymentId, ParticipantId, Role, i32, NaiveDate, Until, i32);

fn employment(row: Row) -> Employment {
    let (id, participant, role, fte_thousandths, starts_on, until, version) = row;
    Employment { id, participant, role, fte_thousandths, starts_on, until, version }
}

/// A part of the list of employments, the newest first.
pub(super) async fn page(
    tx: &ReadTx,
    filter: &EmploymentFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<Employment>> {
    macro_rules! filtered {
        ($query:expr) => {{
            let mut query = $query.into_boxed::<Pg>();
            if let Some(participant) = filter.participant {
                query = query.filter(employments::participant_id.eq(participant));
            }
            if let Some(day) = filter.on {
                query = query.filter(employments::starts_on.le(day));
                query = query.filter(employments::until.gt(Until(Some(day))));
            }
            query
        }};
    }
    let mut query = filtered!(employments::table.select(columns!())).limit(args.rows());
    if let Some(after) = args.after.as_ref().map(place) {
        query = query.filter(employments::id.lt(after));
    }
    if let Some(before) = args.before.as_ref().map(place) {
        query = query.filter(employments::id.gt(before));
    }
    query = match args.direction {
        Direction::Forward => query.order(employments::id.desc()),
        Direction::Backward => query.order(employments::id.asc()),
    };
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let rows = query.load::<Row>(&mut one);
    let total = async {
        if count {
            filtered!(employments::table).count().get_result(&mut two).await.map(Some)
        } else {
            Ok(None)
        }
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    Ok(args.page(rows.into_iter().map(employment).collect(), total))
}

/// Employments by id.
pub(super) async fn by_ids(tx: &ReadTx, ids: &[EmploymentId]) -> QueryResult<Vec<Employment>> {
    let query = employments::table.filter(employments::id.eq_any(ids)).select(columns!());
    let rows: Vec<Row> = query.load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(employment).collect())
}

/// All employments of some people, in the order of their ids.
pub(in crate::worktime) async fn of_participants(
    tx: &ReadTx,
    of: &[ParticipantId],
) -> QueryResult<Vec<Employment>> {
    let query = employments::table.filter(employments::participant_id.eq_any(of));
    let query = query.order(employments::id).select(columns!());
    let rows: Vec<Row> = query.load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(employment).collect())
}

/// The same, held: none of them changes until this transaction ends. Whoever writes entries takes them before the entries, for
/// a change of an employment goes on to its entries, and the two would wait for each other.
pub(in crate::worktime) async fn hold(
    tx: &WriteTx,
    of: ParticipantId,
) -> QueryResult<Vec<Employment>> {
    let query = employments::table.filter(employments::participant_id.eq(of));
    let query = query.order(employments::id).select(columns!()).for_key_share();
    let rows: Vec<Row> = query.load(&mut tx.conn()).await?;
    Ok(rows.into_iter().map(employment).collect())
}

pub(super) async fn lock(tx: &WriteTx, id: EmploymentId) -> Result<Option<Employment>> {
    let query = employments::table.filter(employments::id.eq(id)).select(columns!()).for_update();
    let row: Option<Row> = query.first(&mut tx.conn()).await.optional()?;
    tx.has_waited();
    Ok(row.map(employment))
}

pub(super) async fn insert(tx: &WriteTx, new: &Employment) -> Result<()> {
    let inserted = diesel::insert_into(employments::table)
        .values((
            employments::id.eq(new.id),
            employments::participant_id.eq(new.participant),
            employments::role.eq(new.role),
            employments::fte_thousandths.eq(new.fte_thousandths),
            employments::starts_on.eq(new.starts_on),
            employments::until.eq(new.until),
        ))
        .execute(&mut tx.conn())
        .await;
    inserted.map(drop).map_err(refused)
}

/// The days of entries that hang on it follow from its own.
pub(super) async fn update(tx: &WriteTx, employment: &Employment) -> Result<()> {
    let own = employments::table.filter(employments::id.eq(employment.id));
    let update = diesel::update(own).set((
        employments::role.eq(employment.role),
        employments::fte_thousandths.eq(employment.fte_thousandths),
        employments::starts_on.eq(employment.starts_on),
        employments::until.eq(employment.until),
        employments::version.eq(employment.version),
    ));
    Kept(update).execute(&mut tx.conn()).await.map(drop).map_err(refused)
}

fn refused(error: QueryError) -> Error {
    match refused_by(&error) {
        Some("one_employment_in_a_role_at_a_time") => Rejection::EmployedAlready.into(),
        Some("worked_while_employed") => Rejection::WorkOutsideEmployment.into(),
        Some("employments_participant") => Error::NotFound(Kind::Participant),
        _ => error.into(),
    }
}

/// A cursor that isn't a uuid is before everything.
fn place(cursor: &Cursor) -> Uuid {
    Uuid::try_parse(&cursor.id).unwrap_or(Uuid::nil())
}
