//! Settings in force.

use super::types::EffectiveSetting;
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use async_graphql::{Context, ID, Object, Result};
use domain::configuration::settings;

#[derive(Default)]
pub(crate) struct SettingQuery;

#[Object]
impl SettingQuery {
    /// A setting as it is in force in the active tenant; null when it has none of that name. For its administrators, and in the
    /// nation for its coordinators.
    async fn setting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name, e.g. `support_access.at_once`.")] key: String,
        #[graphql(
            desc = "For this membership; without it for the tenant. One that there isn't answers null."
        )]
        member_id: Option<ID>,
    ) -> Result<Option<EffectiveSetting>> {
        let member = member_id.map(|id| ids::read_argument(ctx, &id, "memberId")).transpose()?;
        let read = settings::setting(caller(ctx)?, &key, member).await;
        Ok(read.map_err(|error| fail(ctx, &error))?.map(EffectiveSetting))
    }

    /// All settings in force in the active tenant, by their names, whether it has set them or not. For its administrators, and in
    /// the nation for its coordinators.
    async fn settings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of these names; what there isn't is left out.")] keys: Option<
            Vec<String>,
        >,
        #[graphql(
            desc = "For this membership; without it for the tenant. One that there isn't has none."
        )]
        member_id: Option<ID>,
    ) -> Result<Vec<EffectiveSetting>> {
        let member = member_id.map(|id| ids::read_argument(ctx, &id, "memberId")).transpose()?;
        let read = settings::settings(caller(ctx)?, keys.as_deref(), member).await;
        let read = read.map_err(|error| fail(ctx, &error))?.unwrap_or_default();
        Ok(read.into_iter().map(EffectiveSetting).collect())
    }
}
