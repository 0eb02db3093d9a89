//! SQL of the catalogue in force.

use super::rules::{EffectiveService, ServiceOverride, ValueOrigin};
use crate::access::{ReadTx, Secrecy, WriteTx};
use crate::catalogue::{Competence, Disposal, ServiceArea};
use crate::kernel::error::Result;
use crate::tables::{services, tenant_service_overrides as overrides};
use diesel::{
    ExpressionMethods as _, JoinOnDsl as _, NullableExpressionMethods as _, QueryDsl as _,
    QueryResult,
};
use diesel_async::RunQueryDsl as _;

type National = (String, ServiceArea, String, String, Competence, i32, i32, Secrecy, Disposal, i32);
type Local = (Option<bool>, Option<i32>, Option<i32>);

macro_rules! effective {
    () => {
        services::table
            .left_join(overrides::table.on(overrides::service_code.eq(services::code)))
            .select((
                (
                    services::code,
                    services::area,
                    services::name_cs,
                    services::name_en,
                    services::competence,
                    services::first_answer_days,
                    services::close_days,
                    services::secrecy,
                    services::disposal,
                    services::retention_years,
                ),
                (
                    overrides::is_offered.nullable(),
                    overrides::close_days.nullable(),
                    overrides::version.nullable(),
                ),
            ))
    };
}

/// The whole catalogue in force, by code. It has some fifty rows, so pages of it are cut in memory.
pub(super) async fn services(tx: &ReadTx) -> Result<Vec<EffectiveService>> {
    let mut conn = tx.conn();
    let rows = effective!().order(services::code).load::<(National, Local)>(&mut conn);
    Ok(tx.closing(rows).await?.into_iter().map(in_force).collect())
}

/// Services in force by code.
pub(crate) async fn services_by_codes(
    tx: &ReadTx,
    codes: &[String],
) -> QueryResult<Vec<EffectiveService>> {
    let rows = effective!()
        .filter(services::code.eq_any(codes))
        .load::<(National, Local)>(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().map(in_force).collect())
}

/// A service in force.
pub(crate) async fn service(tx: &ReadTx, code: &str) -> Result<Option<EffectiveService>> {
    Ok(services_by_codes(tx, &[code.to_owned()]).await?.pop())
}

/// The version of the tenant's override of a service, locked; 0: there is none.
pub(super) async fn lock_version(tx: &WriteTx, code: &str) -> Result<i32> {
    let versions = overrides::table
        .filter(overrides::service_code.eq(code))
        .select(overrides::version)
        .for_update()
        .load::<i32>(&mut tx.conn())
        .await?;
    Ok(versions.into_iter().next().unwrap_or(0))
}

/// Writes an override over the version that was locked; `false`: another was first with the first one.
pub(super) async fn put(
    tx: &WriteTx,
    code: &str,
    value: ServiceOverride,
    version: i32,
) -> Result<bool> {
    let changed = if version == 0 {
        diesel::insert_into(overrides::table)
            .values((
                overrides::service_code.eq(code),
                overrides::is_offered.eq(value.is_offered),
                overrides::close_days.eq(value.close_days),
                overrides::version.eq(1),
            ))
            .on_conflict_do_nothing()
            .execute(&mut tx.conn())
            .await?
    } else {
        diesel::update(overrides::table.filter(overrides::service_code.eq(code)))
            .set((
                overrides::is_offered.eq(value.is_offered),
                overrides::close_days.eq(value.close_days),
                overrides::version.eq(overrides::version + 1),
            ))
            .execute(&mut tx.conn())
            .await?
    };
    Ok(changed == 1)
}

pub(super) async fn remove(tx: &WriteTx, code: &str) -> Result<()> {
    diesel::delete(overrides::table.filter(overrides::service_code.eq(code)))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

fn in_force((national, local): (National, Local)) -> EffectiveService {
    let (
        code,
        area,
        name_cs,
        name_en,
        competence,
        first_answer_days,
        close_days,
        secrecy,
        disposal,
        years,
    ) = national;
    let (is_offered, own_close_days, version) = local;
    EffectiveService {
        code,
        area,
        name_cs,
        name_en,
        competence,
        first_answer_days,
        close_days: own_close_days.unwrap_or(close_days),
        national_close_days: close_days,
        secrecy,
        disposal,
        retention_years: years,
        is_offered: is_offered.unwrap_or(true),
        origin: if version.is_some() { ValueOrigin::Tenant } else { ValueOrigin::Nation },
        version: version.unwrap_or(0),
    }
}
