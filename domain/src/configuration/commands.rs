//! What an administrator changes of the national catalogue.

use super::rules::{EffectiveService, ServiceOverride};
use super::store;
use crate::access::{Caller, Deed, Event, Fact, Permission, ReadTx, Repeatable, Subject, WriteTx};
use crate::kernel::error::{Error, Kind, Result};

/// Turns a service on or off, or changes its closing time, for the own tenant. `expected_version` is the one that was read;
/// 0: there was no override.
///
/// # Errors
/// [`Error::NotFound`] for a code the nation doesn't have, [`Error::Stale`] when somebody else was faster,
/// [`Error::Invalid`] for a closing time out of bounds, [`super::Rejection::ServiceLocked`].
pub async fn override_service(
    caller: &Caller,
    code: &str,
    change: ServiceOverride,
    expected_version: i32,
) -> Result<EffectiveService> {
    let change = change.check()?;
    caller
        .write(Permission::OverrideService, async |tx| {
            lock(tx, code, expected_version).await?.must_be_open()?;
            tx.changes_configuration();
            if !store::put(tx, code, change, expected_version).await? {
                return Err(Error::Stale {
                    kind: Kind::Service,
                    version: store::lock_version(tx, code).await?,
                });
            }
            let mut facts = Vec::new();
            facts.extend(change.is_offered.map(|offered| ("is_offered", Fact::Flag(offered))));
            facts.extend(change.close_days.map(|days| ("close_days", Fact::Number(days.into()))));
            tx.record(Event::of_tenant(
                "service.overridden",
                Subject::code("service", code),
                facts,
            ));
            found(tx, code).await
        })
        .await
}

/// Leaves a service to the layers above again, behind a lock too. The row stays, so that its version never comes a second time.
///
/// # Errors
/// As [`override_service`].
pub async fn reset_service(
    caller: &Caller,
    code: &str,
    expected_version: i32,
) -> Result<EffectiveService> {
    caller
        .write(Permission::OverrideService, async |tx| {
            let service = lock(tx, code, expected_version).await?;
            if !service.has_own() {
                tx.change_nothing();
                return Ok(service);
            }
            tx.changes_configuration();
            store::put(tx, code, ServiceOverride::default(), expected_version).await?;
            tx.record(Event::of_tenant("service.reset", Subject::code("service", code), vec![]));
            found(tx, code).await
        })
        .await
}

impl Repeatable for EffectiveService {
    fn deed(&self) -> Deed {
        Deed::done().with_code("service", self.code())
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        found(tx, deed.code("service")?).await
    }
}

/// As it is now, if it is as who changes it has read it.
async fn lock(tx: &WriteTx, code: &str, expected_version: i32) -> Result<EffectiveService> {
    let version = store::lock_version(tx, code).await?;
    let service = found(tx, code).await?;
    if version == expected_version {
        Ok(service)
    } else {
        Err(Error::Stale { kind: Kind::Service, version })
    }
}

async fn found(tx: &ReadTx, code: &str) -> Result<EffectiveService> {
    store::service(tx, code).await?.ok_or(Error::NotFound(Kind::Service))
}
