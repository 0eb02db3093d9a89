//! Telling people of a tenant what happens: its administrators, and whoever must act.

use crate::access::{GrantStatus, Role, WriteTx};
use crate::identity::store;
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, TypedId};

/// Tells the administrators of the tenant one is in. Whose role has ended, or hasn't begun, isn't told.
pub(crate) async fn tell_admins(
    tx: &WriteTx,
    kind: &'static str,
    about: impl TypedId,
) -> Result<()> {
    let now = tx.now();
    let in_force = store::open_admins(tx).await?.into_iter();
    let in_force = in_force.filter(|grant| grant.status(now) == GrantStatus::InForce);
    let mut whom: Vec<ParticipantId> = in_force.map(|grant| grant.participant).collect();
    whom.sort_unstable();
    whom.dedup();
    if whom.is_empty() { Ok(()) } else { store::notify(tx, &whom, kind, about).await }
}

/// Who holds a role now, each once.
pub(crate) async fn holders(tx: &WriteTx, role: Role) -> Result<Vec<ParticipantId>> {
    let now = tx.now();
    let held = store::grants_of_role(tx, role).await?.into_iter();
    let in_force = held.filter(|grant| grant.status(now) == GrantStatus::InForce);
    let mut holders: Vec<ParticipantId> = in_force.map(|grant| grant.participant).collect();
    holders.sort_unstable();
    holders.dedup();
    Ok(holders)
}

/// Tells some people what happened to something.
pub(crate) async fn tell(
    tx: &WriteTx,
    whom: &[ParticipantId],
    kind: &'static str,
    about: impl TypedId,
) -> Result<()> {
    if whom.is_empty() { Ok(()) } else { store::notify(tx, whom, kind, about).await }
}
