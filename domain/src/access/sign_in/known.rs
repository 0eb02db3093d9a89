//! What the database knows of credentials: whose they are, and which grants their people have. Read as role `platform`, in two
//! trips, however many they are.

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
use std::collections::{BTreeSet, HashMap};

/// A credential that counts, and all grants of its person that have not ended, later ones too: what is in force is asked
/// anew at each request.
pub(in crate::access) struct Known {
    pub(super) person: PersonId,
    pub(super) held: Held,
    grants: Vec<InForce>,
    support: Vec<Support>,
}

#[derive(Clone)]
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

#[derive(Clone)]
struct Support {
    id: SupportAccessId,
    tenant: TenantId,
    slug: String,
    until: DateTime<Utc>,
}

/// Looks credentials up, each named once, and answers in their order; `None`: there is none such, or it has ended.
pub(super) async fn look_up(db: &Db, credentials: &[Credential<'_>]) -> Result<Vec<Option<Known>>> {
    let mut tx = ReadTx::begin(db, &Context::platform(), Mode::Read).await?;
    let found = find(&mut tx, credentials).await;
    let (rows, held) = tx.finish(found).await?;
    let now = db.clock().now();
    let used: Vec<&Row> = rows.iter().flatten().collect();
    if let Err(failure) = row::note_use(db, &used, now).await {
        // Nobody is kept out because a note could not be made.
        tracing::warn!(error = %failure, "the last use of a credential isn't noted");
    }
    Ok(rows.into_iter().map(|row| row.map(|row| held.of(row))).collect())
}

async fn find(
    tx: &mut ReadTx,
    credentials: &[Credential<'_>],
) -> Result<(Vec<Option<Row>>, AllHeld)> {
    let rows = row::find(tx, credentials).await?;
    let counting: Vec<&Row> = rows.iter().flatten().collect();
    if counting.is_empty() {
        return Ok((rows, AllHeld::default()));
    }
    let people: BTreeSet<PersonId> = counting.iter().map(|row| row.person).collect();
    let settings = Context::Platform { people: people.into_iter().collect() }.settings();
    let mut conn = tx.conn();
    let in_their_name = conn.batch_execute(&settings);
    let grants = grants(tx);
    let accepted = accepted(tx, &counting);
    let support = support(tx, &counting);
    let ((), grants, accepted, support) = tx
        .closing(async { futures_util::try_join!(in_their_name, grants, accepted, support) })
        .await?;
    Ok((rows, AllHeld { grants, accepted, support }))
}

/// What the people of some credentials hold.
#[derive(Default)]
struct AllHeld {
    grants: HashMap<PersonId, Vec<InForce>>,
    /// In which tenants the nation's word for a subject was accepted: issuer, subject, tenant.
    accepted: HashMap<PersonId, Vec<(String, String, TenantId)>>,
    support: HashMap<PersonId, Vec<Support>>,
}

impl AllHeld {
    /// What a credential opens of it.
    fn of(&self, row: Row) -> Known {
        let grants = self.grants.get(&row.person).into_iter().flatten();
        let grants = grants.filter(|grant| self.is_opened(&row, grant.tenant)).cloned().collect();
        let support = self.support.get(&row.person).filter(|_| may_support(&row));
        let support = support.cloned().unwrap_or_default();
        Known { person: row.person, held: row.held, grants, support }
    }

    fn is_opened(&self, row: &Row, tenant: TenantId) -> bool {
        match &row.opens {
            Opens::All => true,
            Opens::These(only) => only.contains(&tenant),
            Opens::AcceptedFrom { issuer, subject } => {
                let accepted = self.accepted.get(&row.person);
                accepted.into_iter().flatten().any(|(from, as_whom, there)| {
                    from == issuer && as_whom == subject && *there == tenant
                })
            }
        }
    }
}

type GrantRow = (
    (PersonId, TenantId, String, Lifecycle),
    (ParticipantId, Role, Option<MemberId>, Option<String>),
    (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Until),
    (bool, bool),
);

/// Grants that have not ended and count: those that need the chair's word have it, and those for a member end with its
/// membership. Whose they are is the policy's to say.
async fn grants(tx: &ReadTx) -> QueryResult<HashMap<PersonId, Vec<InForce>>> {
    let now = tx.now();
    let rows: Vec<GrantRow> = grants::table
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
            (grants::person_id, tenants::id, tenants::slug, tenants::lifecycle),
            (grants::participant_id, grants::role, grants::member_id, grants::region_code),
            (grants::valid_from, grants::valid_until, grants::ended_at, grants::member_until),
            (
                grants::person_is_national,
                grant_confirmations::confirmed_at.nullable().is_not_null(),
            ),
        ))
        .load(&mut tx.conn())
        .await?;
    let mut grants: HashMap<PersonId, Vec<InForce>> = HashMap::new();
    for (person, grant) in rows.into_iter().filter_map(in_force) {
        grants.entry(person).or_default().push(grant);
    }
    Ok(grants)
}

