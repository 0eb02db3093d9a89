//! Territory, municipalities and their inhabitants.

use super::extended_powers::{histories, write_extended_powers_districts, write_histories};
use super::{CHUNK, Progress, end_memberships};
use crate::access::{ReadTx, WriteTx};
use crate::directory::import::municipalities::territory::{
    InRegion, Office, Territory, TerritoryPlan,
};
use crate::directory::import::municipalities::{self, Entry, Plan as MunicipalityPlan, counted_on};
use crate::directory::import::populations::{self, Counted};
use crate::directory::rules::{MembershipRecord, MunicipalityCode, MunicipalityStatus};
use crate::directory::store::ico_of;
use crate::kernel::error::Result;
use crate::tables;
use chrono::NaiveDate;
use diesel::result::QueryResult;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

type MunicipalityRow = (
    MunicipalityCode,
    String,
    MunicipalityStatus,
    Option<String>,
    String,
    String,
    String,
    Option<String>,
    Option<f64>,
    Option<f64>,
    Option<NaiveDate>,
    Option<NaiveDate>,
);

/// What the register knows of territory and municipalities.
pub(crate) async fn known_municipalities(tx: &ReadTx) -> Result<municipalities::Known> {
    use tables::municipalities as m;
    let entries = async {
        m::table
            .select((
                m::code,
                m::name,
                m::status,
                m::ico,
                m::district_code,
                m::extended_powers_code,
                m::authorised_office_code,
                m::postcode,
                m::latitude,
                m::longitude,
                m::valid_from,
                m::valid_until,
            ))
            .load::<MunicipalityRow>(&mut tx.conn())
            .await
    };
    let inhabitants = async {
        tables::populations::table
            .filter(tables::populations::as_of.eq(counted_on()))
            .select((tables::populations::municipality_code, tables::populations::inhabitants))
            .load::<(MunicipalityCode, i32)>(&mut tx.conn())
            .await
    };
    let territory = async {
        let regions: Vec<(String, String)> = tables::regions::table.load(&mut tx.conn()).await?;
        let districts: Vec<(String, String, String, Option<i32>)> =
            tables::districts::table.load(&mut tx.conn()).await?;
        let extended_powers: Vec<(String, String)> =
            tables::extended_powers_districts::table.load(&mut tx.conn()).await?;
        let authorised_offices: Vec<(String, String, Option<i32>)> =
            tables::authorised_office_districts::table.load(&mut tx.conn()).await?;
        QueryResult::Ok((regions, districts, extended_powers, authorised_offices))
    };
    let memberships = async {
        use tables::association_memberships as m;
        m::table
            .select((m::id, m::association_id, m::municipality_code, m::joined_on, m::left_on))
            .load::<MembershipRecord>(&mut tx.conn())
            .await
    };
    let (entries, inhabitants, memberships, histories, territory) =
        futures_util::try_join!(entries, inhabitants, memberships, histories(tx), territory)?;
    let (regions, districts, extended_powers, authorised_offices) = territory;
    let in_region =
        |(code, name, region_code, ruian_code)| (code, InRegion { name, region_code, ruian_code });
    let office = |(code, name, ruian_code)| (code, Office { name, ruian_code });
    let territory = Territory {
        regions: regions.into_iter().collect(),
        districts: districts.into_iter().map(in_region).collect(),
        extended_powers: extended_powers.into_iter().collect(),
        authorised_offices: authorised_offices.into_iter().map(office).collect(),
    };
    Ok(municipalities::Known {
        territory,
        entries: entries.into_iter().map(entry_of).collect::<Result<_>>()?,
        inhabitants: inhabitants.into_iter().collect(),
        histories,
        memberships,
    })
}

fn entry_of(row: MunicipalityRow) -> Result<(MunicipalityCode, Entry)> {
    let (
        code,
        name,
        status,
        ico,
        district,
        extended_powers,
        office,
        postcode,
        north,
        east,
        from,
        until,
    ) = row;
    let entry = Entry {
        code,
        name,
        status,
        ico: ico.as_deref().map(ico_of).transpose()?,
        district_code: district,
        extended_powers_code: extended_powers,
        authorised_office_code: office,
        postcode,
        latitude: north,
        longitude: east,
        valid_from: from,
        valid_until: until,
    };
    Ok((code, entry))
}

/// Writes territory, municipalities and inhabitants that are new or changed.
pub(crate) async fn write_municipalities(
    tx: &WriteTx,
    plan: &MunicipalityPlan,
    progress: &Progress<'_>,
) -> Result<()> {
    use tables::municipalities as m;
    write_territory(tx, &plan.territory).await?;
    progress.wrote(plan.territory.rows());
    if !plan.freed.is_empty() {
        diesel::update(m::table.filter(m::code.eq_any(&plan.freed)))
            .set(m::ico.eq(None::<String>))
            .execute(&mut tx.conn())
            .await?;
    }
    write_entries(tx, &plan.entries, progress).await?;
    write_histories(tx, &plan.held, progress).await?;
    let counted: Vec<_> =
        plan.inhabitants.iter().map(|(code, count)| (*code, counted_on(), *count)).collect();
    write_inhabitants(tx, &counted, progress).await?;
    end_memberships(tx, &plan.left, progress).await
}

