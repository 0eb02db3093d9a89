//! What one may ask of the national catalogue. The answer is the nation's; what a tenant made of it is asked of
//! `configuration`.

use super::rules::{Service, ServiceArea};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::kernel::error::{Error, Kind, Result};
use std::sync::Arc;

/// All services, by code.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn services(caller: &Caller) -> Result<Vec<Service>> {
    caller.read(Permission::ReadServices, async |tx| tx.closing(store::services(tx)).await).await
}

/// In which area a service is. That is the same for everybody, so the process remembers it for a while.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub(crate) async fn area_of(caller: &Caller, tx: &ReadTx, code: &str) -> Result<ServiceArea> {
    let known = caller.remembered::<ServiceArea>(std::iter::once(code.to_owned()));
    if let Some(area) = known.and_then(|areas| areas.first().map(|area| **area)) {
        return Ok(area);
    }
    let began = caller.begin_shared();
    let found = store::services_by_codes(tx, &[code.to_owned()]).await?.pop();
    let area = found.ok_or(Error::NotFound(Kind::Service))?.area;
    caller.remember(began, code.to_owned(), Arc::new(area));
    Ok(area)
}
