//! What people are told of activities. Reach and secrecy are the policies', those of the events.

use super::{Recording, store};
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;

/// The next recording behind a position of the tenant's stream that the caller may see; `None`: there is none yet.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadActivities`.
pub async fn next(caller: &Caller, position: i64) -> Result<Option<Recording>> {
    caller
        .read(Permission::ReadActivities, async |tx| {
            tx.closing(store::next(tx, position, caller.members())).await
        })
        .await
}
