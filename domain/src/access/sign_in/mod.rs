//! From a token, a session or an issuer's word to a [`Caller`]: who it is, where they may act, and in which tenant this request wants to.

mod known;
mod memory;
mod row;

pub(super) use memory::Memory;

use known::Known;

use super::attempt::Attempt;
use super::caller::{Actor, Caller, Trace};
use super::context::Context;
use super::credential::{Credential, Held};
use super::db::Db;
use super::grant::{GrantStatus, HeldGrant};
use super::lifecycle::Lifecycle;
use super::observer::Way;
use super::permission::Permission;
use super::permission_set::Permissions;
use super::region::{RegionCode, Regions};
use super::role::{Reach, Role};
use super::support::SUPPORT;
use crate::kernel::error::{Error, Source};
use crate::kernel::ids::{MemberId, ParticipantId, PersonId, SupportAccessId, TenantId};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

/// A person who is known, and where they may act.
#[derive(Clone)]
pub struct SignedIn {
    person: PersonId,
    standings: Vec<Standing>,
    caller: Option<Caller>,
}

/// What a person is in one tenant.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The tenant.
    pub tenant: TenantId,
    /// Its name in addresses and in `Centrum-Tenant`.
    pub slug: String,
    /// How far it has come.
    pub lifecycle: Lifecycle,
    /// The person, as that tenant knows them; `None`: it doesn't, they support it.
    pub participant: Option<ParticipantId>,
    /// Their roles there now, each with the member it is for.
    pub roles: Vec<(Role, Option<MemberId>)>,
    /// In the nation: for which regions.
    pub regions: Regions,
    /// The support access that lets somebody of the nation in.
    pub support: Option<SupportAccessId>,
}

impl Standing {
    /// Of a participant of a tenant, by the grants that they ever had there.
    pub(super) fn by_grants(
        (tenant, lifecycle): (TenantId, Lifecycle),
        participant: ParticipantId,
        grants: &[HeldGrant],
        now: DateTime<Utc>,
    ) -> Self {
        let in_force = || grants.iter().filter(|grant| grant.status(now) == GrantStatus::InForce);
        let mut standing = Self {
            tenant,
            slug: String::new(),
            lifecycle,
            participant: Some(participant),
            roles: in_force().map(|grant| (grant.role, grant.member)).collect(),
            regions: Regions::All,
            support: None,
        };
        if tenant == TenantId::NATION {
            let region = |grant: &HeldGrant| grant.region_code.as_deref().map(RegionCode::parse);
            let bounds: Vec<_> = in_force()
                .filter(|grant| region(grant) != Some(None))
                .map(|grant| (grant.role, region(grant).flatten()))
                .collect();
            standing.bound_by(&bounds);
        }
        standing
    }

    /// Of somebody's standing in the nation, what counts together.
    pub(super) fn bound_by(&mut self, grants: &[(Role, Option<RegionCode>)]) {
        let (regions, roles) = Regions::of(grants);
        self.roles.retain(|(role, _)| roles.contains(role));
        self.regions = regions;
    }

    fn reaches(&self, reach: Reach) -> bool {
        self.roles.iter().any(|(role, _)| role.reach() == reach)
    }

    fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|(role, _)| role.permissions().any(|own| own == permission))
    }
}

/// Why somebody didn't get in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such token, or it has ended.
    #[error("the token is missing, unknown or has ended")]
    Unauthenticated,
    /// No such tenant, or not for this person: the two are never told apart.
    #[error("the tenant wasn't found")]
    TenantNotFound,
    /// The database can't be reached.
    #[error("the database is unavailable")]
    Unavailable(#[source] Source),
    /// The database took too long.
    #[error("the database took too long")]
    Timeout,
    /// A fault of ours.
    #[error("internal error")]
    Internal(#[source] Source),
}

impl SignInError {
    /// Which it is, in one word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::TenantNotFound => "TENANT_NOT_FOUND",
            Self::Unavailable(_) => "UNAVAILABLE",
            Self::Timeout => "TIMEOUT",
            Self::Internal(_) => "INTERNAL",
        }
    }
}

