//! A list of a quarter in two forms: a table to print, and a file for spreadsheets.

use crate::http::page::Tongue;
use crate::http::spreadsheet::{BYTE_ORDER_MARK, END, crowns, quoted};
use chrono::NaiveDate;
use domain::kernel::money::Money;
use maud::{Markup, html};

/// A heading in Czech and in English.
pub(super) type Column = (&'static str, &'static str);

/// What stands in one place of it.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Text(String),
    Day(NaiveDate),
    /// A month by its first day.
    Month(NaiveDate),
    Number(i64),
    Money(Money),
    Nothing,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn number(number: impl Into<i64>) -> Self {
        Self::Number(number.into())
    }

    /// Nothing where there is none.
    pub(super) fn some<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, cell)
    }

    fn in_a_spreadsheet(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Day(day) => day.to_string(),
            Self::Month(month) => quoted(&month.format("%Y-%m").to_string()),
            Self::Number(number) => number.to_string(),
            Self::Money(money) => crowns(money.haler()),
            Self::Nothing => String::new(),
        }
    }

    fn on_a_page(&self, tongue: Tongue) -> Markup {
        html! { @match self {
            Self::Text(text) => td { (text) },
            Self::Day(day) => td { (tongue.day(*day)) },
            Self::Month(month) => td { (tongue.month(*month)) },
            Self::Number(number) => td.number { (tongue.whole(*number)) },
            Self::Money(money) => td.number { (tongue.exact(money.haler())) },
            Self::Nothing => td {},
        } }
    }
}

/// Rows under headings, as many cells in each.
pub(super) struct List {
    pub(super) columns: &'static [Column],
    pub(super) rows: Vec<Vec<Cell>>,
}

impl List {
    pub(super) fn csv(&self, tongue: Tongue) -> String {
        let head = self.columns.iter().map(|(cs, en)| quoted(tongue.say(cs, en)));
        let mut text = format!("{BYTE_ORDER_MARK}{}{END}", head.collect::<Vec<_>>().join(";"));
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(Cell::in_a_spreadsheet).collect();
            text += &cells.join(";");
            text += END;
        }
        text
    }

    /// The table under a title, which has `id`.
    pub(super) fn table(&self, id: &str, title: &str, tongue: Tongue) -> Markup {
        html! { section.card {
            h2 id=(id) { (title) }
            @if self.rows.is_empty() {
                p { (tongue.say("V tomto čtvrtletí tu nic není, nebo nic, co smíte číst.", "In this quarter there is nothing, or nothing that you may read.")) }
            } @else {
                div.scroll role="region" aria-labelledby=(id) tabindex="0" { table.figures {
                    thead { tr { @for (cs, en) in self.columns { th scope="col" { (tongue.say(cs, en)) } } } }
                    tbody { @for row in &self.rows { tr { @for cell in row { (cell.on_a_page(tongue)) } } } }
                } }
            }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, List};
    use crate::http::page::Tongue;
    use chrono::NaiveDate;
    use domain::kernel::money::Money;
    use schema::Language;

    fn list() -> List {
        let day = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let cells = vec![
            Cell::text("=1;\"<b>"),
            Cell::Day(day),
            Cell::Month(day),
            Cell::number(-1234),
            Cell::some(Money::of_haler(-123_456), Cell::Money),
            Cell::some(None, Cell::Day),
        ];
        let columns = &[
            ("Co", "What"),
            ("Den", "Day"),
            ("Měsíc", "Month"),
            ("n", "n"),
            ("Kč", "CZK"),
            ("", ""),
        ];
        List { columns, rows: vec![cells] }
    }

    #[test]
    fn a_file_has_figures_that_a_spreadsheet_adds_up() {
        let text = list().csv(Tongue::of(Language::Cs));
        let row = "\"'=1;\"\"<b>\";2026-03-01;\"2026-03\";-1234;-1234,56;\r\n";
        assert_eq!(text, format!("\u{feff}\"Co\";\"Den\";\"Měsíc\";\"n\";\"Kč\";\"\"\r\n{row}"));
    }

    #[test]
    fn a_page_has_the_same_as_people_write_it() {
        let html = list().table("x", "Vše", Tongue::of(Language::Cs)).into_string();
        for text in [
            "=1;&quot;&lt;b&gt;",
            "1.\u{a0}3.\u{a0}2026",
            "březen\u{a0}2026",
            "−1\u{a0}234",
            "−1\u{a0}234,56",
        ] {
            assert!(html.contains(text), "{text} isn't in {html}");
        }
    }
}
