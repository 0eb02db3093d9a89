//! What duties and records of them show.

use crate::centre_model::ModelDuty;
use crate::ids;
use crate::scalars::Date;
use crate::tenancy::{Member, Participant};
use async_graphql::{Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::duties;
use domain::kernel::ids::ParticipantId;
use domain::periods::Quarter;
use std::collections::HashMap;
use std::sync::Arc;

/// What kind of duty was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "DutyRecordKind", remote = "duties::RecordKind")]
pub(super) enum RecordKind {
    /// A meeting of mayors (setkání starostů).
    Meeting,
    /// An issue of the newsletter (informační zpravodaj).
    Newsletter,
    /// A report that was handed in (zpráva).
    Report,
}

/// Where a duty stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "duties::DutyState")]
pub(super) enum DutyState {
    /// It is done.
    Met,
    /// It isn't done, and there is time.
    Open,
    /// It isn't done, and should be.
    Overdue,
}

type People = Arc<HashMap<ParticipantId, Participant>>;

/// A record that something was done of what the centre owes (splněná povinnost).
#[derive(Clone)]
pub(super) struct DutyRecord {
    pub(super) record: duties::DutyRecord,
    pub(super) attendees: Vec<Member>,
    pub(super) people: People,
}

/// A record that something was done of what the centre owes (splněná povinnost).
#[Object]
impl DutyRecord {
    /// Id of the record.
    async fn id(&self) -> ID {
        ids::id(self.record.id)
    }

    /// What kind of duty was done.
    async fn kind(&self) -> RecordKind {
        self.record.kind.into()
    }

    /// For which duty of the centre model, by its code; null: the centre's version had none of that kind.
    async fn duty_code(&self) -> Option<&str> {
        self.record.duty_code.as_deref()
    }

    /// On which day it was done.
    async fn done_on(&self) -> Date {
        Date(self.record.done_on)
    }

    /// The quarter that this day is in, e.g. `2026-Q3`. Once it is closed, the record takes no change.
    async fn period(&self) -> String {
        Quarter::of(self.record.done_on).to_string()
    }

    /// Which due date it answers, as it was when that was said; null: it counts for the term of its own day.
    async fn due_on(&self) -> Option<Date> {
        self.record.due_on.map(Date)
    }

    /// Where it can be seen: where the minutes are, where it was published, under which number it was handed in.
    async fn evidence(&self) -> &str {
        &self.record.evidence
    }

    /// Number or title of a newsletter's issue; null: it is no newsletter.
    async fn issue(&self) -> Option<&str> {
        self.record.issue.as_deref()
    }

    /// Who was at a meeting; null: it is no meeting.
    async fn attendance(&self) -> Option<MeetingAttendance> {
        self.record.turnout.map(|turnout| MeetingAttendance {
            attended: turnout.attended,
            members: turnout.members,
            attendees: self.attendees.clone(),
        })
    }

    /// Who wrote it down.
    async fn recorded_by(&self) -> Option<&Participant> {
        self.people.get(&self.record.recorded_by)
    }

    /// When they did.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.record.recorded_at
    }

    /// Who withdrew it; null: it counts.
    async fn withdrawn_by(&self) -> Option<&Participant> {
        self.record.withdrawn.as_ref().and_then(|withdrawn| self.people.get(&withdrawn.by))
    }

    /// When they did; null: it counts.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.record.withdrawn.as_ref().map(|withdrawn| withdrawn.at)
    }

    /// Why it was withdrawn; null: it counts.
    async fn withdrawal_reason(&self) -> Option<&str> {
        self.record.withdrawn.as_ref().map(|withdrawn| withdrawn.reason.as_str())
    }

    /// Grows with each change; to be given as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.record.version
    }
}

/// Who was at a meeting of mayors (prezence). What a quorum is the association's statutes say: here are the two numbers.
#[derive(Clone, SimpleObject)]
pub(super) struct MeetingAttendance {
    /// How many municipalities were there.
    attended: i32,
    /// How many belonged to the association on that day, as it was known when the record was written.
    members: i32,
    /// Which were there, in the order of their ids; to who acts for a municipality just the own one.
    attendees: Vec<Member>,
}

/// A duty of the centre by its version of the centre model (povinnost centra), and where it stands.
pub(super) struct OwedDuty {
    pub(super) owed: duties::OwedDuty,
    pub(super) terms: Vec<OwedTerm>,
}

/// A duty of the centre by its version of the centre model (povinnost centra), and where it stands.
#[Object]
impl OwedDuty {
    /// What is owed.
    async fn duty(&self) -> ModelDuty {
        ModelDuty::of(self.owed.code.clone(), self.owed.duty.clone())
    }

    /// From which day on the centre owes it: by the line of its versions, and not before it was a tenant. Terms that ended
    /// before aren't owed.
    async fn since(&self) -> Date {
        Date(self.owed.since)
    }

    /// Where it stands: where the worst of its terms does. Null: it is a role, and who acts for a municipality doesn't see who of
    /// the centre has which.
    async fn state(&self) -> Option<DutyState> {
        self.owed.state.map(Into::into)
    }

    /// Of a role: by which day somebody must have it; null: it is another kind of duty, whose terms say.
    async fn due_on(&self) -> Option<Date> {
        self.owed.due_on.map(Date)
    }

    /// Its terms that end in the period that was asked about, in their order; of a role none.
    async fn terms(&self) -> &[OwedTerm] {
        &self.terms
    }
}

/// A term of a duty: a part of the year in which it is to be done once. The year is parted into as many as the duty is owed
/// times, each of whole months.
#[derive(SimpleObject)]
pub(super) struct OwedTerm {
    /// Its first day.
    starts_on: Date,
    /// Its last day.
    ends_on: Date,
    /// The day by which it must be done: `dueWithin` days of the calendar after the last one.
    due_on: Date,
    /// Where it stands.
    state: DutyState,
    /// The first record that counts for it; null: there is none.
    met_by: Option<DutyRecord>,
    /// Whether that was done after the due date.
    late: bool,
    /// How many records count for it.
    recorded: usize,
}

impl OwedTerm {
    pub(super) fn of(owed: &duties::OwedTerm, met_by: Option<DutyRecord>) -> Self {
        Self {
            starts_on: Date(owed.term.starts_on),
            ends_on: Date(owed.term.ends_on),
            due_on: Date(owed.term.due_on),
            state: owed.state.into(),
            met_by,
            late: owed.is_late(),
            recorded: owed.recorded,
        }
    }
}
