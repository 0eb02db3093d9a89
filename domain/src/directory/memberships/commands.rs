//! Writing who belongs to what, inside another slice's transaction.

use super::store;
use crate::access::WriteTx;
use crate::directory::rules::MembershipRecord;
use crate::kernel::error::Result;
use crate::kernel::ids::MembershipId;
use chrono::NaiveDate;

/// Ends a membership on a day, if `decide` has nothing against it; nobody else changes it meanwhile. `None`: it isn't there, or
/// not the caller's to change. `Some(false)`: it would be beside another that excludes it.
///
/// # Errors
/// What `decide` answers; those of the database.
pub async fn end_membership(
    tx: &mut WriteTx,
    id: MembershipId,
    left_on: NaiveDate,
    decide: impl FnOnce(&MembershipRecord) -> Result<()>,
) -> Result<Option<bool>> {
    let Some(record) = store::lock(tx, id).await? else { return Ok(None) };
    decide(&record)?;
    store::end(tx, id, left_on).await.map(Some)
}
