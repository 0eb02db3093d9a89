//! What a cell's text means. Empty is "unknown" where a value may be.

use super::refusal::Why;
use crate::directory::rules::{LABEL_LONGEST, MunicipalityCode, MunicipalityStatus, NAME_LONGEST};
use crate::kernel::ico::{Ico, NotAnIco};
use chrono::{Datelike as _, NaiveDate};

/// A status of the Statistical Office's file.
pub(super) enum Status {
    Of(MunicipalityStatus),
    /// Vojenský újezd: state land without self-government, and so no municipality.
    MilitaryDistrict,
}

/// When something ended, as a publisher tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Unknown,
    Open,
    On(NaiveDate),
}

pub(super) fn status(text: &str) -> Result<Status, Why> {
    match text {
        "1" => Ok(Status::MilitaryDistrict),
        "2" => Ok(Status::Of(MunicipalityStatus::Municipality)),
        "3" => Ok(Status::Of(MunicipalityStatus::Town)),
        "4" => Ok(Status::Of(MunicipalityStatus::StatutoryCity)),
        "5" => Ok(Status::Of(MunicipalityStatus::Capital)),
        "6" => Ok(Status::Of(MunicipalityStatus::MarketTown)),
        _ => Err(Why::Not("a status from 1 to 6")),
    }
}

pub(super) fn municipality_code(text: &str) -> Result<MunicipalityCode, Why> {
    required(text)?;
    MunicipalityCode::parse(text).ok_or(Why::Not("six digits"))
}

pub(super) fn name(text: &str) -> Result<String, Why> {
    required(text)?;
    if text.chars().count() > NAME_LONGEST {
        return Err(Why::TooLong(NAME_LONGEST));
    }
    if text.chars().any(char::is_control) { Err(Why::Not("one line")) } else { Ok(text.to_owned()) }
}

/// A word by which associations are found together.
pub(super) fn label(text: &str) -> Result<String, Why> {
    let label = name(text)?;
    if label.chars().count() > LABEL_LONGEST { Err(Why::TooLong(LABEL_LONGEST)) } else { Ok(label) }
}

pub(super) fn ico(text: &str) -> Result<Ico, Why> {
    required(text)?;
    Ico::try_from(text).map_err(|error| match error {
        NotAnIco::NotEightDigits => Why::Not("eight digits"),
        NotAnIco::WrongCheckDigit => Why::Not("an IČO: the check digit is wrong"),
    })
}

/// NUTS 3, e.g. `CZ080`.
pub(super) fn region_code(text: &str) -> Result<String, Why> {
    let shape = |digit: &str| digit.len() == 2 && digit.bytes().all(|byte| byte.is_ascii_digit());
    code(text, text.strip_prefix("CZ0").is_some_and(shape), "a region's code like CZ080")
}

/// LAU 1, e.g. `CZ0805`.
pub(super) fn district_code(text: &str) -> Result<String, Why> {
    let is_shape = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    let shape = |rest: &str| rest.len() == 3 && rest.bytes().all(is_shape);
    code(text, text.strip_prefix("CZ0").is_some_and(shape), "a district's code like CZ0805")
}

pub(super) fn extended_powers_code(text: &str) -> Result<String, Why> {
    code(text, is_digits(text, 4), "four digits")
}

pub(super) fn authorised_office_code(text: &str) -> Result<String, Why> {
    code(text, is_digits(text, 5), "five digits")
}

pub(super) fn postcode(text: &str) -> Result<String, Why> {
    code(text, is_digits(text, 5), "five digits")
}

pub(super) fn inhabitants(text: &str) -> Result<i32, Why> {
    let digits = is_digits(text, text.len());
    text.parse().ok().filter(|_| digits).ok_or(Why::Not("a number of people"))
}

pub(super) fn latitude(text: &str) -> Result<f64, Why> {
    degrees(text, 90.0, "degrees from -90 to 90")
}

pub(super) fn longitude(text: &str) -> Result<f64, Why> {
    degrees(text, 180.0, "degrees from -180 to 180")
}

/// A day on which something began; empty and the publishers' 1900-01-01 are "unknown".
pub(super) fn begin(text: &str) -> Result<Option<NaiveDate>, Why> {
    let day = optional(text, day)?;
    Ok(day.filter(|day| *day != first_sentinel()))
}

/// A day on which something ended; the publishers' 9999-12-31 and 09.09.9999 are "open".
pub(super) fn end(text: &str) -> Result<End, Why> {
    let day = optional(text, day)?;
    Ok(match day {
        None => End::Unknown,
        Some(day) if day.year() == 9999 => End::Open,
        Some(day) if day == first_sentinel() => End::Unknown,
        Some(day) => End::On(day),
    })
}

