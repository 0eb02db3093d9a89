//! The form of filters. It sends what the address says, so that a page can be kept, sent on and printed.

use super::View;
use super::columns::COLUMNS;
use crate::http::figures;
use crate::http::page::Tongue;
use chrono::{Datelike as _, Months, NaiveDate};
use domain::directory::AssociationKind;
use domain::monitoring::{CentreField, CentreFigures, Health, OrderDirection};
use domain::tenancy::Lifecycle;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// So many months can be chosen; an address may say others.
const MONTHS: usize = 36;

/// What can be chosen: what the address says, and what people read.
type Choice = (String, String);

/// The form, filled with what is asked.
pub(super) fn form(view: &View<'_>) -> Markup {
    let View { tongue, asked, overview, .. } = *view;
    let (said, centres) = (&asked.said, overview.every_centre());
    let is_rarer = ["districtCode", "kind", "lifecycle", "label", "overdueAtLeast"]
        .iter()
        .any(|name| !said.get(name).is_empty());
    html! {
        form.filters.card method="get" action="/overview" aria-label=(tongue.say("Filtry", "Filters")) {
            div.fields {
                (input("name", "search", tongue.say("Název obsahuje", "Name contains"), said.get("name")))
                (select("regionCode", tongue.say("Kraj", "Region"), tongue, &[(String::new(), regions(centres))], said.get("regionCode")))
                (select("health", tongue.say("Stav", "Health"), tongue, &[(String::new(), healths(tongue))], said.get("health")))
                (month("from", tongue.say("Od měsíce", "From the month of"), view, asked.period.from()))
                (month("to", tongue.say("Do měsíce", "To the month of"), view, asked.period.to()))
            }
            details open[is_rarer] {
                summary { (tongue.say("Další filtry a řazení", "More filters, and the order")) }
                div.fields { (rarer(view)) }
            }
            div.actions {
                button.button type="submit" { (tongue.say("Zobrazit", "Show")) }
                a href="/overview" { (tongue.say("Zrušit filtry", "Without filters")) }
            }
        }
    }
}

fn rarer(view: &View<'_>) -> Markup {
    let View { tongue, asked, overview, .. } = *view;
    let (said, centres) = (&asked.said, overview.every_centre());
    let direction = match asked.order.direction {
        OrderDirection::Ascending => "ASC",
        OrderDirection::Descending => "DESC",
    };
    html! {
        (select("districtCode", tongue.say("Okres", "District"), tongue, &districts(centres), said.get("districtCode")))
        (select("kind", tongue.say("Druh", "Kind"), tongue, &[(String::new(), kinds(tongue))], said.get("kind")))
        (select("lifecycle", tongue.say("Fáze", "Life cycle"), tongue, &[(String::new(), lifecycles(tongue))], said.get("lifecycle")))
        (select("label", tongue.say("Štítek", "Label"), tongue, &[(String::new(), labels(centres))], said.get("label")))
        (input("overdueAtLeast", "number", tongue.say("Po termínu nejméně", "Overdue at least"), said.get("overdueAtLeast")))
        (select("orderBy", tongue.say("Řadit podle", "Order by"), tongue, &[(String::new(), fields(tongue))], asked.order.field.as_str()))
        (select("direction", tongue.say("Směr", "Direction"), tongue, &[(String::new(), directions(tongue))], direction))
    }
}

fn input(name: &'static str, kind: &str, label: &str, value: &str) -> Markup {
    html! { div.gov-form-control data-size="s" {
        (caption(name, label))
        div.gov-form-input data-size="s" data-hydrated { div.element { input type=(kind) id=(name) name=(name) value=(value) min=[(kind == "number").then_some("0")]; } }
    } }
}

/// A month, by its first day. A browser's own field for days would write them as the browser likes, not as the page does.
fn month(name: &'static str, label: &str, view: &View<'_>, day: NaiveDate) -> Markup {
    let (tongue, first) = (view.tongue, |day: NaiveDate| day.with_day(1).unwrap_or(day));
    let before = |month: &NaiveDate| month.checked_sub_months(Months::new(1));
    let lately = std::iter::successors(Some(first(view.today)), before).take(MONTHS);
    let mut months: BTreeSet<NaiveDate> = lately.collect();
    months.extend([first(view.asked.period.from()), first(view.asked.period.to())]);
    let choice = |month: NaiveDate| (month.to_string(), tongue.month(month));
    let months = months.into_iter().rev().map(choice).collect();
    select(name, label, tongue, &[(String::new(), months)], &first(day).to_string())
}

