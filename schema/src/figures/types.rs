//! What the nation's view shows.

use super::centre::CentreFigures;
use super::inputs::{BY_NAME, CentreFilter, CentreOrder};
use super::sums::{AreaFigures, Figures, Granularity, Period, RegionFigures, TrendPoint};
use crate::fail::fail;
use crate::pages::{List, Relay, items, list};
use crate::register::selected;
use crate::tenancy::tenants_by_ids;
use async_graphql::{Context, Lookahead, Object, Result, Value};
use domain::kernel::ids::TenantId;
use domain::monitoring::{self, Wanted};

/// How all centres do.
pub(super) struct NationalOverview(pub(super) monitoring::Overview);

/// How all centres do.
#[Object]
impl NationalOverview {
    /// For which months requests opened and closed, and activities, are counted; what is open or overdue is as of now.
    async fn period(&self) -> Period {
        self.0.period.into()
    }

    /// The sums over all centres.
    async fn totals(&self) -> Figures {
        Figures::from(&self.0.totals)
    }

    /// Centre by centre, also those that have nothing to count yet.
    #[expect(clippy::too_many_arguments, reason = "Relay's four, a filter and an order")]
    async fn centres(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which centres are listed. The totals count all.")] filter: Option<
            CentreFilter,
        >,
        #[graphql(desc = "By name when nothing is said.")] order_by: Option<CentreOrder>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<CentreFigures>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().into();
        let order = order_by.map_or(BY_NAME, Into::into);
        let page = self.0.centres(&filter, order, &args).map_err(|error| fail(ctx, &error))?;
        let ids: Vec<TenantId> = page.items.iter().map(|centre| centre.tenant).collect();
        let asked = selected(&items(&ctx.look_ahead()), "tenant");
        let mut tenants = tenants_by_ids(ctx, &ids, asked).await?;
        let node = |centre: monitoring::CentreFigures| {
            let tenant = tenants.remove(&centre.tenant);
            CentreFigures::of(ctx, centre, tenant)
        };
        Ok(list(page, |centre| order.cursor(centre), node))
    }

    /// The sums by region, in the order of their codes; regions without a centre are left out.
    async fn by_region(&self) -> Vec<RegionFigures> {
        self.0.by_region().iter().map(Into::into).collect()
    }

    /// The sums by area, in the order of the catalogue; areas in which there is nothing to count are left out.
    async fn by_area(&self) -> Vec<AreaFigures> {
        self.0.by_area.iter().map(Into::into).collect()
    }

    /// The sums by month, the earliest first; also of months in which nothing happened.
    async fn trend(
        &self,
        #[graphql(desc = "How long each point is; a month when nothing is said.")]
        granularity: Option<Granularity>,
    ) -> Vec<TrendPoint> {
        let Granularity::Month = granularity.unwrap_or(Granularity::Month);
        self.0.trend.iter().map(Into::into).collect()
    }
}

/// What is asked of the overview beyond what costs nothing more.
pub(super) fn wanted(overview: &Lookahead<'_>) -> Wanted {
    let centres = overview.field("centres");
    let order = order_of(&centres);
    let is_ordered_by = |fields: &[&str]| order.iter().any(|by| fields.contains(&by.as_str()));
    let mut of_figures = items(&centres);
    of_figures.extend([
        overview.field("totals"),
        overview.field("trend"),
        overview.field("byRegion").field("figures"),
    ]);
    let any = |fields: &[&str]| {
        of_figures.iter().any(|of| fields.iter().any(|field| of.field(field).exists()))
    };
    Wanted {
        closing_times: any(&["closeMedian", "closePercentile90"])
            || is_ordered_by(&["CLOSE_MEDIAN", "CLOSE_PERCENTILE_90"]),
        sizes: any(&["municipalitiesServed", "populationServed", "location"])
            || is_ordered_by(&["MUNICIPALITIES_SERVED", "POPULATION_SERVED"]),
        areas: overview.field("byArea").exists(),
        trend: overview.field("trend").exists(),
    }
}

/// By what the lists of centres are ordered, however often they are asked for.
fn order_of(centres: &Lookahead<'_>) -> Vec<String> {
    let by = |(name, value): (async_graphql::Name, Value)| match value {
        Value::Object(order) if name == "orderBy" => match order.get("field") {
            Some(Value::Enum(field)) => Some(field.to_string()),
            Some(Value::String(field)) => Some(field.clone()),
            _ => None,
        },
        _ => None,
    };
    // What can't be read is refused where the field is resolved.
    let arguments = centres.selection_fields();
    arguments
        .into_iter()
        .filter_map(|field| field.arguments().ok())
        .flatten()
        .filter_map(by)
        .collect()
}
