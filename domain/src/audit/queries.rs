//! What one reads of the trail. Secrecy is the policies'.

use super::rules::{AuditEntry, AuditFilter};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use crate::kernel::page::{Page, PageArgs};

/// What happened in the own tenant, the newest first, as far as the caller's clearances go.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadAuditTrail`.
pub async fn audit_trail(
    caller: &Caller,
    filter: &AuditFilter,
    page: &PageArgs,
    count: bool,
) -> Result<Page<AuditEntry>> {
    caller
        .read(Permission::ReadAuditTrail, async |tx| store::page(tx, filter, page, count).await)
        .await
}
