//! Roles are sets of permissions; the whole matrix is a snapshot under test.

use super::permission::Permission::{self, *};
use super::secrecy::Secrecy;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// What somebody is, in the nation, in a tenant, or for one member of it.
    Role {
        /// Národní koordinátor: registers, model, roll-outs, figures; no case.
        NationalCoordinator = "NATIONAL_COORDINATOR",
        /// Approves what a coordinator submitted.
        ModelApprover = "MODEL_APPROVER",
        /// Figures and the audit trail of the nation.
        NationalAuditor = "NATIONAL_AUDITOR",
        /// Správce svazku: configuration, people, members; no case.
        TenantAdmin = "TENANT_ADMIN",
        /// Manažer CSS: all work of the centre but the DPO's files.
        CentreManager = "CENTRE_MANAGER",
        /// Specialista pro rozvoj mikroregionu.
        DevelopmentSpecialist = "DEVELOPMENT_SPECIALIST",
        /// Specialista na veřejné zakázky.
        ProcurementSpecialist = "PROCUREMENT_SPECIALIST",
        /// Právní poradce.
        LegalAdviser = "LEGAL_ADVISER",
        /// Referent centra: requests that are open to all staff.
        Clerk = "CLERK",
        /// Pověřenec pro ochranu osobních údajů: the files that nobody else opens.
        DataProtectionOfficer = "DATA_PROTECTION_OFFICER",
        /// Předseda svazku: reads all but what is confidential.
        AssociationChair = "ASSOCIATION_CHAIR",
        /// Starosta.
        Mayor = "MAYOR",
        /// Místostarosta.
        DeputyMayor = "DEPUTY_MAYOR",
        /// Úředník obce.
        MunicipalClerk = "MUNICIPAL_CLERK",
        /// Figures and the audit trail of the tenant.
        Auditor = "AUDITOR",
    }
}

/// How far a role reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The nation's own context.
    Nation,
    /// A whole tenant: its staff and bodies.
    Tenant,
    /// One member of a tenant.
    Member,
}

const EVERYBODY: &[Permission] = &[ReadRegister, ManageOwnTokens];
const OF_A_TENANT: &[Permission] = &[ReadTenant, ReadParticipants, ReadServices];
const CASE_WORK: &[Permission] = &[
    ReadRequests,
    OpenRequest,
    AssignRequest,
    CommentOnRequest,
    CommentInternally,
    CloseRequest,
    ReopenRequest,
];

impl Role {
    /// How far it reaches.
    pub const fn reach(self) -> Reach {
        match self {
            Self::NationalCoordinator | Self::ModelApprover | Self::NationalAuditor => {
                Reach::Nation
            }
            Self::Mayor | Self::DeputyMayor | Self::MunicipalClerk => Reach::Member,
            Self::TenantAdmin
            | Self::CentreManager
            | Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk
            | Self::DataProtectionOfficer
            | Self::AssociationChair
            | Self::Auditor => Reach::Tenant,
        }
    }

    /// What it may do.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        let own: &[Permission] = match self {
            Self::NationalCoordinator => {
                &[ReadTenants, ReadTenant, OnboardTenant, ReadNationalFigures]
            }
            Self::ModelApprover => &[ReadTenants, ReadTenant],
            Self::NationalAuditor => &[ReadTenants, ReadTenant, ReadNationalFigures],
            Self::TenantAdmin => &[OverrideService],
            Self::CentreManager
            | Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk
            | Self::DataProtectionOfficer => CASE_WORK,
            Self::AssociationChair => &[ReadRequests],
            Self::Mayor | Self::DeputyMayor | Self::MunicipalClerk => {
                &[ReadRequests, OpenRequest, CommentOnRequest]
            }
            Self::Auditor => &[],
        };
        let shared = if matches!(self.reach(), Reach::Nation) { &[] } else { OF_A_TENANT };
        EVERYBODY.iter().chain(shared).chain(own).chain(self.of_activities()).copied()
    }

    const fn of_activities(self) -> &'static [Permission] {
        match self {
            Self::CentreManager => {
                &[ReadActivities, RecordActivity, CorrectActivity, CorrectOthersActivity]
            }
            Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk
            | Self::DataProtectionOfficer => &[ReadActivities, RecordActivity, CorrectActivity],
            Self::AssociationChair => &[ReadActivities],
            Self::Mayor | Self::DeputyMayor | Self::MunicipalClerk => {
                &[ReadActivities, AttestBenefit]
            }
            Self::NationalCoordinator
            | Self::ModelApprover
            | Self::NationalAuditor
            | Self::TenantAdmin
            | Self::Auditor => &[],
        }
    }

    /// Which secrecies it may read.
    pub const fn clearances(self) -> &'static [Secrecy] {
        match self {
            Self::CentreManager
            | Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser => &[Secrecy::Open, Secrecy::Confidential],
            Self::DataProtectionOfficer => &[Secrecy::Open, Secrecy::Dpo],
            Self::NationalCoordinator
            | Self::ModelApprover
            | Self::NationalAuditor
            | Self::TenantAdmin
            | Self::Clerk
            | Self::AssociationChair
            | Self::Mayor
            | Self::DeputyMayor
            | Self::MunicipalClerk
            | Self::Auditor => &[Secrecy::Open],
        }
    }
}
