//! What is said of duties that were done.

use super::types::RecordKind;
use crate::ids;
use crate::scalars::Date;
use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::activities::Change;
use domain::duties::{DutyCorrection, NewRecord, RecordFilter};
use domain::kernel::error::Error;
use domain::kernel::ids::MemberId;

/// What was done of what the centre owes.
#[derive(InputObject)]
pub(super) struct RecordDutyInput {
    /// What kind of duty was done.
    kind: RecordKind,
    /// For which duty of the centre's version, by code, e.g. `MAYORS_MEETING`: the only one of its kind when nothing is said, and
    /// none where the version has none.
    duty_code: Option<String>,
    /// On which day it was done: not after today, nor before the association was founded, and in no closed quarter. What was
    /// forgotten in one is recorded on a day of the open one, with the due date that it answers.
    done_on: Date,
    /// Which due date it answers: needed for a report. Otherwise it counts for the term of its day when nothing is said.
    due_on: Option<Date>,
    /// Where it can be seen: where the minutes are, where it was published, under which number it was handed in. At most 2,000
    /// characters.
    #[graphql(default)]
    evidence: String,
    /// Number or title of the issue, at most 200 characters: of a newsletter, and of nothing else.
    issue: Option<String>,
    /// Which members attended, by id, at least one: of a meeting, and of nothing else. Each must have belonged on that day.
    attended_by: Option<Vec<ID>>,
}

/// What is corrected of a record; what isn't said stays. Another kind of duty is another record: this one is withdrawn.
#[derive(InputObject)]
pub(super) struct CorrectDutyInput {
    /// Id of the record.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is written.
    pub(super) expected_version: i32,
    /// For which duty of the centre's version, by code; null: for the only one of its kind, or none.
    duty_code: MaybeUndefined<String>,
    /// On which day it was done, in no closed quarter.
    done_on: Option<Date>,
    /// Which due date it answers; null takes it away.
    due_on: MaybeUndefined<Date>,
    /// Where it can be seen, at most 2,000 characters.
    evidence: Option<String>,
    /// Number or title of the issue, at most 200 characters.
    issue: Option<String>,
    /// Which members attended, by id: all of them.
    attended_by: Option<Vec<ID>>,
}

/// Which record is withdrawn, and why.
#[derive(InputObject)]
pub(super) struct WithdrawDutyInput {
    /// Id of the record.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is withdrawn.
    pub(super) expected_version: i32,
    /// Why, 1 to 1,000 characters.
    pub(super) reason: String,
}

/// Which records are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "DutyRecordFilter")]
pub(super) struct DutyRecordFilterInput {
    /// Of this kind.
    kind: Option<RecordKind>,
    /// For this duty of a version, by code.
    duty_code: Option<String>,
    /// Done on this day or later.
    from: Option<Date>,
    /// Done on this day or earlier.
    to: Option<Date>,
    /// Whether they were withdrawn.
    withdrawn: Option<bool>,
}

impl RecordDutyInput {
    pub(super) fn read(self) -> Result<NewRecord, Error> {
        Ok(NewRecord {
            kind: self.kind.into(),
            duty_code: self.duty_code,
            done_on: self.done_on.0,
            due_on: self.due_on.map(|day| day.0),
            evidence: self.evidence,
            issue: self.issue,
            attended_by: members(self.attended_by)?,
        })
    }
}

impl CorrectDutyInput {
    pub(super) fn read(self) -> Result<DutyCorrection, Error> {
        Ok(DutyCorrection {
            duty_code: change(self.duty_code),
            done_on: self.done_on.map(|day| day.0),
            due_on: match change(self.due_on) {
                Change::Keep => Change::Keep,
                Change::Remove => Change::Remove,
                Change::To(day) => Change::To(day.0),
            },
            evidence: self.evidence,
            issue: self.issue,
            attended_by: members(self.attended_by)?,
        })
    }
}

impl DutyRecordFilterInput {
    pub(super) fn read(self) -> RecordFilter {
        RecordFilter {
            kind: self.kind.map(Into::into),
            duty_code: self.duty_code,
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
            is_withdrawn: self.withdrawn,
        }
    }
}

fn members(said: Option<Vec<ID>>) -> Result<Option<Vec<MemberId>>, Error> {
    let read = |ids: Vec<ID>| ids.iter().map(|id| ids::read(id, "attendedBy")).collect();
    said.map(read).transpose()
}

fn change<T>(said: MaybeUndefined<T>) -> Change<T> {
    match said {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Remove,
        MaybeUndefined::Value(value) => Change::To(value),
    }
}
