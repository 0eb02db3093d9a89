//! The list of centres: what is counted of each, and how the list is filtered, ordered and cut. Pure, like `rules`.

use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{TenantId, TypedId as _};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Ten years: more days than anybody compares, and few enough to add up.
const LONGEST_PERIOD_DAYS: i64 = 3_660;

/// From one day to another, both counted, as days in Prague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// A period of at least one day and at most ten years.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `period`.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self> {
        let days = to.signed_duration_since(from).num_days();
        if !(0..LONGEST_PERIOD_DAYS).contains(&days) {
            return Err(Error::invalid(&["period"], code::OUT_OF_RANGE));
        }
        Ok(Self { from, to })
    }

    /// Its first day.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// Its last day.
    pub fn to(self) -> NaiveDate {
        self.to
    }
}

/// What is counted. Work, never people.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Requests opened in the period.
    pub requests_opened: i64,
    /// Requests closed in the period, each time one was closed.
    pub requests_closed: i64,
    /// Requests that are open now.
    pub requests_open: i64,
    /// Requests that are open now and whose last day for closing them is over.
    pub requests_overdue: i64,
    /// Activities performed in the period.
    pub activities: i64,
    /// Their minutes.
    pub minutes: i64,
    /// What they saved, in haléře; less than nothing where they cost more.
    pub saved_haler: i64,
    /// What was brought in by them, in haléře. Never added to what was saved.
    pub brought_in_haler: i64,
}

/// One centre's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreFigures {
    /// The tenant.
    pub tenant: TenantId,
    /// Its name in addresses.
    pub slug: String,
    /// The association's name.
    pub name: String,
    /// What is counted.
    pub figures: Figures,
}

/// Which centres are listed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CentreFilter {
    /// Whose association's name contains this, in whatever case.
    pub name_contains: Option<String>,
    /// Which have at least so many overdue requests.
    pub overdue_min: Option<i64>,
}

impl CentreFilter {
    fn shows(&self, centre: &CentreFigures) -> bool {
        let named = self
            .name_contains
            .as_ref()
            .is_none_or(|part| centre.name.to_lowercase().contains(&part.to_lowercase()));
        named && self.overdue_min.is_none_or(|min| centre.figures.requests_overdue >= min)
    }
}

/// In which order centres are listed; equals follow each other by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CentreOrder {
    /// By what.
    pub field: CentreField,
    /// Which way.
    pub direction: OrderDirection,
}

/// By what centres can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CentreField {
    /// The association's name.
    Name,
    /// [`Figures::requests_opened`].
    RequestsOpened,
    /// [`Figures::requests_closed`].
    RequestsClosed,
    /// [`Figures::requests_open`].
    RequestsOpen,
    /// [`Figures::requests_overdue`].
    RequestsOverdue,
    /// [`Figures::activities`].
    Activities,
    /// [`Figures::minutes`].
    Minutes,
    /// [`Figures::saved_haler`].
    BenefitSaved,
    /// [`Figures::brought_in_haler`].
    BenefitBroughtIn,
}

/// Which way something is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderDirection {
    /// The smallest, the earliest, the first of the alphabet in front.
    Ascending,
    /// The other way round.
    Descending,
}

/// Where a centre stands: its figure (0 by name), then its place in the order of names.
type Place = (i64, i64);

impl CentreOrder {
    /// Where a centre stands in this order.
    pub fn cursor(self, centre: &CentreFigures) -> Cursor {
        let key = self.figure(&centre.figures).map(|figure| figure.to_string());
        Cursor::new(key.unwrap_or_default(), centre.tenant.print())
    }

    fn figure(self, figures: &Figures) -> Option<i64> {
        match self.field {
            CentreField::Name => None,
            CentreField::RequestsOpened => Some(figures.requests_opened),
            CentreField::RequestsClosed => Some(figures.requests_closed),
            CentreField::RequestsOpen => Some(figures.requests_open),
            CentreField::RequestsOverdue => Some(figures.requests_overdue),
            CentreField::Activities => Some(figures.activities),
            CentreField::Minutes => Some(figures.minutes),
            CentreField::BenefitSaved => Some(figures.saved_haler),
            CentreField::BenefitBroughtIn => Some(figures.brought_in_haler),
        }
    }

