//! What tenants, members and participants show.

use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay, counts, list};
use crate::scalars::Date;
use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::kernel::page::Cursor;
use domain::{access, identity, tenancy};

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
pub(crate) struct Tenant(pub(crate) tenancy::Tenant);

#[Object]
impl Tenant {
    /// Id of the tenant.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.0.id)
    }

    /// Its name in addresses and in the header `Centrum-Tenant`, e.g. `hlucinsko-zapad`.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// An association, or the nation.
    async fn kind(&self) -> TenantKind {
        self.0.kind.into()
    }

    /// How far it has come.
    async fn lifecycle(&self) -> TenantLifecycle {
        self.0.lifecycle.into()
    }

    /// Since when it is a tenant.
    async fn onboarded_at(&self) -> DateTime<Utc> {
        self.0.onboarded_at
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
        members(ctx, &Relay { first, after, last, before }).await
    }
}

/// A sub-tenant: a municipality as a member of this association, or the association itself.
pub(crate) struct Member(pub(crate) tenancy::Member);

#[Object]
impl Member {
    /// Id of the member.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.0.id)
    }

    /// Whether this row stands for the association itself: to it belongs what is no single municipality's.
    async fn is_association_itself(&self) -> bool {
        self.0.is_association_itself()
    }

    /// Since when it belongs; null: since an unknown day, or the association itself.
    async fn joined_on(&self) -> Option<Date> {
        self.0.joined_on.map(Date)
    }

    /// The first day it no longer belongs; null: it does.
    async fn left_on(&self) -> Option<Date> {
        self.0.left_on.map(Date)
    }
}

/// A person as this tenant knows them.
#[derive(Debug, Clone)]
pub(crate) struct Participant(identity::Participant);

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

impl From<&identity::Participant> for Participant {
    fn from(participant: &identity::Participant) -> Self {
        Self(participant.clone())
    }
}

pub(super) async fn members(ctx: &Context<'_>, relay: &Relay) -> Result<List<Member>> {
    let args = relay.read(ctx)?;
    let page = tenancy::queries::members(caller(ctx)?, &args, counts(ctx))
        .await
        .map_err(|e| fail(ctx, &e))?;
    Ok(list(page, |member| Cursor::new("", uuid::Uuid::from(member.id).to_string()), Member))
}