/// A grant that counts, and whose it is.
fn in_force(
    (place, held, bounds, (is_national, is_confirmed)): GrantRow,
) -> Option<(PersonId, InForce)> {
    let (person, tenant, slug, lifecycle) = place;
    let (participant, role, member, region) = held;
    let region = region.as_deref().map(RegionCode::parse);
    // What is no code bounds to nothing.
    let (is_bound, region) = (region != Some(None), region.flatten());
    let (from, valid_until, ended_at, member_until) = bounds;
    let counts = is_confirmed || counts_without_word(role, is_national, tenant);
    let ends = [valid_until, ended_at, member_until.instant()];
    let until = ends.into_iter().flatten().min();
    let grant = InForce { tenant, slug, lifecycle, participant, role, member, region, from, until };
    (counts && is_bound).then_some((person, grant))
}

/// In which tenants the nation's word was accepted for those who come by it. Nobody asks for others.
async fn accepted(
    tx: &ReadTx,
    rows: &[&Row],
) -> QueryResult<HashMap<PersonId, Vec<(String, String, TenantId)>>> {
    let by_it = || rows.iter().filter_map(|row| Some((row.person, row.accepted_from()?)));
    if by_it().next().is_none() {
        return Ok(HashMap::new());
    }
    let people: Vec<PersonId> = by_it().map(|(person, _)| person).collect();
    let subjects: Vec<&str> = by_it().map(|(_, (_, subject))| subject).collect();
    let found: Vec<(PersonId, (String, String, TenantId))> = identities::table
        .filter(identities::person_id.eq_any(people))
        .filter(identities::voucher.eq(Voucher::Nation))
        .filter(identities::subject.eq_any(subjects))
        .filter(identities::ended_at.is_null())
        .select((
            identities::person_id,
            (identities::issuer, identities::subject, identities::tenant_id),
        ))
        .load(&mut tx.conn())
        .await?;
    let mut accepted: HashMap<_, Vec<_>> = HashMap::new();
    for (person, word) in found {
        accepted.entry(person).or_default().push(word);
    }
    Ok(accepted)
}

/// Whether its person may be let in by a support access: who is the nation's, and here as that.
fn may_support(row: &Row) -> bool {
    let is_here = match &row.opens {
        Opens::All | Opens::AcceptedFrom { .. } => true,
        Opens::These(only) => only.contains(&TenantId::NATION),
    };
    row.is_national && is_here
}

type SupportRow = (PersonId, SupportAccessId, TenantId, String, Option<DateTime<Utc>>);

/// The support accesses that were approved. Nobody asks for those of who can't have any.
async fn support(tx: &ReadTx, rows: &[&Row]) -> QueryResult<HashMap<PersonId, Vec<Support>>> {
    if !rows.iter().any(|row| may_support(row)) {
        return Ok(HashMap::new());
    }
    let rows: Vec<SupportRow> = support_accesses::table
        .inner_join(tenants::table.on(tenants::id.eq(support_accesses::tenant_id)))
        .filter(support_accesses::ended_at.is_null())
        .filter(support_accesses::valid_until.gt(tx.now()))
        .order(support_accesses::id)
        .select((
            support_accesses::person_id,
            support_accesses::id,
            tenants::id,
            tenants::slug,
            support_accesses::valid_until,
        ))
        .load(&mut tx.conn())
        .await?;
    let mut support: HashMap<_, Vec<_>> = HashMap::new();
    for (person, id, tenant, slug, until) in rows {
        if let Some(until) = until {
            support.entry(person).or_default().push(Support { id, tenant, slug, until });
        }
    }
    Ok(support)
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
