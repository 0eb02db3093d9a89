//! An entry that somebody gives a draft: read, and held to what a version may say.

use super::super::{
    Content, Duty, Flaw, Indicator, ModelService, ModelSetting, OnboardingStep, Part, Reason, flaws,
};
use crate::configuration::Rejection;
use crate::configuration::settings::{Bounds, Definition, SettingKey, Takes};
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::money::Money;
use crate::kernel::text;
use serde_json::Value;
use std::collections::BTreeSet;

const NOT_LOCKABLE: &str = "NOT_LOCKABLE";
const BAD_BOUNDS: &str = "BAD_BOUNDS";
const NOTHING_IN_FORCE: &str = "NOTHING_IN_FORCE";
const CONTRADICTION: &str = "CONTRADICTION";

/// Codes of fields that only a version has.
pub const FLAW_CODES: &[&str] = &[NOT_LOCKABLE, BAD_BOUNDS, NOTHING_IN_FORCE, CONTRADICTION];

/// How many entries a part of a version has at most.
const ENTRIES_MAX: usize = 200;
/// A tenant's checklist has so many steps at most.
const STEPS_MAX: usize = 100;
/// The largest content, in bytes of its one text. The table's limit is wider: there it is written with spaces.
const CONTENT_MAX: usize = 400_000;
const NAME_LONGEST: usize = 200;
/// Until when a step of onboarding may be due, in days after the tenant was made: five years, as a checklist has it.
const STEP_DUE_MAX: i32 = 1_825;
const TARGET_MAX: i64 = 1_000_000_000;

/// An entry of one of the parts.
#[derive(Debug, Clone)]
pub enum Entry {
    /// What is said of a setting.
    Setting(ModelSetting),
    /// What is said of a service.
    Service(ModelService),
    /// What a centre owes.
    Duty(Duty),
    /// What is looked at.
    Indicator(Indicator),
    /// What is done until a new tenant works.
    OnboardingStep(OnboardingStep),
}

/// Narrowed bounds as somebody writes them: a value's bounds as values of the setting are written.
#[derive(Debug, Clone, Default)]
pub struct BoundsSaid {
    /// The least.
    pub minimum: Option<Value>,
    /// The most; of a text its characters.
    pub maximum: Option<Value>,
    /// Which words may be chosen.
    pub words: Option<Vec<String>>,
}

impl BoundsSaid {
    /// Reads them for a setting.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown setting; [`Error::Invalid`] for a bound that is no number or amount.
    pub fn read(self, key: &str) -> Result<Bounds> {
        let key = SettingKey::parse(key).ok_or(Error::NotFound(Kind::Setting))?;
        let bound = |value: Option<Value>, field| {
            let read = value.map(|value| number(key.definition(), &value).ok_or(field));
            read.transpose()
                .map_err(|field| Error::invalid(&["input", "bounds", field], code::WRONG_TYPE))
        };
        let words = self.words.map(|words| words.into_iter().collect());
        let (least, most) = (bound(self.minimum, "minimum")?, bound(self.maximum, "maximum")?);
        Ok(Bounds { least, most, words })
    }
}

/// A bound as it is counted: of an amount in haléře.
fn number(definition: &Definition, value: &Value) -> Option<i64> {
    match definition.takes {
        Takes::Money { .. } => value.as_str()?.parse().ok().map(Money::haler),
        Takes::Number { .. }
        | Takes::Text { .. }
        | Takes::Flag { .. }
        | Takes::Word { .. }
        | Takes::Words { .. } => value.as_i64(),
    }
}

impl Entry {
    /// Of which part it is.
    pub(super) fn part(&self) -> Part {
        match self {
            Self::Setting(_) => Part::Settings,
            Self::Service(_) => Part::Services,
            Self::Duty(_) => Part::Duties,
            Self::Indicator(_) => Part::Indicators,
            Self::OnboardingStep(_) => Part::OnboardingSteps,
        }
    }

    /// As it is kept, if a version may say it. `services` are the codes of the national catalogue.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a setting or a service that there isn't; [`Error::Invalid`]; [`Rejection::LayerNotAllowed`].
    pub(super) fn check(self, key: &str, services: &BTreeSet<String>) -> Result<Self> {
        let part = self.part();
        let entry = match self {
            Self::Setting(said) => Self::Setting(written_once(key, said)),
            Self::Service(_) => self,
            Self::Duty(duty) => Self::Duty(named_duty(key, duty)?),
            Self::Indicator(indicator) => Self::Indicator(named_indicator(key, indicator)?),
            Self::OnboardingStep(step) => Self::OnboardingStep(named_step(key, step)?),
        };
        let mut alone = Content::default();
        entry.clone().put_into(&mut alone, key);
        match flaws(&alone, services).pop() {
            Some(Flaw { reason, .. }) => Err(refused(part, reason)),
            None => Ok(entry),
        }
    }

    /// Puts it into a content, in the place of what is there under the key.
    pub(super) fn put_into(self, content: &mut Content, key: &str) {
        let key = key.to_owned();
        match self {
            Self::Setting(said) => drop(content.settings.insert(key, said)),
            Self::Service(said) => drop(content.services.insert(key, said)),
            Self::Duty(duty) => drop(content.duties.insert(key, duty)),
            Self::Indicator(indicator) => drop(content.indicators.insert(key, indicator)),
            Self::OnboardingStep(step) => drop(content.onboarding_steps.insert(key, step)),
        }
    }
}

