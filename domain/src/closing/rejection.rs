//! Why a quarter doesn't close.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// Its last day isn't over.
    PeriodNotOver,
    /// Quarters close one after another, and one before it is open.
    PeriodNotNext,
    /// Months of work in it aren't approved.
    TimesheetsNotApproved,
    /// Activities in it have no shares, and so would be in no member's figures.
    ActivitiesWithoutShares,
    /// As many benefits in it aren't attested as nobody said.
    BenefitsNotAttested,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::PeriodNotOver,
        Self::PeriodNotNext,
        Self::TimesheetsNotApproved,
        Self::ActivitiesWithoutShares,
        Self::BenefitsNotAttested,
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PeriodNotOver => "PERIOD_NOT_OVER",
            Self::PeriodNotNext => "PERIOD_NOT_NEXT",
            Self::TimesheetsNotApproved => "TIMESHEETS_NOT_APPROVED",
            Self::ActivitiesWithoutShares => "ACTIVITIES_WITHOUT_SHARES",
            Self::BenefitsNotAttested => "BENEFITS_NOT_ATTESTED",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
