//! What a version says, entry by entry.

use crate::asked::{Language, language};
use crate::settings::{SettingBounds, SettingDefinition};
use crate::tenancy::RoleName;
use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::configuration::SettingKey;
use domain::configuration::model::{
    self, Change, Content, Duty, Flaw, Indicator, ModelService as Service, OnboardingStep as Step,
};
use serde_json::Value;

/// A part of a version of the centre model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "CentreModelPart", remote = "model::Part")]
pub(super) enum Part {
    /// Its settings.
    Settings,
    /// Its services.
    Services,
    /// Its duties.
    Duties,
    /// Its indicators.
    Indicators,
    /// Its steps of onboarding.
    OnboardingSteps,
}

/// What kind of duty it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ModelDutyKind", remote = "model::DutyKind")]
pub(super) enum DutyKind {
    /// A role that somebody must have.
    Role,
    /// A meeting of mayors (setkání starostů).
    Meeting,
    /// A newsletter (informační zpravodaj).
    Newsletter,
    /// A report (zpráva).
    Report,
}

/// Why a version can't say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Reason")]
pub(super) enum ModelFlawReason {
    /// There is no such setting, or service.
    Unknown,
    /// The setting isn't one of models: it is the nation's own.
    LayerNotAllowed,
    /// The setting may not be locked.
    NotLockable,
    /// The value is of another type.
    WrongType,
    /// The value is out of bounds: those of the setting, or those that the version itself narrows.
    OutOfRange,
    /// The bounds are wider than the setting's own, of another kind, or leave nothing.
    BadBounds,
    /// The bounds leave out what would be in force: with them goes a value.
    NothingInForce,
    /// It says nothing.
    Empty,
    /// What it says contradicts itself.
    Contradiction,
}

/// Something that a version says and no tenant could be held to.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct ModelFlaw {
    /// Of which entry: the key of a setting, the code of anything else.
    key: String,
    /// Why.
    reason: ModelFlawReason,
}

impl From<Flaw> for ModelFlaw {
    fn from(Flaw { key, reason }: Flaw) -> Self {
        Self { key, reason: reason.into() }
    }
}

/// What a version says of a setting.
#[derive(SimpleObject)]
pub(super) struct ModelSetting {
    /// Its name, e.g. `tokens.longest_days`.
    key: String,
    /// Its value; null: the platform's default counts.
    value: Option<Value>,
    /// Whether a tenant may not differ.
    locked: bool,
    /// Within which bounds a tenant may differ; what is null is as the setting itself has it. Null: nothing is narrowed.
    bounds: Option<SettingBounds>,
    /// What there is to know of the setting; null: there is none of that name any more.
    definition: Option<SettingDefinition>,
}

/// What a version says of a service.
#[derive(SimpleObject)]
pub(super) struct ModelService {
    /// Code of the service, e.g. `LEGAL-ADVICE`.
    code: String,
    /// Whether centres offer it; null: they do, unless it is withdrawn.
    offered: Option<bool>,
    /// Czech working days until a request should be closed; null: as the national catalogue has it.
    close_within: Option<i32>,
    /// Whether a tenant may not differ.
    locked: bool,
    /// Whether no centre offers it any more, whatever it has set.
    withdrawn: bool,
}

/// Something that a centre owes.
pub(crate) struct ModelDuty {
    code: String,
    duty: Duty,
}

impl ModelDuty {
    pub(crate) fn of(code: String, duty: Duty) -> Self {
        Self { code, duty }
    }
}

/// Something that a centre owes.
#[Object]
impl ModelDuty {
    /// Its code, e.g. `MAYORS_MEETING`.
    async fn code(&self) -> &str {
        &self.code
    }

    /// What kind of duty it is.
    async fn kind(&self) -> DutyKind {
        self.duty.kind.into()
    }

    /// Its name in the language of `Accept-Language`: Czech, or English.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        named(ctx, &self.duty.name_cs, &self.duty.name_en)
    }

    /// The role that must be filled; null: it is another kind of duty.
    async fn role(&self) -> Option<RoleName> {
        self.duty.role.map(Into::into)
    }

    /// How often in a year; of a role 0.
    async fn times_a_year(&self) -> i32 {
        self.duty.times_a_year
    }

    /// How many days after the end of its period it is due.
    async fn due_within(&self) -> i32 {
        self.duty.due_days
    }
}

/// Something that is looked at.
pub(super) struct ModelIndicator {
    code: String,
    indicator: Indicator,
}

/// Something that is looked at.
#[Object]
impl ModelIndicator {
    /// Its code, e.g. `TRAININGS`.
    async fn code(&self) -> &str {
        &self.code
    }

