//! The register's tables for an import: what is there, and the difference, in statements of many rows.

use super::associations::{self, Entry as AssociationEntry};
use super::memberships::{self, Party};
use super::municipalities::{self, Entry, MunicipalityPlan, counted_on};
use super::territory::{InRegion, Territory, TerritoryPlan};
use crate::access::{ReadTx, WriteTx};
use crate::directory::associations::store::{finite, or_infinity};
use crate::directory::rules::{MunicipalityCode, MunicipalityStatus};
use crate::directory::store::ico_of;
use crate::kernel::error::Result;
use crate::kernel::ids::{AssociationId, MembershipId};
use crate::tables;
use chrono::NaiveDate;
use diesel::data_types::PgDate;
use diesel::result::QueryResult;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

/// Rows in one statement: PostgreSQL takes 65,535 parameters.
const CHUNK: usize = 2_000;

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
        let districts: Vec<(String, String, String)> =
            tables::districts::table.load(&mut tx.conn()).await?;
        let extended_powers: Vec<(String, String)> =
            tables::extended_powers_districts::table.load(&mut tx.conn()).await?;
        let authorised_offices: Vec<(String, String)> =
            tables::authorised_office_districts::table.load(&mut tx.conn()).await?;
        QueryResult::Ok((regions, districts, extended_powers, authorised_offices))
    };
    let (entries, inhabitants, (regions, districts, extended_powers, authorised_offices)) =
        futures_util::try_join!(entries, inhabitants, territory)?;
    let in_region = |(code, name, region_code)| (code, InRegion { name, region_code });
    let territory = Territory {
        regions: regions.into_iter().collect(),
        districts: districts.into_iter().map(in_region).collect(),
        extended_powers: extended_powers.into_iter().collect(),
        authorised_offices: authorised_offices.into_iter().collect(),
    };
    Ok(municipalities::Known {
        territory,
        entries: entries.into_iter().map(entry_of).collect::<Result<_>>()?,
        inhabitants: inhabitants.into_iter().collect(),
    })
}

fn entry_of(row: MunicipalityRow) -> Result<(MunicipalityCode, Entry)> {
    let (code, name, status, ico, district, extended_powers, office, postcode, north, east) = row;
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
    };
    Ok((code, entry))
}

/// Writes territory, municipalities and inhabitants that are new or changed.
pub(crate) async fn write_municipalities(tx: &WriteTx, plan: &MunicipalityPlan) -> Result<()> {
    use tables::municipalities as m;
    write_territory(tx, &plan.territory).await?;
    if !plan.freed.is_empty() {
        diesel::update(m::table.filter(m::code.eq_any(&plan.freed)))
            .set(m::ico.eq(None::<String>))
            .execute(&mut tx.conn())
            .await?;
    }
    for chunk in plan.entries.chunks(CHUNK) {
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
            ))
            .execute(&mut tx.conn())
            .await?;
    }
    write_inhabitants(tx, &plan.inhabitants).await
}

async fn write_territory(tx: &WriteTx, plan: &TerritoryPlan) -> Result<()> {
    use tables::{
        authorised_office_districts as offices, districts, extended_powers_districts as extended,
        regions,
    };
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
        )
    };
    diesel::insert_into(districts::table)
        .values(plan.districts.iter().map(row).collect::<Vec<_>>())
        .on_conflict(districts::code)
        .do_update()
        .set((
            districts::name.eq(excluded(districts::name)),
            districts::region_code.eq(excluded(districts::region_code)),
        ))
        .execute(&mut tx.conn())
        .await?;
    let rows = plan.extended_powers.iter().map(named);
    let rows = rows.map(|(code, name)| (extended::code.eq(code), extended::name.eq(name)));
    diesel::insert_into(extended::table)
        .values(rows.collect::<Vec<_>>())
        .on_conflict(extended::code)
        .do_update()
        .set(extended::name.eq(excluded(extended::name)))
        .execute(&mut tx.conn())
        .await?;
    let rows = plan.authorised_offices.iter().map(named);
    let rows = rows.map(|(code, name)| (offices::code.eq(code), offices::name.eq(name)));
    diesel::insert_into(offices::table)
        .values(rows.collect::<Vec<_>>())
        .on_conflict(offices::code)
        .do_update()
        .set(offices::name.eq(excluded(offices::name)))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

