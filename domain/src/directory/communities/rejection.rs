//! Why an association doesn't become a společenství obcí.

use super::rules::CommunityRule;
use crate::kernel::error;

/// A "no" of this folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// It is one, or will be.
    AlreadyCommunity,
    /// The name says neither "společenství obcí" nor "s. o." (§ 53c).
    NameOfNoCommunity,
    /// A rule of § 53a or § 53b isn't met.
    Unmet(CommunityRule),
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::AlreadyCommunity,
        Self::NameOfNoCommunity,
        Self::Unmet(CommunityRule::Existence),
        Self::Unmet(CommunityRule::Size),
        Self::Unmet(CommunityRule::OneDistrict),
        Self::Unmet(CommunityRule::OtherCommunities),
        Self::Unmet(CommunityRule::RoomInDistrict),
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyCommunity => "ALREADY_COMMUNITY",
            Self::NameOfNoCommunity => "NAME_OF_NO_COMMUNITY",
            Self::Unmet(CommunityRule::Existence) => "COMMUNITY_DOES_NOT_EXIST",
            Self::Unmet(CommunityRule::Size) => "COMMUNITY_TOO_SMALL",
            Self::Unmet(CommunityRule::OneDistrict) => "COMMUNITY_IN_SEVERAL_DISTRICTS",
            Self::Unmet(CommunityRule::OtherCommunities) => "COMMUNITY_MEMBER_ELSEWHERE",
            Self::Unmet(CommunityRule::RoomInDistrict) => "COMMUNITY_DISTRICT_FULL",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
