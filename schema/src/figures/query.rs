//! The nation's view of all centres.

use super::types::NationalOverview;
use crate::asked::caller;
use crate::fail::fail;
use crate::scalars::Date;
use async_graphql::{Context, InputObject, Object, Result};
use chrono::Datelike as _;
use domain::kernel::working_days::day_in_prague;
use domain::monitoring::{self, Period};

#[derive(Default)]
pub(crate) struct FigureQuery;

/// From which day to which, in Prague.
#[derive(InputObject)]
struct PeriodInput {
    /// Its first day.
    from: Date,
    /// Its last day. At most ten years after the first.
    to: Date,
}

#[Object]
impl FigureQuery {
    /// How all centres do: figures, never cases. They are at most two seconds behind.
    async fn national_overview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which days; the present year when nothing is said.")] period: Option<
            PeriodInput,
        >,
    ) -> Result<NationalOverview> {
        let caller = caller(ctx)?;
        let today = day_in_prague(caller.clock().now());
        let (from, to) = match period {
            Some(period) => (period.from.0, period.to.0),
            None => (today.with_ordinal(1).unwrap_or(today), today),
        };
        let period = Period::new(from, to).map_err(|error| fail(ctx, &error))?;
        let overview = monitoring::national_overview(caller, period).await;
        Ok(NationalOverview(overview.map_err(|error| fail(ctx, &error))?))
    }
}
