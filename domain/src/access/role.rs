//! Roles are sets of permissions; the whole matrix is a snapshot under test.

use super::permission::Permission::{self, *};
use super::secrecy::Secrecy;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// What somebody is, in the nation, in a tenant, or for one member of it.
    Role {
        /// Národní koordinátor: registers, model, roll-outs, figures; no case.
        NationalCoordinator = "NATIONAL_COORDINATOR",
        /// Krajský koordinátor: the tenants and associations of a region.
        TerritorialCoordinator = "TERRITORIAL_COORDINATOR",
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

const EVERYBODY: &[Permission] = &[ReadRegister, ManageOwnTokens, ManageOwnSessions];
const OF_A_TENANT: &[Permission] = &[ReadTenant, ReadParticipants, ReadServices];
/// What belongs to everybody who acts for the nation, or for a whole tenant.
const OF_STAFF: &[Permission] = &[ReadGrants];
const OF_A_TENANT_S_STAFF: &[Permission] = &[ReadGrants, ReadNotifications, ReadOnboarding];
const CASE_WORK: &[Permission] = &[
    ReadRequests,
    WatchRequests,
    OpenRequest,
    AssignRequest,
    CommentOnRequest,
    CommentInternally,
    AttachFile,
    RemoveAttachment,
    StartRequest,
    AskRequester,
    AnswerRequest,
    CancelRequest,
    CloseRequest,
    ReopenRequest,
    MoveRequest,
];
/// A municipality's people: what it asks for itself, and is asked.
const OF_A_MUNICIPALITY: &[Permission] = &[
    ReadRequests,
    WatchRequests,
    OpenRequest,
    CommentOnRequest,
    AttachFile,
    RemoveAttachment,
    AnswerRequest,
    ExportMember,
];

impl Role {
    /// How far it reaches.
    pub const fn reach(self) -> Reach {
        match self {
            Self::NationalCoordinator
            | Self::TerritorialCoordinator
            | Self::ModelApprover
            | Self::NationalAuditor => Reach::Nation,
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
            Self::NationalCoordinator => &[
                ReadTenants,
                ReadTenant,
                OnboardTenant,
                ConvertToCommunity,
                ChangeTenantLifecycle,
                ReadNationalFigures,
                ReadParticipants,
                InviteUser,
                GrantRole,
                RevokeRole,
                OpenSupportAccess,
                ChangeSettings,
                ReadAuditTrail,
                ExplainAccess,
            ],
            // What of it lies in their regions: the policies see to that.
            Self::TerritorialCoordinator => &[
                ReadTenants,
                ReadTenant,
                OnboardTenant,
                ConvertToCommunity,
                ChangeTenantLifecycle,
                ReadNationalFigures,
                ReadParticipants,
                OpenSupportAccess,
            ],
            Self::ModelApprover => &[ReadTenants, ReadTenant, ReadParticipants],
            Self::NationalAuditor => {
                &[ReadTenants, ReadTenant, ReadNationalFigures, ReadParticipants, ReadAuditTrail]
            }
            Self::TenantAdmin => &[
                OverrideService,
                InviteUser,
                GrantRole,
                RevokeRole,
                ApproveSupportAccess,
                ReadSupportAccess,
                ChangeSettings,
                ManageIdentityProvider,
                ReadAuditTrail,
                ExplainAccess,
                EndMembership,
                ExportMember,
            ],
            Self::CentreManager
            | Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk
            | Self::DataProtectionOfficer => CASE_WORK,
            Self::AssociationChair => {
                &[ReadRequests, WatchRequests, ConfirmRole, ReadSupportAccess]
            }
            Self::Mayor | Self::DeputyMayor | Self::MunicipalClerk => OF_A_MUNICIPALITY,
            Self::Auditor => &[ReadAuditTrail, ReadSupportAccess],
        };
        let (shared, wide): (&[Permission], &[Permission]) = match self.reach() {
            Reach::Nation => (&[], OF_STAFF),
            Reach::Tenant => (OF_A_TENANT, OF_A_TENANT_S_STAFF),
            Reach::Member => (OF_A_TENANT, &[]),
        };
        let more = self.of_activities().iter().chain(self.of_onboarding()).chain(self.of_model());
        let more = more.chain(self.of_worktime()).chain(self.of_duties());
        EVERYBODY.iter().chain(shared).chain(wide).chain(own).chain(more).copied()
    }

    /// Whether it counts only once the association's chair has confirmed it, whoever gets it: the data protection officer's
    /// files are closed to those who appoint (Art. 38(3) GDPR).
    pub fn needs_confirmation(self) -> bool {
        self.clearances().contains(&Secrecy::Dpo)
    }

    /// Whether it keeps an eye on others, or keeps what is closed to them: nobody gets a second sign-in link for its holder,
    /// for whoever hands over a link can use it.
    pub const fn watches_others(self) -> bool {
        match self {
            Self::ModelApprover
            | Self::NationalAuditor
            | Self::DataProtectionOfficer
            | Self::AssociationChair
            | Self::Auditor => true,
            Self::NationalCoordinator
            | Self::TerritorialCoordinator
            | Self::TenantAdmin
            | Self::CentreManager
            | Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk
            | Self::Mayor
            | Self::DeputyMayor
            | Self::MunicipalClerk => false,
        }
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
            | Self::TerritorialCoordinator
            | Self::ModelApprover
            | Self::NationalAuditor
            | Self::TenantAdmin
            | Self::Auditor => &[],
        }
    }

    const fn of_onboarding(self) -> &'static [Permission] {
        match self {
            Self::NationalCoordinator | Self::TerritorialCoordinator => {
                &[ReadOnboarding, KeepOnboarding]
            }
            Self::TenantAdmin | Self::CentreManager => &[KeepOnboarding],
            Self::ModelApprover
            | Self::NationalAuditor
            | Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk
            | Self::DataProtectionOfficer
            | Self::AssociationChair
            | Self::Mayor
            | Self::DeputyMayor
            | Self::MunicipalClerk
            | Self::Auditor => &[],
        }
    }

    const fn of_model(self) -> &'static [Permission] {
        match self {
            // Forcing takes two, and either may be the second; publishing is for who drafts nothing.
            Self::NationalCoordinator => {
                &[ReadCentreModels, DraftCentreModel, ReadRollouts, RunRollout, ForceGate]
            }
            Self::ModelApprover => &[ReadCentreModels, ApproveCentreModel, ReadRollouts, ForceGate],
            Self::TerritorialCoordinator | Self::NationalAuditor => {
                &[ReadCentreModels, ReadRollouts]
            }
            Self::TenantAdmin => &[ReadCentreModels, ReadRollouts, ResolveConflict],
            Self::CentreManager | Self::AssociationChair => &[ReadCentreModels, ReadRollouts],
            Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk
            | Self::DataProtectionOfficer
            | Self::Mayor
            | Self::DeputyMayor
            | Self::MunicipalClerk
            | Self::Auditor => &[],
        }
    }

    const fn of_worktime(self) -> &'static [Permission] {
        match self {
            Self::TenantAdmin => {
                &[ReadEmployments, ReadOthersEmployments, KeepEmployments, ReadWorklogs, LogWork]
            }
            Self::CentreManager => &[
                ReadEmployments,
                ReadOthersEmployments,
                KeepEmployments,
                ReadWorklogs,
                ReadOthersWorklogs,
                LogWork,
                DecideTimesheet,
                ReadPeriods,
                ClosePeriod,
            ],
            Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk
            | Self::DataProtectionOfficer => &[ReadEmployments, ReadWorklogs, LogWork, ReadPeriods],
            // The statutory body: whoever else decides about the manager's months.
            Self::AssociationChair => &[
                ReadEmployments,
                ReadOthersEmployments,
                ReadWorklogs,
                ReadOthersWorklogs,
                DecideTimesheet,
                ReadPeriods,
            ],
            Self::NationalCoordinator
            | Self::TerritorialCoordinator
            | Self::ModelApprover
            | Self::NationalAuditor
            | Self::Mayor
            | Self::DeputyMayor
            | Self::MunicipalClerk
            | Self::Auditor => &[],
        }
    }

    const fn of_duties(self) -> &'static [Permission] {
        match self {
            Self::CentreManager => &[ReadDuties, RecordDuty, CorrectOthersDuty],
            Self::DevelopmentSpecialist
            | Self::ProcurementSpecialist
            | Self::LegalAdviser
            | Self::Clerk => &[ReadDuties, RecordDuty],
            // It concerns all members, and is no case.
            Self::TenantAdmin
            | Self::DataProtectionOfficer
            | Self::AssociationChair
            | Self::Mayor
            | Self::DeputyMayor
            | Self::MunicipalClerk
            | Self::Auditor => &[ReadDuties],
            Self::NationalCoordinator
            | Self::TerritorialCoordinator
            | Self::ModelApprover
            | Self::NationalAuditor => &[],
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
            | Self::TerritorialCoordinator
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
