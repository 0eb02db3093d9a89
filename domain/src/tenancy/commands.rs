//! What one does with members.

use super::rejection::Rejection;
use super::rules::{self, Member};
use super::store;
use crate::access::{Caller, Event, Fact, Lifecycle, Permission, Subject, Whose};
use crate::directory;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{MemberId, TenantId};
use crate::kernel::working_days::day_in_prague;
use chrono::NaiveDate;

/// Gives each membership of the register that this tenant doesn't know yet its member row; answers how many they were.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `AdmitMembers`.
pub async fn admit_missing_members(caller: &Caller) -> Result<usize> {
    caller
        .write_as_job(Permission::AdmitMembers, async |tx| {
            let admitted = store::admit_missing(tx).await?;
            for member in &admitted {
                tx.record(Event::of_tenant("member.admitted", Subject::id(*member), vec![]));
            }
            if admitted.is_empty() {
                tx.change_nothing();
            }
            Ok(admitted.len())
        })
        .await
}

/// Writes down the first day on which a municipality belongs to the own association no more: from its midnight in Prague the
/// people who act for it reach nothing. The day can be moved until it has come.
///
/// # Errors
/// [`Error::NotFound`], also for the association itself; [`Error::Invalid`] for a day on which it doesn't belong yet, or that
/// is too far ahead; [`Rejection`].
pub async fn end_membership(caller: &Caller, id: MemberId, left_on: NaiveDate) -> Result<MemberId> {
    caller
        .write(Permission::EndMembership, async |tx| {
            let not_found = || Error::NotFound(Kind::Member);
            let found = store::members_by_ids(tx, &[id]).await?.pop();
            let membership = found.and_then(|member| member.membership).ok_or_else(not_found)?;
            let today = day_in_prague(tx.now());
            let mut is_so_already = false;
            let ended = directory::end_membership(tx, membership, left_on, |record| {
                is_so_already = record.left_on == Some(left_on);
                rules::may_leave(record, left_on, today)
            })
            .await?;
            if !ended.ok_or_else(not_found)? {
                return Err(Rejection::MembershipsOverlap.into());
            }
            if is_so_already {
                tx.change_nothing();
                return Ok(id);
            }
            for person in store::people_of_member(tx, id).await? {
                tx.changes_standing_of(person);
            }
            let facts = vec![("member", Fact::id(id)), ("left_on", Fact::Day(left_on))];
            tx.record(Event::of_tenant("membership.ended", Subject::id(membership), facts));
            Ok(id)
        })
        .await
}

/// Lets a tenant go on to another state of its life. Its own trail tells it too.
///
/// # Errors
/// [`Error::NotFound`]; [`Rejection::NoSuchStep`], which names where it may go.
pub async fn change_lifecycle(caller: &Caller, id: TenantId, to: Lifecycle) -> Result<TenantId> {
    caller
        .write(Permission::ChangeTenantLifecycle, async |tx| {
            let from = store::lock_lifecycle(tx, id).await?.ok_or(Error::NotFound(Kind::Tenant))?;
            if from == to {
                tx.change_nothing();
                return Ok(id);
            }
            if !from.steps().contains(&to) {
                return Err(Rejection::NoSuchStep(from).into());
            }
            store::set_lifecycle(tx, id, to).await?;
            tx.changes_life_of(id);
            let words = [("from", from), ("to", to)];
            let facts = words.map(|(name, state)| (name, Fact::Word(state.as_str()))).to_vec();
            let event = Event::of_tenant("tenant.lifecycle_changed", Subject::id(id), facts);
            tx.record(event.clone());
            tx.tell_tenant(id, event).await?;
            Ok(id)
        })
        .await
}

/// A member whose cases are taken out.
pub struct Exporting {
    /// Who reads them: what the municipality sees, and no more.
    pub reader: Caller,
    /// Whose they are.
    pub member: Member,
}

/// Begins to take out all that a member sees of its own cases, of which it is the controller (Art. 4(7) GDPR): for who acts
/// for it, and once it has left, or the association has been wound up, for its administrator, who hands it over. That it was done is put down before
/// anything is read.
///
/// # Errors
/// [`Error::NotFound`] for another's member, and for the association itself; [`Rejection::MemberStillBelongs`].
pub async fn begin_export(caller: &Caller, id: MemberId) -> Result<Exporting> {
    let acts_for_it = caller.members().is_some_and(|members| members.contains(&id));
    let member = caller
        .write(Permission::ExportMember, async |tx| {
            let found = store::members_by_ids(tx, &[id]).await?.pop();
            let found = found.filter(|member| !member.is_association_itself());
            let member = found.ok_or(Error::NotFound(Kind::Member))?;
            let has_ended = store::lifecycle(tx).await? == Lifecycle::WoundUp;
            if !acts_for_it && !has_ended && member.belongs_on(day_in_prague(tx.now())) {
                return Err(Rejection::MemberStillBelongs.into());
            }
            let (kind, subject) = ("member.exported", Subject::id(id));
            let (whose, facts) = (Whose::Member(id), vec![]);
            tx.record(Event { kind, subject, whose, is_internal: false, facts });
            Ok(id)
        })
        .await?;
    let reader = caller.on_behalf_of(member)?;
    let found = super::queries::members_by_ids(&reader, &[id]).await?.pop();
    let member = found.ok_or(Error::NotFound(Kind::Member))?;
    Ok(Exporting { reader, member })
}
