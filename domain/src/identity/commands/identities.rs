//! What one does with one's own identities at issuers.

use super::super::rejection::Rejection;
use crate::access::{
    Caller, CredentialId, Event, Fact, Linked, Permission, Subject, Vouched, VouchedBy,
};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::IdentityId;

/// Accepts an issuer's word for oneself in the active tenant: from now on it signs in here. By a browser's session alone,
/// for a token that leaked must not leave a door behind; and of tenants' providers only the active tenant's own.
///
/// # Errors
/// [`Rejection`], [`Error::NotFound`] for another tenant's provider.
pub async fn link_identity(caller: &Caller, vouched: &Vouched) -> Result<IdentityId> {
    let participant = caller.participant_for(Permission::ManageOwnSessions)?;
    let person = caller.person().ok_or(Rejection::NotAPerson)?;
    match caller.credential() {
        Some(CredentialId::Session(_)) => {}
        Some(CredentialId::Token(_) | CredentialId::Identity(_)) | None => {
            return Err(Rejection::NotABrowser.into());
        }
    }
    match &vouched.by {
        VouchedBy::Nation => {}
        VouchedBy::Tenants(tenants) if tenants.as_slice() == [caller.tenant()] => {}
        VouchedBy::Tenants(_) => return Err(Error::NotFound(Kind::IdentityProvider)),
    }
    caller
        .write(Permission::ManageOwnSessions, async |tx| {
            match tx.link_identity(person, vouched).await? {
                Linked::Now(id) => {
                    let facts = vec![
                        ("participant", Fact::id(participant)),
                        ("voucher", Fact::Word(vouched.by.voucher().as_str())),
                    ];
                    tx.record(Event::of_tenant("identity.linked", Subject::id(id), facts));
                    Ok(id)
                }
                Linked::Before(id) => {
                    tx.change_nothing();
                    Ok(id)
                }
                Linked::OfAnother => Err(Rejection::IdentityTaken.into()),
            }
        })
        .await
}

/// Takes an identity of one's own back, at once: it signs in to the active tenant no more, and the sessions that began by it
/// end.
///
/// # Errors
/// [`Error::NotFound`] for one that isn't one's own, isn't accepted here, or was taken back before.
pub async fn unlink_identity(caller: &Caller, identity: IdentityId) -> Result<()> {
    let participant = caller.participant_for(Permission::ManageOwnSessions)?;
    let person = caller.person().ok_or(Rejection::NotAPerson)?;
    caller
        .write(Permission::ManageOwnSessions, async |tx| {
            tx.unlink_identity(person, identity).await?;
            let facts = vec![("participant", Fact::id(participant))];
            tx.record(Event::of_tenant("identity.unlinked", Subject::id(identity), facts));
            Ok(())
        })
        .await
}
