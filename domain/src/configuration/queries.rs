//! What one sees of the catalogue in force.

use super::rules::{EffectiveService, ServiceFilter};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::kernel::error::Result;
use crate::kernel::page::{Direction, Page, PageArgs};
use std::sync::Arc;

/// The catalogue in force in the own tenant, by code.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadServices`.
pub async fn services(
    caller: &Caller,
    filter: &ServiceFilter,
    page: &PageArgs,
) -> Result<Page<EffectiveService>> {
    let mut all =
        caller.read(Permission::ReadServices, async |tx| store::services(tx).await).await?;
    all.retain(|service| filter.takes(service));
    let total = i64::try_from(all.len()).ok();
    let is_inside = |service: &EffectiveService| {
        page.after.as_ref().is_none_or(|after| service.code() > after.id.as_str())
            && page.before.as_ref().is_none_or(|before| service.code() < before.id.as_str())
    };
    let rows = all.into_iter().filter(is_inside);
    let most = usize::try_from(page.rows()).unwrap_or(usize::MAX);
    let rows = match page.direction {
        Direction::Forward => rows.take(most).collect(),
        Direction::Backward => rows.rev().take(most).collect(),
    };
    Ok(page.page(rows, total))
}

/// Services in force in the own tenant by code; what there isn't is left out.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadServices`.
pub async fn services_by_codes(caller: &Caller, codes: &[String]) -> Result<Vec<EffectiveService>> {
    caller
        .read(Permission::ReadServices, async |tx| {
            tx.closing(store::services_by_codes(tx, codes)).await
        })
        .await
}

/// A service in force where the caller acts, for what the caller is about to do: as this process remembers it, for less than a
/// second, or in one trip; `None`: there is none, which isn't remembered.
///
/// # Errors
/// What the database says.
pub(crate) async fn service_of(
    caller: &Caller,
    tx: &ReadTx,
    code: &str,
) -> Result<Option<Arc<EffectiveService>>> {
    let part = format!("service/{code}");
    if let Some(known) = caller.remembered_here(&part) {
        return Ok(Some(known));
    }
    let began = caller.begin_here();
    let service = store::service(tx, code).await?.map(Arc::new);
    if let Some(service) = &service {
        caller.remember_here(began, &part, Arc::clone(service));
    }
    Ok(service)
}
