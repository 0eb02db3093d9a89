//! What one may ask of the national catalogue. Each function's answer is the nation's; what a tenant made of it is asked of
//! `configuration`.

use super::rules::Service;
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::kernel::error::Result;
use std::collections::HashMap;

/// All services, by code.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn services(caller: &Caller) -> Result<Vec<Service>> {
    caller.read(Permission::ReadServices, async |tx| store::last_services(tx).await).await
}

/// One service.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn service(caller: &Caller, code: &str) -> Result<Option<Service>> {
    Ok(services_by_codes(caller, &[code]).await?.remove(code))
}

/// Services by their codes; what there isn't is left out.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn services_by_codes(
    caller: &Caller,
    codes: &[&str],
) -> Result<HashMap<String, Service>> {
    // No code has a NUL, and PostgreSQL takes no text with one.
    let codes: Vec<&str> = codes.iter().copied().filter(|code| !code.contains('\0')).collect();
    caller
        .read(Permission::ReadServices, async |tx| store::last_services_by_codes(tx, &codes).await)
        .await
}

/// As [`services`], inside another slice's transaction.
///
/// # Errors
/// Those of the database.
pub async fn services_in(tx: &ReadTx) -> Result<Vec<Service>> {
    store::services(tx).await
}
