//! Reading the register's tables.

use super::rules::{
    AdministrativeDistrict, District, Municipality, MunicipalityCode, MunicipalityFilter,
    MunicipalityStatus, Population, Position, Region,
};
use crate::access::ReadTx;
use crate::kernel::error::{Error, Result};
use crate::kernel::ico::Ico;
use crate::kernel::page::{Direction, Page, PageArgs};
use crate::tables::{
    authorised_office_districts, districts, extended_powers_districts, municipalities,
    municipality_extended_powers as held, populations, regions,
};
use chrono::NaiveDate;
use diesel::dsl::{self, IntoBoxed, auto_type, count_star};
use diesel::pg::Pg;
use diesel::result::QueryResult;
use diesel::sql_types::{Nullable, Text};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, QueryDsl as _, Queryable,
};
use diesel_async::RunQueryDsl as _;
use std::collections::HashMap;

diesel::define_sql_function! {
    /// Lower case without diacritics; made by the migration.
    fn plain_letters(text: Text) -> Text;
}

diesel::define_sql_function! {
    /// From which character on `part` stands in `text`; 0: it doesn't.
    fn strpos(text: Text, part: Nullable<Text>) -> Nullable<Integer>;
}

/// What a search looks for, made plain in a subquery: once, and not for each row, where PostgreSQL would inline it (over
/// the country's names 2.0 ms instead of 9.6).
#[expect(clippy::elidable_lifetime_names, reason = "`auto_type` wants to name it")]
#[auto_type]
pub(super) fn plain<'p>(part: &'p str) -> _ {
    dsl::select(plain_letters(part)).single_value()
}

#[auto_type]
fn with_territory() -> _ {
    municipalities::table
        .inner_join(districts::table.on(districts::code.eq(municipalities::district_code)))
        .inner_join(regions::table.on(regions::code.eq(districts::region_code)))
        .inner_join(
            extended_powers_districts::table
                .on(extended_powers_districts::code.eq(municipalities::extended_powers_code)),
        )
        .inner_join(
            authorised_office_districts::table
                .on(authorised_office_districts::code.eq(municipalities::authorised_office_code)),
        )
}

#[auto_type]
fn municipality_columns() -> _ {
    (
        municipalities::code,
        municipalities::name,
        municipalities::status,
        municipalities::ico,
        (districts::code, districts::name, regions::code, regions::name),
        (extended_powers_districts::code, extended_powers_districts::name),
        (authorised_office_districts::code, authorised_office_districts::name),
        municipalities::postcode,
        municipalities::latitude,
        municipalities::longitude,
        municipalities::valid_from,
        municipalities::valid_until,
    )
}

/// Code and name of a district, code and name of its region.
pub(super) type DistrictRow = (String, String, String, String);

#[derive(Queryable)]
struct MunicipalityRow {
    code: MunicipalityCode,
    name: String,
    status: MunicipalityStatus,
    ico: Option<String>,
    district: DistrictRow,
    extended_powers: (String, String),
    authorised_office: (String, String),
    postcode: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
}

impl TryFrom<MunicipalityRow> for Municipality {
    type Error = Error;

    fn try_from(row: MunicipalityRow) -> Result<Self> {
        let administrative = |(code, name)| AdministrativeDistrict { code, name };
        Ok(Self {
            code: row.code,
            name: row.name,
            status: row.status,
            ico: row.ico.as_deref().map(ico_of).transpose()?,
            district: district_of(row.district),
            extended_powers_district: administrative(row.extended_powers),
            authorised_office_district: administrative(row.authorised_office),
            postcode: row.postcode,
            position: row
                .latitude
                .zip(row.longitude)
                .map(|(latitude, longitude)| Position { latitude, longitude }),
            valid_from: row.valid_from,
            valid_until: row.valid_until,
        })
    }
}

/// The IČO of a row.
pub(super) fn ico_of(text: &str) -> Result<Ico> {
    Ico::try_from(text).map_err(|_| Error::broken("an IČO in the register has a wrong check digit"))
}

pub(super) fn district_of((code, name, region_code, region_name): DistrictRow) -> District {
    District { code, name, region: Region { code: region_code, name: region_name } }
}

type MunicipalitiesWanted<'f> = IntoBoxed<'f, with_territory, Pg>;

fn municipalities_wanted(filter: &MunicipalityFilter) -> MunicipalitiesWanted<'_> {
    let mut wanted = with_territory().into_boxed();
    if let Some(part) = &filter.name {
        wanted = wanted.filter(strpos(municipalities::name_plain, plain(part)).gt(0));
    }
    if let Some(code) = &filter.district_code {
        wanted = wanted.filter(municipalities::district_code.eq(code));
    }
    if let Some(code) = &filter.region_code {
        wanted = wanted.filter(districts::region_code.eq(code));
    }
    if let Some(on) = filter.exists_on {
        let (from, until) = (municipalities::valid_from, municipalities::valid_until);
        wanted =
            wanted.filter(from.is_null().or(from.le(on))).filter(until.is_null().or(until.gt(on)));
    }
    wanted
}

