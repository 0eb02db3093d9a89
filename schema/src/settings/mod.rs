//! What a tenant sets for itself, beside its catalogue.

use crate::asked::caller;
use crate::fail::{UserError, fail, outcome};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::configuration::settings;
use serde_json::Value;

#[derive(Default)]
pub(crate) struct SettingQuery;

#[derive(Default)]
pub(crate) struct SettingMutation;

/// A setting as it is in force in this tenant.
#[derive(SimpleObject)]
struct EffectiveSetting {
    /// Its name, e.g. `support_access.at_once`.
    key: &'static str,
    /// What counts.
    value: Value,
    /// Version of this tenant's own value, to be given as `expectedVersion`; 0: it has set none, and the default counts.
    version: i32,
}

impl From<settings::Setting> for EffectiveSetting {
    fn from(setting: settings::Setting) -> Self {
        Self { key: setting.key.key(), value: setting.value, version: setting.version }
    }
}

/// What is to be set.
#[derive(InputObject)]
struct SetSettingInput {
    /// Its name. A tenant has `support_access.at_once` (true or false): whether the nation's people get support access at once,
    /// without an administrator's approval. The nation has those by which centres are judged: `health.overdue.amber_permille`,
    /// `health.overdue.red_permille`, `health.closed_late.amber_permille`, `health.closed_late.red_permille` (1 to 1000),
    /// `health.silent.amber_days`, `health.silent.red_days` (1 to 366), and `health.least_requests` (1 to 1000): of fewer
    /// requests no share is judged.
    key: String,
    /// The new value.
    value: Value,
    /// The setting's `version` as it was read; 0: it was never set.
    expected_version: i32,
}

/// A setting after the change.
#[derive(SimpleObject)]
struct SetSettingPayload {
    /// The setting as it is in force now; null with `userErrors`.
    setting: Option<EffectiveSetting>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl SettingQuery {
    /// A setting as it is in force in the active tenant; null when it has none of that name. For its administrators, and in the
    /// nation for its coordinators.
    async fn setting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name, e.g. `support_access.at_once`.")] key: String,
    ) -> Result<Option<EffectiveSetting>> {
        let read = settings::setting(caller(ctx)?, &key).await;
        Ok(read.map_err(|error| fail(ctx, &error))?.map(Into::into))
    }
}

#[Object]
impl SettingMutation {
    /// Sets a setting of the active tenant. For its administrators, and in the nation for its coordinators.
    async fn set_setting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be set.")] input: SetSettingInput,
    ) -> Result<Option<SetSettingPayload>> {
        let SetSettingInput { key, value, expected_version } = input;
        let done = settings::set(caller(ctx)?, &key, &value, expected_version).await;
        Ok(Some(match outcome(ctx, done)? {
            Ok(setting) => SetSettingPayload { setting: Some(setting.into()), user_errors: vec![] },
            Err(user_errors) => SetSettingPayload { setting: None, user_errors },
        }))
    }
}
