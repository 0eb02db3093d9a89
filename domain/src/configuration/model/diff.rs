//! How two versions differ: each change by itself.

use super::content::Content;
use crate::kernel::error::{Error, Result};
use crate::kernel::text_enum::text_enum;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

text_enum! {
    /// A part of a version.
    Part {
        /// Its settings.
        Settings = "SETTINGS",
        /// Its services.
        Services = "SERVICES",
        /// Its duties.
        Duties = "DUTIES",
        /// Its indicators.
        Indicators = "INDICATORS",
        /// Its steps of onboarding.
        OnboardingSteps = "ONBOARDING_STEPS",
    }
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// In which part.
    pub part: Part,
    /// Of which entry: the key of a setting, the code of anything else.
    pub key: String,
    /// Which field of it, as the document calls it; `None`: the whole entry came or went.
    pub field: Option<String>,
    /// What it was; `None`: there was nothing.
    pub before: Option<Value>,
    /// What it is; `None`: there is nothing.
    pub after: Option<Value>,
}

/// Each change from one version to another: by part, by key, by field.
///
/// # Errors
/// [`Error::Internal`], as [`Content::canonical`].
pub fn diff(from: &Content, to: &Content) -> Result<Vec<Change>> {
    let mut changes = of_part(Part::Settings, &from.settings, &to.settings)?;
    changes.extend(of_part(Part::Services, &from.services, &to.services)?);
    changes.extend(of_part(Part::Duties, &from.duties, &to.duties)?);
    changes.extend(of_part(Part::Indicators, &from.indicators, &to.indicators)?);
    changes.extend(of_part(Part::OnboardingSteps, &from.onboarding_steps, &to.onboarding_steps)?);
    Ok(changes)
}

fn of_part<T: Serialize>(
    part: Part,
    from: &BTreeMap<String, T>,
    to: &BTreeMap<String, T>,
) -> Result<Vec<Change>> {
    let keys: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        let change = |field, before, after| Change { part, key: key.clone(), field, before, after };
        let (before, after) = (written(from.get(key))?, written(to.get(key))?);
        match (before, after) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                let fields = differing(&before, &after);
                changes.extend(fields.map(|(field, was, is)| change(Some(field), was, is)));
            }
            (before, after) if before != after => changes.push(change(None, before, after)),
            _ => {}
        }
    }
    Ok(changes)
}

fn written<T: Serialize>(entry: Option<&T>) -> Result<Option<Value>> {
    entry.map(serde_json::to_value).transpose().map_err(|error| Error::Internal(error.into()))
}

/// The fields that differ. An entry has all its fields; one without a value has the JSON null.
fn differing(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> impl Iterator<Item = (String, Option<Value>, Option<Value>)> {
    let said = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
    let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differing: Vec<_> = fields
        .into_iter()
        .filter(|field| before.get(*field) != after.get(*field))
        .map(|field| (field.clone(), said(before.get(field)), said(after.get(field))))
        .collect();
    differing.into_iter()
}

#[cfg(test)]
mod tests {
    use super::super::content::{ModelService, ModelSetting};
    use super::*;
    use serde_json::json;

    #[test]
    fn each_change_is_named_by_its_field_and_what_came_or_went_whole() {
        let mut from = Content::default();
        let setting = ModelSetting { value: Some(json!(7)), ..ModelSetting::default() };
        from.settings.insert("tokens.longest_days".into(), setting.clone());
        from.services.insert("IT-CLOUD".into(), ModelService::default());
        let mut to = from.clone();
        let locked = ModelSetting { value: Some(json!(5)), is_locked: true, ..setting };
        to.settings.insert("tokens.longest_days".into(), locked);
        to.services.remove("IT-CLOUD");
        let told: Vec<_> = diff(&from, &to)
            .unwrap()
            .into_iter()
            .map(|change| (change.part, change.field, change.before, change.after))
            .collect();
        let gone = serde_json::to_value(ModelService::default()).unwrap();
        let expected = [
            (Part::Settings, Some("isLocked".to_owned()), Some(json!(false)), Some(json!(true))),
            (Part::Settings, Some("value".to_owned()), Some(json!(7)), Some(json!(5))),
            (Part::Services, None, Some(gone), None),
        ];
        assert_eq!(told, expected);
        assert_eq!(diff(&from, &from).unwrap(), []);
    }
}
