//! When what a centre owes is due, and what of it is done. Pure: no database, no clock.

use super::rules::{DutyRecord, RecordKind};
use crate::access::Role;
use crate::configuration::model::versions::Owed;
use crate::configuration::model::{Duty, DutyKind};
use crate::kernel::error::{Error, Result, code};
use crate::periods::Quarter;
use chrono::{Datelike as _, Days, Months, NaiveDate};
use std::collections::BTreeSet;

/// A year, or a quarter of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
}

impl Period {
    /// Reads `2026` or `2026-Q3`.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(printed: &str) -> Result<Self> {
        const PATH: &[&str] = &["period"];
        if printed.contains('-') {
            let quarter = Quarter::parse(printed, PATH)?;
            return Ok(Self { first: quarter.starts_on(), last: quarter.ends_on() });
        }
        let is_plain = printed.len() == 4 && printed.bytes().all(|byte| byte.is_ascii_digit());
        let year = printed.parse().ok().filter(|_| is_plain);
        let year = year.ok_or_else(|| Error::invalid(PATH, code::MALFORMED))?;
        let quarters =
            Quarter::of_year(year).map_err(|_| Error::invalid(PATH, code::OUT_OF_RANGE))?;
        let [first, .., last] = quarters;
        Ok(Self { first: first.starts_on(), last: last.ends_on() })
    }

    /// From which day on records may count in it: some terms that end in it begin before it, and none before its year.
    pub(super) fn earliest(self) -> NaiveDate {
        self.first - Months::new(self.first.month0())
    }

    fn includes(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

/// A stretch of a year in which something is to be done once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The day by which it must be done: so many days after the last one, as the model says. They are days of the calendar.
    pub due_on: NaiveDate,
}

/// Where a duty stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DutyState {
    /// It is done.
    Met,
    /// It isn't done, and there is time.
    Open,
    /// It isn't done, and should be.
    Overdue,
}

/// A term of a duty, and what was done for it.
#[derive(Debug, Clone)]
pub struct OwedTerm {
    /// Which.
    pub term: Term,
    /// Where it stands.
    pub state: DutyState,
    /// The first record that counts for it; `None`: there is none.
    pub met_by: Option<DutyRecord>,
    /// How many records count for it.
    pub recorded: usize,
}

impl OwedTerm {
    /// Whether it was done after it was due.
    pub fn is_late(&self) -> bool {
        self.met_by.as_ref().is_some_and(|record| record.done_on > self.term.due_on)
    }
}

/// A duty of a centre, and what was done for it.
#[derive(Debug, Clone)]
pub struct OwedDuty {
    /// Its code.
    pub code: String,
    /// What it asks.
    pub duty: Duty,
    /// From which day on the centre owes it.
    pub since: NaiveDate,
    /// Of a role: the day by which somebody must have it; `None`: its terms say.
    pub due_on: Option<NaiveDate>,
    /// Where it stands: where the worst of its terms does. `None`: of a role, to who doesn't see who has which.
    pub state: Option<DutyState>,
    /// Its terms that end in the period that is asked about, in their order.
    pub terms: Vec<OwedTerm>,
}

/// What is asked about duties.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Which terms: those that end in it.
    pub(super) period: Period,
    /// As of which day.
    pub(super) on: NaiveDate,
    /// What was recorded.
    pub(super) records: &'a [DutyRecord],
    /// Which roles somebody has; `None`: it can't be told.
    pub(super) held: Option<&'a BTreeSet<Role>>,
}

/// What is owed in a period, and where it stands. Owed are terms that end when the centre is a tenant and its version says so;
/// a duty of which none ends in the period is left out. A role is owed whatever the period.
pub(super) fn standing(
    owed: Vec<Owed>,
    onboarded_on: NaiveDate,
    asked: Asked<'_>,
) -> Vec<OwedDuty> {
    let each = |owed: Owed| {
        let owed = Owed { since: owed.since.max(onboarded_on), ..owed };
        match owed.duty.kind {
            DutyKind::Role => Some(of_role(owed, asked)),
            DutyKind::Meeting | DutyKind::Newsletter | DutyKind::Report => in_terms(owed, asked),
        }
    };
    owed.into_iter().filter_map(each).collect()
}

