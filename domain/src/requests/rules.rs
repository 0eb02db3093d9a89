//! What a request is. Pure: no database, no present time.

use super::clock::{Clock, ClockDay, OfficeHours};
use super::moves::RequestState;
use super::term::{Term, due_on};
use crate::access::{Label, Secrecy};
use crate::catalogue::ServiceArea;
use crate::kernel::ids::{CommentId, EventId, MemberId, ParticipantId, RequestId, WatcherId};
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::Queryable;

text_enum! {
    /// How urgent a request is.
    Priority {
        /// It can wait.
        Low = "LOW",
        /// As most are.
        Normal = "NORMAL",
        /// Sooner than others.
        High = "HIGH",
        /// Before all else.
        Urgent = "URGENT",
    }
}

text_enum! {
    /// How a request came.
    Channel {
        /// Somebody was there.
        Personal = "PERSONAL",
        /// Somebody called.
        Telephone = "TELEPHONE",
        /// By e-mail.
        Email = "EMAIL",
        /// By data box.
        DataBox = "DATA_BOX",
        /// In here, or by a form.
        Web = "WEB",
    }
}

text_enum! {
    /// What kind of person asks.
    RequesterKind {
        /// The municipality itself.
        Municipality = "MUNICIPALITY",
        /// A body that the municipality set up (příspěvková organizace).
        Organisation = "ORGANISATION",
        /// A citizen.
        Citizen = "CITIZEN",
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requester {
    /// The municipality itself.
    Municipality,
    /// A body that the municipality set up, by name.
    Organisation(String),
    /// A citizen, by name.
    Citizen(String),
}

impl Requester {
    pub(crate) fn kind(&self) -> RequesterKind {
        match self {
            Self::Municipality => RequesterKind::Municipality,
            Self::Organisation(_) => RequesterKind::Organisation,
            Self::Citizen(_) => RequesterKind::Citizen,
        }
    }

    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Municipality => None,
            Self::Organisation(name) | Self::Citizen(name) => Some(name),
        }
    }
}

/// A case.
#[derive(Debug, Clone, Queryable)]
pub struct Request {
    /// Which.
    pub id: RequestId,
    /// Whose it is.
    pub member_id: MemberId,
    /// Who of the staff may read it.
    pub secrecy: Secrecy,
    /// Whether its municipality sees it.
    pub shown_to_member: bool,
    /// The year of its number.
    pub year: i32,
    /// Its number in that year.
    pub number: i32,
    /// Under which service it was filed.
    pub service_code: String,
    /// Where it stands.
    pub state: RequestState,
    /// What it is about, in one line.
    pub title: String,
    /// The whole of it.
    pub description: String,
    /// What kind of person asks.
    pub requester_kind: RequesterKind,
    /// Their name; `None`: the municipality itself.
    pub requester_name: Option<String>,
    /// The municipality it is about.
    pub municipality_code: Option<String>,
    /// When it came.
    pub opened_at: DateTime<Utc>,
    /// Who wrote it down; `None`: the citizen, by the public form.
    pub opened_by: Option<ParticipantId>,
    /// Until when the first answer is due: the instant after the last working day for it.
    pub first_answer_due_at: DateTime<Utc>,
    /// Until when closing is due.
    pub due_at: DateTime<Utc>,
    /// Who has it.
    pub assignee_id: Option<ParticipantId>,
    /// When it was closed or cancelled.
    pub closed_at: Option<DateTime<Utc>>,
    /// What came of it.
    pub outcome: Option<String>,
    /// Changes with each step.
    pub version: i32,
    /// How urgent it is.
    pub priority: Priority,
    /// How it came; `None`: nobody said.
    pub channel: Option<Channel>,
    /// When the staff first wrote something for the requester.
    pub first_answered_at: Option<DateTime<Utc>>,
    /// What its term for closing came from.
    pub term: Term,
    /// Where a citizen is written to who asked by the public form; `None`: it came otherwise.
    pub requester_email: Option<String>,
}

impl Request {
    /// Its number as people say it, e.g. `2026/17`.
    pub fn printed_number(&self) -> String {
        printed_number(self.year, self.number)
    }

    /// Its last working day for closing, in Prague.
    pub fn due_on(&self) -> NaiveDate {
        due_on(self.due_at)
    }

