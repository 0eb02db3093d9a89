//! Why this slice says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// Somebody is employed in that role on a day of it already.
    EmployedAlready,
    /// Work was logged on days that would be outside of the employment.
    WorkOutsideEmployment,
    /// Who logs it wasn't employed on that day.
    NotEmployedThen,
    /// On that day there were several employments, and none was named.
    SeveralEmployments,
    /// The day would have more than 24 hours.
    DayIsFull,
    /// The month was submitted, or approved.
    MonthHandedIn,
    /// The month hasn't begun.
    MonthNotBegun,
    /// It is somebody else's work.
    SomebodyElses,
    /// Nobody decides about their own month.
    OwnTimesheet,
    /// The month doesn't wait for a decision.
    NotSubmitted,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::EmployedAlready,
        Self::WorkOutsideEmployment,
        Self::NotEmployedThen,
        Self::SeveralEmployments,
        Self::DayIsFull,
        Self::MonthHandedIn,
        Self::MonthNotBegun,
        Self::SomebodyElses,
        Self::OwnTimesheet,
        Self::NotSubmitted,
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::EmployedAlready => "EMPLOYED_ALREADY",
            Self::WorkOutsideEmployment => "WORK_OUTSIDE_EMPLOYMENT",
            Self::NotEmployedThen => "NOT_EMPLOYED_THEN",
            Self::SeveralEmployments => "SEVERAL_EMPLOYMENTS",
            Self::DayIsFull => "DAY_IS_FULL",
            Self::MonthHandedIn => "MONTH_HANDED_IN",
            Self::MonthNotBegun => "MONTH_NOT_BEGUN",
            Self::SomebodyElses => "WORK_OF_SOMEBODY_ELSE",
            Self::OwnTimesheet => "OWN_TIMESHEET",
            Self::NotSubmitted => "TIMESHEET_NOT_SUBMITTED",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
