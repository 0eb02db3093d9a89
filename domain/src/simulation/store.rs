//! The rows of the nation, table by table. Foreign keys of the small tables are there while these are copied in, so the order
//! in which they are answered counts.

use chrono::NaiveDate;

mod people;
mod register;
mod terms;
mod work;

pub(super) use people::people;
pub(super) use register::register;
pub(super) use terms::terms;
pub(super) use work::work;

/// As a column of days says that it never comes.
fn or_never(day: Option<NaiveDate>) -> String {
    day.map_or_else(|| "infinity".to_owned(), |day| day.to_string())
}
