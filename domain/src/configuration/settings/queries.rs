//! What one sees of settings, and how others read them.

use super::registry::SettingKey;
use super::rules::{Setting, Settings};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{MemberId, TenantId};
use crate::tenancy;
use std::sync::Arc;

/// A setting as it is in force in the own tenant, or for a membership of it; `None`: there is none of that name, or no such
/// membership.
///
/// # Errors
/// [`Error::Forbidden`] without `ChangeSettings`.
pub async fn setting(
    caller: &Caller,
    key: &str,
    member: Option<MemberId>,
) -> Result<Option<Setting>> {
    let Some(key) = SettingKey::of(caller.tenant(), key) else {
        return caller.require(Permission::ChangeSettings).map(|()| None);
    };
    let read = read(caller, member).await?;
    Ok(read.map(|settings| settings.get(key, member)))
}

/// All settings in force in the own tenant, or for a membership of it, by their names; or those of `keys` that there are.
/// `None`: there is no such membership.
///
/// # Errors
/// [`Error::Forbidden`] without `ChangeSettings`.
pub async fn settings(
    caller: &Caller,
    keys: Option<&[String]>,
    member: Option<MemberId>,
) -> Result<Option<Vec<Setting>>> {
    let is_wanted = |key: &&SettingKey| {
        keys.is_none_or(|keys| keys.iter().any(|wanted| wanted == key.key()))
            && key.is_of(caller.tenant())
    };
    let mut wanted: Vec<SettingKey> = SettingKey::ALL.iter().filter(is_wanted).copied().collect();
    wanted.sort_unstable_by_key(|key| key.key());
    let read = read(caller, member).await?;
    Ok(read.map(|settings| wanted.iter().map(|key| settings.get(*key, member)).collect()))
}

/// As they are now, whatever is remembered: who is about to change one wants to see what was changed a moment ago.
async fn read(caller: &Caller, member: Option<MemberId>) -> Result<Option<Settings>> {
    let read = caller
        .read(Permission::ChangeSettings, async |tx| {
            must_be_member(tx, member).await?;
            store::settings(tx).await
        })
        .await;
    match read {
        Ok(settings) => Ok(Some(settings)),
        Err(Error::NotFound(Kind::Member)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// # Errors
/// [`Error::NotFound`] for a membership that the own tenant doesn't have.
pub(super) async fn must_be_member(tx: &ReadTx, member: Option<MemberId>) -> Result<()> {
    let Some(member) = member else { return Ok(()) };
    // The nation has none, and no right to look.
    if tx.tenant()? == TenantId::NATION {
        return Err(Error::NotFound(Kind::Member));
    }
    let is_unknown = tenancy::members_by_ids(tx, &[member]).await?.is_empty();
    if is_unknown { Err(Error::NotFound(Kind::Member)) } else { Ok(()) }
}

/// Under which they are remembered.
const PART: &str = "settings";

/// All settings in force where the caller acts, for what the caller is about to do: as this process remembers them, for less
/// than a second, or in one statement.
///
/// # Errors
/// What the database says.
pub(crate) async fn settings_of(caller: &Caller, tx: &ReadTx) -> Result<Arc<Settings>> {
    if let Some(known) = caller.remembered_here(PART) {
        return Ok(known);
    }
    let began = caller.begin_here();
    let settings = Arc::new(store::settings(tx).await?);
    caller.remember_here(began, PART, Arc::clone(&settings));
    Ok(settings)
}
