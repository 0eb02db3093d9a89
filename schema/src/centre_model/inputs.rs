//! What the mutations of versions are given.

use super::content::{DutyKind, Part};
use crate::tenancy::RoleName;
use async_graphql::{ID, InputObject};
use serde_json::Value;

/// From what a version is begun.
#[derive(InputObject)]
pub(super) struct DraftCentreModelInput {
    /// Id of the version that it begins from, which was published once; without it from nothing.
    pub(super) from_id: Option<ID>,
    /// What its authors say of it, at most 2,000 characters.
    #[graphql(default)]
    pub(super) notes: String,
}

/// What a draft says of a setting, in the place of what it said.
#[derive(InputObject)]
pub(super) struct SetModelSettingInput {
    /// Id of the draft.
    pub(super) id: ID,
    /// The draft's `version` as it was read.
    pub(super) expected_version: i32,
    /// The setting's name, e.g. `tokens.longest_days`.
    pub(super) key: String,
    /// Its value, of the setting's type; without it, or null, the platform's default counts.
    pub(super) value: Option<Value>,
    /// Whether a tenant may not differ.
    #[graphql(default)]
    pub(super) locked: bool,
    /// Within which bounds a tenant may differ; without it those of the setting itself.
    pub(super) bounds: Option<ModelBoundsInput>,
}

/// Narrowed bounds of a setting; what isn't said isn't narrowed.
#[derive(InputObject)]
pub(super) struct ModelBoundsInput {
    /// The least, written as a value of the setting is.
    pub(super) minimum: Option<Value>,
    /// The most, of a text its characters.
    pub(super) maximum: Option<Value>,
    /// The words that may be chosen.
    pub(super) words: Option<Vec<String>>,
}

/// What a draft says of a service, in the place of what it said.
#[derive(InputObject)]
pub(super) struct SetModelServiceInput {
    /// Id of the draft.
    pub(super) id: ID,
    /// The draft's `version` as it was read.
    pub(super) expected_version: i32,
    /// Code of the service, e.g. `LEGAL-ADVICE`.
    pub(super) service_code: String,
    /// Whether centres offer it; null leaves it to the nation.
    pub(super) offered: Option<bool>,
    /// Czech working days until a request should be closed, 1 to 250; null leaves it to the nation.
    pub(super) close_within: Option<i32>,
    /// Whether a tenant may not differ.
    #[graphql(default)]
    pub(super) locked: bool,
    /// Whether no centre offers it any more, whatever it has set.
    #[graphql(default)]
    pub(super) withdrawn: bool,
}

/// Something that a centre owes by a draft, in the place of what it had under the code.
#[derive(InputObject)]
pub(super) struct SetModelDutyInput {
    /// Id of the draft.
    pub(super) id: ID,
    /// The draft's `version` as it was read.
    pub(super) expected_version: i32,
    /// Its code: capital letters, digits and underscores, at most 40, e.g. `MAYORS_MEETING`.
    pub(super) code: String,
    /// What kind of duty it is.
    pub(super) kind: DutyKind,
    /// Its name in Czech, at most 200 characters.
    pub(super) name_cs: String,
    /// Its name in English, at most 200 characters.
    pub(super) name_en: String,
    /// The role that must be filled: of a duty of that kind, and of no other.
    pub(super) role: Option<RoleName>,
    /// How often in a year, 1 to 12; of a role 0.
    #[graphql(default)]
    pub(super) times_a_year: i32,
    /// How many days after the end of its period it is due, at most 366.
    #[graphql(default)]
    pub(super) due_within: i32,
}

/// Something that is looked at by a draft, in the place of what it had under the code.
#[derive(InputObject)]
pub(super) struct SetModelIndicatorInput {
    /// Id of the draft.
    pub(super) id: ID,
    /// The draft's `version` as it was read.
    pub(super) expected_version: i32,
    /// Its code: capital letters, digits and underscores, at most 40, e.g. `TRAININGS`.
    pub(super) code: String,
    /// Its name in Czech, at most 200 characters.
    pub(super) name_cs: String,
    /// Its name in English, at most 200 characters.
    pub(super) name_en: String,
    /// How many of it a centre should reach in a year, at most a thousand million.
    pub(super) target: i64,
}

/// Something that is done by a draft until a new tenant works, in the place of what it had under the code.
#[derive(InputObject)]
pub(super) struct SetModelOnboardingStepInput {
    /// Id of the draft.
    pub(super) id: ID,
    /// The draft's `version` as it was read.
    pub(super) expected_version: i32,
    /// Its code: capital letters and underscores, at most 40, e.g. `DATA_BOX`. `STAFF_APPOINTED` and `FIRST_ACTIVITY` are seen
    /// by the system.
    pub(super) code: String,
    /// Its place among the steps, 1 to 100.
    pub(super) place: i32,
    /// What is to be done, in Czech, at most 200 characters.
    pub(super) name_cs: String,
    /// The same in English.
    pub(super) name_en: String,
    /// Who does it. A role of the nation makes it a step of the nation's side, any other one of the tenant's.
    pub(super) responsible: RoleName,
    /// How many days after the tenant was made it should be done, at most 1,825.
    pub(super) due_within: i32,
}

/// Which entry is taken out of a draft.
#[derive(InputObject)]
pub(super) struct RemoveFromModelInput {
    /// Id of the draft.
    pub(super) id: ID,
    /// The draft's `version` as it was read.
    pub(super) expected_version: i32,
    /// Out of which part.
    pub(super) part: Part,
    /// The key of the setting, or the code of anything else.
    pub(super) key: String,
}

/// Which draft is handed to a second person.
#[derive(InputObject)]
pub(super) struct SubmitCentreModelInput {
    /// Id of the draft.
    pub(super) id: ID,
    /// The draft's `version` as it was read.
    pub(super) expected_version: i32,
    /// What its authors say of it now, at most 2,000 characters; without it as before.
    pub(super) notes: Option<String>,
}

/// Which version is given back to its authors, and why.
#[derive(InputObject)]
pub(super) struct GiveBackCentreModelInput {
    /// Id of the version.
    pub(super) id: ID,
    /// The version's `version` as it was read.
    pub(super) expected_version: i32,
    /// Why: its authors read it, at most 2,000 characters.
    pub(super) reason: String,
}

/// Which version is published.
#[derive(InputObject)]
pub(super) struct ApproveCentreModelInput {
    /// Id of the version.
    pub(super) id: ID,
    /// The version's `version` as it was read: what is published is what was read.
    pub(super) expected_version: i32,
}

/// Which draft is thrown away.
#[derive(InputObject)]
pub(super) struct DiscardCentreModelInput {
    /// Id of the draft.
    pub(super) id: ID,
    /// The draft's `version` as it was read.
    pub(super) expected_version: i32,
}

/// Which version is withdrawn.
#[derive(InputObject)]
pub(super) struct WithdrawCentreModelInput {
    /// Id of the version.
    pub(super) id: ID,
}
