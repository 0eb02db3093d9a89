//! What a version of the centre model says, as one document that has one text.
//!
//! Entries stand by their keys, keys in their order, fields in that of the types: equal contents are equal bytes, and their
//! hash says whether two are.

use super::super::settings::{Bounds, Layer};
use super::super::{SettingKey, ValueOrigin};
use crate::access::Role;
use crate::kernel::error::{Error, Result};
use crate::kernel::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// All that a version says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Content {
    /// By their keys.
    pub settings: BTreeMap<String, ModelSetting>,
    /// What it changes of the national catalogue, by code; of a service that isn't in here nothing.
    pub services: BTreeMap<String, ModelService>,
    /// What a centre owes, by code.
    pub duties: BTreeMap<String, Duty>,
    /// What is looked at, by code.
    pub indicators: BTreeMap<String, Indicator>,
    /// What is done until a new tenant works, by code.
    pub onboarding_steps: BTreeMap<String, OnboardingStep>,
}

/// What a version says of a setting.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModelSetting {
    /// Its value; `None`: what comes from above.
    pub value: Option<Value>,
    /// Whether a tenant may not differ.
    pub is_locked: bool,
    /// Within which bounds a tenant may.
    pub narrows: Bounds,
}

/// What a version says of a service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ModelService {
    /// Whether centres offer it; `None`: as the nation has it.
    pub is_offered: Option<bool>,
    /// Working days until it should be closed; `None`: as the nation has it.
    pub close_days: Option<i32>,
    /// Whether a tenant may differ in neither.
    pub is_locked: bool,
    /// Whether no centre offers it any more, whatever it has set.
    pub is_withdrawn: bool,
}

text_enum! {
    /// What a centre owes.
    DutyKind {
        /// A role that somebody must have.
        Role = "ROLE",
        /// A meeting of mayors (setkání starostů).
        Meeting = "MEETING",
        /// A newsletter (informační zpravodaj).
        Newsletter = "NEWSLETTER",
        /// A report (zpráva).
        Report = "REPORT",
    }
}

/// Something that a centre owes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Duty {
    /// What kind.
    #[serde(with = "words")]
    pub kind: DutyKind,
    /// Its name in Czech.
    pub name_cs: String,
    /// Its name in English.
    pub name_en: String,
    /// The role that must be filled: of a duty of that kind, and of no other.
    #[serde(with = "maybe_words")]
    pub role: Option<Role>,
    /// How often in a year; of a role 0.
    pub times_a_year: i32,
    /// How many days after the end of its period it is due.
    pub due_days: i32,
}

/// Something that is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Indicator {
    /// Its name in Czech.
    pub name_cs: String,
    /// Its name in English.
    pub name_en: String,
    /// How many of it a centre should reach in a year.
    pub target: i64,
}

/// Something that is done until a new tenant works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OnboardingStep {
    /// Its place among them.
    pub place: i32,
    /// Its name in Czech.
    pub name_cs: String,
    /// Its name in English.
    pub name_en: String,
    /// Who does it.
    #[serde(with = "words")]
    pub responsible: Role,
    /// How many days after the tenant was made it should be done.
    pub due_days: i32,
}

impl Content {
    /// Its one text.
    ///
    /// # Errors
    /// [`Error::Internal`]: a number that JSON can't write, which no type in here has.
    pub fn canonical(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| Error::Internal(error.into()))
    }

    /// By which two are told apart.
    ///
    /// # Errors
    /// As [`Self::canonical`].
    pub fn sha256(&self) -> Result<Vec<u8>> {
        Ok(Sha256::digest(self.canonical()?).to_vec())
    }

    /// What it says of a setting, as a layer.
    pub fn layer_of(&self, key: SettingKey) -> Layer {
        self.settings.get(key.key()).cloned().unwrap_or_default().layer()
    }

    /// What it says of a service.
    pub fn service(&self, code: &str) -> ModelService {
        self.services.get(code).copied().unwrap_or_default()
    }
}

