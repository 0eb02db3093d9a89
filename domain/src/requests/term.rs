//! What a request's term for closing came from, as its row keeps it.

use super::clock::{Clock, OfficeHours, working_days_between};
use super::rejection::Rejection;
use crate::configuration::EffectiveService;
use crate::kernel::working_days::day_in_prague;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::Queryable;

/// Under which what is stopped in time is counted: it is open, and overdue on no day.
pub(crate) const NO_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What a term came from. A clock keeps what it was started with: who changes the office hours changes no date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable)]
pub struct Term {
    /// When the clock was started anew; `None`: it runs since the request came.
    pub(crate) started_at: Option<DateTime<Utc>>,
    /// For how many working days; `None`: for as many as there are up to the term.
    pub(crate) close_days: Option<i32>,
    /// The minutes of a working day between which it runs.
    pub(crate) office_hours: Vec<i32>,
    /// Since when it stands still.
    pub(crate) stopped_since: Option<DateTime<Utc>>,
    /// Beginning and end of each stop, one behind the other.
    pub(crate) stops: Vec<DateTime<Utc>>,
}

impl Term {
    /// The term of a clock that is started for so many working days.
    pub(crate) fn of(
        started_at: Option<DateTime<Utc>>,
        close_days: i32,
        hours: OfficeHours,
    ) -> Self {
        let office_hours = vec![hours.from(), hours.to()];
        Self { started_at, close_days: Some(close_days), office_hours, ..Self::default() }
    }

    /// Within which hours it runs.
    pub(super) fn hours(&self) -> OfficeHours {
        match self.office_hours.as_slice() {
            [from, to] => OfficeHours::between(*from, *to).unwrap_or(OfficeHours::ALL_DAY),
            _ => OfficeHours::ALL_DAY,
        }
    }

    /// The clock, of a request that came at one instant and is due at another. Of a term without days there was no stop yet,
    /// so the dates say for how many it was.
    pub(super) fn clock(&self, opened_at: DateTime<Utc>, due_at: DateTime<Utc>) -> Clock {
        let started_at = self.started_at.unwrap_or(opened_at);
        let days = self.close_days.unwrap_or_else(|| working_days_between(started_at, due_at));
        let pairs = self.stops.chunks_exact(2);
        let stops = pairs.filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect();
        Clock { stops, ..Clock::new(started_at, days, self.hours()) }
    }

    /// Stops the clock.
    ///
    /// # Errors
    /// [`Rejection::AskedTooOften`].
    pub(super) fn stop(
        self,
        (opened_at, due_at): (DateTime<Utc>, DateTime<Utc>),
        now: DateTime<Utc>,
    ) -> Result<Self, Rejection> {
        if self.stops.len() >= 2 * super::clock::STOPS_MAX {
            return Err(Rejection::AskedTooOften);
        }
        let close_days = Some(self.clock(opened_at, due_at).working_days);
        Ok(Self { close_days, stopped_since: Some(now), ..self })
    }

    /// Lets the clock run on, and answers until when closing is due then; a clock that runs is left alone.
    pub(super) fn run_on(
        mut self,
        (opened_at, due_at): (DateTime<Utc>, DateTime<Utc>),
        now: DateTime<Utc>,
    ) -> (Self, DateTime<Utc>) {
        let Some(since) = self.stopped_since.take() else { return (self, due_at) };
        self.stops.extend([since, now.max(since)]);
        let due_at = self.clock(opened_at, due_at).due_at().max(due_at);
        (self, due_at)
    }
}

/// The terms of a case that comes at `now`: first answer and closing.
pub(crate) fn deadlines(
    service: &EffectiveService,
    hours: OfficeHours,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let due = |days| Clock::new(now, days, hours).due_at();
    (due(service.national.first_answer_days), due(service.close_days()))
}

/// The last working day for closing, in Prague.
pub(crate) fn due_on(due_at: DateTime<Utc>) -> NaiveDate {
    day_in_prague(due_at - chrono::Duration::microseconds(1))
}