async fn write_entries(tx: &WriteTx, entries: &[Entry], progress: &Progress<'_>) -> Result<()> {
    use tables::municipalities as m;
    for chunk in entries.chunks(CHUNK) {
        let row = |entry: &Entry| {
            (
                m::code.eq(entry.code),
                m::name.eq(entry.name.clone()),
                m::status.eq(entry.status),
                m::ico.eq(entry.ico.as_ref().map(ToString::to_string)),
                m::district_code.eq(entry.district_code.clone()),
                m::extended_powers_code.eq(entry.extended_powers_code.clone()),
                m::authorised_office_code.eq(entry.authorised_office_code.clone()),
                m::postcode.eq(entry.postcode.clone()),
                m::latitude.eq(entry.latitude),
                m::longitude.eq(entry.longitude),
                m::valid_from.eq(entry.valid_from),
                m::valid_until.eq(entry.valid_until),
            )
        };
        diesel::insert_into(m::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .on_conflict(m::code)
            .do_update()
            .set((
                m::name.eq(excluded(m::name)),
                m::status.eq(excluded(m::status)),
                m::ico.eq(excluded(m::ico)),
                m::district_code.eq(excluded(m::district_code)),
                m::extended_powers_code.eq(excluded(m::extended_powers_code)),
                m::authorised_office_code.eq(excluded(m::authorised_office_code)),
                m::postcode.eq(excluded(m::postcode)),
                m::latitude.eq(excluded(m::latitude)),
                m::longitude.eq(excluded(m::longitude)),
                m::valid_from.eq(excluded(m::valid_from)),
                m::valid_until.eq(excluded(m::valid_until)),
            ))
            .execute(&mut tx.conn())
            .await?;
        progress.wrote(chunk.len());
    }
    Ok(())
}

async fn write_territory(tx: &WriteTx, plan: &TerritoryPlan) -> Result<()> {
    use tables::{authorised_office_districts as offices, districts, regions};
    let named = |(code, name): &(String, String)| (code.clone(), name.clone());
    let rows = plan.regions.iter().map(named);
    let rows = rows.map(|(code, name)| (regions::code.eq(code), regions::name.eq(name)));
    diesel::insert_into(regions::table)
        .values(rows.collect::<Vec<_>>())
        .on_conflict(regions::code)
        .do_update()
        .set(regions::name.eq(excluded(regions::name)))
        .execute(&mut tx.conn())
        .await?;
    let row = |(code, district): &(String, InRegion)| {
        (
            districts::code.eq(code.clone()),
            districts::name.eq(district.name.clone()),
            districts::region_code.eq(district.region_code.clone()),
            districts::ruian_code.eq(district.ruian_code),
        )
    };
    diesel::insert_into(districts::table)
        .values(plan.districts.iter().map(row).collect::<Vec<_>>())
        .on_conflict(districts::code)
        .do_update()
        .set((
            districts::name.eq(excluded(districts::name)),
            districts::region_code.eq(excluded(districts::region_code)),
            districts::ruian_code.eq(excluded(districts::ruian_code)),
        ))
        .execute(&mut tx.conn())
        .await?;
    write_extended_powers_districts(tx, &plan.extended_powers).await?;
    let row = |(code, office): &(String, Office)| {
        (
            offices::code.eq(code.clone()),
            offices::name.eq(office.name.clone()),
            offices::ruian_code.eq(office.ruian_code),
        )
    };
    diesel::insert_into(offices::table)
        .values(plan.authorised_offices.iter().map(row).collect::<Vec<_>>())
        .on_conflict(offices::code)
        .do_update()
        .set((
            offices::name.eq(excluded(offices::name)),
            offices::ruian_code.eq(excluded(offices::ruian_code)),
        ))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

async fn write_inhabitants(
    tx: &WriteTx,
    counted: &[(MunicipalityCode, NaiveDate, i32)],
    progress: &Progress<'_>,
) -> Result<()> {
    use tables::populations as p;
    for chunk in counted.chunks(CHUNK) {
        let row = |(code, as_of, inhabitants): &(MunicipalityCode, NaiveDate, i32)| {
            (p::municipality_code.eq(*code), p::as_of.eq(*as_of), p::inhabitants.eq(*inhabitants))
        };
        diesel::insert_into(p::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .on_conflict((p::municipality_code, p::as_of))
            .do_update()
            .set(p::inhabitants.eq(excluded(p::inhabitants)))
            .execute(&mut tx.conn())
            .await?;
        progress.wrote(chunk.len());
    }
    Ok(())
}

/// What the register knows of inhabitants.
pub(crate) async fn known_populations(tx: &ReadTx) -> Result<populations::Known> {
    use tables::{municipalities as m, populations as p};
    let codes = async { m::table.select(m::code).load::<MunicipalityCode>(&mut tx.conn()).await };
    let counted =
        async { p::table.load::<(MunicipalityCode, NaiveDate, i32)>(&mut tx.conn()).await };
    let (codes, counted) = futures_util::try_join!(codes, counted)?;
    let by_day = |(code, as_of, inhabitants)| ((code, as_of), inhabitants);
    Ok(populations::Known {
        municipalities: codes.into_iter().collect(),
        counted: counted.into_iter().map(by_day).collect(),
    })
}

/// Writes inhabitants that are new or changed.
pub(crate) async fn write_populations(
    tx: &WriteTx,
    counted: &[Counted],
    progress: &Progress<'_>,
) -> Result<()> {
    let row = |counted: &Counted| (counted.municipality, counted.as_of, counted.inhabitants);
    write_inhabitants(tx, &counted.iter().map(row).collect::<Vec<_>>(), progress).await
}
