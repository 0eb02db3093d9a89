//! Why searching says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// What is searched for stands in every text.
    OnlyCommonWords,
    /// So many words no case is found by.
    TooManyWords,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::OnlyCommonWords, Self::TooManyWords];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnlyCommonWords => "ONLY_COMMON_WORDS",
            Self::TooManyWords => "TOO_MANY_WORDS",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
