use super::super::figures::{Figures, Size};
use super::*;
use uuid::Uuid;

/// A centre of which nothing is known but its name.
pub(in crate::monitoring) fn centre(name: &str, id: u128) -> CentreFigures {
    CentreFigures {
        tenant: TenantId::from(Uuid::from_u128(id)),
        slug: name.to_lowercase(),
        name: name.to_owned(),
        ico: "00000000".to_owned(),
        labels: vec![],
        kind: AssociationKind::Ordinary,
        lifecycle: Lifecycle::Active,
        district: None,
        size: Size::default(),
        figures: Figures::default(),
        last_activity_on: None,
        health: Health::Green,
        reasons: vec![],
    }
}

/// Three centres in the order of names, by their overdue requests.
fn centres(overdue: [i64; 3]) -> Vec<CentreFigures> {
    let centre = |(name, overdue): (&str, i64), id| {
        let mut centre = centre(name, id);
        (centre.figures.open.requests_open, centre.figures.open.requests_overdue) = (9, overdue);
        centre
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

/// A centre that closed nothing has no share of what was closed in time.
#[test]
fn who_has_no_such_figure_comes_last_whichever_way() {
    let mut all = centres([0, 0, 0]);
    (all[0].figures.done.requests_closed, all[0].figures.done.closed_in_term) = (4, 1);
    (all[2].figures.done.requests_closed, all[2].figures.done.closed_in_term) = (4, 3);
    for (direction, expected) in [
        (OrderDirection::Ascending, ["Cheb", "Zlín", "Čistá"]),
        (OrderDirection::Descending, ["Zlín", "Cheb", "Čistá"]),
    ] {
        let order = order(CentreField::SlaMet, direction);
        let read =
            |page: &PageArgs| arrange(all.clone(), &CentreFilter::default(), order, page).unwrap();
        let page = read(&first(3, None));
        assert_eq!(names(&page), expected);
        let behind = read(&first(3, Some(&order.cursor(&page.items[1]))));
        assert_eq!(names(&behind), ["Čistá"]);
        let before = read(&last(3, Some(&order.cursor(&page.items[2]))));
        assert_eq!(names(&before), expected[..2]);
        assert_eq!(in_order(all.clone(), &CentreFilter::default(), order), page.items);
    }
}
