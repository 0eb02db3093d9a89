//! What one does with members.

use super::store;
use crate::access::{Caller, Event, Permission, Subject};
use crate::kernel::error::Result;

/// Gives each membership of the register that this tenant doesn't know yet its member row; answers how many they were.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `AdmitMembers`.
pub async fn admit_missing_members(caller: &Caller) -> Result<usize> {
    caller
        .write_as_job(Permission::AdmitMembers, async |tx| {
            let admitted = store::admit_missing(tx).await?;
            for member in &admitted {
                tx.record(Event::of_tenant("member.admitted", Subject::id(*member), vec![]));
            }
            if admitted.is_empty() {
                tx.change_nothing();
            }
            Ok(admitted.len())
        })
        .await
}
