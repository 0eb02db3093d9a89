//! The settings there are.

use crate::kernel::error::{Error, Result, code};
use serde_json::Value;

/// A setting of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKey {
    /// Whether the nation's people get support access at once, without anybody's approval; a yes or no, no by default.
    SupportAtOnce,
}

impl SettingKey {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::SupportAtOnce];

    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SupportAtOnce => "support_access.at_once",
        }
    }

    /// The one of that name.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.key() == key)
    }

    /// What counts where a tenant has set nothing.
    pub fn default(self) -> Value {
        match self {
            Self::SupportAtOnce => Value::Bool(false),
        }
    }

    pub(super) fn check(self, value: &Value) -> Result<()> {
        match (self, value) {
            (Self::SupportAtOnce, Value::Bool(_)) => Ok(()),
            (Self::SupportAtOnce, _) => Err(Error::invalid(&["input", "value"], code::MALFORMED)),
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
