//! What the nation sees of one centre.

use super::inputs::Health;
use super::sums::{AreaFigures, Granularity, Period, TrendPoint};
use crate::asked::{Language, language};
use crate::register::{AssociationKind, District, Location};
use crate::scalars::{Czk, Date, Ico};
use crate::tenancy::{Tenant, TenantLifecycle};
use crate::texts::reason_of_health;
use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::monitoring;

/// Why a centre isn't green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "monitoring::ReasonCode")]
pub(super) enum HealthReasonCode {
    /// Too many of its open requests are overdue: `measured` and `threshold` are of a thousand.
    OverdueRequests,
    /// Too many of the requests closed this month and in the two before were closed late: of a thousand.
    ClosedLate,
    /// Its staff assigned, closed or reopened no request, and recorded or corrected no activity, for so many days.
    Silent,
}

/// Why a centre isn't green, with the numbers behind it.
#[derive(SimpleObject)]
pub(super) struct HealthReason {
    /// Why.
    code: HealthReasonCode,
    /// How bad it is.
    health: Health,
    /// In words, in the language that `Accept-Language` asks for.
    message: String,
    /// How many requests; for `SILENT` how many days.
    count: i64,
    /// Of how many requests; null for `SILENT`.
    out_of: Option<i64>,
    /// What is compared with the threshold: requests of a thousand, rounded down, or days.
    measured: i64,
    /// From where on it is so bad: a setting of the nation, `health.…`.
    threshold: i64,
}

impl HealthReason {
    pub(super) fn of(told: &monitoring::Reason, language: Language) -> Self {
        Self {
            code: told.code.into(),
            health: told.health.into(),
            message: reason_of_health(told, language),
            count: told.count,
            out_of: told.out_of,
            measured: told.measured,
            threshold: told.threshold,
        }
    }
}

/// One centre's figures. Work, never people.
#[derive(SimpleObject)]
pub(super) struct CentreFigures {
    /// The tenant.
    tenant: Option<Tenant>,
    /// The association's name.
    name: String,
    /// The association's identification number (IČO).
    ico: Ico,
    /// What the association is by law, today.
    kind: AssociationKind,
    /// Words by which associations are found together, in Czech order, e.g. `CSS 2016–2020`.
    labels: Vec<String>,
    /// How far the tenant has come.
    lifecycle: TenantLifecycle,
    /// Where the association has its seat; null: it isn't known.
    district: Option<District>,
    /// The middle of where its municipalities lie today; null: of none it is known.
    location: Option<Location>,
    /// How it does now, whatever the period.
    health: Health,
    /// Why, the worst first; empty when it is green.
    reasons: Vec<HealthReason>,
    /// How many municipalities belong to the association today.
    municipalities_served: i64,
    /// How many people live in them by the latest count; null: of none it is known.
    population_served: Option<i64>,
    /// Requests opened in the period.
    requests_opened: i64,
    /// Requests closed in the period, each time one was closed.
    requests_closed: i64,
    /// Requests that are open now.
    requests_open: i64,
    /// Requests that are open now and whose last day for closing them is over.
    requests_overdue: i64,
    /// Of a thousand requests closed in the period, how many on the last day for it or before, rounded down; null: none was
    /// closed.
    sla_met_permille: Option<i64>,
    /// Within how many hours half of the requests closed in the period were closed: from when each was first opened, hours that
    /// had begun. At most 5 % off. Null: of none it is known.
    close_median: Option<i64>,
    /// Within how many hours nine of ten of them were closed, counted in the same way. At most 5 % off.
    #[graphql(name = "closePercentile90")]
    close_percentile_90: Option<i64>,
    /// Activities performed in the period.
    activities: i64,
    /// How many minutes they took.
    minutes: i64,
    /// What they saved, without what the centre's work cost; less than nothing where it cost more. Never added to what was
    /// brought in.
    benefit_saved: Czk,
    /// What they brought in: grants that were won.
    benefit_brought_in: Czk,
    /// The last day on which the staff assigned, closed or reopened a request, or recorded or corrected an activity; null:
    /// they never did.
    last_activity_on: Option<Date>,
}

