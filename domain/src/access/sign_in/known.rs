//! What the database knows of a credential: whose it is, and which grants they have. Read as role `platform`, in two trips.

use super::Standing;
use crate::access::context::{Context, Mode};
use crate::access::credential::{Credential, CredentialId, Held};
use crate::access::db::Db;
use crate::access::grant::counts_without_word;
use crate::access::permission::Permission;
use crate::access::role::Role;
use crate::access::statement::Kept;
use crate::access::tx::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::{
    ApiTokenId, MemberId, ParticipantId, PersonId, SessionId, SupportAccessId, TenantId,
};
use crate::tables::{
    api_tokens, grant_confirmations, grants, people, sessions, support_accesses, tenants,
};
use chrono::{DateTime, Duration, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult,
};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};

/// How exactly it is noted when a credential was used last, in minutes.
const NOTED_EVERY: i64 = 1;

/// A credential that counts, and all grants of its person that have not ended, later ones too: what is in force is asked
/// anew at each request.
pub(in crate::access) struct Known {
    pub(super) person: PersonId,
    pub(super) held: Held,
    grants: Vec<InForce>,
    support: Vec<Support>,
}

struct InForce {
    tenant: TenantId,
    slug: String,
    participant: ParticipantId,
    role: Role,
    member: Option<MemberId>,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

struct Support {
    id: SupportAccessId,
    tenant: TenantId,
    slug: String,
    until: DateTime<Utc>,
}

/// A credential's own row.
struct Row {
    held: Held,
    person: PersonId,
    is_national: bool,
    only_tenant: Option<TenantId>,
    last_used_at: Option<DateTime<Utc>>,
}

/// Looks a credential up; `None`: there is none such, or it has ended.
pub(super) async fn look_up(
    db: &Db,
    credential: &Credential<'_>,
    hash: &[u8],
) -> Result<Option<Known>> {
    let mut tx = ReadTx::begin(db, &Context::Platform { person: None }, Mode::Read).await?;
    let found = find(&mut tx, credential, hash).await;
    let Some((row, known)) = tx.finish(found).await? else { return Ok(None) };
    let now = db.clock().now();
    let is_noted = row.last_used_at.is_some_and(|at| at > now - Duration::minutes(NOTED_EVERY));
    if !is_noted && let Err(failure) = note_use(db, row.held.id, now).await {
        // Nobody is kept out because a note could not be made.
        tracing::warn!(error = %failure, "the last use of a credential isn't noted");
    }
    Ok(Some(known))
}

async fn find(
    tx: &mut ReadTx,
    credential: &Credential<'_>,
    hash: &[u8],
) -> Result<Option<(Row, Known)>> {
    let row = match credential {
        Credential::Token(_) => token(tx, hash).await?,
        Credential::Session(_) => session(tx, hash).await?,
    };
    let Some(row) = row else { return Ok(None) };
    let settings = Context::Platform { person: Some(row.person) }.settings();
    let mut conn = tx.conn();
    let in_the_name = conn.batch_execute(&settings);
    let held = grants_of(tx, row.only_tenant);
    let support = support_of(tx, &row);
    let ((), grants, support) =
        tx.closing(async { futures_util::try_join!(in_the_name, held, support) }).await?;
    let known = Known { person: row.person, held: row.held.clone(), grants, support };
    Ok(Some((row, known)))
}

type TokenRow = (
    (ApiTokenId, PersonId, bool, Option<TenantId>),
    (DateTime<Utc>, Option<DateTime<Utc>>, Option<Vec<String>>, Vec<ApiTokenId>),
);

async fn token(tx: &ReadTx, hash: &[u8]) -> Result<Option<Row>> {
    let now = tx.now();
    let row: Option<TokenRow> = api_tokens::table
        .inner_join(people::table.on(people::id.eq(api_tokens::person_id)))
        .filter(api_tokens::hash.eq(hash))
        .filter(api_tokens::expires_at.gt(now))
        .filter(api_tokens::ended_at.is_null().or(api_tokens::ended_at.gt(now)))
        .select((
            (api_tokens::id, people::id, people::is_national, api_tokens::tenant_id),
            (
                api_tokens::expires_at,
                api_tokens::last_used_at,
                api_tokens::permissions,
                api_tokens::lineage,
            ),
        ))
        .first(&mut tx.conn())
        .await
        .optional()?;
    let row = row.map(|(who, (expires_at, last_used_at, permissions, lineage))| {
        let (id, person, is_national, only_tenant) = who;
        // A word that is no permission any more gives nothing.
        let permissions =
            permissions.map(|names| names.iter().filter_map(|n| Permission::parse(n)).collect());
        let held = Held { id: CredentialId::Token(id), expires_at, permissions, lineage };
        Row { held, person, is_national, only_tenant, last_used_at }
    });
    Ok(row)
}

type SessionRow = (SessionId, PersonId, bool, TenantId, DateTime<Utc>, Option<DateTime<Utc>>);

async fn session(tx: &ReadTx, hash: &[u8]) -> Result<Option<Row>> {
    let now = tx.now();
    let row: Option<SessionRow> = sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .filter(sessions::hash.eq(hash))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::ended_at.is_null())
        .select((
            sessions::id,
            people::id,
            people::is_national,
            sessions::tenant_id,
            sessions::expires_at,
            sessions::last_used_at,
        ))
        .first(&mut tx.conn())
        .await
        .optional()?;
    Ok(row.map(|(id, person, is_national, tenant, expires_at, last_used_at)| {
        let id = CredentialId::Session(id);
        let held = Held { id, expires_at, permissions: None, lineage: Vec::new() };
        Row { held, person, is_national, only_tenant: Some(tenant), last_used_at }
    }))
}

