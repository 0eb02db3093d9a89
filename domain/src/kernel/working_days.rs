//! Czech working days, and days and minutes in Prague, on which due dates stand.
//!
//! Act 245/2000 Sb. names thirteen days off; two of them move with Easter and are computed, so
//! there is no table to renew. Regional and office closures aren't known here.

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone,
    Timelike, Utc, Weekday,
};
use chrono_tz::Europe::Prague;

/// Good Friday became a day off by Act 359/2015 Sb., from 2016 on.
const GOOD_FRIDAY_SINCE: i32 = 2016;

/// Minutes of a day on which the clocks aren't moved.
pub const MINUTES_OF_A_DAY: i32 = 24 * 60;

/// A day off by law (státní svátek, ostatní svátek).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the law's own list, one for one")]
pub enum DayOff {
    NewYear,
    GoodFriday,
    EasterMonday,
    LabourDay,
    VictoryDay,
    CyrilAndMethodius,
    JanHus,
    CzechStatehood,
    IndependentCzechoslovakia,
    FreedomAndDemocracy,
    ChristmasEve,
    ChristmasDay,
    SaintStephen,
}

/// Month and day of the days off that don't move.
const FIXED: [((u32, u32), DayOff); 11] = [
    ((1, 1), DayOff::NewYear),
    ((5, 1), DayOff::LabourDay),
    ((5, 8), DayOff::VictoryDay),
    ((7, 5), DayOff::CyrilAndMethodius),
    ((7, 6), DayOff::JanHus),
    ((9, 28), DayOff::CzechStatehood),
    ((10, 28), DayOff::IndependentCzechoslovakia),
    ((11, 17), DayOff::FreedomAndDemocracy),
    ((12, 24), DayOff::ChristmasEve),
    ((12, 25), DayOff::ChristmasDay),
    ((12, 26), DayOff::SaintStephen),
];

/// Whether offices work on that day: neither a weekend nor a day off.
pub fn is_working_day(day: NaiveDate) -> bool {
    !is_weekend(day) && day_off(day).is_none()
}

/// Whether that day is a Saturday or a Sunday.
pub fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Which day off that day is, be it a weekend or not.
pub fn day_off(day: NaiveDate) -> Option<DayOff> {
    let fixed = FIXED.iter().find(|(date, _)| *date == (day.month(), day.day()));
    if let Some((_, which)) = fixed {
        return Some(*which);
    }
    match day.signed_duration_since(easter_sunday(day.year())?).num_days() {
        -2 if day.year() >= GOOD_FRIDAY_SINCE => Some(DayOff::GoodFriday),
        1 => Some(DayOff::EasterMonday),
        _ => None,
    }
}

/// The working day that is `days` working days after `from`; `from` itself is not counted.
///
/// Zero days after a day is that day, working or not.
pub fn add_working_days(from: NaiveDate, days: u32) -> NaiveDate {
    from.iter_days()
        .skip(1)
        .filter(|day| is_working_day(*day))
        .take(count(days))
        .last()
        .unwrap_or(from)
}

/// The instant at which that day ends in Prague: the midnight that follows it.
pub fn end_of_day_in_prague(day: NaiveDate) -> DateTime<Utc> {
    instant_in_prague(day, MINUTES_OF_A_DAY)
}

/// The instant at which clocks in Prague show that minute of a day; 1440 is the midnight that follows it.
///
/// Clocks are moved on Sundays, at two and at three o'clock: of a minute that comes twice it is the first, and one that is
/// skipped is taken for one of UTC. No working day has such a minute.
pub fn instant_in_prague(day: NaiveDate, minute: i32) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let Some(shown) = midnight.checked_add_signed(TimeDelta::minutes(minute.into())) else {
        return DateTime::<Utc>::MAX_UTC;
    };
    match Prague.from_local_datetime(&shown) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => {
            instant.with_timezone(&Utc)
        }
        LocalResult::None => shown.and_utc(),
    }
}

/// The day that the calendar in Prague shows at that instant.
pub fn day_in_prague(instant: DateTime<Utc>) -> NaiveDate {
    shown_in_prague(instant).date()
}

/// The minute of its day that a clock in Prague shows at that instant.
pub fn minute_in_prague(instant: DateTime<Utc>) -> i32 {
    let shown = shown_in_prague(instant);
    i32::try_from(shown.hour() * 60 + shown.minute()).unwrap_or(0)
}

fn shown_in_prague(instant: DateTime<Utc>) -> NaiveDateTime {
    let utc = instant.naive_utc();
    let offset = Prague.offset_from_utc_datetime(&utc).fix();
    utc.checked_add_offset(offset).unwrap_or(utc)
}

fn count(days: u32) -> usize {
    usize::try_from(days).unwrap_or(usize::MAX)
}

/// Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let leap_correction = century - century.div_euclid(4);
    let moon_correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let moon = (19 * golden + leap_correction - moon_correction + 15).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * of_century.div_euclid(4)
        - moon
        - of_century.rem_euclid(4))
    .rem_euclid(7);
    let late = (golden + 11 * moon + 22 * weekday).div_euclid(451);
    let after_march_22 = u64::try_from(moon + weekday - 7 * late).ok()?;
    NaiveDate::from_ymd_opt(year, 3, 22)?.checked_add_days(Days::new(after_march_22))
}

