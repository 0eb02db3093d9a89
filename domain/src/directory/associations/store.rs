//! Reading associations.

use crate::access::ReadTx;
use crate::directory::rules::{Association, AssociationFilter};
use crate::directory::store::{district_of, ico_of, plain, strpos};
use crate::kernel::error::{Error, Result};
use crate::kernel::ico::Ico;
use crate::kernel::ids::AssociationId;
use crate::kernel::page::{Direction, Page, PageArgs};
use crate::tables::{association_labels as labels, associations, districts, regions};
use chrono::{NaiveDate, TimeDelta};
use diesel::data_types::PgDate;
use diesel::dsl::{IntoBoxed, auto_type, count_star};
use diesel::pg::Pg;
use diesel::result::QueryResult;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, QueryDsl as _, Queryable,
};
use diesel_async::RunQueryDsl as _;
use std::collections::HashMap;

#[auto_type]
fn with_seat() -> _ {
    associations::table
        .left_join(districts::table.on(associations::district_code.eq(districts::code.nullable())))
        .left_join(regions::table.on(districts::region_code.eq(regions::code)))
}

#[auto_type]
fn association_columns() -> _ {
    (
        associations::id,
        associations::ico,
        associations::name,
        districts::code.nullable(),
        districts::name.nullable(),
        regions::code.nullable(),
        regions::name.nullable(),
        associations::founded_on,
        associations::dissolved_on,
        associations::community_from,
        associations::former_name,
    )
}

#[derive(Queryable)]
struct AssociationRow {
    id: AssociationId,
    ico: String,
    name: String,
    district_code: Option<String>,
    district_name: Option<String>,
    region_code: Option<String>,
    region_name: Option<String>,
    founded_on: Option<NaiveDate>,
    dissolved_on: Option<NaiveDate>,
    community_from: PgDate,
    former_name: Option<String>,
}

impl TryFrom<AssociationRow> for Association {
    type Error = Error;

    fn try_from(row: AssociationRow) -> Result<Self> {
        let district = row.district_code.zip(row.district_name);
        let region = row.region_code.zip(row.region_name);
        Ok(Self {
            id: row.id,
            ico: ico_of(&row.ico)?,
            name: row.name,
            district: district.zip(region).map(|((code, name), (region_code, region_name))| {
                district_of((code, name, region_code, region_name))
            }),
            founded_on: row.founded_on,
            dissolved_on: row.dissolved_on,
            community_from: finite(row.community_from),
            former_name: row.former_name,
        })
    }
}

/// The day before which PostgreSQL counts days backwards.
const EPOCH: Option<NaiveDate> = NaiveDate::from_ymd_opt(2000, 1, 1);
/// How PostgreSQL writes a day that never comes.
const INFINITY: PgDate = PgDate(i32::MAX);
/// How it writes a day before all others.
const MINUS_INFINITY: PgDate = PgDate(i32::MIN);

/// A day of the database, where infinity is "never", and minus infinity "since an unknown day".
pub(crate) fn finite(day: PgDate) -> Option<NaiveDate> {
    if day == INFINITY || day == MINUS_INFINITY {
        None
    } else {
        EPOCH?.checked_add_signed(TimeDelta::days(day.0.into()))
    }
}

/// A day for the database, where "never" is infinity.
pub(crate) fn or_infinity(day: Option<NaiveDate>) -> PgDate {
    of_day(day).unwrap_or(INFINITY)
}

/// A day for the database, where "since an unknown day" is minus infinity.
pub(crate) fn or_minus_infinity(day: Option<NaiveDate>) -> PgDate {
    of_day(day).unwrap_or(MINUS_INFINITY)
}

fn of_day(day: Option<NaiveDate>) -> Option<PgDate> {
    let days = day.zip(EPOCH).map(|(day, epoch)| (day - epoch).num_days());
    days.and_then(|days| i32::try_from(days).ok()).map(PgDate)
}

type AssociationsWanted<'f> = IntoBoxed<'f, with_seat, Pg>;

fn associations_wanted(filter: &AssociationFilter) -> AssociationsWanted<'_> {
    let mut wanted = with_seat().into_boxed();
    if let Some(part) = &filter.name {
        wanted = wanted.filter(strpos(associations::name_plain, plain(part)).gt(0));
    }
    if let Some(code) = &filter.district_code {
        wanted = wanted.filter(associations::district_code.eq(code));
    }
    if let Some(code) = &filter.region_code {
        wanted = wanted.filter(regions::code.nullable().eq(code));
    }
    if let Some(label) = &filter.label {
        let labelled = labels::table
            .filter(labels::label.eq(label))
            .filter(labels::ended_on.is_null())
            .select(labels::association_id);
        wanted = wanted.filter(associations::id.eq_any(labelled));
    }
    wanted
}

