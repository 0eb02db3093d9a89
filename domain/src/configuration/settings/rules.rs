//! The settings there are.

use crate::access::Fact;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::TenantId;
use serde_json::Value;
use std::ops::RangeInclusive;

/// A setting of a tenant, or of the nation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettingKey {
    /// Whether the nation's people get support access at once, without anybody's approval; a yes or no, no by default.
    SupportAtOnce,
    /// The nation's: below so many requests, a share of them says nothing about a centre.
    HealthLeastRequests,
    /// The nation's: from so many overdue requests of a thousand open ones, a centre is amber.
    HealthOverdueAmber,
    /// The same, red.
    HealthOverdueRed,
    /// The nation's: from so many requests closed late of a thousand closed ones, a centre is amber.
    HealthClosedLateAmber,
    /// The same, red.
    HealthClosedLateRed,
    /// The nation's: after so many days on which its staff did nothing, a centre is amber.
    HealthSilentAmber,
    /// The same, red.
    HealthSilentRed,
}

/// What a setting takes.
enum Takes {
    /// A yes or no.
    Flag { default: bool },
    /// A whole number within bounds.
    Number { default: i64, bounds: RangeInclusive<i64> },
}

const fn number(default: i64, bounds: RangeInclusive<i64>) -> Takes {
    Takes::Number { default, bounds }
}

impl SettingKey {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::SupportAtOnce,
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
        match self {
            Self::SupportAtOnce => "support_access.at_once",
            Self::HealthLeastRequests => "health.least_requests",
            Self::HealthOverdueAmber => "health.overdue.amber_permille",
            Self::HealthOverdueRed => "health.overdue.red_permille",
            Self::HealthClosedLateAmber => "health.closed_late.amber_permille",
            Self::HealthClosedLateRed => "health.closed_late.red_permille",
            Self::HealthSilentAmber => "health.silent.amber_days",
            Self::HealthSilentRed => "health.silent.red_days",
        }
    }

    /// The one of that name that a tenant has: the nation has its own.
    pub fn of(tenant: TenantId, key: &str) -> Option<Self> {
        let is_known = |known: &Self| known.key() == key && known.is_of(tenant);
        Self::ALL.iter().copied().find(is_known)
    }

    fn is_of(self, tenant: TenantId) -> bool {
        let is_the_nations = match self {
            Self::SupportAtOnce => false,
            Self::HealthLeastRequests
            | Self::HealthOverdueAmber
            | Self::HealthOverdueRed
            | Self::HealthClosedLateAmber
            | Self::HealthClosedLateRed
            | Self::HealthSilentAmber
            | Self::HealthSilentRed => true,
        };
        is_the_nations == (tenant == TenantId::NATION)
    }

    fn takes(self) -> Takes {
        match self {
            Self::SupportAtOnce => Takes::Flag { default: false },
            Self::HealthLeastRequests => number(5, 1..=1_000),
            Self::HealthOverdueAmber => number(100, 1..=1_000),
            Self::HealthOverdueRed => number(250, 1..=1_000),
            Self::HealthClosedLateAmber => number(200, 1..=1_000),
            Self::HealthClosedLateRed => number(400, 1..=1_000),
            Self::HealthSilentAmber => number(14, 1..=366),
            Self::HealthSilentRed => number(30, 1..=366),
        }
    }

    /// What counts where nothing was set.
    pub fn default(self) -> Value {
        match self.takes() {
            Takes::Flag { default } => Value::from(default),
            Takes::Number { default, .. } => Value::from(default),
        }
    }

    /// The value as a fact of the audit trail, if it may be set.
    pub(super) fn check(self, value: &Value) -> Result<Fact> {
        let malformed = || Error::invalid(&["input", "value"], code::MALFORMED);
        match self.takes() {
            Takes::Flag { .. } => value.as_bool().map(Fact::Flag).ok_or_else(malformed),
            Takes::Number { bounds, .. } => {
                let number = value.as_i64().ok_or_else(malformed)?;
                if bounds.contains(&number) {
                    Ok(Fact::Number(number))
                } else {
                    Err(Error::invalid(&["input", "value"], code::OUT_OF_RANGE))
                }
            }
        }
    }
}

/// A setting as it is in force in a tenant.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Which.
    pub key: SettingKey,
    /// What counts.
    pub value: Value,
    /// Of the tenant's own value; 0: it has set none.
    pub version: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_a_value_that_may_be_set() {
        for key in SettingKey::ALL {
            assert!(key.check(&key.default()).is_ok(), "{}", key.key());
        }
    }
}
