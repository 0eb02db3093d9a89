//! What one sees of settings.

use super::rules::{Setting, SettingKey};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;

/// A setting as it is in force in the own tenant; `None`: it has none of that name.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ChangeSettings`.
pub async fn setting(caller: &Caller, key: &str) -> Result<Option<Setting>> {
    let Some(key) = SettingKey::of(caller.tenant(), key) else {
        return caller.require(Permission::ChangeSettings).map(|()| None);
    };
    caller.read(Permission::ChangeSettings, async |tx| store::value(tx, key).await).await.map(Some)
}