impl ModelSetting {
    /// As a layer.
    pub fn layer(self) -> Layer {
        let Self { value, is_locked, narrows } = self;
        Layer { origin: ValueOrigin::Model, value, is_locked, narrows }
    }
}

impl ModelService {
    /// Of whether it is offered. What is withdrawn is locked to that.
    pub fn offer(self) -> Layer {
        let value = if self.is_withdrawn { Some(false) } else { self.is_offered };
        Layer {
            origin: ValueOrigin::Model,
            value: value.map(Value::from),
            is_locked: self.is_locked || self.is_withdrawn,
            narrows: Bounds::default(),
        }
    }

    /// Of its closing time.
    pub fn closing(self) -> Layer {
        Layer {
            origin: ValueOrigin::Model,
            value: self.close_days.map(Value::from),
            is_locked: self.is_locked,
            narrows: Bounds::default(),
        }
    }
}

/// Enums of ours by their words.
mod words {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) trait Word: Copy {
        fn word(self) -> &'static str;
        fn of(word: &str) -> Option<Self>;
    }

    impl Word for super::DutyKind {
        fn word(self) -> &'static str {
            self.as_str()
        }
        fn of(word: &str) -> Option<Self> {
            Self::parse(word)
        }
    }

    impl Word for super::Role {
        fn word(self) -> &'static str {
            self.as_str()
        }
        fn of(word: &str) -> Option<Self> {
            Self::parse(word)
        }
    }

    pub(super) fn serialize<T: Word, S: Serializer>(word: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(word.word())
    }

    pub(super) fn deserialize<'de, T: Word, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        let word = String::deserialize(from)?;
        T::of(&word).ok_or_else(|| D::Error::custom("no word of ours"))
    }
}

/// The same, where there may be none.
mod maybe_words {
    use super::words::Word;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    #[expect(clippy::ref_option, reason = "serde hands it over so")]
    pub(super) fn serialize<T: Word, S: Serializer>(
        word: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        word.map(Word::word).serialize(to)
    }

    pub(super) fn deserialize<'de, T: Word, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        let Some(word) = Option::<String>::deserialize(from)? else { return Ok(None) };
        T::of(&word).map(Some).ok_or_else(|| D::Error::custom("no word of ours"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn equal_contents_are_equal_bytes_in_whatever_order_they_were_made() {
        let setting = |value| ModelSetting { value: Some(json!(value)), ..ModelSetting::default() };
        let mut one = Content::default();
        one.settings.insert("b".into(), setting(1));
        one.settings.insert("a".into(), setting(2));
        let mut other = Content::default();
        other.settings.insert("a".into(), setting(2));
        other.settings.insert("b".into(), setting(1));
        assert_eq!(one.sha256().unwrap(), other.sha256().unwrap());
        other.settings.insert("b".into(), setting(3));
        assert_ne!(one.sha256().unwrap(), other.sha256().unwrap());
    }

    #[test]
    fn what_was_kept_is_read_as_it_was_and_nothing_else_is_read() {
        let duty = Duty {
            kind: DutyKind::Role,
            name_cs: "Manažer CSS".into(),
            name_en: "Centre manager".into(),
            role: Some(Role::CentreManager),
            times_a_year: 0,
            due_days: 30,
        };
        let mut content = Content::default();
        content.duties.insert("MANAGER".into(), duty);
        let kept: Value = serde_json::from_slice(&content.canonical().unwrap()).unwrap();
        assert_eq!(kept["duties"]["MANAGER"]["role"], "CENTRE_MANAGER");
        assert_eq!(serde_json::from_value::<Content>(kept.clone()).unwrap(), content);
        let mut odd = kept;
        odd["duties"]["MANAGER"]["role"] = json!("KING");
        assert!(serde_json::from_value::<Content>(odd).is_err());
    }
}
