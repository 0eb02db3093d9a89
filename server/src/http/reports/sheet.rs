//! A report as a page.

use super::Listed;
use super::names::Names;
use super::words::method;
use crate::http::figures::area;
use crate::http::page::Tongue;
use domain::closing::ReportingPeriod;
use domain::reports::{PeriodReport, Sums};
use maud::{Markup, html};

/// What stands on it.
pub(super) fn content(report: &PeriodReport, names: &Names, tongue: Tongue) -> Markup {
    let quarter = report.period.quarter;
    let of_area = report.by_area.iter().map(|(of, sums)| (area(*of, tongue).to_owned(), *sums));
    let of_person =
        report.by_performer.iter().map(|(by, sums)| (names.person(*by).to_owned(), *sums));
    let of_method =
        report.by_method.iter().map(|(of, sums)| (method(*of, tongue).to_owned(), *sums));
    html! {
        p.lead { (tongue.day(quarter.starts_on())) " – " (tongue.day(quarter.ends_on())) " · " (state(&report.period, tongue)) }
        p.back { a href="/reports" { "← " (tongue.say("Všechna čtvrtletí", "All quarters")) } }
        nav.files aria-label=(tongue.say("Seznamy", "Lists")) { ul { @for list in Listed::ALL { li {
            a href=(list.address(quarter)) { (list.title(tongue)) } " (" a href=(list.file(quarter)) { "CSV" } ")"
        } } } }
        (table("areas", tongue.say("Podle oblastí", "By area"), tongue.say("Oblast", "Area"), of_area, Some(report.whole()), tongue))
        (members(report, names, tongue))
        (table("people", tongue.say("Podle pracovníků", "By who did it"), tongue.say("Pracovník", "Who"), of_person, Some(report.whole()), tongue))
        (table("methods", tongue.say("Podle výpočtu přínosu", "By how the benefit was computed"), tongue.say("Metoda", "Method"), of_method, None, tongue))
        p.small { (tongue.say(
            "Uspořené a získané částky se nesčítají. Započteno je jen to, co smíte číst; storna se odečítají.",
            "What was saved and what was brought in are never added up. Only what you may read is counted; what was taken back counts as less.",
        )) }
    }
}

/// Whether a quarter is closed, in words.
pub(super) fn state(period: &ReportingPeriod, tongue: Tongue) -> String {
    match period.closed {
        Some(closed) => {
            let day = domain::kernel::working_days::day_in_prague(closed.at);
            format!("{} {}", tongue.say("uzavřeno", "closed on"), tongue.day(day))
        }
        None => tongue.say("otevřené", "open").to_owned(),
    }
}

fn heads(tongue: Tongue) -> [&'static str; 4] {
    [
        tongue.say("Aktivit", "Activities"),
        tongue.say("Minut", "Minutes"),
        tongue.say("Uspořeno (Kč)", "Saved (CZK)"),
        tongue.say("Získáno (Kč)", "Brought in (CZK)"),
    ]
}

fn cells(sums: Sums, tongue: Tongue) -> Markup {
    html! {
        td.number { (tongue.whole(sums.activities)) }
        td.number { (tongue.whole(sums.minutes)) }
        td.number { (tongue.exact(sums.saved)) }
        td.number { (tongue.exact(sums.brought_in)) }
    }
}

fn table(
    id: &str,
    title: &str,
    what: &str,
    rows: impl Iterator<Item = (String, Sums)>,
    whole: Option<Sums>,
    tongue: Tongue,
) -> Markup {
    html! { section.card {
        h2 id=(id) { (title) }
        div.scroll role="region" aria-labelledby=(id) tabindex="0" { table.figures {
            thead { tr { th scope="col" { (what) } @for head in heads(tongue) { th.number scope="col" { (head) } } } }
            tbody { @for (name, sums) in rows { tr { th scope="row" { (name) } (cells(sums, tongue)) } } }
            @if let Some(whole) = whole { tfoot { tr { th scope="row" { (tongue.say("Celkem", "In all")) } (cells(whole, tongue)) } } }
        } }
    } }
}

fn members(report: &PeriodReport, names: &Names, tongue: Tongue) -> Markup {
    html! { section.card {
        h2 #members { (tongue.say("Podle obcí", "By member")) }
        div.scroll role="region" aria-labelledby="members" tabindex="0" { table.figures {
            thead { tr {
                th scope="col" { (tongue.say("Obec", "Municipality")) }
                @for head in heads(tongue) { th.number scope="col" { (head) } }
                th.number scope="col" { (tongue.say("Z uspořeného potvrzeno (Kč)", "Of the saved attested (CZK)")) }
                th.number scope="col" { (tongue.say("Ze získaného potvrzeno (Kč)", "Of the brought in attested (CZK)")) }
            } }
            tbody { @for (member, shared) in &report.by_member { tr {
                th scope="row" { (names.member(*member).unwrap_or(tongue.say("Svazek sám", "The association itself"))) }
                (cells(shared.sums, tongue))
                td.number { (tongue.exact(shared.attested_saved)) }
                td.number { (tongue.exact(shared.attested_brought_in)) }
            } } }
        } }
    } }
}
