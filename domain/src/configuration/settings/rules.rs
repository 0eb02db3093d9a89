//! A setting in force in a tenant, and all of them together.

use super::layers::{Effective, Layer, effective};
use super::registry::SettingKey;
use super::values::{Bounds, Fitting, Misfit};
use crate::configuration::ValueOrigin;
use crate::configuration::model::ModelSetting;
use crate::configuration::rejection::Rejection;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{MemberId, TenantId};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// A setting as it is in force in a tenant, or for one membership.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Which.
    pub key: SettingKey,
    /// For which membership; `None`: for the tenant.
    pub member: Option<MemberId>,
    /// What counts, and why.
    pub in_force: Effective,
    /// Of the own value at the layer that was asked for; 0: it never had one.
    pub version: i32,
    /// Whether it has one now.
    pub has_own: bool,
}

/// A value that somebody set at one layer, or had set before it was reset.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Own {
    /// What; `None`: it was reset.
    pub value: Option<Value>,
    /// Changes with each change of it.
    pub version: i32,
}

/// Where a value is set: a key, in the tenant or for one of its memberships.
pub(super) type Place = (SettingKey, Option<MemberId>);

/// All settings of one tenant: what its layers say, in one read.
#[derive(Debug, Clone)]
pub struct Settings {
    tenant: TenantId,
    own: HashMap<Place, Own>,
    model: BTreeMap<String, ModelSetting>,
}

impl Settings {
    pub(super) fn of(
        tenant: TenantId,
        own: HashMap<Place, Own>,
        model: BTreeMap<String, ModelSetting>,
    ) -> Self {
        Self { tenant, own, model }
    }

    /// A setting as it is in force in the tenant, or for a membership.
    pub fn get(&self, key: SettingKey, member: Option<MemberId>) -> Setting {
        let in_force =
            effective(&key.definition().takes, self.base(key), &self.layers(key, member));
        let own = self.own.get(&(key, member));
        let (version, has_own) = own.map_or((0, false), |own| (own.version, own.value.is_some()));
        Setting { key, member, in_force, version, has_own }
    }

    /// What counts of a yes or no.
    pub fn flag(&self, key: SettingKey, member: Option<MemberId>) -> bool {
        match self.fitting(key, member) {
            Some(Fitting::Flag(flag)) => flag,
            Some(_) | None => false,
        }
    }

    /// What counts of a number.
    pub fn number(&self, key: SettingKey) -> i64 {
        match self.fitting(key, None) {
            Some(Fitting::Number(number) | Fitting::Money(number)) => number,
            Some(_) | None => 0,
        }
    }

    /// Whether a word is among those that count.
    pub fn names(&self, key: SettingKey, word: &str) -> bool {
        match self.fitting(key, None) {
            Some(Fitting::Words(words)) => words.contains(&word),
            Some(Fitting::Word(one)) => one == word,
            Some(_) | None => false,
        }
    }

    /// A text in force.
    pub fn text(&self, key: SettingKey) -> String {
        match self.fitting(key, None) {
            Some(Fitting::Text(text)) => text,
            Some(_) | None => String::new(),
        }
    }

    /// What is in force always fits, for the walk looks at it.
    fn fitting(&self, key: SettingKey, member: Option<MemberId>) -> Option<Fitting> {
        key.definition().takes.read(&self.get(key, member).in_force.value).ok()
    }

    /// The platform's default; of what the nation sets for itself, what it has set.
    fn base(&self, key: SettingKey) -> Value {
        let takes = key.definition().takes;
        let own = self.own.get(&(key, None)).and_then(|own| own.value.clone());
        let is_nations = key.may_be_set_at(ValueOrigin::Nation) && key.is_of(self.tenant);
        let set = own.filter(|value| is_nations && takes.read(value).is_ok());
        set.unwrap_or_else(|| takes.default())
    }

    fn layers(&self, key: SettingKey, member: Option<MemberId>) -> Vec<Layer> {
        let own = |origin, member| {
            let value = self.own.get(&(key, member)).and_then(|own| own.value.clone());
            Layer { origin, value, is_locked: false, narrows: Bounds::default() }
        };
        let mut layers = Vec::new();
        if key.may_be_set_at(ValueOrigin::Model) {
            let said = self.model.get(key.key()).cloned().unwrap_or_default();
            layers.push(said.layer());
        }
        if key.may_be_set_at(ValueOrigin::Tenant) {
            layers.push(own(ValueOrigin::Tenant, None));
        }
        if member.is_some() && key.may_be_set_at(ValueOrigin::Membership) {
            layers.push(own(ValueOrigin::Membership, member));
        }
        layers
    }
}

impl Setting {
    /// A value that may be set here and now.
    ///
    /// # Errors
    /// [`Rejection::SettingLocked`]; [`Error::Invalid`] for one out of the bounds that a layer above has narrowed.
    pub(super) fn must_admit(&self, value: &Fitting) -> Result<()> {
        if self.in_force.locked_by.is_some() {
            return Err(Rejection::SettingLocked.into());
        }
        if self.in_force.allowed.admit(value) { Ok(()) } else { Err(misfit(Misfit::Bounds)) }
    }
}

/// The value of a setting that somebody sends, if it is of its type and within code's bounds.
pub(super) fn read(key: SettingKey, value: &Value) -> Result<Fitting> {
    key.definition().takes.read(value).map_err(misfit)
}

fn misfit(misfit: Misfit) -> Error {
    let code = match misfit {
        Misfit::Type => code::WRONG_TYPE,
        Misfit::Bounds => code::OUT_OF_RANGE,
    };
    Error::invalid(&["input", "value"], code)
}

/// Whether a setting may be set for a tenant, or for a membership of it.
pub(super) fn must_be_of_layer(key: SettingKey, member: Option<MemberId>) -> Result<()> {
    let is_of_layer = member.is_none() || key.may_be_set_at(ValueOrigin::Membership);
    if is_of_layer { Ok(()) } else { Err(Rejection::LayerNotAllowed.into()) }
}