async fn write_inhabitants(tx: &WriteTx, counted: &[(MunicipalityCode, i32)]) -> Result<()> {
    use tables::populations as p;
    for chunk in counted.chunks(CHUNK) {
        let row = |(code, inhabitants): &(MunicipalityCode, i32)| {
            (
                p::municipality_code.eq(*code),
                p::as_of.eq(counted_on()),
                p::inhabitants.eq(*inhabitants),
            )
        };
        diesel::insert_into(p::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .on_conflict((p::municipality_code, p::as_of))
            .do_update()
            .set(p::inhabitants.eq(excluded(p::inhabitants)))
            .execute(&mut tx.conn())
            .await?;
    }
    Ok(())
}

/// What the register knows of associations.
pub(crate) async fn known_associations(tx: &ReadTx) -> Result<associations::Known> {
    use tables::associations as a;
    type Row =
        (AssociationId, String, String, Option<String>, Option<NaiveDate>, Option<NaiveDate>);
    let rows = async {
        a::table
            .select((a::id, a::ico, a::name, a::district_code, a::founded_on, a::dissolved_on))
            .load::<Row>(&mut tx.conn())
            .await
    };
    let districts = async {
        tables::districts::table
            .select(tables::districts::code)
            .load::<String>(&mut tx.conn())
            .await
    };
    let (rows, districts) = futures_util::try_join!(rows, districts)?;
    let entry = |(id, ico, name, district_code, founded_on, dissolved_on): Row| {
        let ico = ico_of(&ico)?;
        let entry =
            AssociationEntry { ico: ico.clone(), name, district_code, founded_on, dissolved_on };
        Ok((ico, (id, entry)))
    };
    Ok(associations::Known {
        entries: rows.into_iter().map(entry).collect::<Result<_>>()?,
        districts: districts.into_iter().collect(),
    })
}

/// Writes associations that are new or changed.
pub(crate) async fn write_associations(
    tx: &WriteTx,
    entries: &[(AssociationId, AssociationEntry)],
) -> Result<()> {
    use tables::associations as a;
    for chunk in entries.chunks(CHUNK) {
        let row = |(id, entry): &(AssociationId, AssociationEntry)| {
            (
                a::id.eq(*id),
                a::ico.eq(entry.ico.to_string()),
                a::name.eq(entry.name.clone()),
                a::district_code.eq(entry.district_code.clone()),
                a::founded_on.eq(entry.founded_on),
                a::dissolved_on.eq(entry.dissolved_on),
            )
        };
        diesel::insert_into(a::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .on_conflict(a::id)
            .do_update()
            .set((
                a::name.eq(excluded(a::name)),
                a::district_code.eq(excluded(a::district_code)),
                a::founded_on.eq(excluded(a::founded_on)),
                a::dissolved_on.eq(excluded(a::dissolved_on)),
            ))
            .execute(&mut tx.conn())
            .await?;
    }
    Ok(())
}

/// What the register knows of who belongs to what.
pub(crate) async fn known_memberships(tx: &ReadTx) -> Result<memberships::Known> {
    use tables::{association_memberships as m, associations as a};
    let parties = async {
        a::table
            .select((a::id, a::ico, a::community_from))
            .load::<(AssociationId, String, PgDate)>(&mut tx.conn())
            .await
    };
    let codes = async {
        tables::municipalities::table
            .select(tables::municipalities::code)
            .load::<MunicipalityCode>(&mut tx.conn())
            .await
    };
    let records = async {
        m::table
            .select((m::id, m::association_id, m::municipality_code, m::joined_on, m::left_on))
            .load(&mut tx.conn())
            .await
    };
    let (parties, codes, records) = futures_util::try_join!(parties, codes, records)?;
    let party = |(id, ico, from): (AssociationId, String, PgDate)| {
        Ok(Party { id, ico: ico_of(&ico)?, community_from: finite(from) })
    };
    Ok(memberships::Known {
        associations: parties.into_iter().map(party).collect::<Result<_>>()?,
        municipalities: codes.into_iter().collect(),
        records,
    })
}

/// Writes memberships that begin on an unknown day.
pub(crate) async fn write_memberships(
    tx: &WriteTx,
    new: &[(Party, MunicipalityCode)],
) -> Result<()> {
    use tables::association_memberships as m;
    for chunk in new.chunks(CHUNK) {
        let row = |(party, code): &(Party, MunicipalityCode)| {
            (
                m::id.eq(tx.new_id::<MembershipId>()),
                m::association_id.eq(party.id),
                m::municipality_code.eq(*code),
                m::community_from.eq(or_infinity(party.community_from)),
            )
        };
        diesel::insert_into(m::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .execute(&mut tx.conn())
            .await?;
    }
    Ok(())
}
