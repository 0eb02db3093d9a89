//! What people see of changes. Reach and secrecy are the policies', those of the events.

use super::rules::{Change, ChangeFilter};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;

/// The next change behind a position of the tenant's stream that the caller may see; `None`: there is none yet.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `WatchRequests`.
pub async fn next(caller: &Caller, filter: &ChangeFilter, position: i64) -> Result<Option<Change>> {
    caller
        .read(Permission::WatchRequests, async |tx| {
            tx.closing(store::next(tx, filter, position, caller.members())).await
        })
        .await
}
