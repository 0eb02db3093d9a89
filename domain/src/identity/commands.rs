//! What one does with one's own tokens, and what jobs do with people.

use super::rejection::Rejection;
use super::{rules, store};
use crate::access::{Caller, Event, Fact, NewToken, Permission, Role, Subject};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{ApiTokenId, MemberId, ParticipantId};
use crate::kernel::text;
use chrono::Duration;

/// Makes a token of one's own for the tenant one acts in. Its secret is shown once.
///
/// # Errors
/// [`Error::Invalid`] for a bad name or a life that isn't 1 to 366 days.
pub async fn create_token(caller: &Caller, name: &str, days: i32) -> Result<NewToken> {
    let name = text::required(name, 100, &["input", "name"])?;
    if !(1..=rules::LONGEST_TOKEN_DAYS).contains(&days) {
        return Err(Error::invalid(&["input", "days"], code::OUT_OF_RANGE));
    }
    let person = caller.person().ok_or(Rejection::NotAPerson)?;
    caller
        .write(Permission::ManageOwnTokens, async |tx| {
            let (tenant, expires_at) = (tx.tenant()?, tx.now() + Duration::days(days.into()));
            let token = tx.make_token(person, Some(tenant), &name, expires_at).await?;
            tx.record(Event::of_tenant("api_token.created", Subject::id(token.id), vec![]));
            Ok(token)
        })
        .await
}

/// Ends a token of one's own, at once.
///
/// # Errors
/// [`Error::NotFound`] for a token that isn't one's own or has ended.
pub async fn revoke_token(caller: &Caller, token: ApiTokenId) -> Result<()> {
    let person = caller.person().ok_or(Rejection::NotAPerson)?;
    caller
        .write(Permission::ManageOwnTokens, async |tx| {
            tx.end_token(person, token).await?;
            tx.record(Event::of_tenant("api_token.ended", Subject::id(token), vec![]));
            Ok(())
        })
        .await
}

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
}

/// Lets a person take part in a tenant and hold a role, unless they do already: the way of a job, until people invite each
/// other.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but a job.
pub async fn appoint(caller: &Caller, appointment: &Appointment<'_>) -> Result<ParticipantId> {
    let email = text::email(appointment.email, &["email"])?;
    let display_name = text::required(appointment.display_name, 200, &["displayName"])?;
    let Appointment { role, member, .. } = *appointment;
    caller
        .write(Permission::GrantRole, async |tx| {
            let person = tx.person_by_email(&email).await?.id();
            let participant = store::admit(tx, person, &display_name).await?;
            if store::holds(tx, participant, role, member).await? {
                tx.change_nothing();
                return Ok(participant);
            }
            let grant = store::grant(tx, (participant, person), role, member).await?;
            let facts =
                vec![("participant", Fact::id(participant)), ("role", Fact::Word(role.as_str()))];
            tx.record(Event::of_tenant("role.granted", Subject::id(grant), facts));
            Ok(participant)
        })
        .await
}
