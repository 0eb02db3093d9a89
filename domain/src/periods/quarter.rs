//! A quarter of a year. Pure: no database, no clock.

use crate::kernel::error::{Error, Result, code};
use chrono::{Datelike as _, Days, Months, NaiveDate};
use std::fmt;

/// As the tables take them.
const YEARS: std::ops::Range<i32> = 2000..2200;

/// A quarter of a year (čtvrtletí), by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(NaiveDate);

impl Quarter {
    /// The one that a day is in.
    pub fn of(day: NaiveDate) -> Self {
        // The first day of its month, and from there back to a month 1, 4, 7 or 10.
        let month = day - Days::new(u64::from(day.day0()));
        Self(month - Months::new(month.month0() % 3))
    }

    /// The four of a year, in their order.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a year before 2000 or after 2199.
    pub fn of_year(year: i32) -> Result<[Self; 4]> {
        let january = NaiveDate::from_ymd_opt(year, 1, 1).filter(|_| YEARS.contains(&year));
        let january = january.ok_or_else(|| Error::invalid(&["year"], code::OUT_OF_RANGE))?;
        Ok([0, 3, 6, 9].map(|months| Self(january + Months::new(months))))
    }

    /// Reads `2026-Q3`.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `path`.
    pub fn parse(printed: &str, path: &[&'static str]) -> Result<Self> {
        let malformed = || Error::invalid(path, code::MALFORMED);
        let (year, number) = printed.split_once("-Q").ok_or_else(malformed)?;
        let is_plain = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year = year.parse().ok().filter(|_| is_plain).ok_or_else(malformed)?;
        let index = match number {
            "1" => 0,
            "2" => 1,
            "3" => 2,
            "4" => 3,
            _ => return Err(malformed()),
        };
        let quarters = Self::of_year(year).map_err(|_| Error::invalid(path, code::OUT_OF_RANGE))?;
        quarters.get(index).copied().ok_or_else(malformed)
    }

    /// Its first day.
    pub const fn starts_on(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn ends_on(self) -> NaiveDate {
        self.ends_before() - Days::new(1)
    }

    /// The first day after it.
    pub fn ends_before(self) -> NaiveDate {
        self.0 + Months::new(3)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.0.year(), self.0.month0() / 3 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(printed: &str) -> NaiveDate {
        printed.parse().unwrap()
    }

    #[test]
    fn every_day_is_in_the_quarter_between_whose_ends_it_lies() {
        let mut at = day("2023-12-25");
        while at < day("2025-01-10") {
            let quarter = Quarter::of(at);
            assert!(quarter.starts_on() <= at && at <= quarter.ends_on(), "{at} in {quarter}");
            assert_eq!(Quarter::of(quarter.starts_on()), quarter);
            assert_eq!(Quarter::of(quarter.ends_on()), quarter);
            assert_ne!(Quarter::of(quarter.ends_before()), quarter);
            at = at + Days::new(1);
        }
    }

    #[test]
    fn what_is_printed_is_read_again_and_nothing_else_is() {
        for (printed, starts_on, ends_on) in [
            ("2026-Q1", "2026-01-01", "2026-03-31"),
            ("2024-Q2", "2024-04-01", "2024-06-30"),
            ("2026-Q4", "2026-10-01", "2026-12-31"),
        ] {
            let quarter = Quarter::parse(printed, &["period"]).unwrap();
            assert_eq!(quarter.to_string(), printed);
            assert_eq!((quarter.starts_on(), quarter.ends_on()), (day(starts_on), day(ends_on)));
        }
        for wrong in [
            "", "2026", "2026-Q0", "2026-Q5", "26-Q1", "+026-Q1", "2026-q1", "2026-Q01", "1999-Q4",
            "2200-Q1",
        ] {
            assert!(Quarter::parse(wrong, &["period"]).is_err(), "{wrong}");
        }
    }
}
