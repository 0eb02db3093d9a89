//! What one sees of tenants and members.

use super::rules::{Member, Tenant};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{MemberId, TenantId};
use crate::kernel::page::{Page, PageArgs};

/// The caller's own tenant.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadTenant`.
pub async fn own(caller: &Caller) -> Result<Tenant> {
    let tenant = caller
        .read(Permission::ReadTenant, async |tx| store::tenant(tx, caller.tenant()).await)
        .await?;
    tenant.ok_or(Error::NotFound(Kind::Tenant))
}

/// All onboarded associations, by slug.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadTenants`.
pub async fn all(caller: &Caller, page: &PageArgs, count: bool) -> Result<Page<Tenant>> {
    caller.read(Permission::ReadTenants, async |tx| store::tenants(tx, page, count).await).await
}

/// Tenants by id, those that the caller may see: all for the nation, else the own one.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadTenant`.
pub async fn by_ids(caller: &Caller, ids: &[TenantId]) -> Result<Vec<Tenant>> {
    caller.read(Permission::ReadTenant, async |tx| store::tenants_by_ids(tx, ids).await).await
}

/// The members of the own tenant, in the order they were admitted; to who acts for some, just those.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadTenant`.
pub async fn members(caller: &Caller, page: &PageArgs, count: bool) -> Result<Page<Member>> {
    if is_nation(caller) {
        caller.require(Permission::ReadTenant)?;
        let total = count.then_some(0);
        return Ok(Page { items: Vec::new(), has_next: false, has_previous: false, total });
    }
    caller.read(Permission::ReadTenant, async |tx| store::members(tx, page, count).await).await
}

/// Members of the own tenant by id; those that aren't there or not the caller's are left out.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadTenant`.
pub async fn members_by_ids(caller: &Caller, ids: &[MemberId]) -> Result<Vec<Member>> {
    if is_nation(caller) {
        caller.require(Permission::ReadTenant)?;
        return Ok(Vec::new());
    }
    caller
        .read(Permission::ReadTenant, async |tx| tx.closing(store::members_by_ids(tx, ids)).await)
        .await
}

/// The nation is a tenant without members, and its role has no right on theirs.
fn is_nation(caller: &Caller) -> bool {
    caller.tenant() == TenantId::NATION
}
