//! Why configuration says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// Neither the offer nor the closing time was given.
    NothingToOverride,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::NothingToOverride];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingToOverride => "NOTHING_TO_OVERRIDE",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
