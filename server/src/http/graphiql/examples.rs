//! The examples that GraphiQL shows in tabs: for each role what its holder asks. A test runs them all.

use domain::access::Role::{self, *};

/// An operation to begin with.
#[derive(Debug)]
pub struct Example {
    /// Its file.
    pub name: &'static str,
    /// Whose it is; nobody's in particular when empty.
    pub roles: &'static [Role],
    /// The document.
    pub query: &'static str,
    /// JSON, or nothing.
    pub variables: &'static str,
}

macro_rules! example {
    ($name:literal, $roles:expr) => {
        example!($name, $roles, "")
    };
    ($name:literal, $roles:expr, with variables) => {
        example!($name, $roles, include_str!(concat!("examples/", $name, ".json")))
    };
    ($name:literal, $roles:expr, $variables:expr) => {
        Example {
            name: $name,
            roles: $roles,
            query: include_str!(concat!("examples/", $name, ".graphql")),
            variables: $variables,
        }
    };
}

const OF_A_MUNICIPALITY: &[Role] = &[Mayor, DeputyMayor, MunicipalClerk];
const CASE_WORKERS: &[Role] = &[
    Clerk,
    DevelopmentSpecialist,
    ProcurementSpecialist,
    LegalAdviser,
    CentreManager,
    DataProtectionOfficer,
];
const WHO_MAY_WATCH: &[Role] = &[
    Clerk,
    Mayor,
    DeputyMayor,
    MunicipalClerk,
    DevelopmentSpecialist,
    ProcurementSpecialist,
    LegalAdviser,
    CentreManager,
    DataProtectionOfficer,
    AssociationChair,
];
/// Those of them of whom the demo has something to tell come first.
const WHO_IS_TOLD: &[Role] = &[
    Mayor,
    DeputyMayor,
    MunicipalClerk,
    Clerk,
    DevelopmentSpecialist,
    ProcurementSpecialist,
    LegalAdviser,
    CentreManager,
    DataProtectionOfficer,
    AssociationChair,
];
const CLEARED: &[Role] =
    &[DevelopmentSpecialist, ProcurementSpecialist, LegalAdviser, CentreManager];
const OF_THE_NATION: &[Role] =
    &[NationalCoordinator, TerritorialCoordinator, ModelApprover, NationalAuditor];

/// All of them; those of one role in the order in which they are shown.
pub const EXAMPLES: &[Example] = &[
    example!("own-requests", OF_A_MUNICIPALITY, with variables),
    example!("ask-the-centre", OF_A_MUNICIPALITY, with variables),
    example!("work-for-us", OF_A_MUNICIPALITY),
    example!("workload", &[CentreManager]),
    example!("data-protection", &[DataProtectionOfficer]),
    example!("most-urgent", CASE_WORKERS, with variables),
    example!("a-citizen-came", &[Clerk], with variables),
    example!("legal-files", CLEARED, with variables),
    example!("watch-requests", WHO_MAY_WATCH, with variables),
    example!("what-i-was-told", WHO_IS_TOLD),
    example!("what-it-was-good-for", &[CentreManager, DevelopmentSpecialist], with variables),
    example!("what-waits-for-the-chair", &[AssociationChair]),
    example!("people-and-roles", &[TenantAdmin, NationalCoordinator], with variables),
    example!("our-services", &[TenantAdmin]),
    example!("invite-a-colleague", &[TenantAdmin], with variables),
    example!(
        "centres-of-the-country",
        &[NationalCoordinator, TerritorialCoordinator, NationalAuditor]
    ),
    example!("onboarded", OF_THE_NATION),
    example!("audit-trail", &[Auditor, NationalAuditor, TenantAdmin], with variables),
    example!("who-am-i", &[]),
    example!("register", &[], with variables),
];
