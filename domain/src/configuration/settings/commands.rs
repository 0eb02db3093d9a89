//! What an administrator does with settings.

use super::rules::{Setting, SettingKey};
use super::store;
use crate::access::{Caller, Deed, Event, Permission, ReadTx, Repeatable, Subject};
use crate::kernel::error::{Error, Kind, Result};
use serde_json::Value;

/// Sets a setting of the own tenant. `expected_version` is the version that was read, 0 where nothing was set.
///
/// # Errors
/// [`Error::NotFound`] for a key that the tenant hasn't, [`Error::Invalid`] for a value of the wrong type or out of its
/// bounds, [`Error::Stale`].
pub async fn set(
    caller: &Caller,
    key: &str,
    value: &Value,
    expected_version: i32,
) -> Result<Setting> {
    let key = SettingKey::of(caller.tenant(), key).ok_or(Error::NotFound(Kind::Setting))?;
    let fact = key.check(value)?;
    caller
        .write(Permission::ChangeSettings, async |tx| {
            let before = store::value(tx, key).await?;
            let is_current = before.version == expected_version;
            if !is_current || !store::write(tx, key, value, expected_version).await? {
                let version = store::value(tx, key).await?.version;
                return Err(Error::Stale { kind: Kind::Setting, version });
            }
            let facts = vec![("value", fact)];
            let subject = Subject::code("setting", &key.key().replace('.', "-"));
            tx.record(Event::of_tenant("setting.changed", subject, facts));
            store::value(tx, key).await
        })
        .await
}

impl Repeatable for Setting {
    fn deed(&self) -> Deed {
        Deed::done().with_code("setting", self.key.key())
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let key = SettingKey::of(tx.tenant()?, deed.code("setting")?);
        store::value(tx, key.ok_or(Error::NotFound(Kind::Setting))?).await
    }
}
