//! What the database knows of a credential: whose it is, and which grants they have. Read as role `platform`, in two trips.

use super::Standing;
use super::row::{self, Opens, Row};
use crate::access::context::{Context, Mode};
use crate::access::credential::{Credential, Held};
use crate::access::db::Db;
use crate::access::grant::counts_without_word;
use crate::access::identity::Voucher;
use crate::access::lifecycle::Lifecycle;
use crate::access::permission::Permission;
use crate::access::region::{RegionCode, Regions};
use crate::access::role::Role;
use crate::access::tx::ReadTx;
use crate::kernel::error::Result;
use crate::kernel::ids::{MemberId, ParticipantId, PersonId, SupportAccessId, TenantId};
use crate::kernel::until::Until;
use crate::kernel::working_days::day_in_prague;
use crate::tables::{grant_confirmations, grants, identities, support_accesses, tenants};
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, QueryDsl as _, QueryResult,
};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};

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
    lifecycle: Lifecycle,
    participant: ParticipantId,
    role: Role,
    member: Option<MemberId>,
    /// Of the nation's: for which region only.
    region: Option<RegionCode>,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

struct Support {
    id: SupportAccessId,
    tenant: TenantId,
    slug: String,
    until: DateTime<Utc>,
}

/// Looks a credential up; `None`: there is none such, or it has ended.
pub(super) async fn look_up(db: &Db, credential: &Credential<'_>) -> Result<Option<Known>> {
    let mut tx = ReadTx::begin(db, &Context::Platform { person: None }, Mode::Read).await?;
    let found = find(&mut tx, credential).await;
    let Some((row, known)) = tx.finish(found).await? else { return Ok(None) };
    let now = db.clock().now();
    if let Err(failure) = row::note_use(db, &row, now).await {
        // Nobody is kept out because a note could not be made.
        tracing::warn!(error = %failure, "the last use of a credential isn't noted");
    }
    Ok(Some(known))
}

async fn find(tx: &mut ReadTx, credential: &Credential<'_>) -> Result<Option<(Row, Known)>> {
    let Some(row) = row::find(tx, credential).await? else { return Ok(None) };
    let settings = Context::Platform { person: Some(row.person) }.settings();
    let mut conn = tx.conn();
    let in_the_name = conn.batch_execute(&settings);
    let held = grants_of(tx, &row);
    let support = support_of(tx, &row);
    let ((), grants, support) =
        tx.closing(async { futures_util::try_join!(in_the_name, held, support) }).await?;
    let known = Known { person: row.person, held: row.held.clone(), grants, support };
    Ok(Some((row, known)))
}

type GrantRow = (
    (TenantId, String, Lifecycle),
    (ParticipantId, Role, Option<MemberId>, Option<String>),
    (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Until),
    (bool, bool),
);

/// The person's grants that have not ended and count: those that need the chair's word have it, and those for a member end
/// with its membership.
async fn grants_of(tx: &ReadTx, row: &Row) -> QueryResult<Vec<InForce>> {
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
        .filter(grants::member_until.gt(day_in_prague(now)))
        .order((tenants::kind.desc(), tenants::slug, grants::id))
        .select((
            (tenants::id, tenants::slug, tenants::lifecycle),
            (grants::participant_id, grants::role, grants::member_id, grants::region_code),
            (grants::valid_from, grants::valid_until, grants::ended_at, grants::member_until),
            (
                grants::person_is_national,
                grant_confirmations::confirmed_at.nullable().is_not_null(),
            ),
        ))
        .into_boxed();
    match &row.opens {
        Opens::All => {}
        Opens::These(only) => query = query.filter(tenants::id.eq_any(only)),
        Opens::AcceptedFrom { issuer, subject } => {
            let accepted = identities::table
                .filter(identities::person_id.eq(row.person))
                .filter(identities::voucher.eq(Voucher::Nation))
                .filter(identities::issuer.eq(issuer))
                .filter(identities::subject.eq(subject))
                .filter(identities::ended_at.is_null())
                .select(identities::tenant_id);
            query = query.filter(tenants::id.eq_any(accepted));
        }
    }
    let rows: Vec<GrantRow> = query.load(&mut tx.conn()).await?;
    let in_force = |(place, held, bounds, (is_national, is_confirmed)): GrantRow| {
        let (tenant, slug, lifecycle) = place;
        let (participant, role, member, region) = held;
        let region = region.as_deref().map(RegionCode::parse);
        // What is no code bounds to nothing.
        let (is_bound, region) = (region != Some(None), region.flatten());
        let (from, valid_until, ended_at, member_until) = bounds;
        let counts = is_confirmed || counts_without_word(role, is_national, tenant);
        let ends = [valid_until, ended_at, member_until.instant()];
        let until = ends.into_iter().flatten().min();
        (counts && is_bound).then_some(InForce {
            tenant,
            slug,
            lifecycle,
            participant,
            role,
            member,
            region,
            from,
            until,
        })
    };
    Ok(rows.into_iter().filter_map(in_force).collect())
}

/// The support accesses that were approved. Nobody asks for those of who isn't the nation's, or isn't here as that.
async fn support_of(tx: &ReadTx, row: &Row) -> QueryResult<Vec<Support>> {
    let is_here = match &row.opens {
        Opens::All | Opens::AcceptedFrom { .. } => true,
        Opens::These(only) => only.contains(&TenantId::NATION),
    };
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

impl Known {
    /// Whether its person has a grant in one of these.
    pub(super) fn acts_in_one_of(&self, tenants: &[TenantId]) -> bool {
        self.grants.iter().any(|grant| tenants.contains(&grant.tenant))
    }

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
                    lifecycle: grant.lifecycle,
                    participant: Some(grant.participant),
                    roles: vec![role],
                    regions: Regions::All,
                    support: None,
                }),
            }
        }
        if let Some(nation) = standings.iter_mut().find(|own| own.tenant == TenantId::NATION) {
            let own = self.grants.iter().filter(in_force).filter(|own| own.tenant == nation.tenant);
            let own: Vec<_> = own.map(|grant| (grant.role, grant.region.clone())).collect();
            nation.bound_by(&own);
        }
        let may_support = standings.iter().any(|standing| {
            standing.tenant == TenantId::NATION && standing.may(Permission::OpenSupportAccess)
        });
        for support in self.support.iter().filter(|support| may_support && now < support.until) {
            if standings.iter().all(|standing| standing.tenant != support.tenant) {
                standings.push(Standing {
                    tenant: support.tenant,
                    slug: support.slug.clone(),
                    // Who supports only reads.
                    lifecycle: Lifecycle::Active,
                    participant: None,
                    roles: Vec::new(),
                    regions: Regions::All,
                    support: Some(support.id),
                });
            }
        }
        standings
    }
}
