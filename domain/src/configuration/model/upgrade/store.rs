//! SQL of upgrades: of one tenant as itself, of many from the nation's context.

use super::super::super::rules::ServiceOverride;
use super::super::super::settings::{SettingKey, write_setting};
use super::super::super::store as services;
use super::super::merge::Ours;
use super::super::{Content, Subject};
use super::own::{KeptRow, Standing};
use crate::access::{Kept as Prepared, ReadTx, WriteTx};
use crate::catalogue;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{CentreModelVersionId, MemberId, RolloutId, TenantId};
use crate::tables::{
    centre_model_versions as versions, member_settings, tenant_models,
    tenant_service_overrides as overrides, tenant_settings,
};
use diesel::upsert::excluded;
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The closing times of the national catalogue, by code.
pub(crate) async fn national_closings(tx: &ReadTx) -> QueryResult<BTreeMap<String, i32>> {
    let all = catalogue::services_in(tx).await?;
    Ok(all.into_iter().map(|service| (service.code, service.close_days)).collect())
}

/// What published versions say.
pub(crate) async fn contents(
    tx: &ReadTx,
    ids: &[CentreModelVersionId],
) -> Result<HashMap<CentreModelVersionId, Content>> {
    let rows: Vec<(CentreModelVersionId, Value)> = versions::table
        .filter(versions::id.eq_any(ids))
        .select((versions::id, versions::content))
        .load(&mut tx.conn())
        .await?;
    let read = |(id, content)| {
        serde_json::from_value(content)
            .map(|content| (id, content))
            .map_err(|error| Error::Internal(error.into()))
    };
    rows.into_iter().map(read).collect()
}

/// Whether a published version is withdrawn; nobody withdraws it until this ends.
pub(crate) async fn lock_version(tx: &WriteTx, id: CentreModelVersionId) -> Result<bool> {
    let version =
        || versions::table.filter(versions::id.eq(id)).select(versions::withdrawn_at.is_not_null());
    let locked = version().for_update().first(&mut tx.conn()).await.optional()?;
    if let Some(is_withdrawn) = locked {
        return Ok(is_withdrawn);
    }
    // What is withdrawn nobody may update any more, and so its policy lets nobody lock it.
    let read = version().first(&mut tx.conn()).await.optional()?;
    read.ok_or(Error::NotFound(Kind::CentreModelVersion))
}

/// Where the tenant one is in stands.
pub(crate) async fn standing(tx: &ReadTx) -> Result<Standing> {
    let own = tx.tenant()?;
    Ok(standings(tx, &[own]).await?.remove(&own).unwrap_or_default())
}

/// Where tenants stand, those the caller may see.
pub(crate) async fn standings(
    tx: &ReadTx,
    tenants: &[TenantId],
) -> Result<HashMap<TenantId, Standing>> {
    let mut standings: HashMap<TenantId, Standing> =
        tenants.iter().map(|tenant| (*tenant, Standing::default())).collect();
    let (models, settings, of_members, services) = futures_util::try_join!(
        models(tx, tenants),
        settings(tx, tenants),
        settings_of_members(tx, tenants),
        changed_services(tx, tenants),
    )?;
    for (tenant, version) in models {
        standings.entry(tenant).or_default().version = version;
    }
    for (tenant, key, member, value) in settings.into_iter().chain(of_members) {
        // What was reset, and what is in the registry no more, is nobody's.
        let Some(key) = SettingKey::parse(&key).filter(|_| !value.is_null()) else { continue };
        standings.entry(tenant).or_default().ours.settings.insert((key, member), value);
    }
    for (tenant, code, is_offered, close_days) in services {
        let own = ServiceOverride { is_offered, close_days };
        if own != ServiceOverride::default() {
            standings.entry(tenant).or_default().ours.services.insert(code, own);
        }
    }
    Ok(standings)
}

async fn models(
    tx: &ReadTx,
    tenants: &[TenantId],
) -> QueryResult<Vec<(TenantId, Option<CentreModelVersionId>)>> {
    tenant_models::table
        .filter(tenant_models::tenant_id.eq_any(tenants))
        .select((tenant_models::tenant_id, tenant_models::version_id))
        .load(&mut tx.conn())
        .await
}

type SettingRow = (TenantId, String, Option<MemberId>, Value);

async fn settings(tx: &ReadTx, tenants: &[TenantId]) -> QueryResult<Vec<SettingRow>> {
    let rows: Vec<(TenantId, String, Value)> = tenant_settings::table
        .filter(tenant_settings::tenant_id.eq_any(tenants))
        .select((tenant_settings::tenant_id, tenant_settings::key, tenant_settings::value))
        .load(&mut tx.conn())
        .await?;
    Ok(rows.into_iter().map(|(tenant, key, value)| (tenant, key, None, value)).collect())
}

