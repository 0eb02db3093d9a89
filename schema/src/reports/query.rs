//! Asking for a report.

use super::types::{PeriodReport, report};
use crate::asked::caller;
use crate::fail::fail;
use async_graphql::{Context, Object, Result};
use domain::periods::Quarter;
use domain::reports;

#[derive(Default)]
pub(crate) struct ReportQuery;

#[Object]
impl ReportQuery {
    /// What the centre did in a quarter (zpráva o činnosti a přínosech), added up from the activities and shares that one may read:
    /// of a closed quarter the same for ever.
    async fn period_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Name of the quarter, e.g. `2026-Q3`.")] period: String,
    ) -> Result<PeriodReport> {
        let caller = caller(ctx)?;
        let read = async {
            let quarter = Quarter::parse(&period, &["period"])?;
            reports::queries::report(caller, quarter).await
        };
        let found = read.await.map_err(|error| fail(ctx, &error))?;
        report(ctx, found).await
    }
}
