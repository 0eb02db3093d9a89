//! What a batch of events changes in the figures.

use super::histogram::Histogram;
use crate::access::{Secrecy, Streamed};
use crate::kernel::money::Money;
use crate::kernel::working_days::day_in_prague;
use chrono::{Datelike as _, NaiveDate};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Under which all files of the data protection officer are counted, whatever they are about.
pub(super) const DPO: &str = "DPO";
/// As long as the tables take it.
const LONGEST_AREA: usize = 40;
/// As many as an activity may have. A batch of events can't add up to more than a number holds.
const MOST_MINUTES: i64 = 100_000;

/// What a batch of events changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Deltas {
    /// What happened, by day in Prague; activities by the day they were performed on.
    pub(super) daily: BTreeMap<(NaiveDate, Area), Flow>,
    /// How many more are open, by the day they are due on.
    pub(super) due: BTreeMap<(NaiveDate, Area), i32>,
    /// How long it took to close requests, by the month they were closed in.
    pub(super) closings: BTreeMap<NaiveDate, Histogram>,
    /// The last day in each month on which the staff did something.
    pub(super) last_activity: BTreeMap<NaiveDate, NaiveDate>,
    /// Positions of events that should be counted but lack their facts. They are passed by: one of them must not stop a
    /// centre's figures for ever.
    pub(super) unreadable: Vec<i64>,
}

/// What happened on one day in one area.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) opened: i32,
    pub(super) closed: i32,
    /// Of those closed: on the last day for it, or before.
    pub(super) closed_in_term: i32,
    pub(super) reopened: i32,
    pub(super) activities: i32,
    pub(super) minutes: i64,
    pub(super) saved_haler: i64,
    pub(super) brought_in_haler: i64,
}

impl AddAssign for Flow {
    fn add_assign(&mut self, other: Self) {
        self.opened += other.opened;
        self.closed += other.closed;
        self.closed_in_term += other.closed_in_term;
        self.reopened += other.reopened;
        self.activities += other.activities;
        self.minutes += other.minutes;
        self.saved_haler += other.saved_haler;
        self.brought_in_haler += other.brought_in_haler;
    }
}

/// What happened in a month in all areas, and how many more are open that are due in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) flow: Flow,
    pub(super) closings: Histogram,
    pub(super) last_activity_on: Option<NaiveDate>,
    pub(super) due: i32,
}

/// What is counted together: a service area, or all files of the data protection officer, whatever they are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Area(String);

impl Area {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// What something of a service area and a secrecy is counted under.
    fn of(area: Option<&str>, secrecy: Secrecy) -> Option<Self> {
        let area = match secrecy {
            Secrecy::Dpo => DPO,
            Secrecy::Open | Secrecy::Confidential => area?,
        };
        let fits = (1..=LONGEST_AREA).contains(&area.chars().count());
        fits.then(|| Self(area.to_owned()))
    }
}

/// Counts events. Folding them in parts and adding the parts up gives the same.
pub(super) fn fold(events: &[Streamed]) -> Deltas {
    let mut deltas = Deltas::default();
    for event in events {
        let counted = match event.kind.as_str() {
            "request.opened" => deltas.count(event, Step::Opened),
            "request.assigned" | "request.started" => Some(Doer::Staff),
            "request.asked" => deltas.move_due(event, Doer::Staff),
            "request.answered" => deltas.move_due(event, Doer::Anybody),
            "request.cancelled" => deltas.forget_due(event),
            "request.moved" => deltas.refile(event),
            "request.closed" => deltas.count(event, Step::Closed),
            "request.reopened" => deltas.count(event, Step::Reopened),
            "activity.recorded" => deltas.count_work(event, &[(1, &NOW)]),
            // What it was is taken back where it was counted, on whatever day and in whatever area.
            "activity.corrected" => deltas.count_work(event, &[(1, &NOW), (-1, &BEFORE)]),
            "activity.reversed" => deltas.count_work(event, &[(-1, &BEFORE)]),
            _ => Some(Doer::Anybody),
        };
        match counted {
            Some(Doer::Staff) => deltas.note_activity(day_in_prague(event.at)),
            Some(Doer::Anybody) => {}
            None => deltas.unreadable.push(event.position),
        }
    }
    deltas
}

