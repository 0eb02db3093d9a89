//! What the nation's view shows.

use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, OrderDirection, Relay, items, list};
use crate::register::selected;
use crate::scalars::{Czk, Date};
use crate::tenancy::{self, Tenant};
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use domain::kernel::ids::TenantId;
use domain::monitoring;
use std::collections::HashMap;

/// How all centres do.
pub(super) struct NationalOverview(pub(super) monitoring::Overview);

/// From which day to which, in Prague.
#[derive(SimpleObject)]
struct Period {
    /// Its first day.
    from: Date,
    /// Its last day.
    to: Date,
}

/// What is counted. Work, never people; files of the data protection officer only as one total.
#[derive(SimpleObject)]
struct Figures {
    /// Requests opened in the period.
    requests_opened: i64,
    /// Requests closed in the period, each time one was closed.
    requests_closed: i64,
    /// Requests that are open now.
    requests_open: i64,
    /// Requests that are open now and whose last day for closing them is over.
    requests_overdue: i64,
    /// Activities performed in the period.
    activities: i64,
    /// How many minutes they took.
    minutes: i64,
    /// What they saved, without what the centre's work cost; less than nothing where it cost more. Never added to what was
    /// brought in.
    benefit_saved: Czk,
    /// What they brought in: grants that were won.
    benefit_brought_in: Czk,
}

/// One centre's figures. Work, never people.
#[derive(SimpleObject)]
struct CentreFigures {
    /// The tenant.
    tenant: Option<Tenant>,
    /// The association's name.
    name: String,
    /// Requests opened in the period.
    requests_opened: i64,
    /// Requests closed in the period, each time one was closed.
    requests_closed: i64,
    /// Requests that are open now.
    requests_open: i64,
    /// Requests that are open now and whose last day for closing them is over.
    requests_overdue: i64,
    /// Activities performed in the period.
    activities: i64,
    /// How many minutes they took.
    minutes: i64,
    /// What they saved, without what the centre's work cost; less than nothing where it cost more. Never added to what was
    /// brought in.
    benefit_saved: Czk,
    /// What they brought in: grants that were won.
    benefit_brought_in: Czk,
}

/// Which centres are listed; what isn't said doesn't matter.
#[derive(InputObject, Default)]
struct CentreFilter {
    /// Whose association's name contains this, in whatever case.
    name: Option<String>,
    /// Which have at least so many overdue requests.
    overdue_at_least: Option<i64>,
}

/// By what centres can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "monitoring::CentreField")]
enum CentreField {
    /// The association's name, in Czech order.
    Name,
    /// Requests opened in the period.
    RequestsOpened,
    /// Requests closed in the period.
    RequestsClosed,
    /// Requests that are open now.
    RequestsOpen,
    /// Requests that are overdue now.
    RequestsOverdue,
    /// Activities performed in the period.
    Activities,
    /// How many minutes they took.
    Minutes,
    /// What they saved.
    BenefitSaved,
    /// What they brought in.
    BenefitBroughtIn,
}

/// How centres are ordered.
#[derive(InputObject)]
struct CentreOrder {
    /// By what.
    field: CentreField,
    /// Which way.
    direction: OrderDirection,
}

/// How all centres do.
#[Object]
impl NationalOverview {
    /// For which days requests opened and closed, and activities, are counted; what is open or overdue is as of now.
    async fn period(&self) -> Period {
        Period { from: Date(self.0.period.from()), to: Date(self.0.period.to()) }
    }

    /// The sums over all centres.
    async fn totals(&self) -> Figures {
        Figures::from(self.0.totals)
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
        let CentreFilter { name, overdue_at_least } = filter.unwrap_or_default();
        let filter =
            monitoring::CentreFilter { name_contains: name, overdue_min: overdue_at_least };
        let order = order_by.map_or(BY_NAME, Into::into);
        let page = self.0.centres(&filter, order, &args).map_err(|error| fail(ctx, &error))?;
        let mut tenants = tenants_of(ctx, &page.items).await?;
        let node = |centre: monitoring::CentreFigures| {
            let tenant = tenants.remove(&centre.tenant);
            CentreFigures::of(centre, tenant)
        };
        Ok(list(page, |centre| order.cursor(centre), node))
    }
}

const BY_NAME: monitoring::CentreOrder = monitoring::CentreOrder {
    field: monitoring::CentreField::Name,
    direction: monitoring::OrderDirection::Ascending,
};

impl From<CentreOrder> for monitoring::CentreOrder {
    fn from(order: CentreOrder) -> Self {
        let direction = match order.direction {
            OrderDirection::Asc => monitoring::OrderDirection::Ascending,
            OrderDirection::Desc => monitoring::OrderDirection::Descending,
        };
        Self { field: order.field.into(), direction }
    }
}

impl From<monitoring::Figures> for Figures {
    fn from(figures: monitoring::Figures) -> Self {
        Self {
            requests_opened: figures.requests_opened,
            requests_closed: figures.requests_closed,
            requests_open: figures.requests_open,
            requests_overdue: figures.requests_overdue,
            activities: figures.activities,
            minutes: figures.minutes,
            benefit_saved: Czk::of_haler(figures.saved_haler),
            benefit_brought_in: Czk::of_haler(figures.brought_in_haler),
        }
    }
}

impl CentreFigures {
    fn of(centre: monitoring::CentreFigures, tenant: Option<Tenant>) -> Self {
        Self {
            tenant,
            name: centre.name,
            requests_opened: centre.figures.requests_opened,
            requests_closed: centre.figures.requests_closed,
            requests_open: centre.figures.requests_open,
            requests_overdue: centre.figures.requests_overdue,
            activities: centre.figures.activities,
            minutes: centre.figures.minutes,
            benefit_saved: Czk::of_haler(centre.figures.saved_haler),
            benefit_brought_in: Czk::of_haler(centre.figures.brought_in_haler),
        }
    }
}

/// The tenants of a page of centres, if they are asked for: read once for all of them.
async fn tenants_of(
    ctx: &Context<'_>,
    centres: &[monitoring::CentreFigures],
) -> Result<HashMap<TenantId, Tenant>> {
    let asked = selected(&items(&ctx.look_ahead()), "tenant");
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<TenantId> = centres.iter().map(|centre| centre.tenant).collect();
    let found = domain::tenancy::queries::by_ids(caller(ctx)?, &ids).await;
    let nodes = tenancy::tenants(ctx, found.map_err(|error| fail(ctx, &error))?, asked).await?;
    Ok(nodes.into_iter().map(|tenant| (tenant.key(), tenant)).collect())
}
