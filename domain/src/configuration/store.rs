//! SQL of what a tenant changed of the catalogue.

use super::rules::{EffectiveService, LocalService, ServiceOverride, in_force};
use crate::access::{Kept, ReadTx, WriteTx};
use crate::catalogue;
use crate::kernel::error::Result;
use crate::tables::tenant_service_overrides as overrides;
use diesel::{ExpressionMethods as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use std::collections::HashMap;

type Row = (String, Option<bool>, Option<i32>, i32);

/// The whole catalogue in force, by code. It has some fifty rows, so pages of it are cut in memory.
pub(super) async fn services(tx: &ReadTx) -> Result<Vec<EffectiveService>> {
    let both = async { futures_util::try_join!(catalogue::services_in(tx), changed(tx)) };
    let (national, changed) = tx.closing(both).await?;
    Ok(in_force(national, changed))
}

/// Services in force by code.
pub(crate) async fn services_by_codes(
    tx: &ReadTx,
    codes: &[String],
) -> QueryResult<Vec<EffectiveService>> {
    let (national, changed) =
        futures_util::try_join!(catalogue::services_by_codes_in(tx, codes), changed(tx))?;
    Ok(in_force(national, changed))
}

/// A service in force.
pub(crate) async fn service(tx: &ReadTx, code: &str) -> Result<Option<EffectiveService>> {
    Ok(services_by_codes(tx, &[code.to_owned()]).await?.pop())
}

/// All that the tenant changed, by code: at most as much as the catalogue has.
async fn changed(tx: &ReadTx) -> QueryResult<HashMap<String, LocalService>> {
    let rows: Vec<Row> = overrides::table
        .select((
            overrides::service_code,
            overrides::is_offered,
            overrides::close_days,
            overrides::version,
        ))
        .load(&mut tx.conn())
        .await?;
    let local = |(code, is_offered, close_days, version)| {
        (code, LocalService { value: ServiceOverride { is_offered, close_days }, version })
    };
    Ok(rows.into_iter().map(local).collect())
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
        let own = overrides::table.filter(overrides::service_code.eq(code));
        let update = diesel::update(own).set((
            overrides::is_offered.eq(value.is_offered),
            overrides::close_days.eq(value.close_days),
            overrides::version.eq(overrides::version + 1),
        ));
        Kept(update).execute(&mut tx.conn()).await?
    };
    Ok(changed == 1)
}
