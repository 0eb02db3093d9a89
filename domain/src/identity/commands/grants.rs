//! Giving a role, confirming it, taking it away.

use super::super::rejection::Rejection;
use super::super::rules::{self, NewGrant};
use super::super::store;
use crate::access::{
    Caller, Deed, Event, Fact, GrantStatus, HeldGrant, Permission, ReadTx, Repeatable, Role,
    Subject, WriteTx,
};
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::{GrantId, ParticipantId, PersonId, TenantId};
use crate::kernel::until::Until;
use crate::kernel::working_days::day_in_prague;
use crate::{directory, tenancy};
use chrono::{DateTime, Duration, Utc};

/// Gives a role to somebody who takes part. One that needs the chair's word waits for it, and the present data protection
/// officer is told of a second one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`], [`Rejection`].
pub async fn grant(caller: &Caller, to: ParticipantId, new: &NewGrant) -> Result<HeldGrant> {
    let giver = caller.participant_for(Permission::GrantRole)?;
    caller
        .write(Permission::GrantRole, async |tx| {
            let person = store::person_of(tx, to).await?;
            let person = person.ok_or(Error::NotFound(Kind::Participant))?;
            give(tx, (to, person), new, Some(giver)).await
        })
        .await
}

/// Gives a role by the rules; `giver` is `None` where the system gives.
pub(super) async fn give(
    tx: &mut WriteTx,
    (to, person): (ParticipantId, PersonId),
    new: &NewGrant,
    giver: Option<ParticipantId>,
) -> Result<HeldGrant> {
    let (tenant, now) = (tx.tenant()?, tx.now());
    if giver == Some(to) {
        return Err(Rejection::NobodyGrantsThemselves.into());
    }
    new.check(tenant, now)?;
    let member_until = must_be_there(tx, new).await?;
    store::lock_participant(tx, to).await?;
    if tx.grants_of(to).await?.iter().any(|held| new.is_as(held, now)) {
        return Err(Rejection::AlreadyHeld.into());
    }
    let is_national = if tenant == TenantId::NATION {
        tx.becomes_national(person).await?;
        true
    } else {
        tx.is_national(person).await?
    };
    let id = store::insert_grant(tx, (to, person, is_national), new, member_until, giver).await?;
    tx.changes_standing_of(person);
    let held = by_id(tx, id).await?;
    if rules::is_open_admin(&held, now) {
        store::stand_in_if_nobody(tx, id).await?;
    }
    let facts = vec![
        ("participant", Fact::id(to)),
        ("role", Fact::Word(new.role.as_str())),
        ("awaits_confirmation", Fact::Flag(held.needs_confirmation() && giver.is_some())),
    ];
    tx.record(Event::of_tenant("role.granted", Subject::id(id), facts));
    tell_the_officers(tx, &held, "role.granted").await?;
    Ok(held)
}

/// Confirms a role that needs the chair's word.
///
/// # Errors
/// [`Error::NotFound`], [`Rejection`].
pub async fn confirm(caller: &Caller, id: GrantId) -> Result<HeldGrant> {
    let chair = caller.participant_for(Permission::ConfirmRole)?;
    caller
        .write(Permission::ConfirmRole, async |tx| {
            let held = by_id(tx, id).await?;
            let now = tx.now();
            match held.status(now) {
                GrantStatus::Ended => return Err(Rejection::GrantEnded.into()),
                GrantStatus::AwaitingConfirmation if held.participant == chair => {
                    return Err(Rejection::NobodyConfirmsThemselves.into());
                }
                GrantStatus::AwaitingConfirmation => {}
                GrantStatus::InForce | GrantStatus::NotYet if held.confirmed_at.is_some() => {
                    return Err(Rejection::AlreadyConfirmed.into());
                }
                GrantStatus::InForce | GrantStatus::NotYet => {
                    return Err(Rejection::NothingToConfirm.into());
                }
            }
            let own = tx.grants_of(chair).await?;
            let is_chair = |grant: &&HeldGrant| {
                grant.role == Role::AssociationChair && grant.status(now) == GrantStatus::InForce
            };
            let under = own.iter().find(is_chair).map(|grant| grant.id);
            let under = under.ok_or_else(|| Error::broken("only a chair confirms"))?;
            if !store::insert_confirmation(tx, &held, Some((chair, under))).await? {
                return Err(Rejection::AlreadyConfirmed.into());
            }
            tx.changes_standing_of(held.person);
            let facts = vec![
                ("participant", Fact::id(held.participant)),
                ("role", Fact::Word(held.role.as_str())),
            ];
            tx.record(Event::of_tenant("role.confirmed", Subject::id(id), facts));
            tell_the_officers(tx, &held, "role.confirmed").await?;
            store::notify(tx, &[held.participant], "role.confirmed", id).await?;
            by_id(tx, id).await
        })
        .await
}