/// What isn't among the choices, as from an address that somebody wrote, is chosen all the same, and shown.
fn select(
    name: &'static str,
    label: &str,
    tongue: Tongue,
    groups: &[(String, Vec<Choice>)],
    value: &str,
) -> Markup {
    let is_known =
        groups.iter().any(|(_, choices)| choices.iter().any(|(known, _)| known == value));
    // An order and a time there always is.
    let has_none = !["orderBy", "direction", "from", "to"].contains(&name);
    html! { div.gov-form-control data-size="s" {
        (caption(name, label))
        div.gov-form-select data-size="s" data-hydrated { div.element {
            select id=(name) name=(name) {
                @if has_none { option value="" { (tongue.say("vše", "all")) } }
                @if !is_known && !value.is_empty() { option value=(value) selected { (value) } }
                @for (group, choices) in groups {
                    @if group.is_empty() { (options(choices, value)) } @else { optgroup label=(group) { (options(choices, value)) } }
                }
            }
            span.arrow-icon { svg viewBox="0 0 16 16" aria-hidden="true" { path.arrow d="M3 6l5 5 5-5" {} } }
        } }
    } }
}

fn caption(name: &str, label: &str) -> Markup {
    html! { span.gov-form-label data-size="s" { label.gov-form-label__label for=(name) { (label) } } }
}

fn options(choices: &[Choice], chosen: &str) -> Markup {
    html! { @for (value, label) in choices { option value=(value) selected[value == chosen] { (label) } } }
}

/// Those in which there is a centre, by code.
fn regions(centres: &[CentreFigures]) -> Vec<Choice> {
    let districts = centres.iter().filter_map(|centre| centre.district.as_ref());
    let regions: BTreeMap<_, _> = districts
        .map(|district| (district.region.code.clone(), district.region.name.clone()))
        .collect();
    regions.into_iter().collect()
}

/// The same of districts, each under its region.
fn districts(centres: &[CentreFigures]) -> Vec<(String, Vec<Choice>)> {
    let mut regions: BTreeMap<(&str, &str), BTreeMap<String, String>> = BTreeMap::new();
    for district in centres.iter().filter_map(|centre| centre.district.as_ref()) {
        let region = regions.entry((&district.region.code, &district.region.name)).or_default();
        region.insert(district.code.clone(), district.name.clone());
    }
    let group = |((_, name), districts): ((&str, &str), BTreeMap<_, _>)| {
        (name.to_owned(), districts.into_iter().collect())
    };
    regions.into_iter().map(group).collect()
}

fn labels(centres: &[CentreFigures]) -> Vec<Choice> {
    let labels: BTreeSet<&String> = centres.iter().flat_map(|centre| &centre.labels).collect();
    labels.into_iter().map(|label| (label.clone(), label.clone())).collect()
}

fn healths(tongue: Tongue) -> Vec<Choice> {
    let word = |health| figures::health(health, tongue.language());
    let of = |health: &Health| (health.as_str().to_owned(), word(*health).to_owned());
    let mut healths: Vec<Choice> = Health::ALL.iter().map(of).collect();
    let not_well = [Health::Amber, Health::Red];
    let value = not_well.map(Health::as_str).join(",");
    let or = tongue.say(" nebo ", " or ");
    healths.push((value, not_well.map(word).join(or)));
    healths
}

fn kinds(tongue: Tongue) -> Vec<Choice> {
    let of = |kind: &AssociationKind| {
        (kind.as_str().to_owned(), figures::kind(*kind, tongue.language()).to_owned())
    };
    AssociationKind::ALL.iter().map(of).collect()
}

fn lifecycles(tongue: Tongue) -> Vec<Choice> {
    let of = |lifecycle: &Lifecycle| {
        (
            lifecycle.as_str().to_owned(),
            figures::lifecycle(*lifecycle, tongue.language()).to_owned(),
        )
    };
    Lifecycle::ALL.iter().map(of).collect()
}

fn fields(tongue: Tongue) -> Vec<Choice> {
    let own = [
        (CentreField::Name, tongue.say("Název", "Name")),
        (CentreField::Health, tongue.say("Stav", "Health")),
    ];
    let figures = COLUMNS.iter().map(|column| (column.field, column.name(tongue)));
    own.into_iter()
        .chain(figures)
        .map(|(field, name)| (field.as_str().to_owned(), name.to_owned()))
        .collect()
}

fn directions(tongue: Tongue) -> Vec<Choice> {
    [("ASC", tongue.say("vzestupně", "ascending")), ("DESC", tongue.say("sestupně", "descending"))]
        .map(|(value, label)| (value.to_owned(), label.to_owned()))
        .into()
}
