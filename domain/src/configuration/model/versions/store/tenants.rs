//! SQL of which version tenants are on, and of what they have set themselves.

use super::super::super::{Content, Duty};
use super::super::owed::Published;
use crate::access::{ReadTx, WriteTx};
use crate::configuration::rules::ServiceOverride;
use crate::configuration::store::read_part;
use crate::kernel::error::Result;
use crate::kernel::ids::{CentreModelVersionId, MemberId, RolloutId, TenantId};
use crate::tables::{
    centre_model_versions as versions, member_settings, tenant_models, tenant_service_overrides,
    tenant_settings,
};
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods as _, NullableExpressionMethods as _, OptionalExtension as _,
    PgAnyJsonExpressionMethods as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;
use std::collections::BTreeMap;

/// On which version a tenant is, since when, and the roll-out that brought it there.
pub(in super::super) type Pinned =
    (TenantId, Option<CentreModelVersionId>, DateTime<Utc>, Option<RolloutId>);

/// A value that a tenant has set, for itself or for a membership.
pub(in super::super) type OwnSetting = (TenantId, Option<MemberId>, String, Value);

/// What a tenant changed of a service.
pub(in super::super) type OwnService = (TenantId, String, ServiceOverride);

/// The newest version that wasn't withdrawn, with its number and what it says.
pub(in super::super) async fn newest(
    tx: &ReadTx,
) -> Result<Option<(CentreModelVersionId, i32, Content)>> {
    let row: Option<(CentreModelVersionId, i32, Value)> = versions::table
        .filter(versions::withdrawn_at.is_null())
        .order(versions::number.desc())
        .select((versions::id, versions::number, versions::content))
        .first(&mut tx.conn())
        .await
        .optional()?;
    let Some((id, number, content)) = row else { return Ok(None) };
    Ok(Some((id, number, read_part(content)?)))
}

/// Lets the own tenant begin with a version.
pub(in super::super) async fn begin_with(tx: &WriteTx, id: CentreModelVersionId) -> Result<()> {
    diesel::insert_into(tenant_models::table)
        .values((tenant_models::version_id.eq(id), tenant_models::since.eq(tx.now())))
        .execute(&mut tx.conn())
        .await?;
    Ok(())
}

/// On which versions some tenants are, those that the caller may see.
pub(in super::super) async fn pinned(tx: &ReadTx, ids: &[TenantId]) -> Result<Vec<Pinned>> {
    let rows = tenant_models::table.filter(tenant_models::tenant_id.eq_any(ids)).select((
        tenant_models::tenant_id,
        tenant_models::version_id,
        tenant_models::since,
        tenant_models::rollout_id,
    ));
    Ok(rows.load(&mut tx.conn()).await?)
}

/// On which version a tenant is, and since when; `None`: on none.
pub(in super::super) async fn version_of(
    tx: &ReadTx,
    tenant: TenantId,
) -> QueryResult<Option<(CentreModelVersionId, DateTime<Utc>)>> {
    tenant_models::table
        .filter(tenant_models::tenant_id.eq(tenant))
        .filter(tenant_models::version_id.is_not_null())
        .select((tenant_models::version_id.assume_not_null(), tenant_models::since))
        .first(&mut tx.conn())
        .await
        .optional()
}

/// What all published versions say of duties: there are some tens in a life.
pub(in super::super) async fn duties_of_all(tx: &ReadTx) -> QueryResult<Vec<Published>> {
    type Row = (CentreModelVersionId, Option<CentreModelVersionId>, DateTime<Utc>, Value);
    let rows: Vec<Row> = versions::table
        .select((
            versions::id,
            versions::base_id,
            versions::published_at,
            versions::content.retrieve_as_object("duties"),
        ))
        .load(&mut tx.conn())
        .await?;
    let published = |(id, base, at, duties)| {
        let duties: BTreeMap<String, Duty> = read_part(duties)?;
        Ok(Published { id, base, at, duties })
    };
    rows.into_iter().map(published).collect()
}

/// All that some tenants have set themselves.
pub(in super::super) async fn overrides(
    tx: &ReadTx,
    ids: &[TenantId],
) -> Result<(Vec<OwnSetting>, Vec<OwnService>)> {
    let (mut one, mut two, mut three) = (tx.conn(), tx.conn(), tx.conn());
    let own = tenant_settings::table
        .filter(tenant_settings::tenant_id.eq_any(ids))
        .order((tenant_settings::tenant_id, tenant_settings::key))
        .select((tenant_settings::tenant_id, tenant_settings::key, tenant_settings::value))
        .load::<(TenantId, String, Value)>(&mut one);
    let of_members = member_settings::table
        .filter(member_settings::tenant_id.eq_any(ids))
        .order((member_settings::tenant_id, member_settings::key, member_settings::member_id))
        .select((
            member_settings::tenant_id,
            member_settings::member_id,
            member_settings::key,
            member_settings::value,
        ))
        .load::<(TenantId, MemberId, String, Value)>(&mut two);
    let of_services = tenant_service_overrides::table
        .filter(tenant_service_overrides::tenant_id.eq_any(ids))
        .order((tenant_service_overrides::tenant_id, tenant_service_overrides::service_code))
        .select((
            tenant_service_overrides::tenant_id,
            tenant_service_overrides::service_code,
            tenant_service_overrides::is_offered,
            tenant_service_overrides::close_days,
        ))
        .load::<(TenantId, String, Option<bool>, Option<i32>)>(&mut three);
    let (own, of_members, services) = futures_util::try_join!(own, of_members, of_services)?;
    let own = own.into_iter().map(|(tenant, key, value)| (tenant, None, key, value));
    let of_members = of_members
        .into_iter()
        .map(|(tenant, member, key, value)| (tenant, Some(member), key, value));
    let is_set = |(_, _, _, value): &OwnSetting| !value.is_null();
    let settings = own.chain(of_members).filter(is_set).collect();
    let service = |(tenant, code, is_offered, close_days)| {
        (tenant, code, ServiceOverride { is_offered, close_days })
    };
    Ok((settings, services.into_iter().map(service).collect()))
}
