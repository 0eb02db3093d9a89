//! What is said of employments, worklogs and months.

use super::types::{TimesheetState, WorkKind};
use crate::ids::{self, read_filter};
use crate::scalars::Date;
use crate::tenancy::RoleName;
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Result};
use domain::activities::Change;
use domain::kernel::error::Error;
use domain::worktime::employments::{EmploymentChange, EmploymentFilter, NewEmployment};
use domain::worktime::timesheets::TimesheetFilter;
use domain::worktime::worklog::{EntryCorrection, EntryFilter, NewEntry};

/// Who begins to be employed.
#[derive(InputObject)]
pub(super) struct StartEmploymentInput {
    /// Id of the participant.
    participant_id: ID,
    /// In which role of the centre; nobody is employed as its chair or auditor, nor for a municipality.
    role: RoleName,
    /// For which part of full time, in thousandths, 1 to 1,000: 500 is half a post.
    fte_thousandths: i32,
    /// The first day.
    starts_on: Date,
    /// The last day; none when nothing is said.
    ends_on: Option<Date>,
}

/// What is changed of an employment; what isn't said stays. Whose part of full time changes from a day on ends one employment
/// and starts another.
#[derive(InputObject)]
pub(super) struct ChangeEmploymentInput {
    /// Id of the employment.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is written.
    pub(super) expected_version: i32,
    /// In which role.
    role: Option<RoleName>,
    /// For which part of full time, in thousandths, 1 to 1,000.
    fte_thousandths: Option<i32>,
    /// The first day.
    starts_on: Option<Date>,
    /// The last day; null takes the end away.
    ends_on: MaybeUndefined<Date>,
}

/// Which employment ends.
#[derive(InputObject)]
pub(super) struct EndEmploymentInput {
    /// Id of the employment.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is written.
    pub(super) expected_version: i32,
    /// The last day: no work may be logged after it already.
    pub(super) ends_on: Date,
}

/// What one worked on a day.
#[derive(InputObject)]
pub(super) struct LogWorkInput {
    /// On which day: at most 366 days ago, and work not after today; leave and sickness at most 366 days ahead.
    worked_on: Date,
    /// How many minutes, 1 to 1,440; all of a day together are 24 hours at most.
    minutes: i32,
    /// How they were spent.
    #[graphql(default_with = "WorkKind::Work")]
    kind: WorkKind,
    /// By which employment of one's own: the only one of that day when nothing is said.
    employment_id: Option<ID>,
    /// Under which service, by code, e.g. `LEGAL-ORDINANCE`; it must be offered. The activity's when nothing is said. Of work only.
    service_code: Option<String>,
    /// On which activity, by id; one must be allowed to read it. Of work only.
    activity_id: Option<ID>,
    /// In a few words, at most 500 characters. Whoever leads the centre reads it: it is no place for what is in a case.
    #[graphql(default)]
    note: String,
}

/// What is corrected of an entry; what isn't said stays.
#[derive(InputObject)]
pub(super) struct CorrectWorkInput {
    /// Id of the entry.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is written.
    pub(super) expected_version: i32,
    /// On which day of the same month. What belongs to another month is removed, and logged there.
    worked_on: Option<Date>,
    /// How many minutes, 1 to 1,440.
    minutes: Option<i32>,
    /// How they were spent.
    kind: Option<WorkKind>,
    /// By which employment of one's own.
    employment_id: Option<ID>,
    /// Under which service, by code; null takes it away.
    service_code: MaybeUndefined<String>,
    /// On which activity, by id; null takes it away.
    activity_id: MaybeUndefined<ID>,
    /// In a few words, at most 500 characters.
    note: Option<String>,
}

/// Which entry is removed.
#[derive(InputObject)]
pub(super) struct RemoveWorkInput {
    /// Id of the entry.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is removed.
    pub(super) expected_version: i32,
}

/// Which month is submitted.
#[derive(InputObject)]
pub(super) struct SubmitTimesheetInput {
    /// Id of the month, which must be one's own.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is submitted.
    pub(super) expected_version: i32,
}

/// Which month is approved.
#[derive(InputObject)]
pub(super) struct ApproveTimesheetInput {
    /// Id of the month, which must be somebody else's.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is approved.
    pub(super) expected_version: i32,
}

/// Which month is returned, and why.
#[derive(InputObject)]
pub(super) struct ReturnTimesheetInput {
    /// Id of the month, which must be somebody else's.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is returned.
    pub(super) expected_version: i32,
    /// Why, at most 1,000 characters.
    pub(super) reason: String,
}

