//! Why identity says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// A job has no tokens.
    NotAPerson,
    /// A token can't do what its maker may not.
    PermissionNotHeld,
    /// Nobody gives a role to themselves.
    NobodyGrantsThemselves,
    /// The nation's roles are given in the nation, a tenant's in the tenant.
    RoleOfAnotherKind,
    /// They hold it already, or will.
    AlreadyHeld,
    /// It was taken away, or its time is over.
    GrantEnded,
    /// It counts without the chair's word.
    NothingToConfirm,
    /// The chair has confirmed it.
    AlreadyConfirmed,
    /// The chair doesn't confirm a role of their own.
    NobodyConfirmsThemselves,
    /// Somebody must administer the tenant.
    LastAdmin,
    /// Whoever hands over a link can use it.
    LinkRefused,
    /// An identity is accepted in a browser that is signed in, by nothing else.
    NotABrowser,
    /// It is somebody else's already.
    IdentityTaken,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::NotAPerson,
        Self::PermissionNotHeld,
        Self::NobodyGrantsThemselves,
        Self::RoleOfAnotherKind,
        Self::AlreadyHeld,
        Self::GrantEnded,
        Self::NothingToConfirm,
        Self::AlreadyConfirmed,
        Self::NobodyConfirmsThemselves,
        Self::LastAdmin,
        Self::LinkRefused,
        Self::NotABrowser,
        Self::IdentityTaken,
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAPerson => "NOT_A_PERSON",
            Self::PermissionNotHeld => "PERMISSION_NOT_HELD",
            Self::NobodyGrantsThemselves => "NOBODY_GRANTS_THEMSELVES",
            Self::RoleOfAnotherKind => "ROLE_OF_ANOTHER_KIND",
            Self::AlreadyHeld => "ROLE_ALREADY_HELD",
            Self::GrantEnded => "GRANT_ENDED",
            Self::NothingToConfirm => "NOTHING_TO_CONFIRM",
            Self::AlreadyConfirmed => "ALREADY_CONFIRMED",
            Self::NobodyConfirmsThemselves => "NOBODY_CONFIRMS_THEMSELVES",
            Self::LastAdmin => "LAST_ADMIN",
            Self::LinkRefused => "LINK_REFUSED",
            Self::NotABrowser => "NOT_A_BROWSER",
            Self::IdentityTaken => "IDENTITY_TAKEN",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
