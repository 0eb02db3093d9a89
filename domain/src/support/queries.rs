//! What a tenant sees of who looked into it.

use super::rules::SupportAccess;
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use crate::kernel::page::{Page, PageArgs};

/// Who of the nation asked to look into the own tenant, the newest first.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadSupportAccess`.
pub async fn support_accesses(
    caller: &Caller,
    page: &PageArgs,
    count: bool,
) -> Result<Page<SupportAccess>> {
    caller.read(Permission::ReadSupportAccess, async |tx| store::page(tx, page, count).await).await
}