impl From<Error> for SignInError {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(source) => Self::Unavailable(source),
            Error::Timeout => Self::Timeout,
            other => Self::Internal(other.into()),
        }
    }
}

impl SignedIn {
    /// Who it is.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Where they may act; the nation first, then by slug.
    pub fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// The caller in the tenant that was named, or in the only one; `None`: there are several and none was named.
    pub fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    /// Whether they may do, see and reach the same as `earlier`, in the same tenant.
    pub fn has_rights_of(&self, earlier: &Self) -> bool {
        match (&self.caller, &earlier.caller) {
            (Some(now), Some(then)) => {
                now.context == then.context && now.permissions == then.permissions
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    /// Lets what this caller writes carry the trace of its request; and its span, where that is told to a collector.
    #[must_use]
    pub fn traced(mut self, trace: &str, span: Option<&str>) -> Self {
        if let Some(caller) = &mut self.caller {
            caller.trace = Trace { id: Some(trace.to_owned()), span: span.map(str::to_owned) };
        }
        self
    }

    /// Lets this caller's deed be done once, however often it's asked for under the same key.
    #[must_use]
    pub fn attempting(mut self, attempt: Attempt) -> Self {
        if let Some(caller) = &mut self.caller {
            caller.attempt = Some(attempt);
        }
        self
    }
}

/// Finds whose `credential` it is and makes them a caller in the tenant `slug`, in the nation, or in the only tenant they have.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(
    db: &Db,
    credential: Credential<'_>,
    slug: Option<&str>,
) -> Result<SignedIn, SignInError> {
    let answer = match db.memory().get(&credential.key()) {
        Some(known) => enter(db, &known, slug),
        None => sign_in_anew(db, credential, slug).await,
    };
    let (way, is_tried) = match credential {
        Credential::Token(secret) => (Way::Token, !secret.is_empty()),
        Credential::Session(secret) => (Way::Session, !secret.is_empty()),
        Credential::Identity(_) => (Way::AccessToken, true),
    };
    // Nobody holds what is empty: so it is only tried whether the database answers.
    if is_tried {
        db.tell_of_sign_in(way, answer.as_ref().map(|_| ()).map_err(SignInError::word));
    }
    answer
}

/// The same, and asks the database whatever is remembered.
async fn sign_in_anew(
    db: &Db,
    credential: Credential<'_>,
    slug: Option<&str>,
) -> Result<SignedIn, SignInError> {
    let answers = sign_in_together(db, &[(credential, slug)]).await?;
    answers.into_iter().next().unwrap_or(Err(SignInError::Unauthenticated))
}

/// The same for many at once, each with the tenant that they name: for those who stay, and are looked after while they do.
/// Answers in their order. A fault of ours that one of them meets is nobody else's: then each is looked up alone.
///
/// # Errors
/// Those of the database; then nothing is known of anybody.
pub async fn sign_in_all_anew(
    db: &Db,
    asked: &[(Credential<'_>, Option<&str>)],
) -> Result<Vec<Result<SignedIn, SignInError>>, SignInError> {
    match sign_in_together(db, asked).await {
        Err(SignInError::Internal(_)) if asked.len() > 1 => {
            let mut answers = Vec::with_capacity(asked.len());
            for (credential, slug) in asked {
                answers.push(sign_in_anew(db, *credential, *slug).await);
            }
            Ok(answers)
        }
        answers => answers,
    }
}

async fn sign_in_together(
    db: &Db,
    asked: &[(Credential<'_>, Option<&str>)],
) -> Result<Vec<Result<SignedIn, SignInError>>, SignInError> {
    let begun = Instant::now();
    let keys: Vec<_> = asked.iter().map(|(credential, _)| credential.key()).collect();
    let credentials = asked.iter().map(|(credential, _)| *credential);
    let distinct: BTreeMap<_, _> = keys.iter().cloned().zip(credentials).collect();
    let credentials: Vec<_> = distinct.values().copied().collect();
    let found = known::look_up(db, &credentials).await?;
    let found = distinct.into_keys().zip(found);
    let known: BTreeMap<_, _> =
        found.filter_map(|(key, known)| Some((key, Arc::new(known?)))).collect();
    for (key, known) in &known {
        db.memory().keep(key.clone(), begun, Arc::clone(known));
    }
    let answer = |(key, (_, slug)): (&Vec<u8>, &(Credential<'_>, Option<&str>))| {
        let known = known.get(key).ok_or(SignInError::Unauthenticated)?;
        enter(db, known, *slug)
    };
    Ok(keys.iter().zip(asked).map(answer).collect())
}

fn enter(db: &Db, known: &Known, slug: Option<&str>) -> Result<SignedIn, SignInError> {
    let now = db.clock().now();
    if known.held.expires_at <= now {
        return Err(SignInError::Unauthenticated);
    }
    let standings = known.standings(now);
    let chosen = match slug {
        Some(slug) => {
            Some(standings.iter().find(|s| s.slug == slug).ok_or(SignInError::TenantNotFound)?)
        }
        None => {
            standings.iter().find(|s| s.tenant == TenantId::NATION).or(match standings.as_slice() {
                [only] => Some(only),
                _ => None,
            })
        }
    };
    let caller = chosen.map(|standing| caller_of(db, known.person, &known.held, standing));
    Ok(SignedIn { person: known.person, standings, caller })
}

fn caller_of(db: &Db, person: PersonId, held: &Held, standing: &Standing) -> Caller {
    let entered = Entered::by(standing);
    let permissions = match &held.permissions {
        Some(most) => entered.permissions.and(most.iter().copied().collect()),
        None => entered.permissions,
    };
    Caller {
        db: db.clone(),
        context: entered.context,
        actor: entered.actor,
        person: Some(person),
        permissions: super::loosened::permissions(db, permissions),
        withheld: entered.withheld,
        credential: Some(held.clone()),
        trace: Trace::default(),
        attempt: None,
    }
}

/// In whose name a standing enters, and with which permissions.
pub(super) struct Entered {
    pub(super) context: Context,
    pub(super) permissions: Permissions,
    /// What the roles allow, and the tenant's life doesn't.
    pub(super) withheld: Permissions,
    actor: Actor,
}

impl Entered {
    /// Whoever is staff in a tenant enters it as staff, with all their roles' permissions; who only acts for members enters
    /// as a member, with a database role that can't see beyond them; who supports it, with few permissions.
    pub(super) fn by(standing: &Standing) -> Self {
        let tenant = standing.tenant;
        let (Some(participant), None) = (standing.participant, standing.support) else {
            return Self {
                context: Context::Support { tenant },
                permissions: SUPPORT.iter().copied().collect(),
                withheld: Permissions::default(),
                actor: Actor::Support(standing.support.unwrap_or(uuid::Uuid::nil().into())),
            };
        };
        let roles = roles_that_count(standing);
        let clearances = roles.iter().flat_map(|role| role.clearances()).copied().collect();
        let actor = Some(participant);
        let context = if tenant == TenantId::NATION {
            Context::Nation { clearances, actor, regions: standing.regions.clone() }
        } else if standing.reaches(Reach::Tenant) {
            Context::Staff { tenant, clearances, actor }
        } else {
            let members = standing.roles.iter().filter_map(|(_, member)| *member).collect();
            Context::Members { tenant, members, clearances, actor: participant }
        };
        let allowed: Permissions = roles.iter().flat_map(|role| role.permissions()).collect();
        let withheld = allowed.and(standing.lifecycle.withholds().iter().copied().collect());
        let permissions = allowed.without(withheld);
        Self { context, permissions, withheld, actor: Actor::Participant(participant) }
    }
}

fn roles_that_count(standing: &Standing) -> BTreeSet<Role> {
    let all = standing.roles.iter().map(|(role, _)| *role);
    if standing.reaches(Reach::Nation) || !standing.reaches(Reach::Tenant) {
        all.collect()
    } else {
        all.filter(|role| role.reach() == Reach::Tenant).collect()
    }
}
