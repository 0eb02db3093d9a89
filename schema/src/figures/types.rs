//! What the nation's view shows.

use crate::fail::fail;
use crate::ids;
use crate::pages::{List, OrderDirection, Relay, list};
use crate::scalars::Date;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use domain::monitoring;

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
}

/// One centre's figures.
#[derive(SimpleObject)]
struct CentreFigures {
    /// Id of the tenant.
    tenant_id: ID,
    /// Its name in addresses, e.g. `hlucinsko-zapad`.
    slug: String,
    /// The association's name.
    name: String,
    /// What is counted.
    figures: Figures,
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
    /// For which days requests opened and closed are counted; what is open or overdue is as of now.
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
        Ok(list(page, |centre| order.cursor(centre), CentreFigures::from))
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
        }
    }
}

impl From<monitoring::CentreFigures> for CentreFigures {
    fn from(centre: monitoring::CentreFigures) -> Self {
        Self {
            tenant_id: ids::id(centre.tenant),
            slug: centre.slug,
            name: centre.name,
            figures: Figures::from(centre.figures),
        }
    }
}
