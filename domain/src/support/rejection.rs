//! Why support access says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// It was approved before.
    AlreadyApproved,
    /// It was refused, ended, or its time is over.
    Ended,
    /// One waits or is open already.
    AlreadyAsked,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::AlreadyApproved, Self::Ended, Self::AlreadyAsked];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyApproved => "SUPPORT_ACCESS_ALREADY_APPROVED",
            Self::Ended => "SUPPORT_ACCESS_ENDED",
            Self::AlreadyAsked => "SUPPORT_ACCESS_ALREADY_ASKED",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