impl CentreFigures {
    pub(super) fn of(
        ctx: &Context<'_>,
        centre: monitoring::CentreFigures,
        tenant: Option<Tenant>,
    ) -> Self {
        let language = language(ctx);
        let monitoring::Figures { done, open } = &centre.figures;
        Self {
            tenant,
            ico: Ico(centre.ico),
            kind: centre.kind.into(),
            labels: centre.labels,
            lifecycle: centre.lifecycle.into(),
            district: centre.district.as_ref().map(District::from),
            location: centre.size.middle.map(Location::from),
            health: centre.health.into(),
            reasons: centre.reasons.iter().map(|told| HealthReason::of(told, language)).collect(),
            municipalities_served: centre.size.municipalities,
            population_served: centre.size.population,
            requests_opened: done.requests_opened,
            requests_closed: done.requests_closed,
            requests_open: open.requests_open,
            requests_overdue: open.requests_overdue,
            sla_met_permille: done.sla_met_permille(),
            close_median: done.close_median(),
            close_percentile_90: done.close_percentile_90(),
            activities: done.activities,
            minutes: done.minutes,
            benefit_saved: Czk::of_haler(done.saved_haler),
            benefit_brought_in: Czk::of_haler(done.brought_in_haler),
            last_activity_on: centre.last_activity_on.map(Date),
            name: centre.name,
        }
    }
}

/// The median of each figure over some centres: the middle one, the lower of two. Null: none of them has the figure.
#[derive(SimpleObject)]
struct Medians {
    /// Of requests opened in the period.
    requests_opened: Option<i64>,
    /// Of requests closed in the period.
    requests_closed: Option<i64>,
    /// Of requests that are open now.
    requests_open: Option<i64>,
    /// Of requests that are overdue now.
    requests_overdue: Option<i64>,
    /// Of the shares of requests closed in time, of a thousand.
    sla_met_permille: Option<i64>,
    /// Of the hours within which half of the requests were closed.
    close_median: Option<i64>,
    /// Of the hours within which nine of ten were closed.
    #[graphql(name = "closePercentile90")]
    close_percentile_90: Option<i64>,
    /// Of activities performed in the period.
    activities: Option<i64>,
    /// Of their minutes.
    minutes: Option<i64>,
    /// Of what they saved.
    benefit_saved: Option<Czk>,
    /// Of what they brought in.
    benefit_brought_in: Option<Czk>,
}

/// The centres of like size: those that serve at least half as many and at most twice as many people.
#[derive(SimpleObject)]
struct CentreComparison {
    /// How many they are, without the centre itself.
    centres: i64,
    /// They serve at least so many people.
    population_from: i64,
    /// They serve at most so many.
    population_to: i64,
    /// The median of each figure over them.
    medians: Medians,
}

impl From<&monitoring::Comparison> for CentreComparison {
    fn from(of: &monitoring::Comparison) -> Self {
        let medians = &of.medians;
        Self {
            centres: of.centres,
            population_from: of.population_from,
            population_to: of.population_to,
            medians: Medians {
                requests_opened: medians.requests_opened,
                requests_closed: medians.requests_closed,
                requests_open: medians.requests_open,
                requests_overdue: medians.requests_overdue,
                sla_met_permille: medians.sla_met_permille,
                close_median: medians.close_median,
                close_percentile_90: medians.close_percentile_90,
                activities: medians.activities,
                minutes: medians.minutes,
                benefit_saved: medians.saved_haler.map(Czk::of_haler),
                benefit_brought_in: medians.brought_in_haler.map(Czk::of_haler),
            },
        }
    }
}

/// One centre, as the nation sees it.
pub(super) struct Centre {
    pub(super) view: monitoring::CentreView,
    pub(super) tenant: Option<Tenant>,
}

/// One centre, as the nation sees it.
#[Object]
impl Centre {
    /// For which months requests opened and closed, and activities, are counted; what is open or overdue is as of now.
    async fn period(&self) -> Period {
        self.view.period.into()
    }

    /// Its figures.
    async fn figures(&self, ctx: &Context<'_>) -> CentreFigures {
        CentreFigures::of(ctx, self.view.centre.clone(), self.tenant.clone())
    }

    /// Its sums by area, in the order of the catalogue; areas in which there is nothing to count are left out.
    async fn by_area(&self) -> Vec<AreaFigures> {
        self.view.by_area.iter().map(Into::into).collect()
    }

    /// Its sums by month, the earliest first; also of months in which nothing happened.
    async fn trend(
        &self,
        #[graphql(desc = "How long each point is; a month when nothing is said.")]
        granularity: Option<Granularity>,
    ) -> Vec<TrendPoint> {
        let Granularity::Month = granularity.unwrap_or(Granularity::Month);
        self.view.trend.iter().map(Into::into).collect()
    }

    /// The centres of like size beside it; null: nobody knows how many people it serves.
    async fn comparison(&self) -> Option<CentreComparison> {
        self.view.comparison.as_ref().map(Into::into)
    }
}