async fn settings_of_members(tx: &ReadTx, tenants: &[TenantId]) -> QueryResult<Vec<SettingRow>> {
    let rows: Vec<(TenantId, String, MemberId, Value)> = member_settings::table
        .filter(member_settings::tenant_id.eq_any(tenants))
        .select((
            member_settings::tenant_id,
            member_settings::key,
            member_settings::member_id,
            member_settings::value,
        ))
        .load(&mut tx.conn())
        .await?;
    let row = |(tenant, key, member, value)| (tenant, key, Some(member), value);
    Ok(rows.into_iter().map(row).collect())
}

type ServiceRow = (TenantId, String, Option<bool>, Option<i32>);

async fn changed_services(tx: &ReadTx, tenants: &[TenantId]) -> QueryResult<Vec<ServiceRow>> {
    overrides::table
        .filter(overrides::tenant_id.eq_any(tenants))
        .select((
            overrides::tenant_id,
            overrides::service_code,
            overrides::is_offered,
            overrides::close_days,
        ))
        .load(&mut tx.conn())
        .await
}

/// Moves the tenant one is in to a version, or to none.
pub(crate) async fn put_version(
    tx: &mut WriteTx,
    version: Option<CentreModelVersionId>,
    rollout: RolloutId,
) -> Result<()> {
    let put = diesel::insert_into(tenant_models::table)
        .values((
            tenant_models::version_id.eq(version),
            tenant_models::since.eq(tx.now()),
            tenant_models::rollout_id.eq(rollout),
        ))
        .on_conflict(tenant_models::tenant_id)
        .do_update()
        .set((
            tenant_models::version_id.eq(excluded(tenant_models::version_id)),
            tenant_models::since.eq(excluded(tenant_models::since)),
            tenant_models::rollout_id.eq(excluded(tenant_models::rollout_id)),
        ));
    Prepared(put).execute(&mut tx.conn()).await?;
    tx.changes_configuration();
    Ok(())
}

/// Writes what was decided of the tenant's own values, of the tenant one is in, and answers what was there. `from` and `to`
/// are what it has and what it is to have.
///
/// # Errors
/// [`Error::Stale`] when the tenant changes one of them at the same moment.
pub(crate) async fn rewrite(tx: &WriteTx, from: &Ours, to: &Ours) -> Result<Vec<KeptRow>> {
    let mut rows = Vec::new();
    for (place, was) in &from.settings {
        let is = to.settings.get(place);
        if is == Some(was) {
            continue;
        }
        let (key, member) = *place;
        let subject = Subject::Setting { key: key.key().to_owned(), member };
        let version = version_of(tx, &subject).await?;
        let value = is.cloned().unwrap_or(Value::Null);
        if !write_setting(tx, *place, &value, version).await? {
            return Err(Error::Stale { kind: Kind::Setting, version });
        }
        rows.push(KeptRow { subject, was: was.clone(), version: version + 1 });
    }
    for (code, was) in &from.services {
        let is = to.services.get(code).copied().unwrap_or_default();
        if is == *was {
            continue;
        }
        let subject = Subject::Offer { service: code.clone() };
        let version = services::lock_version(tx, code).await?;
        if !services::put(tx, code, is, version).await? {
            return Err(Error::Stale { kind: Kind::Service, version });
        }
        let was = json!([was.is_offered, was.close_days]);
        rows.push(KeptRow { subject, was, version: version + 1 });
    }
    Ok(rows)
}

/// Puts back what [`rewrite`] wrote over, but what the tenant one is in has changed since.
pub(crate) async fn restore(tx: &WriteTx, rows: &[KeptRow]) -> Result<()> {
    for KeptRow { subject, was, version } in rows {
        if version_of(tx, subject).await? != *version {
            continue;
        }
        match subject {
            Subject::Setting { key, member } => {
                let Some(key) = SettingKey::parse(key) else { continue };
                write_setting(tx, (key, *member), was, *version).await?;
            }
            Subject::Offer { service } | Subject::Closing { service } => {
                let read = serde_json::from_value(was.clone());
                let (is_offered, close_days) = read.map_err(|e| Error::Internal(e.into()))?;
                let own = ServiceOverride { is_offered, close_days };
                services::put(tx, service, own, *version).await?;
            }
        }
    }
    Ok(())
}

/// The version of an own value of the tenant one is in, locked; 0: there is none.
async fn version_of(tx: &WriteTx, subject: &Subject) -> Result<i32> {
    let mut conn = tx.conn();
    let found = match subject {
        Subject::Setting { key, member: None } => {
            let own = tenant_settings::table.filter(tenant_settings::key.eq(key));
            own.select(tenant_settings::version).for_update().first(&mut conn).await.optional()?
        }
        Subject::Setting { key, member: Some(member) } => {
            let own = member_settings::table
                .filter(member_settings::key.eq(key))
                .filter(member_settings::member_id.eq(*member));
            own.select(member_settings::version).for_update().first(&mut conn).await.optional()?
        }
        Subject::Offer { service } | Subject::Closing { service } => {
            Some(services::lock_version(tx, service).await?)
        }
    };
    Ok(found.unwrap_or(0))
}
