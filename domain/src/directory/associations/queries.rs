//! What one may ask of associations.

use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::directory::rules::{Association, AssociationFilter};
use crate::kernel::error::Result;
use crate::kernel::ico::Ico;
use crate::kernel::ids::AssociationId;
use crate::kernel::page::{Page, PageArgs};
use std::collections::HashMap;

/// Associations in Czech order of their names, and of their IČO where names repeat.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn associations(
    caller: &Caller,
    filter: &AssociationFilter,
    page: &PageArgs,
    count: bool,
) -> Result<Page<Association>> {
    filter.check()?;
    caller
        .read(Permission::ReadRegister, async |tx| {
            store::association_page(tx, filter, page, count).await
        })
        .await
}

/// One association, by the identity it has outside.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn association(caller: &Caller, ico: &Ico) -> Result<Option<Association>> {
    Ok(associations_by_icos(caller, std::slice::from_ref(ico)).await?.pop())
}

/// Associations by the identities they have outside; what there isn't is left out.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn associations_by_icos(caller: &Caller, icos: &[Ico]) -> Result<Vec<Association>> {
    caller
        .read(Permission::ReadRegister, async |tx| store::last_associations_by_icos(tx, icos).await)
        .await
}

/// Associations by their ids; what there isn't is left out.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn associations_by_ids(
    caller: &Caller,
    ids: &[AssociationId],
) -> Result<HashMap<AssociationId, Association>> {
    caller.read(Permission::ReadRegister, async |tx| store::last_associations(tx, ids).await).await
}

/// The labels of associations, in Czech order.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn labels(
    caller: &Caller,
    ids: &[AssociationId],
) -> Result<HashMap<AssociationId, Vec<String>>> {
    caller.read(Permission::ReadRegister, async |tx| store::labels(tx, ids).await).await
}

/// As [`associations_by_ids`], inside another slice's transaction.
///
/// # Errors
/// Those of the database.
pub async fn associations_in(
    tx: &ReadTx,
    ids: &[AssociationId],
) -> Result<HashMap<AssociationId, Association>> {
    store::associations(tx, ids).await
}

/// As [`association`], inside another slice's transaction.
///
/// # Errors
/// Those of the database.
pub async fn association_in(tx: &ReadTx, ico: &Ico) -> Result<Option<Association>> {
    Ok(store::associations_by_icos(tx, std::slice::from_ref(ico)).await?.pop())
}
