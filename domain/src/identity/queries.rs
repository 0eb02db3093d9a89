//! What one sees of other people.

use super::rules::{GrantFilter, Notification, Participant};
use super::store;
use crate::access::{Caller, HeldGrant, Permission};
use crate::kernel::error::Result;
use crate::kernel::ids::{GrantId, ParticipantId};
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

/// Who holds which role in the own tenant, the newest first.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadGrants`.
pub async fn grants(
    caller: &Caller,
    filter: &GrantFilter,
    page: &PageArgs,
    count: bool,
) -> Result<Page<HeldGrant>> {
    caller
        .read(Permission::ReadGrants, async |tx| store::grants(tx, filter, page, count).await)
        .await
}

/// A grant of the own tenant.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadGrants`.
pub async fn grant(caller: &Caller, id: GrantId) -> Result<Option<HeldGrant>> {
    caller
        .read(Permission::ReadGrants, async |tx| tx.closing(store::grant_by_id(tx, id)).await)
        .await
}

/// What one was told, the newest first. Of a municipality's people nobody is told anything yet.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadGrants`, which all staff have.
pub async fn notifications(caller: &Caller, page: &PageArgs) -> Result<Page<Notification>> {
    let own = caller.participant_for(Permission::ReadNotifications)?;
    caller
        .read(Permission::ReadNotifications, async |tx| store::notifications(tx, own, page).await)
        .await
}