    /// Its name in the language of `Accept-Language`: Czech, or English.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        named(ctx, &self.indicator.name_cs, &self.indicator.name_en)
    }

    /// How many of it a centre should reach in a year.
    async fn target(&self) -> i64 {
        self.indicator.target
    }
}

/// Something that is done until a new tenant works.
pub(super) struct ModelOnboardingStep {
    code: String,
    step: Step,
}

/// Something that is done until a new tenant works.
#[Object]
impl ModelOnboardingStep {
    /// Its code, e.g. `DATA_BOX`.
    async fn code(&self) -> &str {
        &self.code
    }

    /// Its place among the steps.
    async fn place(&self) -> i32 {
        self.step.place
    }

    /// What is to be done, in the language of `Accept-Language`: Czech, or English.
    async fn name(&self, ctx: &Context<'_>) -> &str {
        named(ctx, &self.step.name_cs, &self.step.name_en)
    }

    /// Who does it. A role of the nation makes it a step of the nation's side, any other one of the tenant's.
    async fn responsible(&self) -> RoleName {
        self.step.responsible.into()
    }

    /// How many days after the tenant was made it should be done.
    async fn due_within(&self) -> i32 {
        self.step.due_days
    }
}

fn named<'a>(ctx: &Context<'_>, cs: &'a str, en: &'a str) -> &'a str {
    match language(ctx) {
        Language::Cs => cs,
        Language::En => en,
    }
}

/// One thing that differs between two versions.
#[derive(SimpleObject)]
pub(super) struct ModelChange {
    /// In which part.
    part: Part,
    /// Of which entry: the key of a setting, the code of anything else.
    key: String,
    /// Which field of it, e.g. `locked`; null: the whole entry came or went.
    field: Option<String>,
    /// What it was; null: there was nothing.
    before: Option<Value>,
    /// What it is; null: there is nothing.
    after: Option<Value>,
}

impl From<Change> for ModelChange {
    fn from(change: Change) -> Self {
        let Change { part, key, field, before, after } = change;
        let (before, after) = (before.map(shown), after.map(shown));
        Self { part: part.into(), key, field: field.as_deref().map(field_name), before, after }
    }
}

/// What the contract calls a field of the document.
fn field_name(field: &str) -> String {
    let name = match field {
        "isLocked" => "locked",
        "narrows" => "bounds",
        "isOffered" => "offered",
        "closeDays" => "closeWithin",
        "isWithdrawn" => "withdrawn",
        "dueDays" => "dueWithin",
        other => other,
    };
    name.to_owned()
}

/// A value of the document, a whole entry by the contract's names.
fn shown(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let named = fields.into_iter().map(|(field, value)| (field_name(&field), value));
    Value::Object(named.collect())
}

pub(super) fn settings(content: &Content) -> Vec<ModelSetting> {
    let setting = |(key, said): (&String, &model::ModelSetting)| {
        let known = SettingKey::parse(key);
        let bounds = known
            .filter(|_| !said.narrows.is_empty())
            .map(|key| SettingBounds::of(&key.definition().takes, said.narrows.clone()));
        ModelSetting {
            key: key.clone(),
            value: said.value.clone(),
            locked: said.is_locked,
            bounds,
            definition: known.map(|key| SettingDefinition(key.definition())),
        }
    };
    content.settings.iter().map(setting).collect()
}

pub(super) fn services(content: &Content) -> Vec<ModelService> {
    let service = |(code, said): (&String, &Service)| {
        let Service { is_offered, close_days, is_locked, is_withdrawn } = *said;
        ModelService {
            code: code.clone(),
            offered: is_offered,
            close_within: close_days,
            locked: is_locked,
            withdrawn: is_withdrawn,
        }
    };
    content.services.iter().map(service).collect()
}

pub(super) fn duties(content: &Content) -> Vec<ModelDuty> {
    let duty =
        |(code, duty): (&String, &Duty)| ModelDuty { code: code.clone(), duty: duty.clone() };
    content.duties.iter().map(duty).collect()
}

pub(super) fn indicators(content: &Content) -> Vec<ModelIndicator> {
    let indicator = |(code, indicator): (&String, &Indicator)| ModelIndicator {
        code: code.clone(),
        indicator: indicator.clone(),
    };
    content.indicators.iter().map(indicator).collect()
}

pub(super) fn onboarding_steps(content: &Content) -> Vec<ModelOnboardingStep> {
    let step = |(code, step): (&String, &Step)| ModelOnboardingStep {
        code: code.clone(),
        step: step.clone(),
    };
    let mut steps: Vec<_> = content.onboarding_steps.iter().map(step).collect();
    steps.sort_by_key(|of| of.step.place);
    steps
}
