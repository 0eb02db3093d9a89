//! What an employment, an entry of a worklog and a month show.

use crate::activities::Activity;
use crate::ids;
use crate::scalars::Date;
use crate::services::Service;
use crate::tenancy::{Participant, RoleName};
use async_graphql::{Enum, ID, Object};
use chrono::{DateTime, Utc};
use domain::kernel::ids::ParticipantId;
use domain::worktime::timesheets::{self, Part, SummedTimesheet, Warning};
use domain::worktime::{employments, worklog};
use std::collections::HashMap;
use std::sync::Arc;

/// How somebody spent working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "worklog::WorkKind")]
pub(super) enum WorkKind {
    /// They worked.
    Work,
    /// They were on leave (dovolená).
    Leave,
    /// They were sick (nemoc).
    Sickness,
}

/// Where a month of somebody's work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "timesheets::TimesheetState")]
pub(super) enum TimesheetState {
    /// It is being written.
    Open,
    /// It waits for somebody's decision, and takes no change.
    Submitted,
    /// It was returned with a reason, and is being written again.
    Returned,
    /// It takes no change for good.
    Approved,
}

/// Why something in a month deserves a second look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum TimesheetWarningReason {
    /// A day has more than twelve hours.
    LongDay,
    /// There is more than the month asks of an employment.
    BeyondPart,
}

type People = Arc<HashMap<ParticipantId, Participant>>;

/// An employment (úvazek): that somebody is employed by the association, in a role and for a part of full time. It gives no
/// rights: those are grants.
#[derive(Clone)]
pub(super) struct Employment {
    pub(super) employment: employments::Employment,
    pub(super) people: People,
}

/// An employment (úvazek): that somebody is employed by the association, in a role and for a part of full time. It gives no
/// rights: those are grants.
#[Object]
impl Employment {
    /// Id of the employment.
    async fn id(&self) -> ID {
        ids::id(self.employment.id)
    }

    /// Who is employed.
    async fn participant(&self) -> Option<&Participant> {
        self.people.get(&self.employment.participant)
    }

    /// In which role.
    async fn role(&self) -> RoleName {
        self.employment.role.into()
    }

    /// For which part of full time, in thousandths: 500 is half a post.
    async fn fte_thousandths(&self) -> i32 {
        self.employment.fte_thousandths
    }

    /// Its first day.
    async fn starts_on(&self) -> Date {
        Date(self.employment.starts_on)
    }

    /// Its last day; null: it has no end.
    async fn ends_on(&self) -> Option<Date> {
        self.employment.ends_on().map(Date)
    }

    /// Grows with each change; to be given as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.employment.version
    }
}

/// What somebody worked on a day, or that they were on leave or sick (záznam práce).
#[derive(Clone)]
pub(super) struct WorklogEntry {
    pub(super) entry: worklog::Entry,
    pub(super) participant: Option<Participant>,
    pub(super) employment: Option<Employment>,
    pub(super) service: Option<Service>,
    pub(super) activity: Option<Activity>,
}

/// What somebody worked on a day, or that they were on leave or sick (záznam práce).
#[Object]
impl WorklogEntry {
    /// Id of the entry.
    async fn id(&self) -> ID {
        ids::id(self.entry.id)
    }

    /// Who worked.
    async fn participant(&self) -> Option<&Participant> {
        self.participant.as_ref()
    }

    /// By which employment.
    async fn employment(&self) -> Option<&Employment> {
        self.employment.as_ref()
    }

    /// Id of the month that it is in.
    async fn timesheet_id(&self) -> ID {
        ids::id(self.entry.timesheet)
    }

    /// On which day.
    async fn worked_on(&self) -> Date {
        Date(self.entry.worked_on)
    }

    /// How many minutes.
    async fn minutes(&self) -> i32 {
        self.entry.minutes
    }

    /// How they were spent.
    async fn kind(&self) -> WorkKind {
        self.entry.kind.into()
    }

    /// Under which service, as in force now; null: under none.
    async fn service(&self) -> Option<&Service> {
        self.service.as_ref()
    }

    /// On which activity; null: on none, or on none that one may read.
    async fn activity(&self) -> Option<&Activity> {
        self.activity.as_ref()
    }

    /// In a few words.
    async fn note(&self) -> &str {
        &self.entry.note
    }

    /// Whether it may still be corrected: its month is open, or was returned.
    async fn takes_changes(&self) -> bool {
        self.entry.takes_changes
    }

    /// When it was written down.
    async fn logged_at(&self) -> DateTime<Utc> {
        self.entry.logged_at
    }

    /// Grows with each correction; to be given as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.entry.version
    }
}

/// A month of somebody's work (výkaz práce). It begins with its first entry.
#[derive(Clone)]
pub(super) struct Timesheet {
    pub(super) summed: SummedTimesheet,
    pub(super) people: People,
}

