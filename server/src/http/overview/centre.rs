//! One centre: its figures beside those of like size, by area and by month.

use super::columns::{COLUMNS, NONE, of_figures};
use super::reasons::{tag, why};
use super::{address, trend};
use crate::http::figures::{self, Asked};
use crate::http::page::Tongue;
use domain::catalogue::ServiceArea;
use domain::monitoring::{AreaFigures, CentreField, CentreView, Medians};
use maud::{Markup, html};

/// What a table of areas has.
const OF_AREAS: [CentreField; 7] = [
    CentreField::RequestsOverdue,
    CentreField::RequestsOpen,
    CentreField::RequestsOpened,
    CentreField::RequestsClosed,
    CentreField::SlaMet,
    CentreField::Activities,
    CentreField::Minutes,
];

/// What stands on the page of a centre.
pub(super) fn content(view: &CentreView, asked: &Asked, tongue: Tongue) -> Markup {
    let (centre, language) = (&view.centre, tongue.language());
    html! {
        p.lead { (tongue.day(view.period.from())) " – " (tongue.day(view.period.to())) }
        p.back { a href=(address("/overview", &asked.said.with(&[]))) { "← " (tongue.say("Všechna centra", "All centres")) } }
        section.card {
            h2 #health { (tongue.say("Stav", "Health")) }
            p { (tag(centre.health, tongue)) }
            (why(centre, tongue))
            p {
                (figures::kind(centre.kind, language)) " · " (figures::lifecycle(centre.lifecycle, language))
                " · " "IČO " (centre.ico)
                @if let Some(district) = &centre.district { " · " (district.name) ", " (district.region.name) }
                @for label in &centre.labels { " · " (label) }
            }
        }
        div.beside {
            (beside_others(view, tongue))
            (trend::by_month(&view.trend, tongue, tongue.say("Po měsících", "By month")))
        }
        (by_area(&view.by_area, tongue))
    }
}

fn beside_others(view: &CentreView, tongue: Tongue) -> Markup {
    let comparison = view.comparison.as_ref();
    html! { section.card {
        h2 #figures { (tongue.say("Čísla centra", "Its figures")) }
        @if let Some(others) = comparison { p.small {
            (tongue.say("Medián center podobné velikosti, od", "The median of centres of like size, from")) " " (tongue.whole(others.population_from))
            " " (tongue.say("do", "to")) " " (tongue.whole(others.population_to)) " " (tongue.say("obyvatel. Počet center:", "people. How many centres:")) " " (tongue.whole(others.centres))
        } }
        div.scroll role="region" aria-labelledby="figures" tabindex="0" { table.figures {
            thead { tr {
                th scope="col" { (tongue.say("Údaj", "Figure")) }
                th.number scope="col" { (tongue.say("Centrum", "The centre")) }
                th.number scope="col" { (tongue.say("Medián podobných", "Median of the like")) }
            } }
            tbody { @for column in &COLUMNS { tr {
                th scope="row" { (column.name(tongue)) }
                td.number data-figure=(column.field.as_str()) { (column.of_centre(&view.centre, tongue)) }
                td.number { (comparison.and_then(|others| median(column.field, &others.medians, tongue)).unwrap_or_else(|| NONE.to_owned())) }
            } } }
        } }
    } }
}

/// The median of a figure in words; `None`: there is none.
fn median(field: CentreField, medians: &Medians, tongue: Tongue) -> Option<String> {
    let whole = |number: Option<i64>| number.map(|number| tongue.whole(number));
    match field {
        CentreField::RequestsOpened => whole(medians.requests_opened),
        CentreField::RequestsClosed => whole(medians.requests_closed),
        CentreField::RequestsOpen => whole(medians.requests_open),
        CentreField::RequestsOverdue => whole(medians.requests_overdue),
        CentreField::SlaMet => medians.sla_met_permille.map(|permille| tongue.percent(permille)),
        CentreField::CloseMedian => whole(medians.close_median),
        CentreField::ClosePercentile90 => whole(medians.close_percentile_90),
        CentreField::Activities => whole(medians.activities),
        CentreField::Minutes => medians.minutes.map(|minutes| tongue.hours(minutes)),
        CentreField::BenefitSaved => medians.saved_haler.map(|haler| tongue.crowns(haler)),
        CentreField::BenefitBroughtIn => medians.brought_in_haler.map(|haler| tongue.crowns(haler)),
        CentreField::Name
        | CentreField::Health
        | CentreField::MunicipalitiesServed
        | CentreField::PopulationServed
        | CentreField::LastActivity => None,
    }
}

fn by_area(areas: &[AreaFigures], tongue: Tongue) -> Markup {
    let columns = || COLUMNS.iter().filter(|column| OF_AREAS.contains(&column.field));
    html! { section.card {
        h2 #areas { (tongue.say("Po oblastech", "By area")) }
        @if areas.is_empty() { p { (tongue.say("V tomto období není co počítat.", "There is nothing to count in this time.")) } } @else {
            div.scroll role="region" aria-labelledby="areas" tabindex="0" { table.figures {
                thead { tr {
                    th scope="col" { (tongue.say("Oblast", "Area")) }
                    @for column in columns() { th.number scope="col" { (column.name(tongue)) } }
                } }
                tbody { @for of in areas { tr {
                    th scope="row" { (area(of.area, tongue)) }
                    @for column in columns() { td.number { (of_figures(column.field, &of.figures, tongue).unwrap_or_else(|| NONE.to_owned())) } }
                } } }
            } }
        }
    } }
}

fn area(area: Option<ServiceArea>, tongue: Tongue) -> &'static str {
    area.map_or_else(
        || {
            tongue.say(
                "Spisy pověřence (jen celkem)",
                "Files of the data protection officer (one total)",
            )
        },
        |area| figures::area(area, tongue),
    )
}
