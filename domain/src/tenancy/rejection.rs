//! Why a tenant's affairs say no.

use crate::access::Lifecycle;
use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// The municipality has left: that day is past.
    MembershipEnded,
    /// The municipality belongs again, or to another community, before that day.
    MembershipsOverlap,
    /// From here the tenant's life goes elsewhere.
    NoSuchStep(Lifecycle),
    /// As long as it belongs, its own people take its cases out.
    MemberStillBelongs,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::MembershipEnded,
        Self::MembershipsOverlap,
        Self::MemberStillBelongs,
        Self::NoSuchStep(Lifecycle::Onboarding),
        Self::NoSuchStep(Lifecycle::Active),
        Self::NoSuchStep(Lifecycle::Sustainability),
        Self::NoSuchStep(Lifecycle::Suspended),
        Self::NoSuchStep(Lifecycle::WoundUp),
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MembershipEnded => "MEMBERSHIP_ENDED",
            Self::MembershipsOverlap => "MEMBERSHIPS_OVERLAP",
            Self::NoSuchStep(Lifecycle::Onboarding) => "TENANT_IS_ONBOARDING",
            Self::NoSuchStep(Lifecycle::Active) => "TENANT_IS_ACTIVE",
            Self::NoSuchStep(Lifecycle::Sustainability) => "TENANT_IS_IN_SUSTAINABILITY",
            Self::NoSuchStep(Lifecycle::Suspended) => "TENANT_IS_SUSPENDED",
            Self::NoSuchStep(Lifecycle::WoundUp) => "TENANT_IS_WOUND_UP",
            Self::MemberStillBelongs => "MEMBER_STILL_BELONGS",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