impl Deltas {
    /// What happened by month and area: each month is the sum of its days.
    pub(super) fn by_month_and_area(&self) -> BTreeMap<(NaiveDate, &Area), Flow> {
        let mut months: BTreeMap<_, Flow> = BTreeMap::new();
        for ((day, area), flow) in &self.daily {
            *months.entry((month_of(*day), area)).or_default() += *flow;
        }
        months
    }

    /// What happened by month, with what is kept of a month alone.
    pub(super) fn by_month(&self) -> BTreeMap<NaiveDate, Month> {
        let mut months: BTreeMap<NaiveDate, Month> = BTreeMap::new();
        for ((day, _), flow) in &self.daily {
            months.entry(month_of(*day)).or_default().flow += *flow;
        }
        for (month, closings) in &self.closings {
            months.entry(*month).or_default().closings = closings.clone();
        }
        for (month, last) in &self.last_activity {
            months.entry(*month).or_default().last_activity_on = Some(*last);
        }
        for ((due_on, _), open) in self.due.iter().filter(|(_, open)| **open != 0) {
            months.entry(month_of(*due_on)).or_default().due += open;
        }
        months
    }

    fn note_activity(&mut self, day: NaiveDate) {
        let last = self.last_activity.entry(month_of(day)).or_insert(day);
        *last = day.max(*last);
    }

    /// `None`: the event lacks its facts, and nothing was counted.
    fn count(&mut self, event: &Streamed, step: Step) -> Option<Doer> {
        let due_on = text(event, "due_on")?.parse().ok()?;
        let area = Area::of(text(event, "area"), event.secrecy)?;
        let day = day_in_prague(event.at);
        // What was closed may have been counted under another day; before events said so it wasn't.
        let counted_on = match text(event, "was_due_on") {
            Some(was_on) => was_on.parse().ok()?,
            None => due_on,
        };
        let flow = self.daily.entry((day, area.clone())).or_default();
        let open = self.due.entry((counted_on, area)).or_default();
        match step {
            Step::Opened => {
                (flow.opened, *open) = (flow.opened + 1, *open + 1);
                return Some(Doer::Anybody);
            }
            Step::Closed => {
                (flow.closed, *open) = (flow.closed + 1, *open - 1);
                flow.closed_in_term += i32::from(day <= due_on);
                if let Some(hours) = hours_open(event) {
                    self.closings.entry(month_of(day)).or_default().count(hours);
                }
            }
            Step::Reopened => (flow.reopened, *open) = (flow.reopened + 1, *open + 1),
        }
        Some(Doer::Staff)
    }

    /// An open request is due on another day, or on none. `None`: as above.
    fn move_due(&mut self, event: &Streamed, doer: Doer) -> Option<Doer> {
        let due_on: NaiveDate = text(event, "due_on")?.parse().ok()?;
        let area = Area::of(text(event, "area"), event.secrecy)?;
        self.forget_due(event)?;
        *self.due.entry((due_on, area)).or_default() += 1;
        Some(doer)
    }

    /// An open request is filed elsewhere: it is open there. What happened to it before stays where it happened. `None`: as above.
    fn refile(&mut self, event: &Streamed) -> Option<Doer> {
        let (from, to) = (text(event, "was_due_on")?, text(event, "due_on")?);
        let (from, to): (NaiveDate, NaiveDate) = (from.parse().ok()?, to.parse().ok()?);
        let old_secrecy = Secrecy::parse(text(event, "old_secrecy")?)?;
        let old_area = Area::of(text(event, "old_area"), old_secrecy)?;
        let area = Area::of(text(event, "area"), event.secrecy)?;
        *self.due.entry((from, old_area)).or_default() -= 1;
        *self.due.entry((to, area)).or_default() += 1;
        Some(Doer::Staff)
    }

