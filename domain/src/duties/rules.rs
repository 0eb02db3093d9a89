//! What a record of a duty done is. Pure: no database, no clock.

use super::due;
use super::rejection::Rejection;
use crate::activities::Change;
use crate::configuration::model::DutyKind;
use crate::configuration::model::versions::Owed;
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::{DutyRecordId, MemberId, ParticipantId};
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use crate::tenancy::Member;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use std::collections::BTreeSet;

const LONGEST_EVIDENCE: usize = 2_000;
const LONGEST_ISSUE: usize = 200;
const LONGEST_REASON: usize = 1_000;
/// As far as the table goes.
const YEARS: std::ops::Range<i32> = 2_000..2_200;

text_enum! {
    /// What kind of duty was done.
    RecordKind {
        /// A meeting of mayors (setkání starostů).
        Meeting = "MEETING",
        /// An issue of the newsletter (informační zpravodaj).
        Newsletter = "NEWSLETTER",
        /// A report that was handed in (zpráva).
        Report = "REPORT",
    }
}

impl RecordKind {
    /// How such a duty is done; `None`: somebody has a role, and that is no deed.
    pub(super) const fn of(duty: DutyKind) -> Option<Self> {
        match duty {
            DutyKind::Role => None,
            DutyKind::Meeting => Some(Self::Meeting),
            DutyKind::Newsletter => Some(Self::Newsletter),
            DutyKind::Report => Some(Self::Report),
        }
    }
}

/// That something was done of what the centre owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRecord {
    /// Which.
    pub id: DutyRecordId,
    /// What kind.
    pub kind: RecordKind,
    /// For which duty of the centre model, by its code; `None`: for none.
    pub duty_code: Option<String>,
    /// On which day it was done.
    pub done_on: NaiveDate,
    /// Which due date it answers; `None`: it counts for the term of its own day.
    pub due_on: Option<NaiveDate>,
    /// The day by which its term is found.
    pub counts_on: NaiveDate,
    /// Where it can be seen.
    pub evidence: String,
    /// Number or title of an issue.
    pub issue: Option<String>,
    /// Of a meeting: how many came.
    pub turnout: Option<Turnout>,
    /// Who wrote it down.
    pub recorded_by: ParticipantId,
    /// When they did.
    pub recorded_at: DateTime<Utc>,
    /// That it was withdrawn; `None`: it counts.
    pub withdrawn: Option<Withdrawn>,
    /// Grows with each change.
    pub version: i32,
}

/// How many of an association's municipalities were at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnout {
    /// How many were there.
    pub attended: i32,
    /// How many belonged on that day.
    pub members: i32,
}

/// That a record was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// By whom.
    pub by: ParticipantId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// A member that was at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attendee {
    /// At which.
    pub record: DutyRecordId,
    /// Which.
    pub member: MemberId,
}

/// What is recorded.
#[derive(Debug, Clone)]
pub struct NewRecord {
    /// What kind.
    pub kind: RecordKind,
    /// For which duty; `None`: for the only one of its kind, if there is one.
    pub duty_code: Option<String>,
    /// On which day it was done.
    pub done_on: NaiveDate,
    /// Which due date it answers.
    pub due_on: Option<NaiveDate>,
    /// Where it can be seen.
    pub evidence: String,
    /// Number or title of an issue: of a newsletter, and of nothing else.
    pub issue: Option<String>,
    /// Who attended: a meeting, and nothing else.
    pub attended_by: Option<Vec<MemberId>>,
}

/// What is corrected; what isn't said stays.
#[derive(Debug, Clone)]
pub struct DutyCorrection {
    /// As [`NewRecord::duty_code`].
    pub duty_code: Change<String>,
    /// As [`NewRecord::done_on`].
    pub done_on: Option<NaiveDate>,
    /// As [`NewRecord::due_on`].
    pub due_on: Change<NaiveDate>,
    /// As [`NewRecord::evidence`].
    pub evidence: Option<String>,
    /// As [`NewRecord::issue`].
    pub issue: Option<String>,
    /// As [`NewRecord::attended_by`]: all of them.
    pub attended_by: Option<Vec<MemberId>>,
}

/// Which records are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// Of this kind.
    pub kind: Option<RecordKind>,
    /// For this duty.
    pub duty_code: Option<String>,
    /// Done on this day or later.
    pub from: Option<NaiveDate>,
    /// Done on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Whether they were withdrawn.
    pub is_withdrawn: Option<bool>,
}

/// For what a record counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) duty_code: Option<String>,
    pub(super) due_on: Option<NaiveDate>,
    pub(super) counts_on: NaiveDate,
}

/// Who was at a meeting, and how many might have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attendance {
    pub(super) members: BTreeSet<MemberId>,
    pub(super) turnout: Turnout,
}

pub(super) fn checked_evidence(evidence: &str) -> Result<String> {
    text::optional(evidence, LONGEST_EVIDENCE, &["input", "evidence"])
}

pub(super) fn checked_reason(reason: &str) -> Result<String> {
    text::required(reason, LONGEST_REASON, &["input", "reason"])
}