/// Takes a role away, at once or from a later instant on. It isn't given back, but granted anew.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] for an instant that is over or more than ten years ahead, [`Rejection`].
pub async fn revoke(
    caller: &Caller,
    id: GrantId,
    ends_at: Option<DateTime<Utc>>,
) -> Result<HeldGrant> {
    let taker = caller.participant_for(Permission::RevokeRole)?;
    caller
        .write(Permission::RevokeRole, async |tx| {
            let now = tx.now();
            let ends_at = ends_at.unwrap_or(now);
            if ends_at < now || ends_at > now + Duration::days(3_660) {
                return Err(Error::invalid(&["input", "endsAt"], code::OUT_OF_RANGE));
            }
            hand_over(tx, id).await?;
            let held = by_id(tx, id).await?;
            if held.status(now) == GrantStatus::Ended || held.ended_at.is_some() {
                return Err(Rejection::GrantEnded.into());
            }
            // What begins later than it ends never counts.
            if !store::end_grant(tx, id, ends_at.max(held.valid_from), taker).await? {
                return Err(Rejection::GrantEnded.into());
            }
            tx.changes_standing_of(held.person);
            if tx.tenant()? == TenantId::NATION {
                tx.may_be_national_no_more(held.person).await?;
            }
            let facts = vec![
                ("participant", Fact::id(held.participant)),
                ("role", Fact::Word(held.role.as_str())),
                ("ends_on", Fact::Day(day_in_prague(ends_at))),
            ];
            tx.record(Event::of_tenant("role.revoked", Subject::id(id), facts));
            by_id(tx, id).await
        })
        .await
}

/// If this grant stands for "somebody administers this tenant", another's takes its place. Two who take each other's away
/// wait for each other here, and the second finds nobody left.
async fn hand_over(tx: &WriteTx, id: GrantId) -> Result<()> {
    if store::lock_standing_admin(tx).await? != Some(id) {
        return Ok(());
    }
    let now = tx.now();
    let others = store::open_admins(tx).await?;
    let other = others.iter().find(|held| held.id != id && rules::is_open_admin(held, now));
    match other {
        Some(other) => store::move_standing_admin(tx, other.id).await,
        None => Err(Rejection::LastAdmin.into()),
    }
}

/// What it is for is there; answers until when.
async fn must_be_there(tx: &WriteTx, new: &NewGrant) -> Result<Until> {
    let mut until = Until(None);
    if let Some(member) = new.member {
        let found = tenancy::members_by_ids(tx, &[member]).await?.pop();
        let today = day_in_prague(new.valid_from.unwrap_or(tx.now()));
        // Nobody acts for who has left, nor for the association itself, which has its staff.
        let found = found
            .filter(|member| {
                !member.is_association_itself() && member.left_on.is_none_or(|left| today < left)
            })
            .ok_or(Error::NotFound(Kind::Member))?;
        until = Until(found.left_on);
    }
    if let Some(code) = &new.region_code
        && !directory::is_region(tx, code).await?
    {
        return Err(Error::NotFound(Kind::Region));
    }
    Ok(until)
}

impl Repeatable for HeldGrant {
    fn deed(&self) -> Deed {
        Deed::done().with("grant", self.id)
    }

    async fn again(tx: &mut ReadTx, deed: &Deed) -> Result<Self> {
        by_id(tx, deed.id("grant")?).await
    }
}

async fn by_id(tx: &ReadTx, id: GrantId) -> Result<HeldGrant> {
    store::grant_by_id(tx, id).await?.ok_or(Error::NotFound(Kind::Grant))
}

/// Who keeps the files is told who else is to read them.
async fn tell_the_officers(tx: &WriteTx, held: &HeldGrant, kind: &'static str) -> Result<()> {
    if !held.role.needs_confirmation() {
        return Ok(());
    }
    let now = tx.now();
    let officers: Vec<ParticipantId> = store::grants_of_role(tx, held.role)
        .await?
        .into_iter()
        .filter(|other| other.id != held.id && other.status(now) == GrantStatus::InForce)
        .map(|other| other.participant)
        .collect();
    store::notify(tx, &officers, kind, held.id).await
}
