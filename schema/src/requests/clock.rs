//! What a request's clock shows: until when what is due, and how that came about.

use crate::asked::language;
use crate::scalars::Date;
use crate::texts;
use async_graphql::{Context, Enum, Object};
use chrono::{DateTime, Utc};
use domain::requests;

/// What a day was to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum SlaDayKind {
    /// The day on which the clock was started, which isn't counted (den zahájení).
    Started,
    /// A working day (pracovní den).
    Working,
    /// A Saturday or a Sunday (víkend).
    Weekend,
    /// A day off by law (svátek).
    DayOff,
}

/// Until when a request is to be answered and closed (lhůty). The clock for closing runs on Czech working days within office
/// hours, from the day after the request came or was opened again, and stands still while the requester is waited for.
pub(crate) struct SlaClock(pub(super) requests::SlaClock);

/// Until when a request is to be answered and closed (lhůty). The clock for closing runs on Czech working days within office
/// hours, from the day after the request came or was opened again, and stands still while the requester is waited for.
#[Object]
impl SlaClock {
    /// Until when the first answer is due. Whoever asks the requester has answered, so this never moves.
    async fn first_answer_due_at(&self) -> DateTime<Utc> {
        self.0.first_answer_due_at
    }

    /// When the staff first wrote something for the requester: a comment, a question, or what came of it; null: not yet.
    async fn first_answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.first_answered_at
    }

    /// Until when closing is due. While the clock stands still, as it was when it was stopped: it moves when the requester
    /// answers.
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.due_at
    }

    /// Since when the clock stands still because the requester is waited for; null: it runs, or the request is closed.
    async fn stopped_since(&self) -> Option<DateTime<Utc>> {
        self.0.stopped_since
    }

    /// With which minute of a working day it begins to run, in Prague, e.g. 480 for 8:00: as was set when it was started.
    async fn office_hours_from_minute(&self) -> i32 {
        self.0.hours.from()
    }

    /// Up to which minute of a working day it runs, e.g. 990 for 16:30.
    async fn office_hours_to_minute(&self) -> i32 {
        self.0.hours.to()
    }

    /// Day by day how `dueAt` came about, from the day on which the clock was started; at most a thousand days. What it ran
    /// adds up to all it was started for.
    async fn explanation(&self) -> Vec<SlaDay> {
        self.0.days.iter().copied().map(SlaDay).collect()
    }
}

/// A day in the life of a clock.
pub(crate) struct SlaDay(requests::ClockDay);

/// A day in the life of a clock.
#[Object]
impl SlaDay {
    /// Which day, in Prague.
    async fn day(&self) -> Date {
        Date(self.0.day)
    }

    /// What it was.
    async fn kind(&self) -> SlaDayKind {
        match self.0.kind {
            requests::ClockDayKind::Started => SlaDayKind::Started,
            requests::ClockDayKind::Working => SlaDayKind::Working,
            requests::ClockDayKind::Weekend => SlaDayKind::Weekend,
            requests::ClockDayKind::DayOff(_) => SlaDayKind::DayOff,
        }
    }

    /// For how many minutes the clock ran on it.
    async fn ran_minutes(&self) -> i32 {
        self.0.ran_minutes
    }

    /// For how many minutes of office hours it stood still, up to the end of the term.
    async fn stopped_minutes(&self) -> i32 {
        self.0.stopped_minutes
    }

    /// How many minutes were left when the day was over.
    async fn left_minutes(&self) -> i32 {
        self.0.left_minutes
    }

    /// The same in one sentence, in the language of `Accept-Language`: Czech, or English.
    async fn text(&self, ctx: &Context<'_>) -> String {
        texts::clock_day(&self.0, language(ctx))
    }
}
