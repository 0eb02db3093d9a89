//! Letting somebody take part, and the link they sign in with.

use super::super::rejection::Rejection;
use super::super::rules::Invitation;
use super::super::store;
use super::grants::give;
use crate::access::{
    Caller, Deed, Event, Fact, GrantStatus, HeldGrant, NewLink, Permission, ReadTx, Repeatable,
    Subject, WriteTx,
};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ParticipantId, PersonId};
use crate::kernel::text;

/// Somebody who was invited.
#[derive(Debug)]
pub struct Invited {
    /// Who, as the tenant knows them.
    pub participant: ParticipantId,
    /// The role they were given.
    pub grant: HeldGrant,
    /// With what they sign in: to be handed over by who invites. `None`: it was shown before.
    pub link: Option<NewLink>,
}

impl Repeatable for Invited {
    fn deed(&self) -> Deed {
        self.grant.deed().with("participant", self.participant)
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let grant = HeldGrant::again(tx, deed).await?;
        Ok(Self { participant: deed.id("participant")?, grant, link: None })
    }
}

/// A link; `None`: it was shown before.
impl Repeatable for Option<NewLink> {
    fn deed(&self) -> Deed {
        Deed::done()
    }

    async fn again(_: &mut ReadTx, _: &Deed) -> Result<Self> {
        Ok(None)
    }
}

/// Lets somebody take part with a role, and makes the link with which they sign in to this tenant.
///
/// # Errors
/// [`Error::Invalid`], [`Rejection`]: also when somebody who watches others signed in before, for whom a link would be a
/// second key in the hands of who invites.
pub async fn invite(caller: &Caller, invitation: &Invitation) -> Result<Invited> {
    let inviter = caller.participant_for(Permission::GrantRole)?;
    let email = text::email(&invitation.email, &["input", "email"])?;
    let name = text::required(&invitation.display_name, 200, &["input", "displayName"])?;
    caller
        .write(Permission::InviteUser, async |tx| {
            let person = tx.person_by_email(&email).await?.id();
            let participant = store::admit(tx, person, &name).await?;
            let grant = give(tx, (participant, person), &invitation.grant, Some(inviter)).await?;
            let link = Some(hand_out(tx, participant, person).await?);
            Ok(Invited { participant, grant, link })
        })
        .await
}

/// Makes a new link for somebody who takes part and can't sign in any more, or for oneself, for another browser. `None`: it
/// was made before, under the same key, and shown then.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Rejection::LinkRefused`].
pub async fn create_link(caller: &Caller, participant: ParticipantId) -> Result<Option<NewLink>> {
    let is_own = caller.participant() == Some(participant);
    let needs = if is_own { Permission::ManageOwnSessions } else { Permission::InviteUser };
    caller
        .write(needs, async |tx| {
            let person = store::person_of(tx, participant).await?;
            let person = person.ok_or(Error::NotFound(Kind::Participant))?;
            if is_own {
                return make(tx, participant, person).await.map(Some);
            }
            hand_out(tx, participant, person).await.map(Some)
        })
        .await
}

/// A link that somebody else gets to see.
async fn hand_out(
    tx: &mut WriteTx,
    participant: ParticipantId,
    person: PersonId,
) -> Result<NewLink> {
    let now = tx.now();
    let watches =
        |held: &HeldGrant| held.role.watches_others() && held.status(now) != GrantStatus::Ended;
    let is_watcher = tx.grants_of(participant).await?.iter().any(watches);
    if is_watcher && tx.has_used_a_link(person).await? {
        return Err(Rejection::LinkRefused.into());
    }
    make(tx, participant, person).await
}

pub(super) async fn make(
    tx: &mut WriteTx,
    participant: ParticipantId,
    person: PersonId,
) -> Result<NewLink> {
    let link = tx.make_link(person).await?;
    let facts = vec![("participant", Fact::id(participant))];
    tx.record(Event::of_tenant("sign_in_link.made", Subject::id(link.id), facts));
    Ok(link)
}
