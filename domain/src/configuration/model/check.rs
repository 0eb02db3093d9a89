//! What a version may say: what of it no tenant could be held to is found before it is submitted.

use super::super::ValueOrigin;
use super::super::settings::{Misfit, SettingKey};
use super::content::{Content, Duty, DutyKind, ModelService, ModelSetting};
use std::collections::BTreeSet;

/// Something that a version can't say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Of which entry: the key of a setting, the code of anything else.
    pub key: String,
    /// Why.
    pub reason: Reason,
}

/// Why a version can't say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// There is no such setting, or service.
    Unknown,
    /// The setting isn't one of models: it is the nation's own.
    LayerNotAllowed,
    /// The setting may not be locked.
    NotLockable,
    /// The value is of another type.
    WrongType,
    /// The value is out of bounds, of the registry or of the version itself.
    OutOfRange,
    /// The bounds are wider than the registry's, of another kind, or leave nothing.
    BadBounds,
    /// The bounds leave out what would be in force: with them goes a value.
    NothingInForce,
    /// It says nothing.
    Empty,
    /// What is withdrawn is neither offered nor closed within a time.
    Contradiction,
}

impl From<Misfit> for Reason {
    fn from(misfit: Misfit) -> Self {
        match misfit {
            Misfit::Type => Self::WrongType,
            Misfit::Bounds => Self::OutOfRange,
        }
    }
}

/// All that a version can't say, by key. `services` are the codes of the national catalogue.
pub fn flaws(content: &Content, services: &BTreeSet<String>) -> Vec<Flaw> {
    let setting = |(key, said): (&String, &ModelSetting)| (key.clone(), of_setting(key, said));
    let service = |(code, said): (&String, &ModelService)| {
        (code.clone(), of_service(services.contains(code), *said))
    };
    let duty = |(code, said): (&String, &Duty)| (code.clone(), of_duty(said));
    let settings = content.settings.iter().map(setting);
    let found = settings.chain(content.services.iter().map(service));
    let found = found.chain(content.duties.iter().map(duty));
    found.filter_map(|(key, found)| Some(Flaw { key, reason: found.err()? })).collect()
}

fn of_setting(key: &str, said: &ModelSetting) -> Result<(), Reason> {
    let key = SettingKey::parse(key).ok_or(Reason::Unknown)?;
    if !key.may_be_set_at(ValueOrigin::Model) {
        return Err(Reason::LayerNotAllowed);
    }
    let definition = key.definition();
    if said.is_locked && !definition.is_lockable {
        return Err(Reason::NotLockable);
    }
    if *said == ModelSetting::default() {
        return Err(Reason::Empty);
    }
    let widest = definition.takes.bounds();
    let allowed = widest.within(&said.narrows);
    if !widest.may_be_narrowed_to(&said.narrows) || allowed.leave_nothing() {
        return Err(Reason::BadBounds);
    }
    let (value, otherwise) = match &said.value {
        Some(value) => (value.clone(), Reason::OutOfRange),
        None => (definition.takes.default(), Reason::NothingInForce),
    };
    let fitting = definition.takes.read(&value).map_err(Reason::from)?;
    if allowed.admit(&fitting) { Ok(()) } else { Err(otherwise) }
}

fn of_service(is_known: bool, said: ModelService) -> Result<(), Reason> {
    if !is_known {
        return Err(Reason::Unknown);
    }
    if said == ModelService::default() {
        return Err(Reason::Empty);
    }
    if said.close_days.is_some_and(|days| !(1..=250).contains(&days)) {
        return Err(Reason::OutOfRange);
    }
    let is_served = said.is_offered.is_some() || said.close_days.is_some();
    if said.is_withdrawn && is_served { Err(Reason::Contradiction) } else { Ok(()) }
}

