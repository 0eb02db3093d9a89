//! Which centres are asked for, in which order, and for which time.

use crate::asked::caller;
use crate::fail::fail;
use crate::pages::OrderDirection;
use crate::register::AssociationKind;
use crate::scalars::Date;
use crate::tenancy::TenantLifecycle;
use async_graphql::{Context, Enum, InputObject, Result};
use chrono::Datelike as _;
use domain::kernel::working_days::day_in_prague;
use domain::monitoring::{self, Period};

/// From which day to which, in Prague.
#[derive(InputObject)]
pub(super) struct PeriodInput {
    /// Its first day.
    from: Date,
    /// Its last day. At most ten years after the first.
    to: Date,
}

/// The months that are meant: those of the present year up to now when nothing is said.
pub(super) fn period(ctx: &Context<'_>, period: Option<PeriodInput>) -> Result<Period> {
    let today = day_in_prague(caller(ctx)?.clock().now());
    let (from, to) = match period {
        Some(period) => (period.from.0, period.to.0),
        None => (today.with_ordinal(1).unwrap_or(today), today),
    };
    Period::new(from, to).map_err(|error| fail(ctx, &error))
}

/// How a centre does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "monitoring::Health")]
pub(super) enum Health {
    /// There is nothing to see (v pořádku).
    Green,
    /// Somebody should look (pozor).
    Amber,
    /// Somebody should help (potíže).
    Red,
}

/// Which centres are listed; what isn't said doesn't matter.
#[derive(InputObject, Default)]
pub(super) struct CentreFilter {
    /// Whose association's name contains this, in whatever case.
    name: Option<String>,
    /// With its seat in this region (kraj, NUTS 3), e.g. `CZ080`.
    region_code: Option<String>,
    /// With its seat in this district (okres, LAU 1), e.g. `CZ0805`.
    district_code: Option<String>,
    /// Whose association is of this kind today.
    kind: Option<AssociationKind>,
    /// With this label, e.g. `CSS 2016–2020`.
    label: Option<String>,
    /// Which have come so far: one of these.
    lifecycle: Option<Vec<TenantLifecycle>>,
    /// Which do so now: one of these.
    health: Option<Vec<Health>>,
    /// Which have at least so many overdue requests.
    overdue_at_least: Option<i64>,
}

impl From<CentreFilter> for monitoring::CentreFilter {
    fn from(filter: CentreFilter) -> Self {
        let CentreFilter { name, region_code, district_code, label, .. } = filter;
        Self {
            name_contains: name,
            region_code,
            district_code,
            label,
            kind: filter.kind.map(Into::into),
            lifecycles: filter.lifecycle.map(|these| these.into_iter().map(Into::into).collect()),
            health: filter.health.map(|these| these.into_iter().map(Into::into).collect()),
            overdue_min: filter.overdue_at_least,
        }
    }
}

/// By what centres can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "monitoring::CentreField")]
pub(super) enum CentreField {
    /// The association's name, in Czech order.
    Name,
    /// How it does: green, amber, red.
    Health,
    /// How many municipalities belong to it today.
    MunicipalitiesServed,
    /// How many people live in them.
    PopulationServed,
    /// Requests opened in the period.
    RequestsOpened,
    /// Requests closed in the period.
    RequestsClosed,
    /// Requests that are open now.
    RequestsOpen,
    /// Requests that are overdue now.
    RequestsOverdue,
    /// The share of requests that were closed in time.
    SlaMet,
    /// Within how many hours half of the requests closed were closed.
    CloseMedian,
    /// Within how many hours nine of ten were closed.
    #[graphql(name = "CLOSE_PERCENTILE_90")]
    ClosePercentile90,
    /// Activities performed in the period.
    Activities,
    /// How many minutes they took.
    Minutes,
    /// What they saved.
    BenefitSaved,
    /// What they brought in.
    BenefitBroughtIn,
    /// The last day on which the staff did something.
    LastActivity,
}

/// How centres are ordered. Equals follow each other by name; who has no such figure comes last, whichever way.
#[derive(InputObject)]
pub(super) struct CentreOrder {
    /// By what.
    pub(super) field: CentreField,
    /// Which way.
    direction: OrderDirection,
}

pub(super) const BY_NAME: monitoring::CentreOrder = monitoring::CentreOrder {
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
