//! Asking for quarters.

use super::types::{ReportingPeriod, periods};
use crate::asked::caller;
use crate::fail::fail;
use async_graphql::{Context, Object, Result};
use domain::closing;

#[derive(Default)]
pub(crate) struct PeriodQuery;

#[Object]
impl PeriodQuery {
    /// The four quarters of a year (sledovaná období), in their order: which are closed, and what stands between the others and
    /// their closing.
    async fn reporting_periods(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which year, 2000 to 2199.")] year: i32,
    ) -> Result<Vec<ReportingPeriod>> {
        let found = closing::queries::of_year(caller(ctx)?, year).await;
        let found = found.map_err(|error| fail(ctx, &error))?;
        periods(ctx, found, ctx.look_ahead()).await
    }
}
