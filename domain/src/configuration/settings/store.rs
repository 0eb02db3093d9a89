//! SQL of a tenant's settings.

use super::super::store::{model_of, read_part};
use super::registry::SettingKey;
use super::rules::{Own, Place, Settings};
use crate::access::{Kept, ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{MemberId, TenantId};
use crate::tables::{centre_model_versions, member_settings, tenant_models, tenant_settings};
use diesel::sql_types::{Integer, Nullable, Text, Uuid};
use diesel::{
    CombineDsl as _, ExpressionMethods as _, IntoSql as _, JoinOnDsl as _,
    NullableExpressionMethods as _, PgAnyJsonExpressionMethods as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

type Row = (String, Value, i32, Option<MemberId>);

/// What stands where the others have a setting's key: no setting is called that.
const OF_THE_MODEL: &str = "";

/// All that the own tenant has set, and what its version of the centre model says, in one statement, for another slice's
/// transaction too. Who acts for some members reads what is set for those.
pub(crate) async fn settings(tx: &ReadTx) -> Result<Settings> {
    let tenant = tx.tenant()?;
    Ok(known(tenant, rows(tx, tenant).await?)?)
}

/// The same of the nation, joined with other statements of a trip.
pub(crate) async fn settings_of_nation(tx: &ReadTx) -> QueryResult<Settings> {
    known(TenantId::NATION, rows(tx, TenantId::NATION).await?)
}

/// The nation has no memberships, and is on no version. It may read what others have set: so whose is asked is said.
async fn rows(tx: &ReadTx, tenant: TenantId) -> QueryResult<Vec<Row>> {
    let own = tenant_settings::table.filter(tenant_settings::tenant_id.eq(tenant)).select((
        tenant_settings::key,
        tenant_settings::value,
        tenant_settings::version,
        None::<MemberId>.into_sql::<Nullable<Uuid>>(),
    ));
    if tenant == TenantId::NATION {
        return own.load(&mut tx.conn()).await;
    }
    let of_members = member_settings::table.filter(member_settings::tenant_id.eq(tenant)).select((
        member_settings::key,
        member_settings::value,
        member_settings::version,
        member_settings::member_id.nullable(),
    ));
    let of_model = model_of!(tenant).select((
        OF_THE_MODEL.into_sql::<Text>(),
        centre_model_versions::content.retrieve_as_object("settings"),
        0.into_sql::<Integer>(),
        None::<MemberId>.into_sql::<Nullable<Uuid>>(),
    ));
    own.union_all(of_members).union_all(of_model).load(&mut tx.conn()).await
}

/// What a key means that isn't in the registry any more nobody knows: it is kept, and read by nobody.
fn known(tenant: TenantId, rows: Vec<Row>) -> QueryResult<Settings> {
    let mut own = HashMap::new();
    let mut model = BTreeMap::new();
    for (key, value, version, member) in rows {
        if key == OF_THE_MODEL {
            model = read_part(value)?;
        } else if let Some(key) = SettingKey::parse(&key) {
            let value = Some(value).filter(|value| !value.is_null());
            own.insert((key, member), Own { value, version });
        }
    }
    Ok(Settings::of(tenant, own, model))
}

/// Writes a value over `version`; `false`: somebody else was faster. The JSON null is a reset.
pub(crate) async fn write(
    tx: &WriteTx,
    (key, member): Place,
    value: &Value,
    version: i32,
) -> Result<bool> {
    match member {
        None => write_tenants(tx, key, value, version).await,
        Some(member) => write_members(tx, (key, member), value, version).await,
    }
}

async fn write_tenants(tx: &WriteTx, key: SettingKey, value: &Value, version: i32) -> Result<bool> {
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
            .filter(tenant_settings::tenant_id.eq(tx.tenant()?))
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

async fn write_members(
    tx: &WriteTx,
    (key, member): (SettingKey, MemberId),
    value: &Value,
    version: i32,
) -> Result<bool> {
    let written = if version == 0 {
        diesel::insert_into(member_settings::table)
            .values((
                member_settings::member_id.eq(member),
                member_settings::key.eq(key.key()),
                member_settings::value.eq(value),
                member_settings::version.eq(1),
            ))
            .on_conflict_do_nothing()
            .execute(&mut tx.conn())
            .await?
    } else {
        let own = member_settings::table
            .filter(member_settings::member_id.eq(member))
            .filter(member_settings::key.eq(key.key()))
            .filter(member_settings::version.eq(version));
        let update = diesel::update(own).set((
            member_settings::value.eq(value),
            member_settings::version.eq(member_settings::version + 1),
        ));
        Kept(update).execute(&mut tx.conn()).await?
    };
    Ok(written == 1)
}
