//! Why a tenant's affairs say no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// The municipality has left: that day is past.
    MembershipEnded,
    /// The municipality belongs again, or to another community, before that day.
    MembershipsOverlap,
    /// As long as it belongs, its own people take its cases out.
    MemberStillBelongs,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::MembershipEnded, Self::MembershipsOverlap, Self::MemberStillBelongs];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MembershipEnded => "MEMBERSHIP_ENDED",
            Self::MembershipsOverlap => "MEMBERSHIPS_OVERLAP",
            Self::MemberStillBelongs => "MEMBER_STILL_BELONGS",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