    fn place(self, figure: Option<i64>, by_name: i64) -> Place {
        match (figure, self.direction) {
            (None, OrderDirection::Ascending) => (0, by_name),
            (None, OrderDirection::Descending) => (0, -by_name),
            (Some(figure), OrderDirection::Ascending) => (figure, by_name),
            (Some(figure), OrderDirection::Descending) => (-figure, by_name),
        }
    }
}

/// The sums over all centres.
pub(super) fn total(centres: &[CentreFigures]) -> Figures {
    centres.iter().fold(Figures::default(), |sum, centre| Figures {
        requests_opened: sum.requests_opened + centre.figures.requests_opened,
        requests_closed: sum.requests_closed + centre.figures.requests_closed,
        requests_open: sum.requests_open + centre.figures.requests_open,
        requests_overdue: sum.requests_overdue + centre.figures.requests_overdue,
        activities: sum.activities + centre.figures.activities,
        minutes: sum.minutes + centre.figures.minutes,
        saved_haler: sum.saved_haler.saturating_add(centre.figures.saved_haler),
        brought_in_haler: sum.brought_in_haler.saturating_add(centre.figures.brought_in_haler),
    })
}

/// The page of `centres`, which come in the order of names as the database has it: its collation knows where Č belongs.
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

    let mut placed: Vec<(Place, CentreFigures)> = centres
        .into_iter()
        .zip(0..)
        .filter(|(centre, _)| filter.shows(centre))
        .map(|(centre, by_name)| (order.place(order.figure(&centre.figures), by_name), centre))
        .collect();
    let total = i64::try_from(placed.len()).ok();
    placed.retain(|(place, _)| {
        after.is_none_or(|after| *place > after) && before.is_none_or(|before| *place < before)
    });
    placed.sort_unstable_by_key(|(place, _)| *place);
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
    let figure = match (order.field, cursor.key.as_str()) {
        (CentreField::Name, "") => None,
        (CentreField::Name, _) => return Err(malformed()),
        (
            CentreField::RequestsOpened
            | CentreField::RequestsClosed
            | CentreField::RequestsOpen
            | CentreField::RequestsOverdue
            | CentreField::Activities
            | CentreField::Minutes
            | CentreField::BenefitSaved
            | CentreField::BenefitBroughtIn,
            key,
        ) => {
            let figure: i64 = key.parse().map_err(|_| malformed())?;
            // The one number that has no other sign.
            Some(figure.checked_neg().and(Some(figure)).ok_or_else(malformed)?)
        }
    };
    Ok(order.place(figure, *by_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// Three centres in the order of names, by their overdue requests.
    fn centres(overdue: [i64; 3]) -> Vec<CentreFigures> {
        let centre = |(name, overdue): (&str, i64), id| CentreFigures {
            tenant: TenantId::from(Uuid::from_u128(id)),
            slug: name.to_lowercase(),
            name: name.to_owned(),
            figures: Figures { requests_open: 9, requests_overdue: overdue, ..Figures::default() },
        };
        // Ids the other way round, so that an order by id would be noticed.
        let names = ["Cheb", "Čistá", "Zlín"];
        names.into_iter().zip(overdue).zip([30, 20, 10]).map(|(c, id)| centre(c, id)).collect()
    }

    fn order(field: CentreField, direction: OrderDirection) -> CentreOrder {
        CentreOrder { field, direction }
    }

    fn names(page: &Page<CentreFigures>) -> Vec<&str> {
        page.items.iter().map(|centre| centre.name.as_str()).collect()
    }

    fn first(size: i32, after: Option<&Cursor>) -> PageArgs {
        PageArgs::new(Some(size), after.map(Cursor::print).as_deref(), None, None).unwrap()
    }

    fn last(size: i32, before: Option<&Cursor>) -> PageArgs {
        PageArgs::new(None, None, Some(size), before.map(Cursor::print).as_deref()).unwrap()
    }

    #[test]
    fn pages_follow_each_other_in_every_order_and_both_ways() {
        use CentreField::{Name, RequestsOpen, RequestsOverdue};
        use OrderDirection::{Ascending, Descending};
        for (order, expected) in [
            (order(Name, Ascending), ["Cheb", "Čistá", "Zlín"]),
            (order(Name, Descending), ["Zlín", "Čistá", "Cheb"]),
            (order(RequestsOverdue, Ascending), ["Zlín", "Cheb", "Čistá"]),
            (order(RequestsOverdue, Descending), ["Čistá", "Cheb", "Zlín"]),
            (order(RequestsOpen, Ascending), ["Cheb", "Čistá", "Zlín"]),
            (order(RequestsOpen, Descending), ["Cheb", "Čistá", "Zlín"]),
        ] {
            let read = |page: &PageArgs| {
                arrange(centres([2, 5, 0]), &CentreFilter::default(), order, page).unwrap()
            };
            let (mut forward, mut at) = (vec![], None);
            let (mut backward, mut end) = (vec![], None);
            for rest in (0..3).rev() {
                let page = read(&first(1, at.as_ref()));
                assert_eq!((page.has_next, page.total), (rest > 0, Some(3)), "{order:?}");
                at = Some(order.cursor(&page.items[0]));
                forward.push(page.items[0].name.clone());
                let page = read(&last(1, end.as_ref()));
                assert_eq!(page.has_previous, rest > 0, "{order:?}");
                end = Some(order.cursor(&page.items[0]));
                backward.push(page.items[0].name.clone());
            }
            assert_eq!(forward, expected, "{order:?}");
            backward.reverse();
            assert_eq!(backward, expected, "{order:?}");
        }
    }

    #[test]
    fn a_cursor_still_points_where_it_did_when_its_centre_has_moved() {
        let order = order(CentreField::RequestsOverdue, OrderDirection::Descending);
        let before = centres([9, 5, 1]);
        let cursor = order.cursor(&before[1]);
        let filter = CentreFilter { overdue_min: Some(1), ..CentreFilter::default() };
        let page = arrange(centres([9, 0, 1]), &filter, order, &first(5, Some(&cursor))).unwrap();
        assert_eq!((names(&page), page.total), (vec!["Zlín"], Some(2)));
    }

    #[test]
    fn a_filter_narrows_the_list_and_its_count() {
        let order = order(CentreField::Name, OrderDirection::Ascending);
        let filter =
            CentreFilter { name_contains: Some("ČIST".to_owned()), ..CentreFilter::default() };
        let page = arrange(centres([2, 5, 0]), &filter, order, &first(5, None)).unwrap();
        assert_eq!((names(&page), page.total), (vec!["Čistá"], Some(1)));
    }

    #[test]
    fn a_cursor_of_another_order_or_of_nothing_is_refused() {
        let by_name = order(CentreField::Name, OrderDirection::Ascending);
        let by_figure = order(CentreField::RequestsOpen, OrderDirection::Ascending);
        let all = centres([2, 5, 0]);
        let stranger = TenantId::from(Uuid::from_u128(99)).print();
        for (order, cursor) in [
            (by_figure, by_name.cursor(&all[0])),
            (by_name, by_figure.cursor(&all[0])),
            (by_name, Cursor::new("", stranger)),
            (by_name, Cursor::new("", "Cheb")),
            (by_figure, Cursor::new(i64::MIN.to_string(), all[0].tenant.print())),
            (by_figure, Cursor::new("9300000000000000000", all[0].tenant.print())),
        ] {
            let page = first(5, Some(&cursor));
            let answer = arrange(all.clone(), &CentreFilter::default(), order, &page);
            assert!(matches!(answer, Err(Error::Invalid(_))), "{order:?} {cursor:?}");
        }
    }

    #[test]
    fn totals_are_the_sums_of_all_centres() {
        let expected = Figures { requests_open: 27, requests_overdue: 7, ..Figures::default() };
        assert_eq!(total(&centres([2, 5, 0])), expected);
    }

    #[test]
    fn a_period_has_a_first_and_a_last_day_and_an_end_of_patience() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(Period::new(day("2026-03-01"), day("2026-03-01")).is_ok());
        assert!(Period::new(day("2026-03-02"), day("2026-03-01")).is_err());
        assert!(Period::new(day("2000-01-01"), day("2026-03-01")).is_err());
    }
}