    /// Whether it should have been closed by `now` and isn't. While the requester is waited for it is as it was then.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        let counts = self.term.stopped_since.map_or(now, |since| since.min(now));
        self.closed_at.is_none() && self.due_at <= counts
    }

    /// Until when the first answer is due, when it was given, until when closing is due, and how that came about.
    pub fn clock(&self) -> SlaClock {
        SlaClock {
            first_answer_due_at: self.first_answer_due_at,
            first_answered_at: self.first_answered_at,
            due_at: self.due_at,
            stopped_since: self.term.stopped_since,
            hours: self.term.hours(),
            days: self.running_clock().explanation(),
        }
    }

    /// The clock for closing as it was started, with the stops that are over.
    pub(super) fn running_clock(&self) -> Clock {
        self.term.clock(self.opened_at, self.due_at)
    }

    /// The label that all that hangs on it wears.
    pub(crate) fn label(&self) -> Label {
        Label {
            request: self.id,
            member: self.member_id,
            secrecy: self.secrecy,
            shown_to_member: self.shown_to_member,
        }
    }
}

/// What there is to know of a request's terms.
#[derive(Debug, Clone)]
pub struct SlaClock {
    /// Until when the first answer is due. Whoever asks the requester has answered, so it never stops.
    pub first_answer_due_at: DateTime<Utc>,
    /// When it was given.
    pub first_answered_at: Option<DateTime<Utc>>,
    /// Until when closing is due; while the clock stands still, what it was when it was stopped.
    pub due_at: DateTime<Utc>,
    /// Since when it stands still.
    pub stopped_since: Option<DateTime<Utc>>,
    /// Within which hours it runs.
    pub hours: OfficeHours,
    /// Day by day how the term for closing came about.
    pub days: Vec<ClockDay>,
}

/// What opening answers. The case itself may be beyond who filed it: then its number is all they learn.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Which.
    pub id: RequestId,
    /// Its number as people say it.
    pub number: String,
    /// The case, if who filed it may read it.
    pub request: Option<Request>,
}

/// A comment on a case.
#[derive(Debug, Clone, Queryable)]
pub struct Comment {
    /// Which.
    pub id: CommentId,
    /// Who wrote it.
    pub author_id: ParticipantId,
    /// When.
    pub written_at: DateTime<Utc>,
    /// For the staff alone.
    pub is_internal: bool,
    /// What it says.
    pub body: String,
}

/// A step in the life of a case, from the audit trail.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// Which.
    pub id: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; `None`: the system.
    pub actor: Option<ParticipantId>,
    /// What happened, e.g. `request.closed`.
    pub kind: String,
}

/// Who wants to be told of a case.
#[derive(Debug, Clone)]
pub struct Watcher {
    /// That they do.
    pub id: WatcherId,
    /// Who.
    pub participant: ParticipantId,
}

/// Which requests are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct RequestFilter {
    /// In one of these states.
    pub states: Option<Vec<RequestState>>,
    /// Under this service.
    pub service_code: Option<String>,
    /// In this area.
    pub area: Option<ServiceArea>,
    /// Of this member.
    pub member: Option<MemberId>,
    /// With this person.
    pub assignee: Option<ParticipantId>,
    /// Whether closing is overdue.
    pub is_overdue: Option<bool>,
    /// Whether closing is due soon, as the centre has set that: it isn't overdue, and its clock runs.
    pub is_due_soon: Option<bool>,
    /// Of one of these priorities.
    pub priorities: Option<Vec<Priority>>,
    /// That came in one of these ways.
    pub channels: Option<Vec<Channel>>,
    /// From this person or body.
    pub requester: Option<RequesterKind>,
    /// Opened on this day or later, in Prague.
    pub opened_from: Option<NaiveDate>,
    /// Opened on this day or earlier, in Prague.
    pub opened_to: Option<NaiveDate>,
}

/// What a list of requests is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderField {
    /// When it came.
    OpenedAt,
    /// Until when closing is due.
    DueAt,
}

/// How a list of requests is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestOrder {
    /// By what.
    pub field: OrderField,
    /// Latest first.
    pub is_descending: bool,
}

pub(crate) fn printed_number(year: i32, number: i32) -> String {
    format!("{year}/{number}")
}
