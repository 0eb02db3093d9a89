//! Why somebody may do something, or may not: the same decision that is made when they try, taken apart.

use super::caller::Caller;
use super::grant::{GrantStatus, HeldGrant};
use super::permission::Permission;
use super::role::Role;
use super::secrecy::Secrecy;
use super::sign_in::{Entered, Standing};
use super::tx::ReadTx;
use crate::access::context::Context;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ActivityId, MemberId, ParticipantId, RequestId, TypedId as _};
use crate::tables::{activities, activity_shares, members, participants, requests, tenants};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeSet;

/// What somebody is asked about beside a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A case.
    Request(RequestId),
    /// Work that was done.
    Activity(ActivityId),
    /// A sub-tenant.
    Member(MemberId),
}

impl Thing {
    /// By its printed id; `None`: no id of a thing whose rows differ from person to person.
    pub fn read(id: &str) -> Option<Self> {
        let request = || RequestId::read(id).map(Self::Request);
        let activity = || ActivityId::read(id).map(Self::Activity);
        let member = || MemberId::read(id).map(Self::Member);
        request().or_else(activity).or_else(member)
    }
}

/// Why, or why not.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// Whether they may, now.
    pub is_allowed: bool,
    /// The grants that give the permission.
    pub path: Vec<HeldGrant>,
    /// What is missing; empty when they may.
    pub gaps: Vec<Gap>,
    /// The roles that have the permission.
    pub roles: Vec<Role>,
}

/// What somebody lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// No grant of theirs gives the permission.
    NoGrant,
    /// One does, and waits for the chair's word.
    AwaitsConfirmation,
    /// One does, and its day hasn't come.
    NotYet,
    /// One did, and has ended.
    Ended,
    /// One does, and nobody does it in a tenant that is suspended or has ended.
    TenantTakesNoNewWork,
    /// One would, but who acts for the whole tenant acts as staff, and not for a municipality as well.
    ActsAsStaff,
    /// The thing's secrecy is beyond their clearances.
    Clearance,
    /// The thing is another municipality's.
    Reach,
    /// The thing isn't shown to its municipality.
    NotShown,
    /// They don't see the thing; who asks doesn't either, so no more is told, not even whether it is there.
    Hidden,
}

impl Caller {
    /// Why a participant of the own tenant may do something, or may not; with a thing: whether they see it, too.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without [`Permission::ExplainAccess`], unless it is about oneself; [`Error::NotFound`].
    pub async fn explain(
        &self,
        participant: ParticipantId,
        permission: Permission,
        thing: Option<Thing>,
    ) -> Result<Explanation> {
        let needs = if self.participant() == Some(participant) {
            Permission::ReadRegister
        } else {
            Permission::ExplainAccess
        };
        self.read(needs, async |tx| {
            if !is_known(tx, participant).await? {
                return Err(Error::NotFound(Kind::Participant));
            }
            let grants = tx.grants_of(participant).await?;
            let label = match thing {
                Some(Thing::Request(id)) if self.may(Permission::ReadRequests) => {
                    label_of_request(tx, id).await?
                }
                Some(Thing::Activity(id)) if self.may(Permission::ReadActivities) => {
                    label_of_activity(tx, id).await?
                }
                Some(_) | None => None,
            };
            let entered = Entered::by(&standing_of(tx, participant, &grants).await?);
            let mut explained = by_grants(tx, &grants, &entered, permission);
            let sees = match thing {
                Some(thing) => sees(tx, &entered.context, thing).await?,
                None => true,
            };
            if !sees {
                explained.is_allowed = false;
                explained.gaps.extend(why_unseen(&entered.context, label.as_ref()));
            }
            Ok(explained)
        })
        .await
    }
}

async fn is_known(tx: &ReadTx, participant: ParticipantId) -> Result<bool> {
    let query = participants::table.filter(participants::id.eq(participant)).count();
    Ok(query.get_result::<i64>(&mut tx.conn()).await? > 0)
}

/// As sign-in would make it.
async fn standing_of(
    tx: &ReadTx,
    participant: ParticipantId,
    grants: &[HeldGrant],
) -> Result<Standing> {
    let tenant = tx.tenant()?;
    let own = tenants::table.filter(tenants::id.eq(tenant)).select(tenants::lifecycle);
    let lifecycle = own.first(&mut tx.conn()).await?;
    Ok(Standing::by_grants((tenant, lifecycle), participant, grants, tx.now()))
}

fn gives(role: Role, permission: Permission) -> bool {
    role.permissions().any(|own| own == permission)
}