/// Takes an entry out; `false`: there was none.
pub(super) fn take_out(content: &mut Content, part: Part, key: &str) -> bool {
    match part {
        Part::Settings => content.settings.remove(key).is_some(),
        Part::Services => content.services.remove(key).is_some(),
        Part::Duties => content.duties.remove(key).is_some(),
        Part::Indicators => content.indicators.remove(key).is_some(),
        Part::OnboardingSteps => content.onboarding_steps.remove(key).is_some(),
    }
}

/// # Errors
/// [`Rejection::TooManyEntries`].
pub(super) fn must_have_room(content: &Content) -> Result<()> {
    let fullest = [
        content.settings.len(),
        content.services.len(),
        content.duties.len(),
        content.indicators.len(),
    ];
    let is_full = fullest.iter().any(|entries| *entries > ENTRIES_MAX);
    let is_large = content.canonical()?.len() > CONTENT_MAX;
    if is_full || is_large || content.onboarding_steps.len() > STEPS_MAX {
        return Err(Rejection::TooManyEntries.into());
    }
    Ok(())
}

/// A value that may be written in two ways is kept in one, so that equal contents have one hash.
fn written_once(key: &str, said: ModelSetting) -> ModelSetting {
    let takes = SettingKey::parse(key).map(|key| key.definition().takes);
    let read = |value: Value| match takes.map(|takes| takes.read(&value)) {
        Some(Ok(fitting)) => fitting.json(),
        Some(Err(_)) | None => value,
    };
    // JSON's null is no value of any setting: it says nothing.
    let value = said.value.filter(|value| !value.is_null()).map(read);
    ModelSetting { value, ..said }
}

fn named_duty(key: &str, mut duty: Duty) -> Result<Duty> {
    must_be_code(key, |c| c.is_ascii_digit())?;
    (duty.name_cs, duty.name_en) = names(&duty.name_cs, &duty.name_en)?;
    Ok(duty)
}

fn named_indicator(key: &str, mut indicator: Indicator) -> Result<Indicator> {
    must_be_code(key, |c| c.is_ascii_digit())?;
    (indicator.name_cs, indicator.name_en) = names(&indicator.name_cs, &indicator.name_en)?;
    if !(0..=TARGET_MAX).contains(&indicator.target) {
        return Err(Error::invalid(&["input", "target"], code::OUT_OF_RANGE));
    }
    Ok(indicator)
}

fn named_step(key: &str, mut step: OnboardingStep) -> Result<OnboardingStep> {
    // A tenant's checklist takes no digits.
    must_be_code(key, |_| false)?;
    (step.name_cs, step.name_en) = names(&step.name_cs, &step.name_en)?;
    if !(1..=100).contains(&step.place) {
        return Err(Error::invalid(&["input", "place"], code::OUT_OF_RANGE));
    }
    if !(0..=STEP_DUE_MAX).contains(&step.due_days) {
        return Err(Error::invalid(&["input", "dueWithin"], code::OUT_OF_RANGE));
    }
    Ok(step)
}

/// Capital letters and underscores, at most 40, and what else may stand behind the first.
fn must_be_code(key: &str, also: fn(char) -> bool) -> Result<()> {
    let is_inside = |c: char| c.is_ascii_uppercase() || c == '_' || also(c);
    let is_code = key.len() <= 40
        && key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.chars().all(is_inside);
    if is_code { Ok(()) } else { Err(Error::invalid(&["input", "code"], code::MALFORMED)) }
}

fn names(cs: &str, en: &str) -> Result<(String, String)> {
    let cs = text::required(cs, NAME_LONGEST, &["input", "nameCs"])?;
    Ok((cs, text::required(en, NAME_LONGEST, &["input", "nameEn"])?))
}

/// What it is told that can't be said.
fn refused(part: Part, reason: Reason) -> Error {
    let value = match part {
        Part::Settings => "value",
        Part::Services => "closeWithin",
        Part::Duties => "timesAYear",
        Part::Indicators => "target",
        Part::OnboardingSteps => "dueWithin",
    };
    match reason {
        Reason::Unknown if part == Part::Services => Error::NotFound(Kind::Service),
        Reason::Unknown => Error::NotFound(Kind::Setting),
        Reason::LayerNotAllowed => Rejection::LayerNotAllowed.into(),
        Reason::NotLockable => Error::invalid(&["input", "locked"], NOT_LOCKABLE),
        Reason::WrongType => Error::invalid(&["input", value], code::WRONG_TYPE),
        Reason::OutOfRange => Error::invalid(&["input", value], code::OUT_OF_RANGE),
        Reason::BadBounds => Error::invalid(&["input", "bounds"], BAD_BOUNDS),
        Reason::NothingInForce => Error::invalid(&["input", value], NOTHING_IN_FORCE),
        Reason::Empty => Error::invalid(&["input"], code::REQUIRED),
        Reason::Contradiction => Error::invalid(&["input"], CONTRADICTION),
    }
}
