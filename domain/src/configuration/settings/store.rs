//! SQL of a tenant's settings.

use super::rules::{Setting, SettingKey};
use crate::access::{Kept, ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::tables::tenant_settings;
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;

/// A setting as it is in force in the own tenant, for another slice's transaction too.
pub(crate) async fn value(tx: &ReadTx, key: SettingKey) -> Result<Setting> {
    let own: Option<(Value, i32)> = tenant_settings::table
        .filter(tenant_settings::key.eq(key.key()))
        .select((tenant_settings::value, tenant_settings::version))
        .first(&mut tx.conn())
        .await
        .optional()?;
    let (value, version) = own.unwrap_or_else(|| (key.default(), 0));
    Ok(Setting { key, value, version })
}

/// Those of these settings that the own tenant has set itself, for another slice's transaction.
pub(crate) async fn own_values(
    tx: &ReadTx,
    keys: &[SettingKey],
) -> QueryResult<Vec<(SettingKey, Value)>> {
    let names: Vec<&str> = keys.iter().map(|key| key.key()).collect();
    let own: Vec<(String, Value)> = tenant_settings::table
        .filter(tenant_settings::key.eq_any(names))
        .select((tenant_settings::key, tenant_settings::value))
        .load(&mut tx.conn())
        .await?;
    let known = |(name, value): (String, Value)| {
        Some((keys.iter().copied().find(|key| key.key() == name)?, value))
    };
    Ok(own.into_iter().filter_map(known).collect())
}

/// Writes a value over `version`; `false`: somebody else was faster.
pub(super) async fn write(
    tx: &WriteTx,
    key: SettingKey,
    value: &Value,
    version: i32,
) -> Result<bool> {
    let written = if version == 0 {
        diesel::insert_into(tenant_settings::table)
            .values((
                tenant_settings::key.eq(key.key()),
                tenant_settings::value.eq(value),
                tenant_settings::version.eq(1),
            ))
            .on_conflict_do_nothing()
            .execute(&mut tx.conn())
            .await?
    } else {
        let own = tenant_settings::table
            .filter(tenant_settings::key.eq(key.key()))
            .filter(tenant_settings::version.eq(version));
        let update = diesel::update(own).set((
            tenant_settings::value.eq(value),
            tenant_settings::version.eq(tenant_settings::version + 1),
        ));
        Kept(update).execute(&mut tx.conn()).await?
    };
    Ok(written == 1)
}
