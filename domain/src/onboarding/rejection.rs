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
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::AlreadyOnboarded, Self::AssociationDissolved, Self::NationalGrantHolder];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyOnboarded => "ALREADY_ONBOARDED",
            Self::AssociationDissolved => "ASSOCIATION_DISSOLVED",
            Self::NationalGrantHolder => "NATIONAL_GRANT_HOLDER",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
