//! What everybody who is signed in may ask of the register.

use super::rules::{
    AdministrativeDistrict, District, Municipality, MunicipalityCode, MunicipalityFilter,
    Population, Region,
};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::kernel::error::Result;
use crate::kernel::page::{Page, PageArgs};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::Arc;

/// Municipalities in Czech order of their names, and of their codes where names repeat.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn municipalities(
    caller: &Caller,
    filter: &MunicipalityFilter,
    page: &PageArgs,
    count: bool,
) -> Result<Page<Municipality>> {
    filter.check()?;
    caller
        .read(Permission::ReadRegister, async |tx| {
            store::municipality_page(tx, filter, page, count).await
        })
        .await
}

/// One municipality.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn municipality(
    caller: &Caller,
    code: MunicipalityCode,
) -> Result<Option<Arc<Municipality>>> {
    Ok(municipalities_by_codes(caller, &[code]).await?.remove(&code))
}

/// Municipalities by their codes; what there isn't is left out. Every list of requests or members asks this, and the answer
/// is the same for everybody, so the process remembers it for a while.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn municipalities_by_codes(
    caller: &Caller,
    codes: &[MunicipalityCode],
) -> Result<HashMap<MunicipalityCode, Arc<Municipality>>> {
    caller.require(Permission::ReadRegister)?;
    let by_code = |row: Arc<Municipality>| (row.code, row);
    if let Some(known) = caller.remembered(codes.iter().map(ToString::to_string)) {
        return Ok(known.into_iter().map(by_code).collect());
    }
    let began = caller.begin_shared();
    let found = caller
        .read(Permission::ReadRegister, async |tx| store::last_municipalities(tx, codes).await)
        .await?;
    let found = found.into_values().map(Arc::new).map(by_code);
    let remember = |(code, row): &(MunicipalityCode, Arc<Municipality>)| {
        caller.remember(began, code.to_string(), Arc::clone(row));
    };
    Ok(found.inspect(remember).collect())
}

/// As [`municipalities_by_codes`], inside another slice's transaction.
///
/// # Errors
/// Those of the database.
pub async fn municipalities_in(
    tx: &ReadTx,
    codes: &[MunicipalityCode],
) -> Result<HashMap<MunicipalityCode, Municipality>> {
    store::municipalities(tx, codes).await
}

/// The latest known inhabitants of municipalities, or the latest that were known of a day or before it.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn populations(
    caller: &Caller,
    codes: &[MunicipalityCode],
    on: Option<NaiveDate>,
) -> Result<HashMap<MunicipalityCode, Population>> {
    caller.read(Permission::ReadRegister, async |tx| store::populations(tx, codes, on).await).await
}

/// In which districts of extended powers (ORP) municipalities were or are on a day, as far as that is known.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn extended_powers(
    caller: &Caller,
    codes: &[MunicipalityCode],
    on: NaiveDate,
) -> Result<HashMap<MunicipalityCode, AdministrativeDistrict>> {
    caller
        .read(Permission::ReadRegister, async |tx| store::extended_powers(tx, codes, on).await)
        .await
}

/// All regions, by code.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn regions(caller: &Caller) -> Result<Vec<Region>> {
    caller.read(Permission::ReadRegister, async |tx| store::regions(tx).await).await
}

/// All districts, by code.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn districts(caller: &Caller) -> Result<Vec<District>> {
    caller.read(Permission::ReadRegister, async |tx| store::districts(tx).await).await
}

/// Whether there is a region of that code, asked inside another slice's transaction.
///
/// # Errors
/// Those of the database.
pub async fn is_region(tx: &ReadTx, code: &str) -> Result<bool> {
    store::is_region(tx, code).await
}