impl Timesheet {
    fn sum(&self, of: fn(&Part) -> i64) -> i64 {
        self.summed.parts.iter().map(of).sum()
    }
}

/// A month of somebody's work (výkaz práce). It begins with its first entry.
#[Object]
impl Timesheet {
    /// Id of the month.
    async fn id(&self) -> ID {
        ids::id(self.summed.timesheet.id)
    }

    /// Whose it is.
    async fn participant(&self) -> Option<&Participant> {
        self.people.get(&self.summed.timesheet.participant)
    }

    /// Its first day.
    async fn month(&self) -> Date {
        Date(self.summed.timesheet.month)
    }

    /// Where it stands.
    async fn state(&self) -> TimesheetState {
        self.summed.timesheet.state.into()
    }

    /// Minutes of work in it.
    async fn work_minutes(&self) -> i64 {
        self.sum(|part| part.work)
    }

    /// Minutes of leave in it.
    async fn leave_minutes(&self) -> i64 {
        self.sum(|part| part.leave)
    }

    /// Minutes of sickness in it.
    async fn sickness_minutes(&self) -> i64 {
        self.sum(|part| part.sickness)
    }

    /// The same by employment, of each that lasts in it.
    async fn parts(&self) -> Vec<TimesheetPart> {
        let part =
            |part: &Part| TimesheetPart { part: *part, employment: employment(part, &self.people) };
        self.summed.parts.iter().map(part).collect()
    }

    /// What in it deserves a second look: days first. A warning forbids nothing.
    async fn warnings(&self) -> Vec<TimesheetWarning> {
        warnings(&self.summed.warnings, &self.people)
    }

    /// When it was submitted last; null: it wasn't.
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.summed.timesheet.submitted_at
    }

    /// Who approved or returned it; null: nobody since it was submitted last.
    async fn decided_by(&self) -> Option<&Participant> {
        self.summed.timesheet.decided_by.and_then(|id| self.people.get(&id))
    }

    /// When they did; null: nobody has.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.summed.timesheet.decided_at
    }

    /// Why it was returned; null: it wasn't.
    async fn reason(&self) -> Option<&str> {
        self.summed.timesheet.reason.as_deref()
    }

    /// Grows with each step; to be given as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.summed.timesheet.version
    }
}

/// What of a month was worked by one employment.
pub(super) struct TimesheetPart {
    part: Part,
    employment: Employment,
}

/// What of a month was worked by one employment.
#[Object]
impl TimesheetPart {
    /// By which.
    async fn employment(&self) -> &Employment {
        &self.employment
    }

    /// The minutes that the month asks of it: the Czech working days of the month on which it lasts, eight hours each, by its
    /// part of full time; half a minute is rounded up.
    async fn asked_minutes(&self) -> i64 {
        self.part.asked_minutes()
    }

    /// Minutes of work.
    async fn work_minutes(&self) -> i64 {
        self.part.work
    }

    /// Minutes of leave.
    async fn leave_minutes(&self) -> i64 {
        self.part.leave
    }

    /// Minutes of sickness.
    async fn sickness_minutes(&self) -> i64 {
        self.part.sickness
    }
}

/// Something in a month that deserves a second look. It forbids nothing.
pub(super) struct TimesheetWarning {
    reason: TimesheetWarningReason,
    day: Option<Date>,
    employment: Option<Employment>,
    minutes: i64,
    limit_minutes: i64,
}

/// Something in a month that deserves a second look. It forbids nothing.
#[Object]
impl TimesheetWarning {
    /// Why.
    async fn reason(&self) -> TimesheetWarningReason {
        self.reason
    }

    /// On which day; null: it is of the whole month.
    async fn day(&self) -> Option<Date> {
        self.day
    }

    /// Of which employment; null: of all of them together.
    async fn employment(&self) -> Option<&Employment> {
        self.employment.as_ref()
    }

    /// How many minutes there are.
    async fn minutes(&self) -> i64 {
        self.minutes
    }

    /// How many there may be before it is told.
    async fn limit_minutes(&self) -> i64 {
        self.limit_minutes
    }
}

pub(super) fn warnings(of: &[Warning], people: &People) -> Vec<TimesheetWarning> {
    let told = |warning: &Warning| match warning {
        Warning::LongDay { day, minutes } => TimesheetWarning {
            reason: TimesheetWarningReason::LongDay,
            day: Some(Date(*day)),
            employment: None,
            minutes: *minutes,
            limit_minutes: timesheets::LONGEST_DAY_MINUTES,
        },
        Warning::BeyondPart(part) => TimesheetWarning {
            reason: TimesheetWarningReason::BeyondPart,
            day: None,
            employment: Some(employment(part, people)),
            minutes: part.minutes(),
            limit_minutes: part.asked_minutes(),
        },
    };
    of.iter().map(told).collect()
}

fn employment(of: &Part, people: &People) -> Employment {
    Employment { employment: of.employment, people: Arc::clone(people) }
}
