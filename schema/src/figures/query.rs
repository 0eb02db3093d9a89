//! The nation's view of all centres, and of one.

use super::centre::Centre;
use super::inputs::{PeriodInput, period};
use super::types::{NationalOverview, wanted};
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::register::selected;
use crate::tenancy::tenants_by_ids;
use async_graphql::{Context, ID, Object, Result};
use domain::kernel::ids::TenantId;
use domain::monitoring;

#[derive(Default)]
pub(crate) struct FigureQuery;

#[Object]
impl FigureQuery {
    /// How all centres do: figures, never cases. They are at most two seconds behind.
    async fn national_overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "For which months: all that have a day in it. The present year up to now when nothing is said."
        )]
        period: Option<PeriodInput>,
    ) -> Result<NationalOverview> {
        let months = self::period(ctx, period)?;
        let wanted = wanted(&ctx.look_ahead());
        let overview = monitoring::national_overview(caller(ctx)?, months, wanted).await;
        Ok(NationalOverview(overview.map_err(|error| fail(ctx, &error))?))
    }

    /// One centre beside those of like size; null when there is none of that id. Figures, never cases.
    async fn centre(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of its tenant.")] tenant_id: ID,
        #[graphql(
            desc = "For which months: all that have a day in it. The present year up to now when nothing is said."
        )]
        period: Option<PeriodInput>,
    ) -> Result<Option<Centre>> {
        let tenant: TenantId = ids::read_argument(ctx, &tenant_id, "tenantId")?;
        let months = self::period(ctx, period)?;
        let read = monitoring::centre(caller(ctx)?, tenant, months).await;
        let Some(view) = read.map_err(|error| fail(ctx, &error))? else { return Ok(None) };
        let asked = selected(&[ctx.look_ahead().field("figures")], "tenant");
        let tenant = tenants_by_ids(ctx, &[tenant], asked).await?.remove(&tenant);
        Ok(Some(Centre { view, tenant }))
    }
}
