//! What is counted, over centres, regions, areas and months.

use crate::register::Region;
use crate::scalars::{Czk, Date};
use crate::services::ServiceArea;
use async_graphql::{Enum, SimpleObject};
use domain::monitoring;

/// From which day to which, in Prague.
#[derive(SimpleObject)]
pub(super) struct Period {
    /// Its first day.
    from: Date,
    /// Its last day.
    to: Date,
}

impl From<monitoring::Period> for Period {
    fn from(period: monitoring::Period) -> Self {
        Self { from: Date(period.from()), to: Date(period.to()) }
    }
}

/// What is counted. Work, never people; files of the data protection officer only as one total.
#[derive(SimpleObject)]
pub(super) struct Figures {
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
}

impl From<&monitoring::Figures> for Figures {
    fn from(monitoring::Figures { done, open }: &monitoring::Figures) -> Self {
        Self {
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
        }
    }
}

/// The sums over the centres of a region.
#[derive(SimpleObject)]
pub(super) struct RegionFigures {
    /// Where their associations have their seats; null: it isn't known.
    region: Option<Region>,
    /// How many centres there are.
    centres: i64,
    /// The sums.
    figures: Figures,
}

impl From<&monitoring::RegionFigures> for RegionFigures {
    fn from(of: &monitoring::RegionFigures) -> Self {
        Self {
            region: of.region.as_ref().map(Region::from),
            centres: of.centres,
            figures: Figures::from(&of.figures),
        }
    }
}

/// What was done in one area, and what is open in it.
#[derive(SimpleObject)]
pub(super) struct AreaFigures {
    /// The area; null: all files of the data protection officer, whatever they are about.
    area: Option<ServiceArea>,
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

impl From<&monitoring::AreaFigures> for AreaFigures {
    fn from(of: &monitoring::AreaFigures) -> Self {
        let monitoring::Figures { done, open } = &of.figures;
        Self {
            area: of.area.map(Into::into),
            requests_opened: done.requests_opened,
            requests_closed: done.requests_closed,
            requests_open: open.requests_open,
            requests_overdue: open.requests_overdue,
            sla_met_permille: done.sla_met_permille(),
            activities: done.activities,
            minutes: done.minutes,
            benefit_saved: Czk::of_haler(done.saved_haler),
            benefit_brought_in: Czk::of_haler(done.brought_in_haler),
        }
    }
}

/// How long each point of a trend is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum Granularity {
    /// A month: the nation sees nothing finer.
    Month,
}

/// What was done in a part of the period.
#[derive(SimpleObject)]
pub(super) struct TrendPoint {
    /// Its first day.
    from: Date,
    /// Requests opened in it.
    requests_opened: i64,
    /// Requests closed in it, each time one was closed.
    requests_closed: i64,
    /// Of a thousand requests closed in it, how many on the last day for it or before, rounded down; null: none was closed.
    sla_met_permille: Option<i64>,
    /// Within how many hours half of the requests closed in it were closed. At most 5 % off.
    close_median: Option<i64>,
    /// Within how many hours nine of ten of them were closed. At most 5 % off.
    #[graphql(name = "closePercentile90")]
    close_percentile_90: Option<i64>,
    /// Activities performed in it.
    activities: i64,
    /// How many minutes they took.
    minutes: i64,
    /// What they saved.
    benefit_saved: Czk,
    /// What they brought in.
    benefit_brought_in: Czk,
}

impl From<&monitoring::MonthFigures> for TrendPoint {
    fn from(monitoring::MonthFigures { month, done }: &monitoring::MonthFigures) -> Self {
        Self {
            from: Date(*month),
            requests_opened: done.requests_opened,
            requests_closed: done.requests_closed,
            sla_met_permille: done.sla_met_permille(),
            close_median: done.close_median(),
            close_percentile_90: done.close_percentile_90(),
            activities: done.activities,
            minutes: done.minutes,
            benefit_saved: Czk::of_haler(done.saved_haler),
            benefit_brought_in: Czk::of_haler(done.brought_in_haler),
        }
    }
}
