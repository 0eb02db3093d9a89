//! What one sees of other people.

use super::rules::Participant;
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use crate::kernel::ids::ParticipantId;
use crate::kernel::page::{Page, PageArgs};

/// Who takes part in the own tenant, in the order they came.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadParticipants`.
pub async fn participants(
    caller: &Caller,
    page: &PageArgs,
    count: bool,
) -> Result<Page<Participant>> {
    caller
        .read(Permission::ReadParticipants, async |tx| store::participants(tx, page, count).await)
        .await
}

/// A participant of the own tenant.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadParticipants`.
pub async fn participant(caller: &Caller, id: ParticipantId) -> Result<Option<Participant>> {
    let found = caller
        .read(Permission::ReadParticipants, async |tx| {
            tx.closing(store::participants_by_ids(tx, &[id])).await
        })
        .await?;
    Ok(found.into_iter().next())
}