/// A page of associations, and how many there are if that is asked, in one trip.
pub(super) async fn association_page(
    tx: &ReadTx,
    filter: &AssociationFilter,
    page: &PageArgs,
    count: bool,
) -> Result<Page<Association>> {
    let mut wanted = associations_wanted(filter).select(association_columns());
    if let Some(after) = &page.after {
        wanted = wanted
            .filter(associations::name.ge(&after.key))
            .filter(associations::name.gt(&after.key).or(associations::ico.gt(&after.id)));
    }
    if let Some(before) = &page.before {
        wanted = wanted
            .filter(associations::name.le(&before.key))
            .filter(associations::name.lt(&before.key).or(associations::ico.lt(&before.id)));
    }
    wanted = match page.direction {
        Direction::Forward => wanted.order((associations::name, associations::ico)),
        Direction::Backward => wanted.order((associations::name.desc(), associations::ico.desc())),
    };
    let (mut rows_conn, mut total_conn) = (tx.conn(), tx.conn());
    let rows = wanted.limit(page.rows()).load::<AssociationRow>(&mut rows_conn);
    let total = async {
        if !count {
            return Ok(None);
        }
        associations_wanted(filter).select(count_star()).first(&mut total_conn).await.map(Some)
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    let items = rows.into_iter().map(Association::try_from).collect::<Result<_>>()?;
    Ok(page.page(items, total))
}

/// By id, in the middle of a transaction.
pub(crate) async fn associations(
    tx: &ReadTx,
    ids: &[AssociationId],
) -> Result<HashMap<AssociationId, Association>> {
    by_id(load_associations(tx, ids).await?)
}

/// By id, as the last statement of a transaction.
pub(super) async fn last_associations(
    tx: &ReadTx,
    ids: &[AssociationId],
) -> Result<HashMap<AssociationId, Association>> {
    by_id(tx.closing(load_associations(tx, ids)).await?)
}

async fn load_associations(tx: &ReadTx, ids: &[AssociationId]) -> QueryResult<Vec<AssociationRow>> {
    with_seat()
        .filter(associations::id.eq_any(ids))
        .select(association_columns())
        .load(&mut tx.conn())
        .await
}

fn by_id(rows: Vec<AssociationRow>) -> Result<HashMap<AssociationId, Association>> {
    rows.into_iter().map(|row| Ok((row.id, Association::try_from(row)?))).collect()
}

/// By their identities outside.
pub(super) async fn associations_by_icos(tx: &ReadTx, icos: &[Ico]) -> Result<Vec<Association>> {
    load_by_icos(tx, icos).await?.into_iter().map(Association::try_from).collect()
}

/// By their identities outside, as the last statement of a transaction.
pub(super) async fn last_associations_by_icos(
    tx: &ReadTx,
    icos: &[Ico],
) -> Result<Vec<Association>> {
    tx.closing(load_by_icos(tx, icos)).await?.into_iter().map(Association::try_from).collect()
}

async fn load_by_icos(tx: &ReadTx, icos: &[Ico]) -> QueryResult<Vec<AssociationRow>> {
    let icos: Vec<&str> = icos.iter().map(Ico::as_str).collect();
    with_seat()
        .filter(associations::ico.eq_any(icos))
        .select(association_columns())
        .load(&mut tx.conn())
        .await
}

/// What associations are labelled with, in Czech order.
pub(super) async fn labels(
    tx: &ReadTx,
    ids: &[AssociationId],
) -> Result<HashMap<AssociationId, Vec<String>>> {
    let mut conn = tx.conn();
    let rows = labels::table
        .filter(labels::association_id.eq_any(ids))
        .filter(labels::ended_on.is_null())
        .order(labels::label)
        .select((labels::association_id, labels::label))
        .load::<(AssociationId, String)>(&mut conn);
    let mut by_id: HashMap<_, Vec<String>> = HashMap::new();
    for (id, label) in tx.closing(rows).await? {
        by_id.entry(id).or_default().push(label);
    }
    Ok(by_id)
}