#[cfg(test)]
mod tests {
    use super::{
        add_working_days, day_in_prague, easter_sunday, end_of_day_in_prague, is_working_day,
    };
    use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_almanacs_say() {
        for known in [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2015-04-05",
            "2016-03-27",
            "2019-04-21",
            "2020-04-12",
            "2021-04-04",
            "2022-04-17",
            "2023-04-09",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
        ] {
            let known = day(known);
            assert_eq!(easter_sunday(known.year()), Some(known));
        }
    }

    /// The rule of the Church, walked instead of computed: the Sunday after the first full moon
    /// (day 14 of the tabular moon, by Clavius' epact) on or after 21 March.
    fn easter_walked(year: i32) -> NaiveDate {
        let golden = year % 19 + 1;
        let century = year / 100 + 1;
        let solar = 3 * century / 4 - 12;
        let lunar = (8 * century + 5) / 25 - 5;
        let mut epact = (11 * golden + 20 + lunar - solar).rem_euclid(30);
        if epact == 24 || (epact == 25 && golden > 11) {
            epact += 1;
        }
        let mut full_moon = 44 - epact;
        if full_moon < 21 {
            full_moon += 30;
        }
        let march = NaiveDate::from_ymd_opt(year, 3, 1).unwrap();
        let mut sunday = march + TimeDelta::days(i64::from(full_moon));
        while sunday.weekday() != Weekday::Sun {
            sunday = sunday.succ_opt().unwrap();
        }
        sunday
    }

    #[test]
    fn easter_agrees_with_the_rule_of_the_church_for_a_thousand_years() {
        for year in 1583..2583 {
            assert_eq!(easter_sunday(year), Some(easter_walked(year)), "{year}");
        }
    }

    #[test]
    fn a_year_has_its_thirteen_days_off() {
        let days_off: Vec<String> = day("2026-01-01")
            .iter_days()
            .take(365)
            .filter(|day| super::day_off(*day).is_some())
            .map(|day| day.to_string())
            .collect();
        let expected = [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-01",
            "2026-05-08",
            "2026-07-05",
            "2026-07-06",
            "2026-09-28",
            "2026-10-28",
            "2026-11-17",
            "2026-12-24",
            "2026-12-25",
            "2026-12-26",
        ];
        assert_eq!(days_off, expected);
    }

    #[test]
    fn a_minute_in_prague_is_found_again() {
        for (shown, minute) in [
            ("2026-01-15T07:00:59Z", 8 * 60),
            ("2026-07-15T06:00:00Z", 8 * 60),
            ("2026-03-29T22:00:00Z", 0),
            ("2026-10-25T22:59:59Z", 24 * 60 - 1),
        ] {
            let shown = instant(shown);
            assert_eq!(super::minute_in_prague(shown), minute, "{shown}");
            let found = super::instant_in_prague(day_in_prague(shown), minute);
            assert!(shown - found < TimeDelta::minutes(1) && found <= shown, "{shown} {found}");
        }
        assert_eq!(super::instant_in_prague(NaiveDate::MAX, 1_440), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn good_friday_is_a_day_off_only_since_2016() {
        assert!(is_working_day(day("2015-04-03")));
        assert!(!is_working_day(day("2015-04-06")));
        assert!(!is_working_day(day("2016-03-25")));
        assert!(!is_working_day(day("2016-03-28")));
    }

    #[test]
    fn years_have_as_many_working_days_as_counted_by_hand() {
        for (year, expected) in [(2023, 250), (2024, 252), (2025, 251), (2026, 250)] {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let days = first.iter_days().take_while(|day| day.year() == year);
            assert_eq!(days.filter(|day| is_working_day(*day)).count(), expected, "{year}");
        }
    }

    #[test]
    fn adding_agrees_with_counting_day_by_day() {
        for from in day("2015-01-01").iter_days().take(4 * 365) {
            assert_eq!(add_working_days(from, 0), from);
            let (mut slow, mut counted) = (from, 0);
            while counted < 30 {
                slow = slow.succ_opt().unwrap();
                if is_working_day(slow) {
                    counted += 1;
                    assert_eq!(add_working_days(from, counted), slow, "{from} + {counted}");
                }
            }
        }
    }

    #[test]
    fn christmas_and_the_end_of_the_calendar_are_passed() {
        assert_eq!(add_working_days(day("2026-12-23"), 1), day("2026-12-28"));
        assert_eq!(add_working_days(day("2026-12-31"), 1), day("2027-01-04"));
        assert!(add_working_days(NaiveDate::MAX, 3) <= NaiveDate::MAX);
    }

    #[test]
    fn days_end_at_midnight_in_prague() {
        for (date, end) in [
            ("2026-01-15", "2026-01-15T23:00:00Z"),
            ("2026-07-15", "2026-07-15T22:00:00Z"),
            // 29 March has 23 hours, 25 October has 25.
            ("2026-03-28", "2026-03-28T23:00:00Z"),
            ("2026-03-29", "2026-03-29T22:00:00Z"),
            ("2026-10-24", "2026-10-24T22:00:00Z"),
            ("2026-10-25", "2026-10-25T23:00:00Z"),
        ] {
            assert_eq!(end_of_day_in_prague(day(date)), instant(end), "{date}");
        }
        assert_eq!(end_of_day_in_prague(NaiveDate::MAX), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn the_end_of_a_day_is_the_first_instant_of_the_next() {
        for date in day("2025-01-01").iter_days().take(3 * 365) {
            let end = end_of_day_in_prague(date);
            assert_eq!(day_in_prague(end), date.succ_opt().unwrap());
            assert_eq!(day_in_prague(end - TimeDelta::nanoseconds(1)), date);
        }
        assert_eq!(day_in_prague(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC.date_naive());
    }
}
