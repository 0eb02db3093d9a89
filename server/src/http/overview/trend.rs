//! What was opened and closed in each month, as bars, with the numbers in a table below.

use super::columns::{NONE, of_figures};
use crate::http::page::Tongue;
use domain::monitoring::{CentreField, Figures, MonthFigures, Open};
use maud::{Markup, html};

const HEIGHT: i64 = 160;
/// Of a month, with what stands between.
const WIDTH: i64 = 36;
const BAR: i64 = 13;

const COLUMNS: [(CentreField, &str, &str); 5] = [
    (CentreField::RequestsOpened, "Otevřeno", "Opened"),
    (CentreField::RequestsClosed, "Uzavřeno", "Closed"),
    (CentreField::SlaMet, "V termínu", "In time"),
    (CentreField::Minutes, "Hodin práce", "Hours of work"),
    (CentreField::BenefitSaved, "Uspořeno (Kč)", "Saved (CZK)"),
];

/// The months of a period.
pub(super) fn by_month(months: &[MonthFigures], tongue: Tongue, title: &str) -> Markup {
    html! {
        section.card {
            h2 #trend { (title) }
            p.legend aria-hidden="true" {
                span { svg.sign viewBox="0 0 16 16" { rect.bar.opened width="16" height="16" {} } " " (tongue.say("otevřeno", "opened")) }
                " " span { svg.sign viewBox="0 0 16 16" { rect.bar.closed x="1" y="1" width="14" height="14" {} } " " (tongue.say("uzavřeno", "closed")) }
            }
            (bars(months, tongue))
            div.scroll.months role="region" aria-labelledby="trend" tabindex="0" { table.figures {
                thead { tr {
                    th scope="col" { (tongue.say("Měsíc", "Month")) }
                    @for (_, cs, en) in COLUMNS { th.number scope="col" { (tongue.say(cs, en)) } }
                } }
                tbody { @for month in months.iter().rev() { tr {
                    th scope="row" { (tongue.month(month.month)) }
                    @for (field, ..) in COLUMNS { td.number { (figure(month, field, tongue)) } }
                } } }
            } }
        }
    }
}

fn figure(month: &MonthFigures, field: CentreField, tongue: Tongue) -> String {
    let figures = Figures { done: month.done.clone(), open: Open::default() };
    of_figures(field, &figures, tongue).unwrap_or_else(|| NONE.to_owned())
}

/// Two bars a month, as high as the highest allows. The table has their numbers, so that nobody has to read them.
fn bars(months: &[MonthFigures], tongue: Tongue) -> Markup {
    let counts = |month: &MonthFigures| [month.done.requests_opened, month.done.requests_closed];
    let highest = months.iter().flat_map(counts).max().unwrap_or(0).max(1);
    let high = |count: i64| count.max(0).saturating_mul(HEIGHT - 20) / highest;
    let number = i64::try_from(months.len()).unwrap_or(i64::MAX);
    let each = if number > 24 { 12 } else { 1 };
    html! {
        svg.bars viewBox=(format!("0 0 {} {}", number.saturating_mul(WIDTH).max(6 * WIDTH), HEIGHT + 20)) aria-hidden="true" {
            line.axis x1="0" y1=(HEIGHT) x2=(number.saturating_mul(WIDTH).max(6 * WIDTH)) y2=(HEIGHT) {}
            @for (month, at) in months.iter().zip(0_i64..) {
                @let left = at * WIDTH + 4;
                @let (opened, closed) = (month.done.requests_opened, month.done.requests_closed);
                g {
                    title { (tongue.month(month.month)) ": " (tongue.say("otevřeno", "opened")) " " (tongue.whole(opened)) ", " (tongue.say("uzavřeno", "closed")) " " (tongue.whole(closed)) }
                    rect.bar.opened x=(left) y=(HEIGHT - high(opened)) width=(BAR) height=(high(opened)) {}
                    rect.bar.closed x=(left + BAR + 2) y=(HEIGHT - high(closed)) width=(BAR) height=(high(closed)) {}
                    @if at % each == 0 { text.month x=(left + BAR) y=(HEIGHT + 15) { (short(month, each)) } }
                }
            }
        }
    }
}

/// A month where there is little room: its number, or its year where each twelfth is named.
fn short(month: &MonthFigures, each: i64) -> String {
    let form = if each == 1 { "%-m" } else { "%Y" };
    month.month.format(form).to_string()
}
