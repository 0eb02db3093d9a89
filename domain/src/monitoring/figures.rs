//! What is counted, of a centre and of many. Pure, like `rules`. Work is counted, never people.

use super::health::{Health, Reason};
use super::histogram::Histogram;
use super::rules::month_of;
use crate::catalogue::ServiceArea;
use crate::directory::{AssociationKind, District, Position, Region};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::TenantId;
use crate::tenancy::Lifecycle;
use chrono::{Months, NaiveDate};

/// Ten years: more than anybody compares, and few enough to add up.
const LONGEST_PERIOD_DAYS: i64 = 3_660;

/// Whole months, from the first day of one to the last of another, in Prague. The nation sees nothing finer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// All months that have a day from `from` to `to`: at least one day, at most ten years.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `period`.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self> {
        let out_of_range = || Error::invalid(&["period"], code::OUT_OF_RANGE);
        let days = to.signed_duration_since(from).num_days();
        if !(0..LONGEST_PERIOD_DAYS).contains(&days) {
            return Err(out_of_range());
        }
        let after = month_of(to).checked_add_months(Months::new(1)).ok_or_else(out_of_range)?;
        Ok(Self { from: month_of(from), to: after.pred_opt().ok_or_else(out_of_range)? })
    }

    /// Its first day.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// Its last day.
    pub fn to(self) -> NaiveDate {
        self.to
    }

    /// The first day of each of its months.
    pub fn months(self) -> impl Iterator<Item = NaiveDate> {
        let next = |month: &NaiveDate| month.checked_add_months(Months::new(1));
        std::iter::successors(Some(self.from), next).take_while(move |month| *month <= self.to)
    }
}

/// What happened in a time. Activities by when they were performed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Done {
    /// Requests opened.
    pub requests_opened: i64,
    /// Requests closed, each time one was closed.
    pub requests_closed: i64,
    /// Of those: on the last day for it, or before.
    pub closed_in_term: i64,
    /// How long closing took, as far as it was wanted.
    pub closing_hours: Histogram,
    /// Activities performed.
    pub activities: i64,
    /// Their minutes.
    pub minutes: i64,
    /// What they saved, in haléře; less than nothing where they cost more.
    pub saved_haler: i64,
    /// What was brought in by them, in haléře. Never added to what was saved.
    pub brought_in_haler: i64,
}

impl Done {
    /// Of a thousand requests closed, how many were closed in time, rounded down; `None`: none was closed.
    pub fn sla_met_permille(&self) -> Option<i64> {
        permille(self.closed_in_term, self.requests_closed)
    }

    /// Within how many hours half of the requests closed were closed; at most 5 % off.
    pub fn close_median(&self) -> Option<i64> {
        self.closing_hours.within(500)
    }

    /// Within how many hours nine of ten were closed; at most 5 % off.
    pub fn close_percentile_90(&self) -> Option<i64> {
        self.closing_hours.within(900)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.requests_opened += other.requests_opened;
        self.requests_closed += other.requests_closed;
        self.closed_in_term += other.closed_in_term;
        self.closing_hours.add(&other.closing_hours);
        self.activities += other.activities;
        self.minutes += other.minutes;
        self.saved_haler = self.saved_haler.saturating_add(other.saved_haler);
        self.brought_in_haler = self.brought_in_haler.saturating_add(other.brought_in_haler);
    }
}

/// What is open now.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// Requests that are open now.
    pub requests_open: i64,
    /// Those whose last day for closing them is over.
    pub requests_overdue: i64,
}

/// What was done in the period, and what is open now.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Figures {
    /// In the period.
    pub done: Done,
    /// Now.
    pub open: Open,
}

impl Figures {
    /// The sums over some centres.
    pub fn over(centres: &[CentreFigures]) -> Self {
        Self::sum(centres.iter().map(|centre| &centre.figures))
    }

    fn sum<'f>(of: impl IntoIterator<Item = &'f Self>) -> Self {
        let mut sum = Self::default();
        for figures in of {
            sum.done.add(&figures.done);
            sum.open.requests_open += figures.open.requests_open;
            sum.open.requests_overdue += figures.open.requests_overdue;
        }
        sum
    }
}

