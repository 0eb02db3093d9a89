//! What an administrator does with settings.

use super::queries::must_be_member;
use super::registry::SettingKey;
use super::rules::{self, Setting};
use super::store;
use crate::access::{Caller, Deed, Event, Fact, Permission, ReadTx, Repeatable, Subject, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::MemberId;
use serde_json::Value;

/// Sets a setting of the own tenant, or for one membership of it. `expected_version` is the version that was read, 0 where
/// nothing was ever set.
///
/// # Errors
/// [`Error::NotFound`] for a key that the tenant hasn't, or a membership; [`Error::Invalid`] for a value of the wrong type or
/// out of its bounds; [`super::super::Rejection`] for a layer that can't set it, or a lock; [`Error::Stale`].
pub async fn set(
    caller: &Caller,
    (key, member): (&str, Option<MemberId>),
    value: &Value,
    expected_version: i32,
) -> Result<Setting> {
    let key = SettingKey::of(caller.tenant(), key).ok_or(Error::NotFound(Kind::Setting))?;
    rules::must_be_of_layer(key, member)?;
    let value = rules::read(key, value)?;
    caller
        .write(Permission::ChangeSettings, async |tx| {
            let before = current(tx, (key, member), expected_version).await?;
            before.must_admit(&value)?;
            write(tx, (key, member), &value.json(), expected_version).await?;
            tx.record(event("setting.changed", (key, member), value.facts()));
            found(tx, (key, member)).await
        })
        .await
}

/// Leaves a setting to the layers above again. A value behind a lock can be reset too: it is there, and counts nowhere.
///
/// # Errors
/// As [`set`].
pub async fn reset(
    caller: &Caller,
    (key, member): (&str, Option<MemberId>),
    expected_version: i32,
) -> Result<Setting> {
    let key = SettingKey::of(caller.tenant(), key).ok_or(Error::NotFound(Kind::Setting))?;
    rules::must_be_of_layer(key, member)?;
    caller
        .write(Permission::ChangeSettings, async |tx| {
            let before = current(tx, (key, member), expected_version).await?;
            if !before.has_own {
                tx.change_nothing();
                return Ok(before);
            }
            write(tx, (key, member), &Value::Null, expected_version).await?;
            tx.record(event("setting.reset", (key, member), vec![]));
            found(tx, (key, member)).await
        })
        .await
}

impl Repeatable for Setting {
    fn deed(&self) -> Deed {
        let deed = Deed::done().with_code("setting", self.key.key());
        match self.member {
            Some(member) => deed.with("member", member),
            None => deed,
        }
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let key = SettingKey::of(tx.tenant()?, deed.code("setting")?);
        let key = key.ok_or(Error::NotFound(Kind::Setting))?;
        let member = if deed.has("member") { Some(deed.id("member")?) } else { None };
        found(tx, (key, member)).await
    }
}

/// As it is now, if it is as who changes it has read it.
async fn current(
    tx: &WriteTx,
    (key, member): (SettingKey, Option<MemberId>),
    expected_version: i32,
) -> Result<Setting> {
    must_be_member(tx, member).await?;
    let before = found(tx, (key, member)).await?;
    if before.version == expected_version { Ok(before) } else { Err(stale(before.version)) }
}

async fn write(
    tx: &mut WriteTx,
    place: (SettingKey, Option<MemberId>),
    value: &Value,
    version: i32,
) -> Result<()> {
    if !store::write(tx, place, value, version).await? {
        return Err(stale(found(tx, place).await?.version));
    }
    tx.changes_configuration();
    Ok(())
}

fn stale(version: i32) -> Error {
    Error::Stale { kind: Kind::Setting, version }
}

fn event(
    kind: &'static str,
    (key, member): (SettingKey, Option<MemberId>),
    mut facts: Vec<(&'static str, Fact)>,
) -> Event {
    facts.extend(member.map(|member| ("member", Fact::id(member))));
    Event::of_tenant(kind, Subject::code("setting", &key.key().replace('.', "-")), facts)
}

async fn found(tx: &ReadTx, (key, member): (SettingKey, Option<MemberId>)) -> Result<Setting> {
    Ok(store::settings(tx).await?.get(key, member))
}
