//! Why configuration says no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// Neither the offer nor the closing time was given.
    NothingToOverride,
    /// A layer above has locked the setting.
    SettingLocked,
    /// The setting isn't set at that layer.
    LayerNotAllowed,
    /// The version of the centre model locks the service, or offers it no more.
    ServiceLocked,
    /// The version is submitted or published, and so doesn't change.
    NotADraft,
    /// The version isn't submitted.
    NotSubmitted,
    /// The version isn't published.
    NotPublished,
    /// The version was withdrawn.
    Withdrawn,
    /// The version says nothing that differs from what it was drafted from.
    NothingNew,
    /// The version says something that no tenant could be held to.
    ModelHasFlaws,
    /// Who wrote or submitted it doesn't publish it.
    SecondPersonNeeded,
    /// A roll-out brings tenants to the version, or may bring them back to it.
    VersionInRollout,
    /// The part of the version takes no more entries, or there are as many drafts as there may be.
    TooManyEntries,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::NothingToOverride,
        Self::SettingLocked,
        Self::LayerNotAllowed,
        Self::ServiceLocked,
        Self::NotADraft,
        Self::NotSubmitted,
        Self::NotPublished,
        Self::Withdrawn,
        Self::NothingNew,
        Self::ModelHasFlaws,
        Self::SecondPersonNeeded,
        Self::VersionInRollout,
        Self::TooManyEntries,
    ];

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NothingToOverride => "NOTHING_TO_OVERRIDE",
            Self::SettingLocked => "SETTING_LOCKED",
            Self::LayerNotAllowed => "LAYER_NOT_ALLOWED",
            Self::ServiceLocked => "SERVICE_LOCKED",
            Self::NotADraft => "NOT_A_DRAFT",
            Self::NotSubmitted => "NOT_SUBMITTED",
            Self::NotPublished => "NOT_PUBLISHED",
            Self::Withdrawn => "VERSION_WITHDRAWN",
            Self::NothingNew => "NOTHING_NEW",
            Self::ModelHasFlaws => "MODEL_HAS_FLAWS",
            Self::SecondPersonNeeded => "SECOND_PERSON_NEEDED",
            Self::VersionInRollout => "VERSION_IN_ROLLOUT",
            Self::TooManyEntries => "TOO_MANY_ENTRIES",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