/// A newsletter has an issue, and nothing else has.
pub(super) fn checked_issue(kind: RecordKind, issue: Option<&str>) -> Result<Option<String>> {
    const PATH: &[&str] = &["input", "issue"];
    match (kind, issue) {
        (RecordKind::Newsletter, issue) => {
            text::required(issue.unwrap_or_default(), LONGEST_ISSUE, PATH).map(Some)
        }
        (RecordKind::Meeting | RecordKind::Report, Some(_)) => {
            Err(Error::invalid(PATH, code::MALFORMED))
        }
        (RecordKind::Meeting | RecordKind::Report, None) => Ok(None),
    }
}

/// Checks the day: it isn't to come, and the association was there.
pub(super) fn checked_day(
    day: NaiveDate,
    today: NaiveDate,
    founded_on: Option<NaiveDate>,
) -> Result<NaiveDate> {
    let was_there = founded_on.is_none_or(|founded_on| founded_on <= day);
    let is_fine = was_there && day <= today && YEARS.contains(&day.year());
    if is_fine { Ok(day) } else { wrong("doneOn", code::OUT_OF_RANGE) }
}

/// For what a record counts, by what the tenant's version asks: for the duty that was named, or the only one of its kind; and for
/// the due date that was named, or the term of its day. A report is about what is past, so it says its due date.
pub(super) fn place(
    kind: RecordKind,
    (named, due_on): (Option<&str>, Option<NaiveDate>),
    done_on: NaiveDate,
    owed: &[Owed],
) -> Result<Place> {
    if kind == RecordKind::Report && due_on.is_none() {
        return wrong("dueOn", code::REQUIRED);
    }
    let Some(of) = duty_of(kind, named, owed)? else {
        return beside_the_model(kind, due_on, done_on);
    };
    let duty_code = Some(of.code.clone());
    let Some(due_on) = due_on else {
        return Ok(Place { duty_code, due_on: None, counts_on: done_on });
    };
    let term = due::term_due(&of.duty, due_on).ok_or(Rejection::NotDueThen)?;
    if done_on < term.starts_on {
        return wrong("doneOn", code::OUT_OF_RANGE);
    }
    Ok(Place { duty_code, due_on: Some(due_on), counts_on: term.ends_on })
}

/// The duty that was named, or the only one of that kind; `None`: the version has none, and none was named.
fn duty_of<'a>(
    kind: RecordKind,
    named: Option<&str>,
    owed: &'a [Owed],
) -> Result<Option<&'a Owed>> {
    let is_such = |owed: &&Owed| RecordKind::of(owed.duty.kind) == Some(kind);
    if let Some(named) = named {
        let found = owed.iter().find(|owed| owed.code == named);
        let found = found.ok_or(Error::NotFound(Kind::Duty))?;
        return if is_such(&found) { Ok(Some(found)) } else { wrong("dutyCode", code::MALFORMED) };
    }
    let mut such = owed.iter().filter(is_such);
    match (such.next(), such.next()) {
        (Some(_), Some(_)) => Err(Rejection::SeveralDuties.into()),
        (only, _) => Ok(only),
    }
}

/// Where no version says when something is due, a report's due date is what its writer says, and nothing else has one.
fn beside_the_model(
    kind: RecordKind,
    due_on: Option<NaiveDate>,
    done_on: NaiveDate,
) -> Result<Place> {
    if due_on.is_some_and(|day| !YEARS.contains(&day.year())) {
        return wrong("dueOn", code::OUT_OF_RANGE);
    }
    if due_on.is_some() && kind != RecordKind::Report {
        return Err(Rejection::NotDueThen.into());
    }
    Ok(Place { duty_code: None, due_on, counts_on: done_on })
}

/// Who attended: at least one of the municipalities that belonged on that day, and nobody else. `None`: it is no meeting.
pub(super) fn attendance(
    kind: RecordKind,
    said: Option<&[MemberId]>,
    members: &[Member],
    day: NaiveDate,
) -> Result<Option<Attendance>> {
    if kind != RecordKind::Meeting {
        return if said.is_none() { Ok(None) } else { wrong("attendedBy", code::MALFORMED) };
    }
    let said: BTreeSet<MemberId> = said.unwrap_or_default().iter().copied().collect();
    if said.is_empty() {
        return wrong("attendedBy", code::REQUIRED);
    }
    for id in &said {
        let member = members.iter().find(|member| member.id == *id);
        let member = member.ok_or(Error::NotFound(Kind::Member))?;
        // The association itself sends nobody.
        if member.is_association_itself() {
            return wrong("attendedBy", code::MALFORMED);
        }
        if !member.belongs_on(day) {
            return Err(Rejection::AttendeeDidNotBelong.into());
        }
    }
    let belong = members.iter().filter(|m| !m.is_association_itself() && m.belongs_on(day));
    let turnout = Turnout { attended: number(said.len())?, members: number(belong.count())? };
    Ok(Some(Attendance { members: said, turnout }))
}

fn number(members: usize) -> Result<i32> {
    i32::try_from(members).map_err(|_| Error::broken("more members than there are municipalities"))
}

fn wrong<T>(field: &'static str, code: &'static str) -> Result<T> {
    Err(Error::invalid(&["input", field], code))
}

#[cfg(test)]
mod tests;
