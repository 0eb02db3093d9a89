//! The list of centres: how it is filtered, ordered and cut. Pure, like `rules`.

use super::figures::CentreFigures;
use super::health::Health;
use crate::directory::AssociationKind;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{TenantId, TypedId as _};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::kernel::text_enum::text_enum;
use crate::tenancy::Lifecycle;
use chrono::Datelike as _;
use std::collections::BTreeMap;

/// Which centres are listed; what isn't said doesn't matter.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CentreFilter {
    /// Whose association's name contains this, in whatever case.
    pub name_contains: Option<String>,
    /// With their seat in this region.
    pub region_code: Option<String>,
    /// With their seat in this district.
    pub district_code: Option<String>,
    /// Whose association is of this kind today.
    pub kind: Option<AssociationKind>,
    /// Whose association has this label today.
    pub label: Option<String>,
    /// Which have come so far: one of these.
    pub lifecycles: Option<Vec<Lifecycle>>,
    /// Which do so: one of these.
    pub health: Option<Vec<Health>>,
    /// Which have at least so many overdue requests.
    pub overdue_min: Option<i64>,
}

impl CentreFilter {
    fn shows(&self, centre: &CentreFigures) -> bool {
        let district = centre.district.as_ref();
        let lies_in = |wanted: &Option<String>, code: Option<&String>| {
            wanted.as_ref().is_none_or(|wanted| Some(wanted) == code)
        };
        let is_named = self
            .name_contains
            .as_ref()
            .is_none_or(|part| centre.name.to_lowercase().contains(&part.to_lowercase()));
        let overdue = centre.figures.open.requests_overdue;
        is_named
            && lies_in(&self.region_code, district.map(|district| &district.region.code))
            && lies_in(&self.district_code, district.map(|district| &district.code))
            && self.kind.is_none_or(|kind| kind == centre.kind)
            && self.label.as_ref().is_none_or(|label| centre.labels.contains(label))
            && self.lifecycles.as_ref().is_none_or(|these| these.contains(&centre.lifecycle))
            && self.health.as_ref().is_none_or(|these| these.contains(&centre.health))
            && self.overdue_min.is_none_or(|min| overdue >= min)
    }
}

/// In which order centres are listed; equals follow each other by name, and who has no such figure comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CentreOrder {
    /// By what.
    pub field: CentreField,
    /// Which way.
    pub direction: OrderDirection,
}

text_enum! {
    /// By what centres can be ordered.
    CentreField {
        /// The association's name.
        Name = "NAME",
        /// How it does, green in front.
        Health = "HEALTH",
        /// How many municipalities belong to it.
        MunicipalitiesServed = "MUNICIPALITIES_SERVED",
        /// How many people live in them.
        PopulationServed = "POPULATION_SERVED",
        /// Requests opened in the period.
        RequestsOpened = "REQUESTS_OPENED",
        /// Requests closed in the period.
        RequestsClosed = "REQUESTS_CLOSED",
        /// Requests that are open now.
        RequestsOpen = "REQUESTS_OPEN",
        /// Requests that are overdue now.
        RequestsOverdue = "REQUESTS_OVERDUE",
        /// The share of requests that were closed in time.
        SlaMet = "SLA_MET",
        /// Within how many hours half of the requests closed were closed.
        CloseMedian = "CLOSE_MEDIAN",
        /// Within how many hours nine of ten were closed.
        ClosePercentile90 = "CLOSE_PERCENTILE_90",
        /// Activities performed in the period.
        Activities = "ACTIVITIES",
        /// Their minutes.
        Minutes = "MINUTES",
        /// What they saved.
        BenefitSaved = "BENEFIT_SAVED",
        /// What was brought in by them.
        BenefitBroughtIn = "BENEFIT_BROUGHT_IN",
        /// The last day on which the staff did something.
        LastActivity = "LAST_ACTIVITY",
    }
}

impl CentreField {
    /// What it is of a centre; `None`: there is no such figure, or it is no number.
    pub(super) fn of(self, centre: &CentreFigures) -> Option<i64> {
        let (done, open) = (&centre.figures.done, &centre.figures.open);
        match self {
            Self::Name => None,
            Self::Health => Some(match centre.health {
                Health::Green => 0,
                Health::Amber => 1,
                Health::Red => 2,
            }),
            Self::MunicipalitiesServed => Some(centre.size.municipalities),
            Self::PopulationServed => centre.size.population,
            Self::RequestsOpened => Some(done.requests_opened),
            Self::RequestsClosed => Some(done.requests_closed),
            Self::RequestsOpen => Some(open.requests_open),
            Self::RequestsOverdue => Some(open.requests_overdue),
            Self::SlaMet => done.sla_met_permille(),
            Self::CloseMedian => done.close_median(),
            Self::ClosePercentile90 => done.close_percentile_90(),
            Self::Activities => Some(done.activities),
            Self::Minutes => Some(done.minutes),
            Self::BenefitSaved => Some(done.saved_haler),
            Self::BenefitBroughtIn => Some(done.brought_in_haler),
            Self::LastActivity => centre.last_activity_on.map(|day| day.num_days_from_ce().into()),
        }
    }

