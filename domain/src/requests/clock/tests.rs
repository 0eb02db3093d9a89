use super::{Clock, ClockDayKind, OfficeHours};
use chrono::{DateTime, Datelike as _, NaiveDate, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Europe::Prague;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// From eight to half past four: 510 minutes.
fn office() -> OfficeHours {
    OfficeHours::between(8 * 60, 16 * 60 + 30).unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}

/// Each by hand, with a calendar of the year: why, when it is started, for how many working days, within which hours, until when
/// it is due; and when it stands still.
const BY_HAND: &str = "
Monday; Tuesday, Wednesday, Thursday | 2026-03-02T09:15:00+01:00 | 3 | office | 2026-03-05T16:30:00+01:00 |
the same until midnight | 2026-03-02T09:15:00+01:00 | 3 | all day | 2026-03-06T00:00:00+01:00 |
over a weekend | 2026-03-06T10:00:00+01:00 | 1 | office | 2026-03-09T16:30:00+01:00 |
on a Saturday; Monday is the first | 2026-03-07T10:00:00+01:00 | 1 | office | 2026-03-09T16:30:00+01:00 |
after office hours it is the same day | 2026-03-02T20:00:00+01:00 | 1 | office | 2026-03-03T16:30:00+01:00 |
a second before midnight | 2026-03-02T23:59:59+01:00 | 1 | office | 2026-03-03T16:30:00+01:00 |
midnight in Prague is the next day | 2026-03-02T23:00:00Z | 1 | office | 2026-03-04T16:30:00+01:00 |
so it is in summer; over a Sunday the 5th and the 6th of July | 2026-07-01T22:30:00Z | 2 | office | 2026-07-07T16:30:00+02:00 |
Maundy Thursday; Easter is passed | 2026-04-02T09:00:00+02:00 | 1 | office | 2026-04-07T16:30:00+02:00 |
Wednesday before Easter; Thursday, Tuesday, Wednesday | 2026-04-01T09:00:00+02:00 | 3 | office | 2026-04-08T16:30:00+02:00 |
Good Friday was a working day until 2015 | 2015-04-02T09:00:00+02:00 | 1 | office | 2015-04-03T16:30:00+02:00 |
over the Sunday that has 23 hours | 2026-03-27T10:00:00+01:00 | 1 | all day | 2026-03-30T22:00:00Z |
over the Sunday that has 25, and the 28th of October | 2026-10-23T10:00:00+02:00 | 3 | office | 2026-10-29T16:30:00+01:00 |
Christmas | 2026-12-23T14:00:00+01:00 | 2 | office | 2026-12-29T16:30:00+01:00 |
the turn of the year | 2026-12-30T14:00:00+01:00 | 2 | office | 2027-01-04T16:30:00+01:00 |
the first and the eighth of May | 2026-04-30T14:00:00+02:00 | 5 | office | 2026-05-11T16:30:00+02:00 |
a leap day | 2028-02-28T14:00:00+01:00 | 1 | office | 2028-02-29T16:30:00+01:00 |
the day of coming isn't counted, so it can't stop | 2026-03-02T09:00:00+01:00 | 1 | office | 2026-03-03T16:30:00+01:00 | 2026-03-02T10:00:00+01:00..2026-03-02T14:00:00+01:00
nor does the night | 2026-03-02T09:00:00+01:00 | 1 | office | 2026-03-03T16:30:00+01:00 | 2026-03-02T17:00:00+01:00..2026-03-03T07:30:00+01:00
nor what begins and ends within one minute | 2026-03-02T09:00:00+01:00 | 1 | office | 2026-03-03T16:30:00+01:00 | 2026-03-03T10:00:05+01:00..2026-03-03T10:00:55+01:00
ten seconds over the minute hand are a minute | 2026-03-02T09:00:00+01:00 | 1 | office | 2026-03-04T08:01:00+01:00 | 2026-03-03T10:00:55+01:00..2026-03-03T10:01:05+01:00
two stops: 120 and 150 minutes | 2026-03-02T09:00:00+01:00 | 2 | office | 2026-03-05T12:30:00+01:00 | 2026-03-03T09:00:00+01:00..2026-03-03T11:00:00+01:00, 2026-03-04T13:00:00+01:00..2026-03-04T15:30:00+01:00
what is over stays over | 2026-03-02T09:00:00+01:00 | 1 | office | 2026-03-03T16:30:00+01:00 | 2026-03-04T10:00:00+01:00..2026-03-06T10:00:00+01:00
a day and a night of a whole day | 2026-03-02T09:00:00+01:00 | 1 | all day | 2026-03-05T00:00:00+01:00 | 2026-03-03T10:00:00+01:00..2026-03-04T10:00:00+01:00
over the Sunday that has 23 hours: 240 and 120 minutes | 2026-03-25T09:00:00+01:00 | 2 | office | 2026-03-30T14:00:00+02:00 | 2026-03-27T12:30:00+01:00..2026-03-30T10:00:00+02:00
over the Sunday that has 25: 30 and 30 minutes | 2026-10-22T09:00:00+02:00 | 1 | office | 2026-10-26T09:00:00+01:00 | 2026-10-23T16:00:00+02:00..2026-10-26T08:30:00+01:00
over Christmas and the turn of the year | 2026-12-21T10:00:00+01:00 | 2 | office | 2027-01-05T13:30:00+01:00 | 2026-12-22T12:00:00+01:00..2027-01-04T09:00:00+01:00
";

/// The clock of a line, and when it is due.
fn read(line: &str) -> (Clock, DateTime<Utc>) {
    let [_, started, days, hours, due, stops] =
        <[&str; 6]>::try_from(line.split('|').map(str::trim).collect::<Vec<_>>()).unwrap();
    let hours = if hours == "office" { office() } else { OfficeHours::ALL_DAY };
    let stops = stops.split(", ").filter_map(|stop| stop.split_once(".."));
    let stops = stops.map(|(from, to)| (instant(from), instant(to))).collect();
    let clock = Clock::new(instant(started), days.parse().unwrap(), hours);
    (Clock { stops, ..clock }, instant(due))
}

#[test]
fn terms_are_as_counted_by_hand() {
    let cases: Vec<&str> = BY_HAND.trim().lines().collect();
    assert!(cases.len() >= 20);
    for line in cases {
        let (clock, due_at) = read(line);
        assert_eq!(clock.due_at(), due_at, "{line}");
    }
}

#[test]
fn it_is_told_day_by_day_how_a_term_came_about() {
    let stops = vec![(instant("2026-04-02T14:30:00+02:00"), instant("2026-04-07T09:00:00+02:00"))];
    let started = instant("2026-04-01T09:00:00+02:00");
    let clock = Clock { stops, ..Clock::new(started, 2, office()) };
    let told: Vec<String> = clock
        .explanation()
        .iter()
        .map(|day| {
            let numbers = (day.ran_minutes, day.stopped_minutes, day.left_minutes);
            format!("{} {:?} {numbers:?}", day.day.format("%d. %m."), day.kind)
        })
        .collect();
    assert_eq!(
        told,
        [
            "01. 04. Started (0, 0, 1020)",
            "02. 04. Working (390, 120, 630)",
            "03. 04. DayOff(GoodFriday) (0, 0, 630)",
            "04. 04. Weekend (0, 0, 630)",
            "05. 04. Weekend (0, 0, 630)",
            "06. 04. DayOff(EasterMonday) (0, 0, 630)",
            "07. 04. Working (450, 60, 180)",
            "08. 04. Working (180, 0, 0)",
        ]
    );
    assert_eq!(clock.due_at(), instant("2026-04-08T11:00:00+02:00"));
}

/// Sundays, from an almanac.
const EASTER: [(i32, u32, u32); 22] = [
    (2015, 4, 5),
    (2016, 3, 27),
    (2017, 4, 16),
    (2018, 4, 1),
    (2019, 4, 21),
    (2020, 4, 12),
    (2021, 4, 4),
    (2022, 4, 17),
    (2023, 4, 9),
    (2024, 3, 31),
    (2025, 4, 20),
    (2026, 4, 5),
    (2027, 3, 28),
    (2028, 4, 16),
    (2029, 4, 1),
    (2030, 4, 21),
    (2031, 4, 13),
    (2032, 3, 28),
    (2033, 4, 17),
    (2034, 4, 9),
    (2035, 3, 25),
    (2036, 4, 13),
];
const FIRST: &str = "2015-01-01T00:00:00Z";
/// Of twenty years and some months for the last terms.
const MINUTES: i64 = (20 * 366 + 300) * 24 * 60;

/// What a clock on the wall and a calendar beside it show in each minute: the minute of a working day; `None`: no working day.
/// It shares nothing with what is tested but the zone's table.
static WALL: LazyLock<Vec<(NaiveDate, Option<i32>)>> = LazyLock::new(|| {
    let mut off = BTreeSet::new();
    for (year, month, day) in EASTER {
        let easter = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        off.insert(easter + TimeDelta::days(1));
        if year > 2015 {
            off.insert(easter - TimeDelta::days(2));
        }
    }
    let fixed =
        ["1.1", "1.5", "8.5", "5.7", "6.7", "28.9", "28.10", "17.11", "24.12", "25.12", "26.12"];
    let mut wall = Vec::new();
    for hour in 0..MINUTES / 60 {
        let utc = (instant(FIRST) + TimeDelta::hours(hour)).naive_utc();
        let shown = utc + Prague.offset_from_utc_datetime(&utc).fix();
        let day = shown.date();
        let is_off = day.weekday().number_from_monday() > 5
            || off.contains(&day)
            || fixed.contains(&format!("{}.{}", day.day(), day.month()).as_str());
        let of_the_day = i32::try_from(chrono::Timelike::hour(&shown)).unwrap() * 60;
        wall.extend((0..60).map(|minute| (day, (!is_off).then_some(of_the_day + minute))));
    }
    wall
});

fn minute_of(instant_: DateTime<Utc>) -> i64 {
    (instant_ - instant(FIRST)).num_minutes()
}

/// Looks at the wall every minute.
fn due_slowly(clock: &Clock) -> DateTime<Utc> {
    let at = |minute: i64| WALL[usize::try_from(minute).unwrap()];
    let started = minute_of(clock.started_at);
    let mut left = clock.working_days * (clock.hours.to() - clock.hours.from());
    let mut minute = started;
    while left > 0 {
        let (day, shown) = at(minute);
        let is_stopped = clock
            .stops
            .iter()
            .any(|(from, to)| minute_of(*from) <= minute && minute < minute_of(*to));
        let runs = day > at(started).0
            && shown.is_some_and(|shown| clock.hours.from() <= shown && shown < clock.hours.to())
            && !is_stopped;
        left -= i32::from(runs);
        minute += 1;
    }
    instant(FIRST) + TimeDelta::minutes(minute)
}

/// Any clock of twenty years. Its stops follow each other; a few are empty, and a few lie behind its term.
fn clocks() -> impl Strategy<Value = Clock> {
    let hours = prop_oneof![
        Just(OfficeHours::ALL_DAY),
        Just(office()),
        (0..=720_i32, 780..=1_440_i32)
            .prop_map(|(from, to)| OfficeHours::between(from, to).unwrap()),
    ];
    let second = 0..20_i64 * 365 * 24 * 3_600;
    let stop = (0..4 * 24 * 3_600_i64, prop_oneof![0..300_i64, 0..9 * 24 * 3_600_i64]);
    let stops = proptest::collection::vec(stop, 0..5);
    (second, 1..15_i32, hours, stops).prop_map(|(second, working_days, hours, gaps)| {
        let started_at = instant(FIRST) + TimeDelta::seconds(second);
        let mut at = started_at;
        let mut stops = Vec::new();
        for (gap, length) in gaps {
            let from = at + TimeDelta::seconds(gap);
            at = from + TimeDelta::seconds(length);
            stops.push((from, at));
        }
        Clock { started_at, working_days, hours, stops }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_term_is_what_looking_every_minute_gives(clock in clocks()) {
        let due_at = clock.due_at();
        prop_assert_eq!(due_at, due_slowly(&clock));
        let days = clock.explanation();
        let ran: i32 = days.iter().map(|day| day.ran_minutes).sum();
        prop_assert_eq!(ran, clock.working_days * (clock.hours.to() - clock.hours.from()));
        prop_assert_eq!(days.last().map(|day| day.left_minutes), Some(0));
        prop_assert_eq!(days.first().map(|day| day.kind), Some(ClockDayKind::Started));
        let dense = days.windows(2).all(|two| two[0].day.succ_opt() == Some(two[1].day));
        prop_assert!(dense);
    }
}