/// A page of municipalities, and how many there are if that is asked, in one trip.
pub(super) async fn municipality_page(
    tx: &ReadTx,
    filter: &MunicipalityFilter,
    page: &PageArgs,
    count: bool,
) -> Result<Page<Municipality>> {
    let mut wanted = municipalities_wanted(filter).select(municipality_columns());
    if let Some(after) = &page.after {
        wanted = wanted
            .filter(municipalities::name.ge(&after.key))
            .filter(municipalities::name.gt(&after.key).or(municipalities::code.gt(&after.id)));
    }
    if let Some(before) = &page.before {
        wanted = wanted
            .filter(municipalities::name.le(&before.key))
            .filter(municipalities::name.lt(&before.key).or(municipalities::code.lt(&before.id)));
    }
    wanted = match page.direction {
        Direction::Forward => wanted.order((municipalities::name, municipalities::code)),
        Direction::Backward => {
            wanted.order((municipalities::name.desc(), municipalities::code.desc()))
        }
    };
    let (mut rows_conn, mut total_conn) = (tx.conn(), tx.conn());
    let rows = wanted.limit(page.rows()).load::<MunicipalityRow>(&mut rows_conn);
    let total = async {
        if !count {
            return Ok(None);
        }
        municipalities_wanted(filter).select(count_star()).first(&mut total_conn).await.map(Some)
    };
    let (rows, total) = tx.closing(async { futures_util::try_join!(rows, total) }).await?;
    let items = rows.into_iter().map(Municipality::try_from).collect::<Result<_>>()?;
    Ok(page.page(items, total))
}

/// By code, in the middle of a transaction.
pub(super) async fn municipalities(
    tx: &ReadTx,
    codes: &[MunicipalityCode],
) -> Result<HashMap<MunicipalityCode, Municipality>> {
    by_code(load_municipalities(tx, codes).await?)
}

/// By code, as the last statement of a transaction.
pub(super) async fn last_municipalities(
    tx: &ReadTx,
    codes: &[MunicipalityCode],
) -> Result<HashMap<MunicipalityCode, Municipality>> {
    by_code(tx.closing(load_municipalities(tx, codes)).await?)
}

async fn load_municipalities(
    tx: &ReadTx,
    codes: &[MunicipalityCode],
) -> QueryResult<Vec<MunicipalityRow>> {
    with_territory()
        .filter(municipalities::code.eq_any(codes))
        .select(municipality_columns())
        .load(&mut tx.conn())
        .await
}

fn by_code(rows: Vec<MunicipalityRow>) -> Result<HashMap<MunicipalityCode, Municipality>> {
    rows.into_iter().map(|row| Ok((row.code, Municipality::try_from(row)?))).collect()
}

/// The latest inhabitants, of a day or before it.
pub(super) async fn populations(
    tx: &ReadTx,
    codes: &[MunicipalityCode],
    on: Option<NaiveDate>,
) -> Result<HashMap<MunicipalityCode, Population>> {
    let mut latest = populations::table
        .filter(populations::municipality_code.eq_any(codes))
        .distinct_on(populations::municipality_code)
        .order((populations::municipality_code, populations::as_of.desc()))
        .into_boxed();
    if let Some(on) = on {
        latest = latest.filter(populations::as_of.le(on));
    }
    let mut conn = tx.conn();
    let rows: Vec<(MunicipalityCode, NaiveDate, i32)> = tx.closing(latest.load(&mut conn)).await?;
    let population = |(code, as_of, inhabitants)| (code, Population { as_of, inhabitants });
    Ok(rows.into_iter().map(population).collect())
}

/// In which districts of extended powers municipalities are on a day.
pub(super) async fn extended_powers(
    tx: &ReadTx,
    codes: &[MunicipalityCode],
    on: NaiveDate,
) -> Result<HashMap<MunicipalityCode, AdministrativeDistrict>> {
    let mut conn = tx.conn();
    let rows = held::table
        .inner_join(
            extended_powers_districts::table
                .on(extended_powers_districts::code.eq(held::extended_powers_code)),
        )
        .filter(held::municipality_code.eq_any(codes))
        .filter(held::valid_from.le(on))
        .filter(held::valid_until.is_null().or(held::valid_until.gt(on)))
        .select((
            held::municipality_code,
            extended_powers_districts::code,
            extended_powers_districts::name,
        ))
        .load::<(MunicipalityCode, String, String)>(&mut conn);
    let district =
        |(municipality, code, name)| (municipality, AdministrativeDistrict { code, name });
    Ok(tx.closing(rows).await?.into_iter().map(district).collect())
}

pub(super) async fn regions(tx: &ReadTx) -> Result<Vec<Region>> {
    let mut conn = tx.conn();
    let rows = regions::table.order(regions::code).load::<(String, String)>(&mut conn);
    let rows = tx.closing(rows).await?;
    Ok(rows.into_iter().map(|(code, name)| Region { code, name }).collect())
}

pub(super) async fn districts(tx: &ReadTx) -> Result<Vec<District>> {
    let mut conn = tx.conn();
    let rows = districts::table
        .inner_join(regions::table.on(regions::code.eq(districts::region_code)))
        .order(districts::code)
        .select((districts::code, districts::name, regions::code, regions::name))
        .load(&mut conn);
    Ok(tx.closing(rows).await?.into_iter().map(district_of).collect())
}

pub(super) async fn is_region(tx: &ReadTx, code: &str) -> Result<bool> {
    let query = regions::table.filter(regions::code.eq(code)).count();
    Ok(query.get_result::<i64>(&mut tx.conn()).await? > 0)
}
