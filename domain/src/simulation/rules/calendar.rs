//! The two years in which the nation works.

use super::dice::Dice;
use crate::kernel::working_days::{
    add_working_days, day_in_prague, end_of_day_in_prague, is_working_day,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// Two years.
const DAYS: i64 = 730;
/// The offices open at half past six, UTC, and close after eight hours: within one day in Prague, summer and winter.
const OPENS: i64 = 390;
const OPEN_MINUTES: u32 = 480;

/// The days on which work is done.
pub(super) struct Calendar {
    first: NaiveDate,
    last: NaiveDate,
    working: Vec<NaiveDate>,
}

impl Calendar {
    /// The two years that end with a day.
    pub(super) fn until(last: NaiveDate) -> Self {
        let first = last - Duration::days(DAYS);
        let days = first.iter_days().take_while(|day| *day <= last);
        Self { first, last, working: days.filter(|day| is_working_day(*day)).collect() }
    }

    /// The midnight that ends the last day.
    pub(super) fn end(&self) -> DateTime<Utc> {
        end_of_day_in_prague(self.last)
    }

    /// Two weeks before the first day.
    pub(super) fn beginning(&self) -> DateTime<Utc> {
        end_of_day_in_prague(self.first - Duration::days(14)) + Duration::hours(9)
    }

    /// The day on which centres began, in Prague.
    pub(super) fn first(&self) -> NaiveDate {
        self.first
    }

    /// Whether an instant is no more in these two years.
    pub(super) fn is_over(&self, at: DateTime<Utc>) -> bool {
        at >= self.end()
    }

    /// Some moment of work.
    pub(super) fn moment(&self, dice: &mut Dice) -> DateTime<Utc> {
        let day = *dice.one_of(&self.working);
        moment_of(day, dice)
    }
}

/// A moment of work so many working days after another; on the same day it is later.
pub(super) fn later(from: DateTime<Utc>, days: u32, dice: &mut Dice) -> DateTime<Utc> {
    let day = add_working_days(day_in_prague(from), days);
    let at = moment_of(day, dice);
    if at > from { at } else { from + Duration::seconds(dice.between(60, 3_600).into()) }
}

/// During the office's hours.
fn moment_of(day: NaiveDate, dice: &mut Dice) -> DateTime<Utc> {
    let seconds = Duration::seconds(dice.below(OPEN_MINUTES * 60).into());
    let micros = Duration::microseconds(dice.below(1_000_000).into());
    day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::minutes(OPENS) + seconds + micros
}
