//! What jobs do with people: where nobody is there yet who could invite.

use super::super::rejection::Rejection;
use super::super::rules::NewGrant;
use super::super::store;
use super::grants::give;
use super::invite;
use crate::access::{Caller, GrantStatus, HeldGrant, NewLink, Permission, Role, WriteTx};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{MemberId, ParticipantId, PersonId};
use crate::kernel::text;

/// Who somebody is to become in a tenant.
#[derive(Debug, Clone)]
pub struct Appointment<'a> {
    /// Their address on the platform.
    pub email: &'a str,
    /// The name this tenant calls them by.
    pub display_name: &'a str,
    /// What they are to be.
    pub role: Role,
    /// For which member; `None`: for the whole tenant.
    pub member: Option<MemberId>,
    /// For which region: a territorial coordinator.
    pub region_code: Option<&'a str>,
}

/// Lets a person take part in a tenant and hold a role, unless they do already: the demo's way.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but a job.
pub async fn appoint(caller: &Caller, appointment: &Appointment<'_>) -> Result<ParticipantId> {
    let email = text::email(appointment.email, &["email"])?;
    let display_name = text::required(appointment.display_name, 200, &["displayName"])?;
    let region_code = appointment.region_code.map(str::to_owned);
    let new =
        NewGrant { member: appointment.member, region_code, ..NewGrant::of(appointment.role) };
    caller
        .write_as_job(Permission::AppointPeople, async |tx| {
            let person = tx.person_by_email(&email).await?.id();
            let participant = store::admit(tx, person, &display_name).await?;
            if !gave(tx, participant, person, &new).await? {
                tx.change_nothing();
            }
            Ok(participant)
        })
        .await
}

/// The first real user of a new house: makes them a national coordinator, if they aren't, and a link with which they sign in.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but a job; [`Error::Invalid`].
pub async fn invite_coordinator(job: &Caller, email: &str, display_name: &str) -> Result<NewLink> {
    let email = text::email(email, &["email"])?;
    let display_name = text::required(display_name, 200, &["name"])?;
    job.write_as_job(Permission::AppointPeople, async |tx| {
        let person = tx.person_by_email(&email).await?.id();
        let participant = store::admit(tx, person, &display_name).await?;
        gave(tx, participant, person, &NewGrant::of(Role::NationalCoordinator)).await?;
        invite::make(tx, participant, person).await
    })
    .await
}

/// A new link for an administrator who has never used one of this tenant, instead of the one before; `None`: there is no such
/// administrator, or they have signed in.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but a job.
pub async fn renew_first_link(job: &Caller, email: &str) -> Result<Option<NewLink>> {
    let email = text::email(email, &["email"])?;
    job.write_as_job(Permission::AppointPeople, async |tx| {
        let renewed = match waiting_admin(tx, &email).await? {
            Some((participant, person)) => Some(invite::make(tx, participant, person).await?),
            None => None,
        };
        if renewed.is_none() {
            tx.change_nothing();
        }
        Ok(renewed)
    })
    .await
}

async fn waiting_admin(tx: &mut WriteTx, email: &str) -> Result<Option<(ParticipantId, PersonId)>> {
    let Some(person) = tx.known_person(email).await? else { return Ok(None) };
    let Some(participant) = store::participant_of(tx, person).await? else { return Ok(None) };
    let now = tx.now();
    let administers =
        |held: &HeldGrant| held.role == Role::TenantAdmin && held.status(now) != GrantStatus::Ended;
    let is_admin = tx.grants_of(participant).await?.iter().any(administers);
    let has_come = !is_admin || tx.has_used_a_link(person).await?;
    Ok((!has_come).then_some((participant, person)))
}

/// The first administrator of a new tenant, and their link. Runs as that tenant.
///
/// # Errors
/// Those of the database.
pub(crate) async fn first_admin(
    tx: &mut WriteTx,
    person: PersonId,
    display_name: &str,
) -> Result<NewLink> {
    let participant = store::admit(tx, person, display_name).await?;
    gave(tx, participant, person, &NewGrant::of(Role::TenantAdmin)).await?;
    invite::make(tx, participant, person).await
}

/// The system gives a role, and its word with it; `false`: they had it.
async fn gave(
    tx: &mut WriteTx,
    participant: ParticipantId,
    person: PersonId,
    new: &NewGrant,
) -> Result<bool> {
    match give(tx, (participant, person), new, None).await {
        Ok(held) => {
            if held.needs_confirmation() {
                store::insert_confirmation(tx, &held, None).await?;
            }
            Ok(true)
        }
        Err(Error::Rejected(no)) if no.code == Rejection::AlreadyHeld.code() => Ok(false),
        Err(error) => Err(error),
    }
}
