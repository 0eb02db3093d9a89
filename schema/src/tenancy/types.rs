//! What tenants, members and participants show.

use crate::asked::caller;
use crate::centre_model::{self, TenantModel};
use crate::fail::fail;
use crate::ids;
use crate::onboarding::{self, Onboarding};
use crate::pages::{List, Relay, counts, items, list};
use crate::register::{self, Ahead, Association, Municipality, selected};
use crate::rollouts::{self, RolloutTenant};
use crate::scalars::Date;
use async_graphql::{Context, Enum, ID, Lookahead, Object, Result};
use chrono::{DateTime, Utc};
use domain::kernel::error::Error;
use domain::kernel::ids::{AssociationId, ParticipantId, TenantId};
use domain::kernel::page::{Cursor, Page};
use domain::{access, identity, tenancy};
use std::collections::{BTreeSet, HashMap};

/// Whether a tenant is an association or the nation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "tenancy::TenantKind")]
pub(crate) enum TenantKind {
    /// An association of municipalities (dobrovolný svazek obcí, společenství obcí) that was onboarded.
    Association,
    /// The nation: the model, roll-outs and national grants live there.
    Nation,
}

/// How far a tenant has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "tenancy::Lifecycle")]
pub(crate) enum TenantLifecycle {
    /// It is being set up.
    Onboarding,
    /// It serves its members.
    Active,
    /// The grant has ended; the centre owes its results for some years (udržitelnost).
    Sustainability,
    /// It serves nobody for the time being.
    Suspended,
    /// It has ended.
    WoundUp,
}

/// What somebody is, in the nation, in a tenant, or for one member of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "Role", remote = "access::Role")]
pub(crate) enum RoleName {
    /// Národní koordinátor: registers, model, roll-outs, figures; no case.
    NationalCoordinator,
    /// Krajský koordinátor: the tenants and associations with their seat in a region.
    TerritorialCoordinator,
    /// Approves what a coordinator submitted.
    ModelApprover,
    /// Figures and the audit trail of the nation.
    NationalAuditor,
    /// Správce svazku: configuration, people, members; no case.
    TenantAdmin,
    /// Manažer CSS: all work of the centre but the data protection officer's files.
    CentreManager,
    /// Specialista pro rozvoj mikroregionu.
    DevelopmentSpecialist,
    /// Specialista na veřejné zakázky.
    ProcurementSpecialist,
    /// Právní poradce.
    LegalAdviser,
    /// Referent centra: requests that are open to all staff.
    Clerk,
    /// Pověřenec pro ochranu osobních údajů: the files that nobody else opens.
    DataProtectionOfficer,
    /// Předseda svazku: reads all but what is confidential.
    AssociationChair,
    /// Starosta.
    Mayor,
    /// Místostarosta.
    DeputyMayor,
    /// Úředník obce.
    MunicipalClerk,
    /// Figures and the audit trail of the tenant.
    Auditor,
}

/// The unit of isolation: an association that was onboarded, or the nation.
#[derive(Clone)]
pub(crate) struct Tenant {
    tenant: tenancy::Tenant,
    association: Option<Box<Association>>,
    onboarding: Option<Onboarding>,
    model: Option<TenantModel>,
    rollouts: Vec<RolloutTenant>,
}

impl Tenant {
    /// Which.
    pub(crate) fn key(&self) -> TenantId {
        self.tenant.id
    }

    /// Its place in a list.
    pub(super) fn place(&self) -> Cursor {
        self.tenant.cursor()
    }
}

