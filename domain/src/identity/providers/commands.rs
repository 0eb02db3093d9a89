//! What an administrator does with the provider.

use super::rules::{IdentityProvider, NewProvider, Secret};
use super::store;
use crate::access::{Caller, Deed, Event, Fact, Permission, ReadTx, Repeatable, Subject, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::TenantId;

/// Says which provider signs in to the own tenant. `expected_version` is the version that was read, 0 where there never was
/// one. Identities of another issuer open nothing from then on, and sessions that began by them end.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Stale`]; [`Error::NotFound`] in the nation, whose issuer stands in the configuration.
pub async fn set(
    caller: &Caller,
    new: NewProvider,
    expected_version: i32,
) -> Result<IdentityProvider> {
    let new = new.check()?;
    caller
        .write(Permission::ManageIdentityProvider, async |tx| {
            let before = current(tx, expected_version).await?;
            let facts = vec![
                ("is_another_issuer", Fact::Flag(before.issuer.as_ref() != Some(&new.issuer))),
                ("has_new_secret", Fact::Flag(!matches!(new.client_secret, Secret::Kept))),
                ("takes_access_tokens", Fact::Flag(new.audience.is_some())),
            ];
            // A secret is for the issuer it was given for: another one must not be shown it.
            let is_same = before.issuer.as_ref() == Some(&new.issuer);
            if !store::write(tx, &new, is_same, expected_version).await? {
                return Err(stale(tx).await?);
            }
            tx.record(Event::of_tenant("identity_provider.set", subject(tx)?, facts));
            store::provider(tx).await
        })
        .await
}

/// Takes the provider away: nobody signs in to the own tenant by it any more, and the sessions that began by it end.
///
/// # Errors
/// [`Error::NotFound`] where there is none, [`Error::Stale`].
pub async fn remove(caller: &Caller, expected_version: i32) -> Result<IdentityProvider> {
    caller
        .write(Permission::ManageIdentityProvider, async |tx| {
            let before = current(tx, expected_version).await?;
            if before.issuer.is_none() {
                return Err(Error::NotFound(Kind::IdentityProvider));
            }
            if !store::empty(tx, expected_version).await? {
                return Err(stale(tx).await?);
            }
            tx.record(Event::of_tenant("identity_provider.removed", subject(tx)?, vec![]));
            store::provider(tx).await
        })
        .await
}

/// What it is now: the secret isn't among what anybody of the tenant reads.
impl Repeatable for IdentityProvider {
    fn deed(&self) -> Deed {
        Deed::done()
    }

    async fn again(tx: &mut ReadTx, _: &Deed) -> Result<Self> {
        store::provider(tx).await
    }
}

async fn current(tx: &WriteTx, expected_version: i32) -> Result<IdentityProvider> {
    if tx.tenant()? == TenantId::NATION {
        return Err(Error::NotFound(Kind::IdentityProvider));
    }
    let before = store::provider(tx).await?;
    if before.version == expected_version {
        Ok(before)
    } else {
        Err(Error::Stale { kind: Kind::IdentityProvider, version: before.version })
    }
}

async fn stale(tx: &WriteTx) -> Result<Error> {
    let version = store::provider(tx).await?.version;
    Ok(Error::Stale { kind: Kind::IdentityProvider, version })
}

fn subject(tx: &WriteTx) -> Result<Subject> {
    Ok(Subject::id(tx.tenant()?))
}
