//! What an administrator does with settings.

use super::types::EffectiveSetting;
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::configuration::settings::{self, Setting};
use domain::kernel::error::Error;
use domain::kernel::ids::MemberId;
use serde_json::Value;

#[derive(Default)]
pub(crate) struct SettingMutation;

/// What is to be set.
#[derive(InputObject)]
struct SetSettingInput {
    /// Its name, as `settings` lists them. The nation has those by which centres are judged, `health.…`; a tenant has the others.
    key: String,
    /// For this membership of the tenant; without it for the tenant. Not every setting is one of memberships: see
    /// `definition.layers`.
    member_id: Option<ID>,
    /// The new value, of the setting's type and within its bounds.
    value: Value,
    /// The setting's `version` as it was read; 0: it was never set.
    expected_version: i32,
}

/// Which setting is left to the layers above.
#[derive(InputObject)]
struct ResetSettingInput {
    /// Its name, as `settings` lists them.
    key: String,
    /// For this membership of the tenant; without it for the tenant.
    member_id: Option<ID>,
    /// The setting's `version` as it was read.
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

/// A setting after the change.
#[derive(SimpleObject)]
struct ResetSettingPayload {
    /// The setting as it is in force now; null with `userErrors`.
    setting: Option<EffectiveSetting>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl SettingMutation {
    /// Sets a setting of the active tenant, or for one membership of it. For its administrators, and in the nation for its
    /// coordinators.
    async fn set_setting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be set.")] input: SetSettingInput,
    ) -> Result<Option<SetSettingPayload>> {
        let SetSettingInput { key, member_id, value, expected_version } = input;
        let caller = caller(ctx)?;
        let done = async {
            let member = member(member_id.as_ref())?;
            settings::set(caller, (&key, member), &value, expected_version).await
        };
        let (setting, user_errors) = parts(ctx, done.await)?;
        Ok(Some(SetSettingPayload { setting, user_errors }))
    }

    /// Leaves a setting of the active tenant, or of one membership of it, to the layers above again.
    async fn reset_setting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which setting.")] input: ResetSettingInput,
    ) -> Result<Option<ResetSettingPayload>> {
        let ResetSettingInput { key, member_id, expected_version } = input;
        let caller = caller(ctx)?;
        let done = async {
            let member = member(member_id.as_ref())?;
            settings::reset(caller, (&key, member), expected_version).await
        };
        let (setting, user_errors) = parts(ctx, done.await)?;
        Ok(Some(ResetSettingPayload { setting, user_errors }))
    }
}

fn member(id: Option<&ID>) -> Result<Option<MemberId>, Error> {
    id.map(|id| ids::read(id, "memberId")).transpose()
}

fn parts(
    ctx: &Context<'_>,
    done: Result<Setting, Error>,
) -> Result<(Option<EffectiveSetting>, Vec<UserError>)> {
    Ok(match outcome(ctx, done)? {
        Ok(setting) => (Some(EffectiveSetting(setting)), vec![]),
        Err(user_errors) => (None, user_errors),
    })
}
