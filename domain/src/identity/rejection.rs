//! Why identity says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// A job has no tokens.
    NotAPerson,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::NotAPerson];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAPerson => "NOT_A_PERSON",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