/// The terms of a duty in a year: as many as it is owed times, each of whole months, the last one ending with the year.
pub(super) fn terms_of_year(duty: &Duty, year: i32) -> Vec<Term> {
    let january = NaiveDate::from_ymd_opt(year, 1, 1);
    let (Some(january), Ok(times)) = (january, u32::try_from(duty.times_a_year)) else {
        return vec![];
    };
    // Five times a year are terms of 2, 2, 3, 2 and 3 months.
    let bound = |number: u32| january + Months::new(12 * number / times);
    let term = |number: u32| {
        let ends_on = bound(number + 1) - Days::new(1);
        Term { starts_on: bound(number), ends_on, due_on: ends_on + due_days(duty) }
    };
    (0..times).map(term).collect()
}

/// The term of a duty that is due on a day.
pub(super) fn term_due(duty: &Duty, due_on: NaiveDate) -> Option<Term> {
    let ends_on = due_on.checked_sub_days(due_days(duty))?;
    terms_of_year(duty, ends_on.year()).into_iter().find(|term| term.ends_on == ends_on)
}

fn of_role(owed: Owed, asked: Asked<'_>) -> OwedDuty {
    let Owed { code, duty, since } = owed;
    let due_on = since + due_days(&duty);
    let has = |held: &BTreeSet<Role>| duty.role.is_some_and(|role| held.contains(&role));
    let state = asked.held.map(|held| state_of(has(held), due_on, asked.on));
    OwedDuty { code, duty, since, due_on: Some(due_on), state, terms: vec![] }
}

fn in_terms(owed: Owed, asked: Asked<'_>) -> Option<OwedDuty> {
    let Owed { code, duty, since } = owed;
    let is_owed = |term: &Term| asked.period.includes(term.ends_on) && since <= term.ends_on;
    let terms = terms_of_year(&duty, asked.period.first.year()).into_iter().filter(is_owed);
    let kind = RecordKind::of(duty.kind);
    let counts = |record: &&DutyRecord| {
        let is_for_it = record.duty_code.as_ref() == Some(&code) && Some(record.kind) == kind;
        is_for_it && record.withdrawn.is_none() && record.done_on <= asked.on
    };
    let records: Vec<&DutyRecord> = asked.records.iter().filter(counts).collect();
    let terms: Vec<OwedTerm> = terms.map(|term| done_in(term, &records, asked.on)).collect();
    let state = terms.iter().map(|term| term.state).max()?;
    Some(OwedDuty { code, duty, since, due_on: None, state: Some(state), terms })
}

fn done_in(term: Term, records: &[&DutyRecord], on: NaiveDate) -> OwedTerm {
    let is_in = |record: &&&DutyRecord| {
        term.starts_on <= record.counts_on && record.counts_on <= term.ends_on
    };
    let of_it: Vec<&DutyRecord> = records.iter().filter(is_in).copied().collect();
    let first = of_it.iter().min_by_key(|record| (record.done_on, record.id)).copied();
    let state = state_of(first.is_some(), term.due_on, on);
    OwedTerm { term, state, met_by: first.cloned(), recorded: of_it.len() }
}

fn state_of(is_done: bool, due_on: NaiveDate, on: NaiveDate) -> DutyState {
    if is_done {
        DutyState::Met
    } else if on <= due_on {
        DutyState::Open
    } else {
        DutyState::Overdue
    }
}

fn due_days(duty: &Duty) -> Days {
    Days::new(u64::try_from(duty.due_days).unwrap_or_default())
}

#[cfg(test)]
mod tests;
