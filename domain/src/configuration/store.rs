//! SQL of what a tenant changed of the catalogue, and what its version of the centre model says of it.

use super::rules::{EffectiveService, Laid, LocalService, ServiceOverride};
use crate::access::{Kept, ReadTx, WriteTx};
use crate::catalogue;
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use crate::tables::tenant_service_overrides as overrides;
use crate::tables::{centre_model_versions, tenant_models};
use diesel::result::Error as QueryError;
use diesel::sql_types::{Bool, Integer, Jsonb, Nullable, Text};
use diesel::{
    CombineDsl as _, ExpressionMethods as _, IntoSql as _, JoinOnDsl as _,
    NullableExpressionMethods as _, PgAnyJsonExpressionMethods as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The version of the centre model that a tenant is on, whatever of it is asked for.
macro_rules! model_of {
    ($tenant:expr) => {
        tenant_models::table
            .inner_join(
                centre_model_versions::table
                    .on(tenant_models::version_id.eq(centre_model_versions::id.nullable())),
            )
            .filter(tenant_models::tenant_id.eq($tenant))
    };
}
pub(super) use model_of;

type Row = (String, Option<bool>, Option<i32>, i32, Option<Value>);

/// The whole catalogue in force, by code, as the last statement of a read. It has some fifty rows, so pages of it are cut in
/// memory.
pub(crate) async fn services(tx: &ReadTx) -> Result<Vec<EffectiveService>> {
    let tenant = tx.tenant()?;
    let both = async { futures_util::try_join!(catalogue::services_in(tx), laid(tx, tenant)) };
    let (national, laid) = tx.closing(both).await?;
    Ok(laid.over(national))
}

/// Services in force by code.
pub(crate) async fn services_by_codes(
    tx: &ReadTx,
    codes: &[String],
) -> QueryResult<Vec<EffectiveService>> {
    let tenant = tx.tenant().map_err(|error| QueryError::QueryBuilderError(error.into()))?;
    let (national, laid) =
        futures_util::try_join!(catalogue::services_by_codes_in(tx, codes), laid(tx, tenant))?;
    Ok(laid.over(national))
}

/// A service in force.
pub(crate) async fn service(tx: &ReadTx, code: &str) -> Result<Option<EffectiveService>> {
    Ok(services_by_codes(tx, &[code.to_owned()]).await?.pop())
}

/// All that the tenant changed, by code, at most as much as the catalogue has; and what its version of the centre model says
/// of services.
async fn laid(tx: &ReadTx, tenant: TenantId) -> QueryResult<Laid> {
    let own = overrides::table.filter(overrides::tenant_id.eq(tenant)).select((
        overrides::service_code,
        overrides::is_offered,
        overrides::close_days,
        overrides::version,
        None::<Value>.into_sql::<Nullable<Jsonb>>(),
    ));
    let of_model = model_of!(tenant).select((
        "".into_sql::<Text>(),
        None::<bool>.into_sql::<Nullable<Bool>>(),
        None::<i32>.into_sql::<Nullable<Integer>>(),
        0.into_sql::<Integer>(),
        centre_model_versions::content.retrieve_as_object("services").nullable(),
    ));
    let rows: Vec<Row> = own.union_all(of_model).load(&mut tx.conn()).await?;
    let mut laid = Laid::default();
    for (code, is_offered, close_days, version, model) in rows {
        if let Some(said) = model {
            laid.model = read_part(said)?;
            continue;
        }
        let value = ServiceOverride { is_offered, close_days };
        laid.changed.insert(code, LocalService { value, version });
    }
    Ok(laid)
}

/// A part of a version's content, as it was read.
pub(super) fn read_part<T: DeserializeOwned>(part: Value) -> QueryResult<T> {
    serde_json::from_value(part).map_err(|error| QueryError::DeserializationError(error.into()))
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