/// The unit of isolation: an association that was onboarded, or the nation.
#[Object]
impl Tenant {
    /// Id of the tenant.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.tenant.id)
    }

    /// Its name in addresses and in the header `Centrum-Tenant`, e.g. `hlucinsko-zapad`.
    async fn slug(&self) -> &str {
        &self.tenant.slug
    }

    /// An association, or the nation.
    async fn kind(&self) -> TenantKind {
        self.tenant.kind.into()
    }

    /// How far it has come.
    async fn lifecycle(&self) -> TenantLifecycle {
        self.tenant.lifecycle.into()
    }

    /// Where it may go from there, by `changeTenantLifecycle`.
    async fn lifecycle_steps(&self) -> Vec<TenantLifecycle> {
        self.tenant.lifecycle.steps().iter().copied().map(TenantLifecycle::from).collect()
    }

    /// Since when it is a tenant.
    async fn onboarded_at(&self) -> DateTime<Utc> {
        self.tenant.onboarded_at
    }

    /// The association that became this tenant; null: the nation.
    async fn association(&self) -> Option<&Association> {
        self.association.as_deref()
    }

    /// What is to be done until it serves its members, and how far that is: for those who act for the whole tenant, and the
    /// nation's coordinators. Null: the nation, or a tenant that had come further before there were checklists.
    async fn onboarding(&self, ctx: &Context<'_>) -> Result<Option<&Onboarding>> {
        let allowed = caller(ctx)?.require(access::Permission::ReadOnboarding);
        allowed.map_err(|error| fail(ctx, &error))?;
        Ok(self.onboarding.as_ref())
    }

    /// The version of the centre model in force in it, and what it has set beside it: for its administrators, managers and chair,
    /// and the nation. Null: the nation, or a tenant that is older than any version and that no roll-out has reached.
    async fn model(&self, ctx: &Context<'_>) -> Result<Option<&TenantModel>> {
        let allowed = caller(ctx)?.require(access::Permission::ReadCentreModels);
        allowed.map_err(|error| fail(ctx, &error))?;
        Ok(self.model.as_ref())
    }

    /// What the latest roll-outs of the centre model do to it, at most 20 of them, the latest first. Its administrators, manager and
    /// chair see what was announced to it; the nation sees all.
    async fn rollouts(&self, ctx: &Context<'_>) -> Result<Option<&[RolloutTenant]>> {
        let allowed = caller(ctx)?.require(access::Permission::ReadRollouts);
        allowed.map_err(|error| fail(ctx, &error))?;
        Ok(Some(&self.rollouts))
    }

    /// Its members (the sub-tenants), in the order they were admitted. To who acts for some, just those; of another tenant
    /// than the active one, none.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Member>> {
        if caller(ctx)?.tenant() == self.tenant.id {
            return members(ctx, &Relay { first, after, last, before }).await;
        }
        Ok(list(
            Page { items: vec![], has_next: false, has_previous: false, total: Some(0) },
            place,
            |member| member,
        ))
    }
}

/// A sub-tenant: a municipality as a member of this association, or the association itself.
#[derive(Clone)]
pub(crate) struct Member {
    member: tenancy::Member,
    municipality: Option<Municipality>,
}

/// A sub-tenant: a municipality as a member of this association, or the association itself.
#[Object]
impl Member {
    /// Id of the member.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.member.id)
    }

    /// The municipality; null: the association itself.
    async fn municipality(&self) -> Option<&Municipality> {
        self.municipality.as_ref()
    }

    /// Whether this row stands for the association itself: to it belongs what is no single municipality's.
    async fn is_association_itself(&self) -> bool {
        self.member.is_association_itself()
    }

    /// Since when it belongs; null: since an unknown day, or the association itself.
    async fn joined_on(&self) -> Option<Date> {
        self.member.joined_on.map(Date)
    }

    /// The first day it no longer belongs; null: it does.
    async fn left_on(&self) -> Option<Date> {
        self.member.left_on.map(Date)
    }
}

/// A person as this tenant knows them.
#[derive(Debug, Clone)]
pub(crate) struct Participant(identity::Participant);

/// A person as this tenant knows them.
#[Object]
impl Participant {
    /// Id of the participant.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.0.id)
    }

    /// The name this tenant calls them by.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }
}

impl Participant {
    /// Somebody whose id and name are known.
    pub(crate) fn of(id: ParticipantId, display_name: &str) -> Self {
        Self(identity::Participant { id, display_name: display_name.to_owned() })
    }
}

impl From<&identity::Participant> for Participant {
    fn from(participant: &identity::Participant) -> Self {
        Self(participant.clone())
    }
}

/// Participants of the active tenant by id, read at once.
pub(crate) async fn people(
    ctx: &Context<'_>,
    ids: BTreeSet<ParticipantId>,
) -> Result<HashMap<ParticipantId, Participant>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<ParticipantId> = ids.into_iter().collect();
    let found = identity::queries::participants_by_ids(caller(ctx)?, &ids).await;
    let found = found.map_err(|error| fail(ctx, &error))?;
    Ok(found.iter().map(|person| (person.id, Participant::from(person))).collect())
}

