//! Why this slice says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// The centre has several duties of that kind, and none was named.
    SeveralDuties,
    /// The duty isn't due on that day.
    NotDueThen,
    /// The same was recorded before.
    RecordedAlready,
    /// It was withdrawn.
    Withdrawn,
    /// Who attended didn't belong to the association on that day.
    AttendeeDidNotBelong,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::SeveralDuties,
        Self::NotDueThen,
        Self::RecordedAlready,
        Self::Withdrawn,
        Self::AttendeeDidNotBelong,
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SeveralDuties => "SEVERAL_DUTIES",
            Self::NotDueThen => "DUTY_NOT_DUE_THEN",
            Self::RecordedAlready => "DUTY_RECORDED_ALREADY",
            Self::Withdrawn => "DUTY_WITHDRAWN",
            Self::AttendeeDidNotBelong => "ATTENDEE_DID_NOT_BELONG",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