type GrantRow = (
    (TenantId, String, ParticipantId, Role, Option<MemberId>),
    (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, bool, bool),
);

/// The person's grants that have not ended and count: those that need the chair's word have it.
async fn grants_of(tx: &ReadTx, only_tenant: Option<TenantId>) -> QueryResult<Vec<InForce>> {
    let now = tx.now();
    let mut query = grants::table
        .inner_join(tenants::table.on(tenants::id.eq(grants::tenant_id)))
        .left_join(
            grant_confirmations::table.on(grant_confirmations::tenant_id
                .eq(grants::tenant_id)
                .and(grant_confirmations::grant_id.eq(grants::id))),
        )
        .filter(grants::valid_until.is_null().or(grants::valid_until.gt(now)))
        .filter(grants::ended_at.is_null().or(grants::ended_at.gt(now)))
        .order((tenants::kind.desc(), tenants::slug, grants::id))
        .select((
            (tenants::id, tenants::slug, grants::participant_id, grants::role, grants::member_id),
            (
                grants::valid_from,
                grants::valid_until,
                grants::ended_at,
                grants::person_is_national,
                grant_confirmations::confirmed_at.nullable().is_not_null(),
            ),
        ))
        .into_boxed();
    if let Some(tenant) = only_tenant {
        query = query.filter(tenants::id.eq(tenant));
    }
    let rows: Vec<GrantRow> = query.load(&mut tx.conn()).await?;
    let in_force = |(held, bounds): GrantRow| {
        let (tenant, slug, participant, role, member) = held;
        let (from, valid_until, ended_at, is_national, is_confirmed) = bounds;
        let counts = is_confirmed || counts_without_word(role, is_national, tenant);
        let until = valid_until.into_iter().chain(ended_at).min();
        counts.then_some(InForce { tenant, slug, participant, role, member, from, until })
    };
    Ok(rows.into_iter().filter_map(in_force).collect())
}

/// The support accesses that were approved. Nobody asks for those of who isn't the nation's, or isn't here as that.
async fn support_of(tx: &ReadTx, row: &Row) -> QueryResult<Vec<Support>> {
    let is_here = row.only_tenant.is_none_or(|tenant| tenant == TenantId::NATION);
    if !(row.is_national && is_here) {
        return Ok(Vec::new());
    }
    let rows: Vec<(SupportAccessId, TenantId, String, Option<DateTime<Utc>>)> =
        support_accesses::table
            .inner_join(tenants::table.on(tenants::id.eq(support_accesses::tenant_id)))
            .filter(support_accesses::ended_at.is_null())
            .filter(support_accesses::valid_until.gt(tx.now()))
            .order(support_accesses::id)
            .select((
                support_accesses::id,
                tenants::id,
                tenants::slug,
                support_accesses::valid_until,
            ))
            .load(&mut tx.conn())
            .await?;
    let support = |(id, tenant, slug, until): (_, _, _, Option<_>)| {
        until.map(|until| Support { id, tenant, slug, until })
    };
    Ok(rows.into_iter().filter_map(support).collect())
}

async fn note_use(db: &Db, id: CredentialId, now: DateTime<Utc>) -> Result<()> {
    let tx = ReadTx::begin(db, &Context::Platform { person: None }, Mode::Write).await?;
    let mut conn = tx.conn();
    let earlier = now - Duration::minutes(NOTED_EVERY);
    macro_rules! note {
        ($of:ident, $id:ident) => {{
            let is_due = $of::last_used_at.is_null().or($of::last_used_at.le(earlier));
            let own = $of::table.filter($of::id.eq($id)).filter(is_due);
            let note = diesel::update(own).set($of::last_used_at.eq(now));
            tx.closing(Kept(note).execute(&mut conn)).await
        }};
    }
    let noted = match id {
        CredentialId::Token(id) => note!(api_tokens, id),
        CredentialId::Session(id) => note!(sessions, id),
    };
    tx.finish(noted).await.map(|_| ())
}

impl Known {
    /// Where its person may act at `now`: the nation first, then by slug; where they only support comes last.
    pub(super) fn standings(&self, now: DateTime<Utc>) -> Vec<Standing> {
        let mut standings: Vec<Standing> = Vec::new();
        let in_force =
            |grant: &&InForce| grant.from <= now && grant.until.is_none_or(|until| now < until);
        for grant in self.grants.iter().filter(in_force) {
            let role = (grant.role, grant.member);
            match standings.last_mut() {
                Some(last) if last.tenant == grant.tenant => last.roles.push(role),
                _ => standings.push(Standing {
                    tenant: grant.tenant,
                    slug: grant.slug.clone(),
                    participant: Some(grant.participant),
                    roles: vec![role],
                    support: None,
                }),
            }
        }
        let may_support = standings.iter().any(|standing| {
            standing.tenant == TenantId::NATION && standing.may(Permission::OpenSupportAccess)
        });
        for support in self.support.iter().filter(|support| may_support && now < support.until) {
            if standings.iter().all(|standing| standing.tenant != support.tenant) {
                standings.push(Standing {
                    tenant: support.tenant,
                    slug: support.slug.clone(),
                    participant: None,
                    roles: Vec::new(),
                    support: Some(support.id),
                });
            }
        }
        standings
    }
}
