//! Why a closed quarter says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// The quarter is closed: what was done in it is corrected by an entry in the open one.
    PeriodClosed,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::PeriodClosed];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PeriodClosed => "PERIOD_CLOSED",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
