//! The clock of a request: how the instant comes about until which closing is due. Pure: no database, no present time.
//!
//! It runs on Czech working days, within the office hours in force when it was started, from the day after that one (§ 40 of
//! Act 500/2004, the Administrative Code: the day of coming isn't counted), and stands still while the requester is waited
//! for. Due is the end of the minute in which it has run for so many working days. It looks at the minute hand: a second
//! here or there moves nothing, and stops within one minute are none. Once the term is over, no stop brings it back.
//!
//! Clocks in Prague are moved on Sundays, so each minute of a working day is there once, and 480 minutes are eight hours.

use crate::kernel::working_days::{
    DayOff, MINUTES_OF_A_DAY, day_in_prague, day_off, instant_in_prague, is_weekend,
    is_working_day, minute_in_prague,
};
use chrono::{DateTime, NaiveDate, Utc};

/// How often a clock may stand still before it is started anew.
pub(super) const STOPS_MAX: usize = 50;
/// Of so many days at most it is told how a term came about.
const EXPLAINED_MAX: usize = 1_000;

/// Between which minutes of a working day a clock runs: from the beginning of the first to the beginning of the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeHours {
    from: i32,
    to: i32,
}

impl OfficeHours {
    /// All day long: what counts where nothing was set.
    pub const ALL_DAY: Self = Self { from: 0, to: MINUTES_OF_A_DAY };

    /// Those hours; `None`: they aren't hours of a day.
    pub fn between(from: i32, to: i32) -> Option<Self> {
        (0 <= from && from < to && to <= MINUTES_OF_A_DAY).then_some(Self { from, to })
    }

    /// The minute with which they begin.
    pub fn from(self) -> i32 {
        self.from
    }

    /// The minute before which they end.
    pub fn to(self) -> i32 {
        self.to
    }

    fn minutes(self) -> i32 {
        self.to - self.from
    }
}

/// Since when, for how long and by which hours a clock runs, and when it stood still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) working_days: i32,
    pub(crate) hours: OfficeHours,
    /// Beginning and end of each stop that is over.
    pub(crate) stops: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

/// What a day was to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockDayKind {
    /// The day on which it was started, which isn't counted.
    Started,
    /// A working day.
    Working,
    /// A Saturday or a Sunday.
    Weekend,
    /// A day off by law, whatever day of the week it is.
    DayOff(DayOff),
}

/// A day in the life of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockDay {
    /// Which, in Prague.
    pub day: NaiveDate,
    /// What it was.
    pub kind: ClockDayKind,
    /// For how many minutes the clock ran on it.
    pub ran_minutes: i32,
    /// For how many minutes of its office hours the clock stood still, as far as the term wasn't over.
    pub stopped_minutes: i32,
    /// How many minutes were left at its end.
    pub left_minutes: i32,
}

/// A day in Prague and a minute of it.
type Place = (NaiveDate, i32);

impl Clock {
    /// A clock that was never stopped.
    pub(crate) fn new(started_at: DateTime<Utc>, working_days: i32, hours: OfficeHours) -> Self {
        Self { started_at, working_days, hours, stops: Vec::new() }
    }

    /// The instant from which on it is too late.
    pub(crate) fn due_at(&self) -> DateTime<Utc> {
        self.run(|_| {})
    }

    /// Day by day how that instant comes about: the first thousand days.
    pub(crate) fn explanation(&self) -> Vec<ClockDay> {
        let mut days = Vec::new();
        self.run(|day| {
            if days.len() < EXPLAINED_MAX {
                days.push(day);
            }
        });
        days
    }

    fn run(&self, mut tell: impl FnMut(ClockDay)) -> DateTime<Utc> {
        let started_on = day_in_prague(self.started_at);
        let stops = self.places();
        let mut left = self.working_days.saturating_mul(self.hours.minutes());
        let nothing = |day, kind, left_minutes| ClockDay {
            day,
            kind,
            ran_minutes: 0,
            stopped_minutes: 0,
            left_minutes,
        };
        tell(nothing(started_on, ClockDayKind::Started, left));
        if left == 0 {
            return instant_in_prague(started_on, self.hours.to);
        }
        for day in started_on.iter_days().skip(1) {
            let kind = kind_of(day);
            if kind != ClockDayKind::Working {
                tell(nothing(day, kind, left));
                continue;
            }
            let mut ran_minutes = 0;
            let mut over_at = None;
            let runs = running(day, self.hours, &stops);
            for (from, to) in &runs {
                let runs = (to - from).min(left);
                (ran_minutes, left) = (ran_minutes + runs, left - runs);
                if left == 0 {
                    over_at = Some(from + runs);
                    break;
                }
            }
            let until = over_at.unwrap_or(self.hours.to);
            let stopped_minutes = until - self.hours.from - ran_minutes;
            tell(ClockDay { day, kind, ran_minutes, stopped_minutes, left_minutes: left });
            if let Some(minute) = over_at {
                return instant_in_prague(day, minute);
            }
        }
        DateTime::<Utc>::MAX_UTC
    }

    /// Its stops by day and minute, in their order.
    fn places(&self) -> Vec<(Place, Place)> {
        let place = |instant| (day_in_prague(instant), minute_in_prague(instant));
        let mut places: Vec<(Place, Place)> =
            self.stops.iter().map(|(from, to)| (place(*from), place(*to))).collect();
        places.sort_unstable();
        places
    }
}

/// How many working days there are after the day of one instant up to that of a term which ended at another.
pub(super) fn working_days_between(started_at: DateTime<Utc>, due_at: DateTime<Utc>) -> i32 {
    let last = day_in_prague(due_at - chrono::Duration::microseconds(1));
    let days = day_in_prague(started_at).iter_days().skip(1).take_while(|day| *day <= last);
    i32::try_from(days.filter(|day| is_working_day(*day)).count()).unwrap_or(i32::MAX)
}

fn kind_of(day: NaiveDate) -> ClockDayKind {
    match day_off(day) {
        Some(which) => ClockDayKind::DayOff(which),
        None if is_weekend(day) => ClockDayKind::Weekend,
        None => ClockDayKind::Working,
    }
}

/// What the stops leave of a day's office hours.
fn running(day: NaiveDate, hours: OfficeHours, stops: &[(Place, Place)]) -> Vec<(i32, i32)> {
    let on_the_day = |(of, minute): Place| match of.cmp(&day) {
        std::cmp::Ordering::Less => hours.from,
        std::cmp::Ordering::Equal => minute.clamp(hours.from, hours.to),
        std::cmp::Ordering::Greater => hours.to,
    };
    let mut runs = Vec::new();
    let mut reached = hours.from;
    for (from, to) in stops {
        let (from, to) = (on_the_day(*from), on_the_day(*to));
        if from > reached {
            runs.push((reached, from));
        }
        reached = reached.max(to);
    }
    if reached < hours.to {
        runs.push((reached, hours.to));
    }
    runs
}

#[cfg(test)]
mod tests;