    /// A request isn't open any more. `None`: as above.
    fn forget_due(&mut self, event: &Streamed) -> Option<Doer> {
        let was_on: NaiveDate = text(event, "was_due_on")?.parse().ok()?;
        let area = Area::of(text(event, "area"), event.secrecy)?;
        *self.due.entry((was_on, area)).or_default() -= 1;
        Some(Doer::Staff)
    }

    /// Adds an activity, or takes it back, under each of the names. `None`: as above.
    fn count_work(&mut self, event: &Streamed, signs: &[(i32, &Names)]) -> Option<Doer> {
        let work: Option<Vec<_>> =
            signs.iter().map(|(sign, names)| Some((*sign, Work::of(event, names)?))).collect();
        for (sign, Work { day, area, minutes, saved, brought_in }) in work? {
            let flow = self.daily.entry((day, area)).or_default();
            flow.activities += sign;
            flow.minutes += i64::from(sign) * minutes;
            flow.saved_haler += i64::from(sign) * saved;
            flow.brought_in_haler += i64::from(sign) * brought_in;
        }
        Some(Doer::Staff)
    }
}

/// The first day of a day's month.
pub(super) fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// How long a request that was closed had been open, in hours that had begun; `None`: the event is of the time before events
/// said so. Then it isn't guessed.
fn hours_open(event: &Streamed) -> Option<i64> {
    let minutes = event.payload.get("open_minutes").and_then(Value::as_i64)?;
    (minutes >= 0).then(|| minutes.div_euclid(60) + i64::from(minutes % 60 > 0))
}

/// Who does what an event tells.
#[derive(Debug, Clone, Copy)]
enum Doer {
    /// The centre's staff alone.
    Staff,
    /// The staff or a municipality; or it isn't known here.
    Anybody,
}

/// What an activity's facts are called, as it is now and as it was.
struct Names {
    area: &'static str,
    secrecy: &'static str,
    day: &'static str,
    minutes: &'static str,
    saved: &'static str,
    brought_in: &'static str,
}

const NOW: Names = Names {
    area: "area",
    secrecy: "secrecy",
    day: "performed_on",
    minutes: "minutes",
    saved: "saved_haler",
    brought_in: "brought_in_haler",
};
const BEFORE: Names = Names {
    area: "old_area",
    secrecy: "old_secrecy",
    day: "old_performed_on",
    minutes: "old_minutes",
    saved: "old_saved_haler",
    brought_in: "old_brought_in_haler",
};

/// What of an activity is counted.
struct Work {
    day: NaiveDate,
    area: Area,
    minutes: i64,
    saved: i64,
    brought_in: i64,
}

impl Work {
    fn of(event: &Streamed, names: &Names) -> Option<Self> {
        let secrecy = Secrecy::parse(text(event, names.secrecy)?)?;
        let minutes = event.payload.get(names.minutes).and_then(Value::as_i64)?;
        (1..=MOST_MINUTES).contains(&minutes).then_some(Self {
            day: text(event, names.day)?.parse().ok()?,
            area: Area::of(text(event, names.area), secrecy)?,
            minutes,
            saved: haler(event, names.saved)?,
            brought_in: haler(event, names.brought_in)?,
        })
    }
}

/// An amount; where there is none, nothing.
fn haler(event: &Streamed, name: &str) -> Option<i64> {
    match event.payload.get(name) {
        Some(amount) => amount.as_i64().and_then(Money::of_haler).map(Money::haler),
        None => Some(0),
    }
}

fn text<'a>(event: &'a Streamed, name: &str) -> Option<&'a str> {
    event.payload.get(name).and_then(Value::as_str)
}

/// The steps of a case that change a figure.
#[derive(Debug, Clone, Copy)]
enum Step {
    Opened,
    Closed,
    Reopened,
}

#[cfg(test)]
mod tests;
