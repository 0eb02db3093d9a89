//! What one sees of employments: the own, and with a permission of its own those of others.

use super::rules::{Employment, EmploymentFilter};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use crate::kernel::ids::{EmploymentId, ParticipantId};
use crate::kernel::page::{Cursor, Page, PageArgs};
use uuid::Uuid;

/// A part of the list of employments, the newest first.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadEmployments`; for somebody else's without `ReadOthersEmployments`.
pub async fn page(
    caller: &Caller,
    filter: EmploymentFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<Employment>> {
    let needs = Permission::ReadEmployments;
    let mut filter = filter;
    if !caller.may(Permission::ReadOthersEmployments) {
        filter.participant = Some(own_of(caller, filter.participant)?);
    }
    caller.read(needs, async |tx| store::page(tx, &filter, args, count).await).await
}

/// Whose are seen by who sees only the own.
fn own_of(caller: &Caller, asked: Option<ParticipantId>) -> Result<ParticipantId> {
    let own = caller.participant_for(Permission::ReadEmployments)?;
    if asked.is_some_and(|asked| asked != own) {
        caller.require(Permission::ReadOthersEmployments)?;
    }
    Ok(own)
}

/// Employments by id; those that aren't there, or aren't the caller's to see, are left out.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(caller: &Caller, ids: &[EmploymentId]) -> Result<Vec<Employment>> {
    let own = caller.participant();
    let sees_all = caller.may(Permission::ReadOthersEmployments);
    let needs = Permission::ReadEmployments;
    let found = caller.read(needs, async |tx| tx.closing(store::by_ids(tx, ids)).await).await?;
    let is_seen = |each: &Employment| sees_all || own == Some(each.participant);
    Ok(found.into_iter().filter(is_seen).collect())
}

/// The place of an employment in the list.
pub fn cursor(employment: &Employment) -> Cursor {
    Cursor::new("", Uuid::from(employment.id).to_string())
}