/// Reads what stands there, if something does.
pub(super) fn optional<T>(
    text: &str,
    read: impl FnOnce(&str) -> Result<T, Why>,
) -> Result<Option<T>, Why> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// A day on which something began, as the Statistical Office's lists tell it: on the day on which such a list itself began
/// stands what is older than it.
pub(super) fn begin_in_a_list(text: &str) -> Result<Option<NaiveDate>, Why> {
    let list_began = NaiveDate::from_ymd_opt(2001, 3, 1);
    Ok(begin(text)?.filter(|day| Some(*day) != list_began))
}

/// A day that must be told.
pub(super) fn known_day(text: &str) -> Result<NaiveDate, Why> {
    required(text)?;
    day(text)
}

/// A number that RÚIAN uses.
pub(super) fn ruian_code(text: &str) -> Result<i32, Why> {
    required(text)?;
    let digits = is_digits(text, text.len());
    text.parse().ok().filter(|_| digits).ok_or(Why::Not("a number"))
}

fn day(text: &str) -> Result<NaiveDate, Why> {
    // RÚIAN writes an instant where it means a day, and once or twice another than midnight.
    let is_time = |time: &str| chrono::NaiveTime::parse_from_str(time, "%H:%M:%S").is_ok();
    let text = text.split_once(' ').filter(|(_, time)| is_time(time)).map_or(text, |(day, _)| day);
    let iso = text.parse::<NaiveDate>();
    let day = iso.or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y"));
    let in_our_time = |day: &NaiveDate| (1800..=9999).contains(&day.year());
    day.ok().filter(in_our_time).ok_or(Why::Not("a day like 2019-12-31 or 31.12.2019"))
}

fn first_sentinel() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(NaiveDate::MIN)
}

fn degrees(text: &str, most: f64, what: &'static str) -> Result<f64, Why> {
    let degrees: Option<f64> = text.parse().ok();
    // What isn't a number is in no range.
    degrees.filter(|degrees| (-most..=most).contains(degrees)).ok_or(Why::Not(what))
}

fn code(text: &str, is_well_formed: bool, what: &'static str) -> Result<String, Why> {
    required(text)?;
    if is_well_formed { Ok(text.to_owned()) } else { Err(Why::Not(what)) }
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn required(text: &str) -> Result<(), Why> {
    if text.is_empty() { Err(Why::Missing) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_publishers_sentinels_are_unknown_and_open() {
        assert_eq!(begin("1900-01-01"), Ok(None));
        assert_eq!(begin(""), Ok(None));
        assert_eq!(begin("2001-05-02"), Ok(Some(on("2001-05-02"))));
        assert_eq!(end("9999-12-31"), Ok(End::Open));
        assert_eq!(end("09.09.9999"), Ok(End::Open));
        assert_eq!(end(""), Ok(End::Unknown));
        assert_eq!(end("02.05.2001"), Ok(End::On(on("2001-05-02"))));
        assert_eq!(end("31.12.2015 00:00:00"), Ok(End::On(on("2015-12-31"))));
        assert_eq!(begin_in_a_list("01.03.2001"), Ok(None));
        assert_eq!(begin_in_a_list("01.01.2009"), Ok(Some(on("2009-01-01"))));
        for bad in ["2001", "2001-13-01", "32.01.2001", "0001-01-01", "dnes", "01.01.2001 x"] {
            assert!(begin(bad).is_err() && end(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn codes_have_the_shape_that_their_tables_want() {
        assert!(district_code("CZ080A").is_ok() && district_code("CZ0805").is_ok());
        assert!(region_code("CZ080").is_ok());
        for bad in ["CZ080", "CZ08055", "CZ080a", "SK0805", "CZ08é"] {
            assert!(district_code(bad).is_err(), "{bad}");
        }
        for bad in ["CZ08", "CZ0805", "CZ08A", "cz080"] {
            assert!(region_code(bad).is_err(), "{bad}");
        }
        assert!(extended_powers_code("8117").is_ok() && authorised_office_code("81171").is_ok());
        assert!(extended_powers_code("811").is_err() && authorised_office_code("8117").is_err());
        assert!(postcode("747 16").is_err());
    }

    #[test]
    fn numbers_are_neither_negative_nor_endless() {
        assert_eq!(inhabitants("1335084"), Ok(1_335_084));
        for bad in ["", "-1", "+1", "1.5", "99999999999"] {
            assert!(inhabitants(bad).is_err(), "{bad}");
        }
        for bad in ["NaN", "inf", "90.1", "-90.1", "49,5"] {
            assert!(latitude(bad).is_err(), "{bad}");
        }
        assert_eq!(longitude("-180"), Ok(-180.0));
    }

    #[test]
    fn a_name_is_one_line_of_at_most_200_characters() {
        assert!(name(&"ž".repeat(200)).is_ok());
        assert_eq!(name(&"ž".repeat(201)), Err(Why::TooLong(200)));
        assert!(name("a\0b").is_err() && name("a\nb").is_err());
        assert_eq!(name(""), Err(Why::Missing));
    }
}