fn by_grants(
    tx: &ReadTx,
    grants: &[HeldGrant],
    entered: &Entered,
    permission: Permission,
) -> Explanation {
    let now = tx.now();
    let roles = Role::ALL.iter().copied().filter(|role| gives(*role, permission)).collect();
    let giving: Vec<&HeldGrant> =
        grants.iter().filter(|grant| gives(grant.role, permission)).collect();
    let is_allowed = entered.permissions.contains(permission);
    let in_force = |grant: &&&HeldGrant| grant.status(now) == GrantStatus::InForce;
    let path = giving.iter().filter(in_force).map(|grant| (*grant).clone()).collect();
    let mut gaps: Vec<Gap> = Vec::new();
    if entered.withheld.contains(permission) {
        gaps.push(Gap::TenantTakesNoNewWork);
    } else if !is_allowed {
        gaps = giving.iter().map(|grant| gap_of(grant.status(now))).collect();
        gaps.sort_unstable();
        gaps.dedup();
        if gaps.is_empty() {
            gaps.push(Gap::NoGrant);
        }
    }
    let path = if is_allowed { path } else { Vec::new() };
    Explanation { is_allowed, path, gaps, roles }
}

fn gap_of(status: GrantStatus) -> Gap {
    match status {
        GrantStatus::InForce => Gap::ActsAsStaff,
        GrantStatus::AwaitingConfirmation => Gap::AwaitsConfirmation,
        GrantStatus::NotYet => Gap::NotYet,
        GrantStatus::Ended => Gap::Ended,
    }
}

/// What decides who sees a thing.
struct Seen {
    /// Whose it is; an activity may be of several.
    members: BTreeSet<MemberId>,
    secrecy: Secrecy,
    is_shown: bool,
}

/// The label of a case, if who asks sees it.
async fn label_of_request(tx: &ReadTx, id: RequestId) -> Result<Option<Seen>> {
    let query = requests::table.filter(requests::id.eq(id)).select((
        requests::member_id,
        requests::secrecy,
        requests::shown_to_member,
    ));
    let row: Option<(MemberId, Secrecy, bool)> = query.first(&mut tx.conn()).await.optional()?;
    Ok(row.map(|(member, secrecy, is_shown)| Seen {
        members: BTreeSet::from([member]),
        secrecy,
        is_shown,
    }))
}

/// The label of an activity, if who asks sees it, with those members whose shares they see.
async fn label_of_activity(tx: &ReadTx, id: ActivityId) -> Result<Option<Seen>> {
    let query = activities::table
        .filter(activities::id.eq(id))
        .select((activities::secrecy, activities::shown_to_member));
    let shares = activity_shares::table
        .filter(activity_shares::activity_id.eq(id))
        .select(activity_shares::member_id);
    let (mut one, mut two) = (tx.conn(), tx.conn());
    let label = async { query.first::<(Secrecy, bool)>(&mut one).await.optional() };
    let (label, members) = futures_util::try_join!(label, shares.load::<MemberId>(&mut two))?;
    let members = members.into_iter().collect();
    Ok(label.map(|(secrecy, is_shown)| Seen { members, secrecy, is_shown }))
}

/// Whether the thing is there for them: the database is asked in their name, and goes back to who asks.
async fn sees(tx: &mut ReadTx, context: &Context, thing: Thing) -> Result<bool> {
    let is_without_cases = matches!(context, Context::Nation { .. });
    if is_without_cases {
        return Ok(false);
    }
    let back = tx.switch(context.clone()).await?;
    let found: i64 = match thing {
        Thing::Request(id) => {
            let query = requests::table.filter(requests::id.eq(id)).count();
            query.get_result(&mut tx.conn()).await?
        }
        Thing::Activity(id) => {
            let query = activities::table.filter(activities::id.eq(id)).count();
            query.get_result(&mut tx.conn()).await?
        }
        Thing::Member(id) => {
            let query = members::table.filter(members::id.eq(id)).count();
            query.get_result(&mut tx.conn()).await?
        }
    };
    tx.switch(back).await?;
    Ok(found > 0)
}

fn why_unseen(context: &Context, label: Option<&Seen>) -> Vec<Gap> {
    let Some(label) = label else { return vec![Gap::Hidden] };
    match context {
        Context::Members { members, .. } if members.is_disjoint(&label.members) => {
            vec![Gap::Reach]
        }
        Context::Members { .. } if !label.is_shown => vec![Gap::NotShown],
        // Of an activity only: a case that is shown to its municipality is, whatever its secrecy.
        Context::Staff { clearances, .. } | Context::Members { clearances, .. }
            if !clearances.contains(&label.secrecy) =>
        {
            vec![Gap::Clearance]
        }
        Context::Staff { .. }
        | Context::Members { .. }
        | Context::Nation { .. }
        | Context::Support { .. }
        | Context::Platform { .. }
        | Context::Relay { .. }
        | Context::RelayOfAll
        | Context::Tally
        | Context::Intake { .. }
        | Context::Desk { .. } => vec![Gap::Hidden],
    }
}
