//! The table of centres: a hundred a page, ordered by its headings.

use super::columns::{COLUMNS, size_of};
use super::reasons::{tag, why};
use super::{View, address};
use crate::http::figures::{self, Asked};
use crate::http::page::Tongue;
use domain::kernel::ids::TypedId as _;
use domain::monitoring::{CentreField, CentreFigures, Figures, OrderDirection};
use maud::{Markup, html};

/// So many centres on a page.
const PAGE: usize = 100;

/// The table, its pages, and where it can be had as a file.
pub(super) fn of_centres(view: &View<'_>) -> Markup {
    let View { tongue, asked, chosen, .. } = *view;
    let pages = chosen.len().div_ceil(PAGE).max(1);
    // Whoever kept an address while there were more centres sees the last.
    let page = asked.page.unwrap_or(1).min(pages);
    let rows: Vec<_> = chosen.iter().skip((page - 1) * PAGE).take(PAGE).collect();
    let first = (page - 1) * PAGE + 1;
    let files = asked.said.with(&[("page", "")]);
    html! {
        section.card {
            h2 #centres { (tongue.say("Centra", "Centres")) }
            @if rows.is_empty() {
                div.gov-message data-color="primary" data-type="subtle" { div { p { (tongue.say("Filtrům neodpovídá žádné centrum.", "No centre is like that.")) } } }
            } @else {
                p.small { (tongue.say("Řádky", "Rows")) " " (first) "–" (first + rows.len() - 1) " / " (chosen.len()) }
                div.scroll role="region" aria-labelledby="centres" tabindex="0" { table.figures.centres {
                    (head(asked, tongue))
                    tbody { @for centre in rows { (row(centre, tongue)) } }
                    (foot(view))
                } }
                (paging(asked, tongue, page, pages))
            }
            p.files {
                (tongue.say("Totéž jako soubor:", "The same as a file:")) " "
                a href=(address("/overview/centres.csv", &files)) { (tongue.say("CSV pro tabulkový procesor", "CSV for spreadsheets")) } " · "
                a href=(address("/overview/centres.jsonl", &files)) { "JSON Lines" }
            }
        }
    }
}

fn head(asked: &Asked, tongue: Tongue) -> Markup {
    html! { thead { tr {
        (heading(asked, CentreField::Name, tongue.say("Centrum", "Centre"), false))
        (heading(asked, CentreField::Health, tongue.say("Stav", "Health"), false))
        @for column in &COLUMNS { (heading(asked, column.field, column.name(tongue), true)) }
    } } }
}

/// A heading that orders by its column; once more, the other way. Figures begin with the largest.
fn heading(asked: &Asked, field: CentreField, name: &str, is_number: bool) -> Markup {
    let order = (asked.order.field == field).then_some(asked.order.direction);
    let direction = match (order, field) {
        (Some(OrderDirection::Descending), _) | (None, CentreField::Name) => "ASC",
        (Some(OrderDirection::Ascending) | None, _) => "DESC",
    };
    let (sorted, arrow) = match order {
        Some(OrderDirection::Ascending) => (Some("ascending"), " ▲"),
        Some(OrderDirection::Descending) => (Some("descending"), " ▼"),
        None => (None, ""),
    };
    let query =
        asked.said.with(&[("orderBy", field.as_str()), ("direction", direction), ("page", "")]);
    html! { th.number[is_number] scope="col" aria-sort=[sorted] {
        a href=(format!("/overview?{query}")) { (name) @if !arrow.is_empty() { span aria-hidden="true" { (arrow) } } }
    } }
}

fn row(centre: &CentreFigures, tongue: Tongue) -> Markup {
    let language = tongue.language();
    html! { tr data-centre=(centre.slug) {
        th scope="row" {
            a href=(format!("/overview/centres/{}", centre.tenant.print())) { (centre.name) }
            p.small { @if let Some(district) = &centre.district { (district.name) ", " (district.region.name) } @else { (tongue.say("sídlo neznáme", "its seat isn't known")) } }
            p.small { (figures::kind(centre.kind, language)) " · " (figures::lifecycle(centre.lifecycle, language)) @for label in &centre.labels { " · " (label) } }
        }
        td.health { (tag(centre.health, tongue)) (why(centre, tongue)) }
        @for column in &COLUMNS { td.number data-figure=(column.field.as_str()) { (column.of_centre(centre, tongue)) } }
    } }
}

/// The sums of all that the filter shows, on whichever page.
fn foot(view: &View<'_>) -> Markup {
    let View { tongue, chosen, .. } = *view;
    let (sum, size) = (Figures::over(chosen), size_of(chosen));
    html! { tfoot { tr {
        th scope="row" colspan="2" { (tongue.say("Celkem", "Altogether")) " (" (chosen.len()) ")" }
        @for column in &COLUMNS { td.number data-figure=(column.field.as_str()) { (column.of_all(&sum, size, tongue)) } }
    } } }
}

fn paging(asked: &Asked, tongue: Tongue, page: usize, pages: usize) -> Markup {
    let to = |page: usize| format!("/overview?{}", asked.said.with(&[("page", &page.to_string())]));
    html! { @if pages > 1 {
        nav.pages aria-label=(tongue.say("Stránky", "Pages")) {
            @if page > 1 { a rel="prev" href=(to(page - 1)) { "← " (tongue.say("Předchozí", "Previous")) } }
            span { (tongue.say("Strana", "Page")) " " (page) " / " (pages) }
            @if page < pages { a rel="next" href=(to(page + 1)) { (tongue.say("Další", "Next")) " →" } }
        }
    } }
}
