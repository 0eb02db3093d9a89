//! From a bearer token to a [`Caller`]: who it is, where they may act, and in which tenant this request wants to.

use super::caller::{Actor, Caller};
use super::context::{Context, Mode};
use super::db::Db;
use super::platform::hash_of;
use super::role::{Reach, Role};
use super::tx::ReadTx;
use crate::kernel::error::{Error, Source};
use crate::kernel::ids::{MemberId, ParticipantId, PersonId, TenantId};
use crate::tables::{api_tokens, grants, tenants};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _,
};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use std::collections::BTreeSet;

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
    /// The person, as that tenant knows them.
    pub participant: ParticipantId,
    /// Their roles there today, each with the member it is for.
    pub roles: Vec<(Role, Option<MemberId>)>,
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

    /// Lets what this caller writes carry the trace of its request.
    #[must_use]
    pub fn traced(mut self, trace: &str) -> Self {
        if let Some(caller) = &mut self.caller {
            caller.trace = Some(trace.to_owned());
        }
        self
    }
}

/// Finds who holds `bearer` and makes them a caller in the tenant `slug`, in the nation, or in the only tenant they have.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(db: &Db, bearer: &str, slug: Option<&str>) -> Result<SignedIn, SignInError> {
    let mut tx = ReadTx::begin(db, &Context::Platform { person: None }, Mode::Read).await?;
    let found = look_up(&mut tx, bearer).await;
    let found = tx.finish(found).await?;
    let (person, standings) = found.ok_or(SignInError::Unauthenticated)?;
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
    let caller = chosen.map(|standing| caller_of(db, person, standing));
    Ok(SignedIn { person, standings, caller })
}

async fn look_up(
    tx: &mut ReadTx,
    bearer: &str,
) -> Result<Option<(PersonId, Vec<Standing>)>, Error> {
    let now = tx.now();
    let token: Option<(PersonId, Option<TenantId>)> = api_tokens::table
        .filter(api_tokens::hash.eq(hash_of(bearer)))
        .filter(api_tokens::expires_at.gt(now))
        .filter(api_tokens::ended_at.is_null().or(api_tokens::ended_at.gt(now)))
        .select((api_tokens::person_id, api_tokens::tenant_id))
        .first(&mut tx.conn())
        .await
        .optional()?;
    let Some((person, only_tenant)) = token else { return Ok(None) };
    let settings = Context::Platform { person: Some(person) }.settings();
    let mut conn = tx.conn();
    let in_the_name = conn.batch_execute(&settings);
    let mut query = grants::table
        .inner_join(tenants::table.on(tenants::id.eq(grants::tenant_id)))
        .filter(grants::valid_from.le(now))
        .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
        .order((tenants::kind.desc(), tenants::slug))
        .select((
            tenants::id,
            tenants::slug,
            grants::participant_id,
            grants::role,
            grants::member_id,
        ))
        .into_boxed();
    if let Some(tenant) = only_tenant {
        query = query.filter(tenants::id.eq(tenant));
    }
    let mut again = tx.conn();
    let rows = query.load::<Row>(&mut again);
    let ((), rows) = tx.closing(async { futures_util::try_join!(in_the_name, rows) }).await?;
    Ok(Some((person, standings_of(rows))))
}

type Row = (TenantId, String, ParticipantId, Role, Option<MemberId>);

fn standings_of(rows: Vec<Row>) -> Vec<Standing> {
    let mut standings: Vec<Standing> = Vec::new();
    for (tenant, slug, participant, role, member) in rows {
        match standings.last_mut() {
            Some(last) if last.tenant == tenant => last.roles.push((role, member)),
            _ => {
                standings.push(Standing { tenant, slug, participant, roles: vec![(role, member)] });
            }
        }
    }
    standings
}

/// Whoever is staff in a tenant enters it as staff, with all their roles' permissions; who only acts for members enters as
/// a member, with a database role that can't see beyond them.
fn caller_of(db: &Db, person: PersonId, standing: &Standing) -> Caller {
    let reaches = |reach| standing.roles.iter().any(|(role, _)| role.reach() == reach);
    let roles: BTreeSet<Role> = if reaches(Reach::Nation) || !reaches(Reach::Tenant) {
        standing.roles.iter().map(|(role, _)| *role).collect()
    } else {
        standing
            .roles
            .iter()
            .filter(|(role, _)| role.reach() == Reach::Tenant)
            .map(|(role, _)| *role)
            .collect()
    };
    let clearances = roles.iter().flat_map(|role| role.clearances()).copied().collect();
    let tenant = standing.tenant;
    let context = if tenant == TenantId::NATION {
        Context::Nation { clearances }
    } else if reaches(Reach::Tenant) {
        Context::Staff { tenant, clearances }
    } else {
        let members = standing.roles.iter().filter_map(|(_, member)| *member).collect();
        Context::Members { tenant, members, clearances }
    };
    Caller {
        db: db.clone(),
        context,
        actor: Actor::Participant(standing.participant),
        person: Some(person),
        permissions: super::loosened::permissions(db, roles.iter().flat_map(|r| r.permissions())),
        trace: None,
    }
}