/// Which employments are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "EmploymentFilter")]
pub(super) struct EmploymentFilterInput {
    /// Of this participant.
    participant_id: Option<ID>,
    /// Those that last on this day.
    on: Option<Date>,
}

/// Which entries are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "WorklogFilter")]
pub(super) struct WorklogFilterInput {
    /// By this participant.
    participant_id: Option<ID>,
    /// In this month of somebody's.
    timesheet_id: Option<ID>,
    /// On this day or later.
    from: Option<Date>,
    /// On this day or earlier.
    to: Option<Date>,
    /// By this employment.
    employment_id: Option<ID>,
    /// Spent so.
    kind: Option<WorkKind>,
}

/// Which months are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
#[graphql(name = "TimesheetFilter")]
pub(super) struct TimesheetFilterInput {
    /// Of this participant.
    participant_id: Option<ID>,
    /// The month that this day is in.
    month: Option<Date>,
    /// Those that stand there.
    state: Option<TimesheetState>,
}

impl StartEmploymentInput {
    pub(super) fn read(&self) -> Result<NewEmployment, Error> {
        Ok(NewEmployment {
            participant: ids::read(&self.participant_id, "participantId")?,
            role: self.role.into(),
            fte_thousandths: self.fte_thousandths,
            starts_on: self.starts_on.0,
            ends_on: self.ends_on.map(|day| day.0),
        })
    }
}

impl ChangeEmploymentInput {
    pub(super) fn read(&self) -> EmploymentChange {
        EmploymentChange {
            role: self.role.map(Into::into),
            fte_thousandths: self.fte_thousandths,
            starts_on: self.starts_on.map(|day| day.0),
            ends_on: match self.ends_on {
                MaybeUndefined::Undefined => Change::Keep,
                MaybeUndefined::Null => Change::Remove,
                MaybeUndefined::Value(day) => Change::To(day.0),
            },
        }
    }
}

impl LogWorkInput {
    pub(super) fn read(self) -> Result<NewEntry, Error> {
        let employment = self.employment_id.map(|id| ids::read(&id, "employmentId"));
        let activity = self.activity_id.map(|id| ids::read(&id, "activityId"));
        Ok(NewEntry {
            worked_on: self.worked_on.0,
            minutes: self.minutes,
            kind: self.kind.into(),
            employment: employment.transpose()?,
            service_code: self.service_code,
            activity: activity.transpose()?,
            note: self.note,
        })
    }
}

impl CorrectWorkInput {
    pub(super) fn read(self) -> Result<EntryCorrection, Error> {
        let employment = self.employment_id.map(|id| ids::read(&id, "employmentId"));
        Ok(EntryCorrection {
            worked_on: self.worked_on.map(|day| day.0),
            minutes: self.minutes,
            kind: self.kind.map(Into::into),
            employment: employment.transpose()?,
            service_code: match self.service_code {
                MaybeUndefined::Undefined => Change::Keep,
                MaybeUndefined::Null => Change::Remove,
                MaybeUndefined::Value(code) => Change::To(code),
            },
            activity: match self.activity_id {
                MaybeUndefined::Undefined => Change::Keep,
                MaybeUndefined::Null => Change::Remove,
                MaybeUndefined::Value(id) => Change::To(ids::read(&id, "activityId")?),
            },
            note: self.note,
        })
    }
}

impl EmploymentFilterInput {
    pub(super) fn read(&self, ctx: &Context<'_>) -> Result<EmploymentFilter> {
        Ok(EmploymentFilter {
            participant: read_filter(ctx, self.participant_id.as_ref(), "participantId")?,
            on: self.on.map(|day| day.0),
        })
    }
}

impl WorklogFilterInput {
    pub(super) fn read(&self, ctx: &Context<'_>) -> Result<EntryFilter> {
        Ok(EntryFilter {
            participant: read_filter(ctx, self.participant_id.as_ref(), "participantId")?,
            timesheet: read_filter(ctx, self.timesheet_id.as_ref(), "timesheetId")?,
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
            employment: read_filter(ctx, self.employment_id.as_ref(), "employmentId")?,
            kind: self.kind.map(Into::into),
        })
    }
}

impl TimesheetFilterInput {
    pub(super) fn read(&self, ctx: &Context<'_>) -> Result<TimesheetFilter> {
        Ok(TimesheetFilter {
            participant: read_filter(ctx, self.participant_id.as_ref(), "participantId")?,
            month: self.month.map(|day| day.0),
            state: self.state.map(Into::into),
        })
    }
}