/// A role is had and not repeated; all else comes so many times a year.
fn of_duty(said: &Duty) -> Result<(), Reason> {
    let is_role = said.kind == DutyKind::Role;
    if is_role != said.role.is_some() || is_role != (said.times_a_year == 0) {
        return Err(Reason::Contradiction);
    }
    let is_within = (0..=12).contains(&said.times_a_year) && (0..=366).contains(&said.due_days);
    if is_within { Ok(()) } else { Err(Reason::OutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::super::super::settings::Bounds;
    use super::*;
    use crate::access::Role;
    use serde_json::{Value, json};

    fn most(most: i64) -> Bounds {
        Bounds { most: Some(most), ..Bounds::default() }
    }

    fn words(words: &[&str]) -> Bounds {
        let words = Some(words.iter().map(|word| (*word).to_owned()).collect());
        Bounds { words, ..Bounds::default() }
    }

    fn saying(key: &str, value: Option<Value>, narrows: Bounds) -> Option<Reason> {
        let mut content = Content::default();
        let said = ModelSetting { value, is_locked: false, narrows };
        content.settings.insert(key.to_owned(), said);
        flaws(&content, &BTreeSet::new()).pop().map(|flaw| flaw.reason)
    }

    #[test]
    fn a_setting_says_what_a_tenant_could_be_held_to() {
        let (days, methods) = ("tokens.longest_days", "benefits.methods");
        let none = Bounds::default;
        assert_eq!(saying(days, Some(json!(30)), most(60)), None);
        assert_eq!(saying("no.such", Some(json!(30)), none()), Some(Reason::Unknown));
        let nations = "health.least_requests";
        assert_eq!(saying(nations, Some(json!(5)), none()), Some(Reason::LayerNotAllowed));
        assert_eq!(saying(days, None, none()), Some(Reason::Empty));
        assert_eq!(saying(days, Some(json!("30")), none()), Some(Reason::WrongType));
        assert_eq!(saying(days, Some(json!(367)), none()), Some(Reason::OutOfRange));
        assert_eq!(saying(days, Some(json!(61)), most(60)), Some(Reason::OutOfRange));
        // The platform's 366 days would be in force, and no tenant could set them.
        assert_eq!(saying(days, None, most(60)), Some(Reason::NothingInForce));
        assert_eq!(saying(days, Some(json!(30)), most(400)), Some(Reason::BadBounds));
        assert_eq!(saying(days, Some(json!(30)), most(0)), Some(Reason::BadBounds));
        assert_eq!(saying(days, Some(json!(30)), words(&["A"])), Some(Reason::BadBounds));
        let some = words(&["GRANT_WON"]);
        assert_eq!(saying(methods, Some(json!(["GRANT_WON"])), some.clone()), None);
        assert_eq!(saying(methods, None, some), Some(Reason::NothingInForce));
        assert_eq!(saying(methods, Some(json!([])), words(&["GUESSED"])), Some(Reason::BadBounds));
        assert_eq!(
            saying("requests.shown_to_member", Some(json!(true)), most(1)),
            Some(Reason::BadBounds)
        );
    }

    #[test]
    fn a_service_is_known_and_a_duty_is_a_role_or_comes_again() {
        let known = BTreeSet::from(["IT-CLOUD".to_owned()]);
        let service = |code: &str, said| {
            let mut content = Content::default();
            content.services.insert(code.to_owned(), said);
            flaws(&content, &known).pop().map(|flaw| flaw.reason)
        };
        let none = ModelService::default();
        let withdrawn = ModelService { is_withdrawn: true, ..none };
        assert_eq!(service("IT-CLOUD", withdrawn), None);
        assert_eq!(service("IT-FOG", withdrawn), Some(Reason::Unknown));
        assert_eq!(service("IT-CLOUD", none), Some(Reason::Empty));
        let late = ModelService { close_days: Some(251), ..none };
        assert_eq!(service("IT-CLOUD", late), Some(Reason::OutOfRange));
        let both = ModelService { is_offered: Some(true), ..withdrawn };
        assert_eq!(service("IT-CLOUD", both), Some(Reason::Contradiction));

        let duty = |kind, role, times_a_year| {
            let (name_cs, name_en) = ("Povinnost".to_owned(), "Duty".to_owned());
            let duty = Duty { kind, name_cs, name_en, role, times_a_year, due_days: 30 };
            let mut content = Content::default();
            content.duties.insert("DUTY".to_owned(), duty);
            flaws(&content, &known).pop().map(|flaw| flaw.reason)
        };
        assert_eq!(duty(DutyKind::Role, Some(Role::CentreManager), 0), None);
        assert_eq!(duty(DutyKind::Meeting, None, 2), None);
        assert_eq!(duty(DutyKind::Role, None, 0), Some(Reason::Contradiction));
        assert_eq!(duty(DutyKind::Report, None, 0), Some(Reason::Contradiction));
        assert_eq!(duty(DutyKind::Report, None, 13), Some(Reason::OutOfRange));
    }
}
