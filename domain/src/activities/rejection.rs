//! Why activities say no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// The service isn't of that competence.
    CompetenceNotOfService,
    /// A beneficiary didn't belong to the association on the day of the work.
    MemberDidNotBelong,
    /// Who records it may not read what is of such secrecy, and so can't write it either.
    BeyondClearance,
    /// The centre computes no benefit by that method.
    MethodNotUsed,
    /// The activity claims no benefit.
    NothingToAttest,
    /// It was attested before.
    AlreadyAttested,
    /// Its quarter is open: it is corrected itself.
    PeriodOpen,
    /// It was corrected before: what corrected it may be corrected.
    CorrectedAlready,
    /// It takes another activity back.
    Reversal,
    /// Nothing of it would be otherwise.
    NothingCorrected,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::CompetenceNotOfService,
        Self::MemberDidNotBelong,
        Self::BeyondClearance,
        Self::MethodNotUsed,
        Self::NothingToAttest,
        Self::AlreadyAttested,
        Self::PeriodOpen,
        Self::CorrectedAlready,
        Self::Reversal,
        Self::NothingCorrected,
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CompetenceNotOfService => "COMPETENCE_NOT_OF_SERVICE",
            Self::MemberDidNotBelong => "MEMBER_DID_NOT_BELONG",
            Self::BeyondClearance => "ACTIVITY_BEYOND_CLEARANCE",
            Self::MethodNotUsed => "BENEFIT_METHOD_NOT_USED",
            Self::NothingToAttest => "NOTHING_TO_ATTEST",
            Self::AlreadyAttested => "BENEFIT_ALREADY_ATTESTED",
            Self::PeriodOpen => "PERIOD_OPEN",
            Self::CorrectedAlready => "ACTIVITY_CORRECTED_ALREADY",
            Self::Reversal => "ACTIVITY_IS_REVERSAL",
            Self::NothingCorrected => "NOTHING_CORRECTED",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
