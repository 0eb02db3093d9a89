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

/// Participants of the own tenant by id; those that aren't there are left out.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadParticipants`.
pub async fn participants_by_ids(
    caller: &Caller,
    ids: &[ParticipantId],
) -> Result<Vec<Participant>> {
    caller
        .read(Permission::ReadParticipants, async |tx| {
            tx.closing(store::participants_by_ids(tx, ids)).await
        })
        .await
}