/// Tenants with what is asked of them; their associations are read once for all.
pub(crate) async fn tenants(
    ctx: &Context<'_>,
    found: Vec<tenancy::Tenant>,
    asked: Vec<Lookahead<'_>>,
) -> Result<Vec<Tenant>> {
    let mut onboardings = HashMap::new();
    let asks = !selected(&asked, "onboarding").is_empty();
    if asks && caller(ctx)?.may(access::Permission::ReadOnboarding) {
        let ids: Vec<TenantId> = found.iter().map(|tenant| tenant.id).collect();
        onboardings = onboarding::lists(ctx, &ids).await?;
    }
    let of_model = selected(&asked, "model");
    let mut models = HashMap::new();
    if !of_model.is_empty() && caller(ctx)?.may(access::Permission::ReadCentreModels) {
        let ids: Vec<TenantId> = found.iter().map(|tenant| tenant.id).collect();
        models = centre_model::models(ctx, &ids, of_model).await?;
    }
    let mut rollouts = HashMap::new();
    let asked_of_rollouts = selected(&asked, "rollouts");
    if !asked_of_rollouts.is_empty() && caller(ctx)?.may(access::Permission::ReadRollouts) {
        let ids: Vec<TenantId> = found.iter().map(|tenant| tenant.id).collect();
        rollouts = rollouts_by_tenant(ctx, ids, asked_of_rollouts).await?;
    }
    let asked = selected(&asked, "association");
    let mut associations = HashMap::new();
    if !asked.is_empty() {
        let ids: Vec<AssociationId> =
            found.iter().filter_map(|tenant| tenant.association).collect();
        let read = domain::directory::associations_by_ids(caller(ctx)?, &ids)
            .await
            .map_err(|e| fail(ctx, &e))?;
        let nodes = register::associations(ctx, read.into_values().collect(), asked).await?;
        associations.extend(nodes.into_iter().map(|node| (node.key(), node)));
    }
    let node = |tenant: tenancy::Tenant| {
        let association =
            tenant.association.and_then(|id| associations.get(&id).cloned()).map(Box::new);
        let onboarding = onboardings.remove(&tenant.id);
        let model = models.remove(&tenant.id);
        let rollouts = rollouts.remove(&tenant.id).unwrap_or_default();
        Tenant { tenant, association, onboarding, model, rollouts }
    };
    Ok(found.into_iter().map(node).collect())
}

/// A roll-out's line has a tenant, which has lines.
fn rollouts_by_tenant<'a>(
    ctx: &'a Context<'a>,
    ids: Vec<TenantId>,
    asked: Vec<Lookahead<'a>>,
) -> Ahead<'a, HashMap<TenantId, Vec<RolloutTenant>>> {
    Box::pin(async move { rollouts::by_tenant(ctx, &ids, &asked).await })
}

/// Tenants by their ids, if they are asked for: read once for all of them.
pub(crate) async fn tenants_by_ids(
    ctx: &Context<'_>,
    ids: &[TenantId],
    asked: Vec<Lookahead<'_>>,
) -> Result<HashMap<TenantId, Tenant>> {
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let found = tenancy::queries::by_ids(caller(ctx)?, ids).await;
    let nodes = tenants(ctx, found.map_err(|error| fail(ctx, &error))?, asked).await?;
    Ok(nodes.into_iter().map(|tenant| (tenant.key(), tenant)).collect())
}

/// One tenant with what is asked of it.
pub(crate) async fn tenant(
    ctx: &Context<'_>,
    found: tenancy::Tenant,
    asked: Vec<Lookahead<'_>>,
) -> Result<Tenant> {
    let node = tenants(ctx, vec![found], asked).await?.pop();
    node.ok_or_else(|| fail(ctx, &Error::broken("a tenant became none")))
}

/// Members with what is asked of them; their municipalities are read once for all.
pub(crate) async fn of_members(
    ctx: &Context<'_>,
    found: Vec<tenancy::Member>,
    asked: Vec<Lookahead<'_>>,
) -> Result<Vec<Member>> {
    let codes = found.iter().filter_map(|member| member.municipality_code.as_deref());
    let municipalities =
        register::municipalities_by_codes(ctx, codes, selected(&asked, "municipality")).await?;
    let node = |member: tenancy::Member| {
        let code = member.municipality_code.as_ref();
        Member { municipality: code.and_then(|code| municipalities.get(code).cloned()), member }
    };
    Ok(found.into_iter().map(node).collect())
}

pub(super) async fn members(ctx: &Context<'_>, relay: &Relay) -> Result<List<Member>> {
    let args = relay.read(ctx)?;
    let read = tenancy::queries::members(caller(ctx)?, &args, counts(ctx)).await;
    let page = read.map_err(|error| fail(ctx, &error))?;
    let ends = page.ends();
    let nodes = of_members(ctx, page.items, items(&ctx.look_ahead())).await?;
    Ok(list(ends.with(nodes), place, |member| member))
}

fn place(member: &Member) -> Cursor {
    member.member.cursor()
}
