//! Why onboarding says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// The association is a tenant, or the slug is another's.
    AlreadyOnboarded,
    /// The association has ended.
    AssociationDissolved,
    /// Nobody grants themselves, and who holds a national grant gets a tenant's only with its chair.
    NationalGrantHolder,
    /// Somebody said that the step is done.
    OnboardingStepDone,
    /// Nobody said that the step is done.
    OnboardingStepOpen,
    /// The other side says whether the step is done.
    OnboardingStepOfOtherSide,
    /// The system sees by itself whether the step is done.
    OnboardingStepSeenBySystem,
    /// Who sees to a step is the tenant's to say.
    ResponsibleIsTheTenants,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::AlreadyOnboarded,
        Self::AssociationDissolved,
        Self::NationalGrantHolder,
        Self::OnboardingStepDone,
        Self::OnboardingStepOpen,
        Self::OnboardingStepOfOtherSide,
        Self::OnboardingStepSeenBySystem,
        Self::ResponsibleIsTheTenants,
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyOnboarded => "ALREADY_ONBOARDED",
            Self::AssociationDissolved => "ASSOCIATION_DISSOLVED",
            Self::NationalGrantHolder => "NATIONAL_GRANT_HOLDER",
            Self::OnboardingStepDone => "ONBOARDING_STEP_DONE",
            Self::OnboardingStepOpen => "ONBOARDING_STEP_NOT_DONE",
            Self::OnboardingStepOfOtherSide => "ONBOARDING_STEP_OF_OTHER_SIDE",
            Self::OnboardingStepSeenBySystem => "ONBOARDING_STEP_SEEN_BY_SYSTEM",
            Self::ResponsibleIsTheTenants => "RESPONSIBLE_IS_THE_TENANTS",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
