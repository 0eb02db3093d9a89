//! The centres' figures for a spreadsheet.

use super::words::{health, kind, lifecycle};
use crate::http::spreadsheet::{BYTE_ORDER_MARK, END, crowns, quoted};
use chrono::NaiveDate;
use domain::monitoring::{CentreFigures, Period};
use schema::{Language, reason_of_health};

/// The columns, in Czech and in English.
const COLUMNS: [(&str, &str); 23] = [
    ("Svazek", "Association"),
    ("IČO", "IČO"),
    ("Druh", "Kind"),
    ("Kraj", "Region"),
    ("Okres", "District"),
    ("Fáze", "Life cycle"),
    ("Stav", "Health"),
    ("Důvody", "Reasons"),
    ("Obcí", "Municipalities"),
    ("Obyvatel", "Population"),
    ("Od", "From"),
    ("Do", "To"),
    ("Otevřeno požadavků", "Requests opened"),
    ("Uzavřeno požadavků", "Requests closed"),
    ("Otevřených nyní", "Open now"),
    ("Po termínu nyní", "Overdue now"),
    ("Uzavřeno v termínu (%)", "Closed in time (%)"),
    ("Medián uzavření (h)", "Median of closing (h)"),
    ("90. percentil uzavření (h)", "90th percentile of closing (h)"),
    ("Aktivit", "Activities"),
    ("Minut práce", "Minutes of work"),
    ("Uspořeno (Kč)", "Saved (CZK)"),
    ("Získáno (Kč)", "Brought in (CZK)"),
];
/// Behind them, since it is no figure of the period.
const LAST: (&str, &str) = ("Poslední práce", "Last work");

/// The first line.
pub(super) fn head(language: Language) -> String {
    let columns = COLUMNS.iter().chain([&LAST]).map(|(cs, en)| match language {
        Language::Cs => quoted(cs),
        Language::En => quoted(en),
    });
    format!("{BYTE_ORDER_MARK}{}{END}", columns.collect::<Vec<_>>().join(";"))
}

/// A centre's line.
pub(super) fn row(centre: &CentreFigures, period: Period, language: Language) -> String {
    let (done, open) = (&centre.figures.done, &centre.figures.open);
    let district = centre.district.as_ref();
    let reasons = centre.reasons.iter().map(|reason| reason_of_health(reason, language));
    let whole = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let day = |day: NaiveDate| day.to_string();
    let cells = [
        quoted(&centre.name),
        quoted(&centre.ico),
        quoted(kind(centre.kind, language)),
        quoted(district.map_or("", |district| &district.region.name)),
        quoted(district.map_or("", |district| &district.name)),
        quoted(lifecycle(centre.lifecycle, language)),
        quoted(health(centre.health, language)),
        quoted(&reasons.collect::<Vec<_>>().join(" ")),
        centre.size.municipalities.to_string(),
        whole(centre.size.population),
        day(period.from()),
        day(period.to()),
        done.requests_opened.to_string(),
        done.requests_closed.to_string(),
        open.requests_open.to_string(),
        open.requests_overdue.to_string(),
        done.sla_met_permille().map(percent).unwrap_or_default(),
        whole(done.close_median()),
        whole(done.close_percentile_90()),
        done.activities.to_string(),
        done.minutes.to_string(),
        crowns(done.saved_haler),
        crowns(done.brought_in_haler),
        centre.last_activity_on.map(day).unwrap_or_default(),
    ];
    format!("{}{END}", cells.join(";"))
}

fn percent(permille: i64) -> String {
    format!("{},{}", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_has_a_comma() {
        assert_eq!([0, 7, 953, 1_000].map(percent), ["0,0", "0,7", "95,3", "100,0"]);
    }
}
