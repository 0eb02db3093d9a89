//! The registry of settings: all there are, each with its type, bounds, default, layers and description.
//!
//! A setting is here because some behaviour reads it. What is no setting, and why, is told in
//! `docs/adr/0023-a-setting-is-in-force-by-its-layers.md`.

use super::super::rules::ValueOrigin;
use super::definitions;
use super::values::Takes;
use crate::kernel::ids::TenantId;

/// A setting of a tenant, or of the nation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SettingKey {
    /// Whether the nation's people get support access at once.
    SupportAtOnce,
    /// How long a support access may last.
    SupportLongest,
    /// How long a token may last.
    TokenLongest,
    /// Whether a municipality sees what the centre files for it.
    ShownToMember,
    /// In how many working days what is due soon is due.
    DueSoon,
    /// With which minute of a working day office hours begin.
    OfficeFrom,
    /// Before which minute of a working day they end.
    OfficeTo,
    /// How long ago work may have been done that is recorded.
    RecordedBack,
    /// By which methods benefits are computed.
    BenefitMethods,
    /// Which kinds of files are taken.
    AttachmentTypes,
    /// How large a file may be.
    AttachmentLargest,
    /// Whether citizens may ask by the public form.
    IntakeOpen,
    /// What citizens are told there about their data.
    IntakeNotice,
    /// Below so many requests, a share of them says nothing about a centre.
    HealthLeastRequests,
    /// From so many overdue requests of a thousand open ones, a centre is amber.
    HealthOverdueAmber,
    /// The same, red.
    HealthOverdueRed,
    /// From so many requests closed late of a thousand closed ones, a centre is amber.
    HealthClosedLateAmber,
    /// The same, red.
    HealthClosedLateRed,
    /// After so many days on which its staff did nothing, a centre is amber.
    HealthSilentAmber,
    /// The same, red.
    HealthSilentRed,
}

/// What there is to know of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Its stable name.
    pub key: &'static str,
    /// Its type, unit, bounds and default.
    pub takes: Takes,
    /// At which layers it may be set, from the top. The nation's own are set by the nation alone.
    pub layers: &'static [ValueOrigin],
    /// Whether a layer may keep those below it from setting it.
    pub is_lockable: bool,
    /// What it does, in Czech.
    pub cs: &'static str,
    /// What it does, in English.
    pub en: &'static str,
}

impl SettingKey {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::SupportAtOnce,
        Self::SupportLongest,
        Self::TokenLongest,
        Self::ShownToMember,
        Self::DueSoon,
        Self::OfficeFrom,
        Self::OfficeTo,
        Self::RecordedBack,
        Self::BenefitMethods,
        Self::AttachmentTypes,
        Self::AttachmentLargest,
        Self::IntakeOpen,
        Self::IntakeNotice,
        Self::HealthLeastRequests,
        Self::HealthOverdueAmber,
        Self::HealthOverdueRed,
        Self::HealthClosedLateAmber,
        Self::HealthClosedLateRed,
        Self::HealthSilentAmber,
        Self::HealthSilentRed,
    ];

    /// Its stable name.
    pub const fn key(self) -> &'static str {
        self.definition().key
    }

    /// The one of that name, whoever's it is.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.key() == key)
    }

    /// The one of that name that a tenant has: the nation has its own.
    pub fn of(tenant: TenantId, key: &str) -> Option<Self> {
        Self::parse(key).filter(|key| key.is_of(tenant))
    }

    /// Whether that tenant has it.
    pub fn is_of(self, tenant: TenantId) -> bool {
        self.may_be_set_at(ValueOrigin::Nation) == (tenant == TenantId::NATION)
    }

    /// Whether it may be set at a layer.
    pub fn may_be_set_at(self, layer: ValueOrigin) -> bool {
        self.definition().layers.contains(&layer)
    }

    /// What there is to know of it.
    pub const fn definition(self) -> &'static Definition {
        match self {
            Self::SupportAtOnce => &definitions::SUPPORT_AT_ONCE,
            Self::SupportLongest => &definitions::SUPPORT_LONGEST,
            Self::TokenLongest => &definitions::TOKEN_LONGEST,
            Self::ShownToMember => &definitions::SHOWN_TO_MEMBER,
            Self::DueSoon => &definitions::DUE_SOON,
            Self::OfficeFrom => &definitions::OFFICE_FROM,
            Self::OfficeTo => &definitions::OFFICE_TO,
            Self::RecordedBack => &definitions::RECORDED_BACK,
            Self::BenefitMethods => &definitions::BENEFIT_METHODS,
            Self::AttachmentTypes => &definitions::ATTACHMENT_TYPES,
            Self::AttachmentLargest => &definitions::ATTACHMENT_LARGEST,
            Self::IntakeOpen => &definitions::INTAKE_OPEN,
            Self::IntakeNotice => &definitions::INTAKE_NOTICE,
            Self::HealthLeastRequests => &definitions::HEALTH_LEAST_REQUESTS,
            Self::HealthOverdueAmber => &definitions::HEALTH_OVERDUE_AMBER,
            Self::HealthOverdueRed => &definitions::HEALTH_OVERDUE_RED,
            Self::HealthClosedLateAmber => &definitions::HEALTH_CLOSED_LATE_AMBER,
            Self::HealthClosedLateRed => &definitions::HEALTH_CLOSED_LATE_RED,
            Self::HealthSilentAmber => &definitions::HEALTH_SILENT_AMBER,
            Self::HealthSilentRed => &definitions::HEALTH_SILENT_RED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_default_is_a_value_that_may_be_set() {
        for key in SettingKey::ALL {
            let takes = key.definition().takes;
            assert!(takes.read(&takes.default()).is_ok(), "{}", key.key());
        }
    }

    #[test]
    fn each_key_stands_once_and_has_words_in_both_languages() {
        let keys: BTreeSet<_> = SettingKey::ALL.iter().map(|key| key.key()).collect();
        assert_eq!(keys.len(), SettingKey::ALL.len());
        for key in SettingKey::ALL {
            let definition = key.definition();
            assert!(definition.cs.ends_with('.') && definition.en.ends_with('.'), "{key:?}");
            assert!(!definition.layers.is_empty() && definition.layers.is_sorted(), "{key:?}");
        }
    }
}