    /// Whether a centre may have none.
    fn may_be_missing(self) -> bool {
        match self {
            Self::Name
            | Self::PopulationServed
            | Self::SlaMet
            | Self::CloseMedian
            | Self::ClosePercentile90
            | Self::LastActivity => true,
            Self::Health
            | Self::MunicipalitiesServed
            | Self::RequestsOpened
            | Self::RequestsClosed
            | Self::RequestsOpen
            | Self::RequestsOverdue
            | Self::Activities
            | Self::Minutes
            | Self::BenefitSaved
            | Self::BenefitBroughtIn => false,
        }
    }
}

/// Which way something is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderDirection {
    /// The smallest, the earliest, the first of the alphabet in front.
    Ascending,
    /// The other way round.
    Descending,
}

/// Where a centre stands: behind all that have such a figure or not, then by its figure (0 by name), then in the order of
/// names.
type Place = (bool, i64, i64);

impl CentreOrder {
    /// Where a centre stands in this order.
    pub fn cursor(self, centre: &CentreFigures) -> Cursor {
        let key = self.field.of(centre).map(|figure| figure.to_string());
        Cursor::new(key.unwrap_or_default(), centre.tenant.print())
    }

    fn place(self, figure: Option<i64>, by_name: i64) -> Place {
        match (figure, self.field, self.direction) {
            (None, CentreField::Name, OrderDirection::Descending) => (false, 0, -by_name),
            (None, _, _) => (true, 0, by_name),
            (Some(figure), _, OrderDirection::Ascending) => (false, figure, by_name),
            (Some(figure), _, OrderDirection::Descending) => (false, -figure, by_name),
        }
    }
}

/// All centres that the filter shows, each at its place. They come in the order of names as the database has it: its collation
/// knows where Č belongs.
fn placed(
    centres: Vec<CentreFigures>,
    filter: &CentreFilter,
    order: CentreOrder,
) -> Vec<(Place, CentreFigures)> {
    let mut placed: Vec<(Place, CentreFigures)> = centres
        .into_iter()
        .zip(0..)
        .filter(|(centre, _)| filter.shows(centre))
        .map(|(centre, by_name)| (order.place(order.field.of(&centre), by_name), centre))
        .collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    placed
}

/// All of them, in order.
pub(super) fn in_order(
    centres: Vec<CentreFigures>,
    filter: &CentreFilter,
    order: CentreOrder,
) -> Vec<CentreFigures> {
    placed(centres, filter, order).into_iter().map(|(_, centre)| centre).collect()
}

/// The page of them.
pub(super) fn arrange(
    centres: Vec<CentreFigures>,
    filter: &CentreFilter,
    order: CentreOrder,
    page: &PageArgs,
) -> Result<Page<CentreFigures>> {
    let by_name: BTreeMap<TenantId, i64> =
        centres.iter().map(|centre| centre.tenant).zip(0..).collect();
    let place_of = |cursor: &Option<Cursor>, path| {
        cursor.as_ref().map(|cursor| place_of(cursor, path, order, &by_name)).transpose()
    };
    let after = place_of(&page.after, "after")?;
    let before = place_of(&page.before, "before")?;

    let mut placed = placed(centres, filter, order);
    let total = i64::try_from(placed.len()).ok();
    placed.retain(|(place, _)| {
        after.is_none_or(|after| *place > after) && before.is_none_or(|before| *place < before)
    });
    if page.direction == Direction::Backward {
        placed.reverse();
    }
    let rows = usize::try_from(page.rows()).unwrap_or(usize::MAX);
    Ok(page.page(placed.into_iter().take(rows).map(|(_, centre)| centre).collect(), total))
}

/// Where a cursor points, by the figure its centre had when the cursor was made.
fn place_of(
    cursor: &Cursor,
    path: &'static str,
    order: CentreOrder,
    by_name: &BTreeMap<TenantId, i64>,
) -> Result<Place> {
    let malformed = || Error::invalid(&[path], code::MALFORMED);
    let tenant = TenantId::read(&cursor.id).ok_or_else(malformed)?;
    let by_name = by_name.get(&tenant).ok_or_else(malformed)?;
    let figure = match cursor.key.as_str() {
        "" if order.field.may_be_missing() => None,
        _ if order.field == CentreField::Name => return Err(malformed()),
        key => {
            let figure: i64 = key.parse().map_err(|_| malformed())?;
            // The one number that has no other sign.
            Some(figure.checked_neg().and(Some(figure)).ok_or_else(malformed)?)
        }
    };
    Ok(order.place(figure, *by_name))
}

#[cfg(test)]
pub(super) mod tests;