/// How large a centre is today, by the register.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Size {
    /// How many municipalities belong to it.
    pub municipalities: i64,
    /// How many people live in them; those of which it isn't known are left out. `None`: of none it is known.
    pub population: Option<i64>,
    /// The middle of where its municipalities lie; `None`: of none it is known.
    pub middle: Option<Position>,
}

/// One centre's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct CentreFigures {
    /// The tenant.
    pub tenant: TenantId,
    /// Its name in addresses.
    pub slug: String,
    /// The association's name.
    pub name: String,
    /// Its identification number.
    pub ico: String,
    /// An ordinary association or a community, today.
    pub kind: AssociationKind,
    /// By which others know it, in order, e.g. `CSS 2016–2020`.
    pub labels: Vec<String>,
    /// How far the tenant has come.
    pub lifecycle: Lifecycle,
    /// Where its seat is; `None`: it isn't known.
    pub district: Option<District>,
    /// How large it is, as far as it was wanted.
    pub size: Size,
    /// What is counted.
    pub figures: Figures,
    /// The last day on which the staff did something.
    pub last_activity_on: Option<NaiveDate>,
    /// How it does now.
    pub health: Health,
    /// Why, the worst first; nothing where all is well.
    pub reasons: Vec<Reason>,
}

/// The sums over the centres of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionFigures {
    /// Where their seats are; `None`: it isn't known.
    pub region: Option<Region>,
    /// How many centres.
    pub centres: i64,
    /// The sums.
    pub figures: Figures,
}

/// What was done in one area, and what is open in it.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaFigures {
    /// Which; `None`: all files of the data protection officer.
    pub area: Option<ServiceArea>,
    /// Without how long it took.
    pub figures: Figures,
}

/// What was done in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthFigures {
    /// Its first day.
    pub month: NaiveDate,
    /// What was done in it.
    pub done: Done,
}

/// How many of a thousand, rounded down; `None`: of nothing.
pub(super) fn permille(part: i64, whole: i64) -> Option<i64> {
    (part * 1_000).checked_div(whole)
}

/// The sums by region, in the order of the codes; those of which it isn't known last.
pub(super) fn by_region(centres: &[CentreFigures]) -> Vec<RegionFigures> {
    let region_of = |centre: &CentreFigures| centre.district.as_ref().map(|d| d.region.clone());
    let mut regions: Vec<Option<Region>> = centres.iter().map(region_of).collect();
    regions.sort_by_key(|region| (region.is_none(), region.as_ref().map(|r| r.code.clone())));
    regions.dedup();
    let of = |region: Option<Region>| {
        let its: Vec<_> = centres.iter().filter(|centre| region_of(centre) == region).collect();
        RegionFigures {
            region,
            centres: i64::try_from(its.len()).unwrap_or(i64::MAX),
            figures: Figures::sum(its.into_iter().map(|centre| &centre.figures)),
        }
    };
    regions.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_made_of_whole_months() {
        for (from, to, first, last, months) in [
            ("2026-03-15", "2026-03-15", "2026-03-01", "2026-03-31", 1),
            ("2026-01-31", "2026-02-01", "2026-01-01", "2026-02-28", 2),
            ("2025-12-01", "2026-12-31", "2025-12-01", "2026-12-31", 13),
        ] {
            let period = Period::new(day(from), day(to)).unwrap();
            assert_eq!((period.from(), period.to()), (day(first), day(last)));
            assert_eq!(period.months().count(), months);
            assert_eq!(period.months().next(), Some(day(first)));
        }
    }

    #[test]
    fn a_period_begins_before_it_ends_and_ends_within_anybody_s_patience() {
        assert!(Period::new(day("2026-03-02"), day("2026-03-01")).is_err());
        assert!(Period::new(day("2000-01-01"), day("2026-03-01")).is_err());
        assert!(Period::new(NaiveDate::MAX, NaiveDate::MAX).is_err());
    }

    #[test]
    fn a_share_of_nothing_is_nothing_and_no_share_is_rounded_up() {
        assert_eq!(permille(0, 0), None);
        assert_eq!(permille(2, 3), Some(666));
        assert_eq!(permille(3, 3), Some(1_000));
    }
}
