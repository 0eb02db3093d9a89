//! Districts of extended powers, and which municipality was in which one when.

use super::{CHUNK, Progress};
use crate::access::{ReadTx, WriteTx};
use crate::directory::associations::store::{finite, or_minus_infinity};
use crate::directory::import::extended_powers::{Held, Histories, Known, Plan};
use crate::directory::rules::MunicipalityCode;
use crate::kernel::error::Result;
use crate::tables;
use chrono::NaiveDate;
use diesel::data_types::PgDate;
use diesel::result::QueryResult;
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeMap;

/// The districts of each municipality, the latest last.
pub(super) async fn histories(tx: &ReadTx) -> QueryResult<Histories> {
    use tables::municipality_extended_powers as h;
    type Row = (MunicipalityCode, PgDate, Option<NaiveDate>, String, NaiveDate);
    let rows: Vec<Row> = h::table
        .select((
            h::municipality_code,
            h::valid_from,
            h::valid_until,
            h::extended_powers_code,
            h::told_on,
        ))
        .order((h::municipality_code, h::valid_from))
        .load(&mut tx.conn())
        .await?;
    let mut histories = Histories::new();
    for (code, from, until, district, told_on) in rows {
        let held = Held { district, from: finite(from), until, told_on };
        histories.entry(code).or_default().push(held);
    }
    Ok(histories)
}

/// What the register knows of districts of extended powers.
pub(crate) async fn known_extended_powers(tx: &ReadTx) -> Result<Known> {
    use tables::{extended_powers_districts as d, municipalities as m};
    let now = async {
        m::table
            .select((m::code, m::extended_powers_code))
            .load::<(MunicipalityCode, String)>(&mut tx.conn())
            .await
    };
    let districts = async { d::table.load::<(String, String)>(&mut tx.conn()).await };
    let (histories, now, districts) = futures_util::try_join!(histories(tx), now, districts)?;
    Ok(Known {
        histories,
        now: now.into_iter().collect(),
        districts: districts.into_iter().collect(),
    })
}

/// Writes districts, who was in them when, and who is in them now.
pub(crate) async fn write_extended_powers(
    tx: &WriteTx,
    plan: &Plan,
    progress: &Progress<'_>,
) -> Result<()> {
    use tables::municipalities as m;
    write_extended_powers_districts(tx, &plan.districts).await?;
    progress.wrote(plan.districts.len());
    write_histories(tx, &plan.held, progress).await?;
    let mut by_district: BTreeMap<&str, Vec<MunicipalityCode>> = BTreeMap::new();
    for (code, district) in &plan.now {
        by_district.entry(district).or_default().push(*code);
    }
    for (district, codes) in by_district {
        diesel::update(m::table.filter(m::code.eq_any(codes)))
            .set(m::extended_powers_code.eq(district))
            .execute(&mut tx.conn())
            .await?;
    }
    Ok(())
}

pub(super) async fn write_extended_powers_districts(
    tx: &WriteTx,
    districts: &[(String, String)],
) -> Result<()> {
    use tables::extended_powers_districts as d;
    let row =
        |(code, name): &(String, String)| (d::code.eq(code.clone()), d::name.eq(name.clone()));
    diesel::insert_into(d::table)
        .values(districts.iter().map(row).collect::<Vec<_>>())
        .on_conflict(d::code)
        .do_update()
        .set(d::name.eq(excluded(d::name)))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// Writes them in their order: what ends stands before what begins then, so that no two are ever true at once.
pub(super) async fn write_histories(
    tx: &WriteTx,
    held: &[(MunicipalityCode, Held)],
    progress: &Progress<'_>,
) -> Result<()> {
    use tables::municipality_extended_powers as h;
    for chunk in held.chunks(CHUNK) {
        let row = |(code, held): &(MunicipalityCode, Held)| {
            (
                h::municipality_code.eq(*code),
                h::valid_from.eq(or_minus_infinity(held.from)),
                h::valid_until.eq(held.until),
                h::extended_powers_code.eq(held.district.clone()),
                h::told_on.eq(held.told_on),
            )
        };
        diesel::insert_into(h::table)
            .values(chunk.iter().map(row).collect::<Vec<_>>())
            .on_conflict((h::municipality_code, h::valid_from))
            .do_update()
            .set((
                h::valid_until.eq(excluded(h::valid_until)),
                h::extended_powers_code.eq(excluded(h::extended_powers_code)),
                h::told_on.eq(excluded(h::told_on)),
            ))
            .execute(&mut tx.conn())
            .await?;
        progress.wrote(chunk.len());
    }
    Ok(())
}
