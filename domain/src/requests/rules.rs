//! What a request is, and which step is lawful when. Pure: no database, no clock.

use super::rejection::Rejection;
use crate::access::{Label, Permission, Role, Secrecy};
use crate::catalogue::ServiceArea;
use crate::configuration::EffectiveService;
use crate::directory::MunicipalityCode;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{CommentId, EventId, MemberId, ParticipantId, RequestId};
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use crate::kernel::working_days::{add_working_days, day_in_prague, end_of_day_in_prague};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::Queryable;

text_enum! {
    /// Where a request stands.
    RequestState {
        /// It was opened, and nobody has it yet.
        New = "NEW",
        /// Somebody has it.
        Assigned = "ASSIGNED",
        /// Somebody works on it.
        InProgress = "IN_PROGRESS",
        /// The centre waits for an answer of who asked; clocks stand still.
        WaitingForRequester = "WAITING_FOR_REQUESTER",
        /// It was answered.
        Closed = "CLOSED",
        /// It was withdrawn.
        Cancelled = "CANCELLED",
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
    /// Who wrote it down.
    pub opened_by: ParticipantId,
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
}

impl Request {
    /// Its number as people say it, e.g. `2026/17`.
    pub fn printed_number(&self) -> String {
        printed_number(self.year, self.number)
    }

    /// Whether it should have been closed by `now` and isn't.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.closed_at.is_none() && self.due_at <= now
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

    /// Gives it to somebody. Whoever has it may pass it on while it is open.
    ///
    /// # Errors
    /// [`Rejection::AlreadyClosed`], [`Rejection::Cancelled`], or the assignee's.
    pub(crate) fn assign(self, to: ParticipantId, roles: &[Role]) -> Result<Self, Rejection> {
        self.must_be_open()?;
        may_work_on(roles, self.secrecy)?;
        let state = match self.state {
            RequestState::New => RequestState::Assigned,
            state => state,
        };
        Ok(Self { state, assignee_id: Some(to), version: self.version + 1, ..self })
    }

    /// Closes it with what came of it.
    ///
    /// # Errors
    /// [`Rejection::AlreadyClosed`], [`Rejection::Cancelled`].
    pub(crate) fn close(self, outcome: String, now: DateTime<Utc>) -> Result<Self, Rejection> {
        self.must_be_open()?;
        Ok(Self {
            state: RequestState::Closed,
            closed_at: Some(now),
            outcome: Some(outcome),
            version: self.version + 1,
            ..self
        })
    }

    /// Opens it again, with a new time to close it in.
    ///
    /// # Errors
    /// [`Rejection::NotClosed`], [`Rejection::Cancelled`].
    pub(crate) fn reopen(self, close_days: i32, now: DateTime<Utc>) -> Result<Self, Rejection> {
        match self.state {
            RequestState::Closed => {}
            RequestState::Cancelled => return Err(Rejection::Cancelled),
            RequestState::New
            | RequestState::Assigned
            | RequestState::InProgress
            | RequestState::WaitingForRequester => return Err(Rejection::NotClosed),
        }
        let state =
            if self.assignee_id.is_some() { RequestState::InProgress } else { RequestState::New };
        Ok(Self {
            state,
            closed_at: None,
            outcome: None,
            due_at: due_at(now, close_days),
            version: self.version + 1,
            ..self
        })
    }

    fn must_be_open(&self) -> Result<(), Rejection> {
        match self.state {
            RequestState::New
            | RequestState::Assigned
            | RequestState::InProgress
            | RequestState::WaitingForRequester => Ok(()),
            RequestState::Closed => Err(Rejection::AlreadyClosed),
            RequestState::Cancelled => Err(Rejection::Cancelled),
        }
    }
}

fn may_work_on(roles: &[Role], secrecy: Secrecy) -> Result<(), Rejection> {
    let mut workers = roles
        .iter()
        .filter(|role| role.permissions().any(|p| p == Permission::CloseRequest))
        .peekable();
    if workers.peek().is_none() {
        return Err(Rejection::AssigneeIsNotStaff);
    }
    if workers.any(|role| role.clearances().contains(&secrecy)) {
        Ok(())
    } else {
        Err(Rejection::AssigneeMayNotRead)
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// Under which service.
    pub service_code: String,
    /// What it is about, in one line of at most 200 characters.
    pub title: String,
    /// The whole of it, at most 10,000 characters.
    pub description: String,
    /// Who asks.
    pub requester: Requester,
    /// For which member; a citizen's case is always the association's own.
    pub member: Option<MemberId>,
    /// The municipality a citizen's case is about, if any; another's is its member's.
    pub municipality_code: Option<MunicipalityCode>,
    /// Whether its municipality sees it; `None`: yes, unless a citizen asks or it is for the data protection officer.
    pub shown_to_member: Option<bool>,
}

impl NewRequest {
    /// Trims and bounds what people wrote.
    ///
    /// # Errors
    /// [`crate::kernel::error::Error::Invalid`].
    pub(super) fn check(self, files: Files) -> Result<Self> {
        self.check_filing(files)?;
        let name = |name: String| text::required(&name, 200, &["input", "requesterName"]);
        Ok(Self {
            title: text::required(&self.title, 200, &["input", "title"])?,
            description: text::optional(&self.description, 10_000, &["input", "description"])?,
            requester: match self.requester {
                Requester::Municipality => Requester::Municipality,
                Requester::Organisation(named) => Requester::Organisation(name(named)?),
                Requester::Citizen(named) => Requester::Citizen(name(named)?),
            },
            ..self
        })
    }
}

impl NewRequest {
    /// What is said must fit who says it: a municipality can't hide its own case from itself, and only a citizen's case
    /// says which municipality it is about.
    fn check_filing(&self, files: Files) -> Result<()> {
        if files == Files::ForOwnMunicipality && self.shown_to_member == Some(false) {
            return Err(Error::invalid(&["input", "shownToMember"], code::MALFORMED));
        }
        let is_citizen = matches!(self.requester, Requester::Citizen(_));
        if !is_citizen && self.municipality_code.is_some() {
            return Err(Error::invalid(&["input", "municipalityCode"], code::MALFORMED));
        }
        Ok(())
    }
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

/// Whether its municipality sees a case: what it files itself always, a citizen's never, a file of the data protection
/// officer only if who files it says so.
pub(crate) fn shown_to_member(new: &NewRequest, secrecy: Secrecy, files: Files) -> bool {
    match (files, &new.requester) {
        (Files::ForOwnMunicipality, _) => true,
        (Files::ForTheCentre, Requester::Citizen(_)) => false,
        (Files::ForTheCentre, Requester::Municipality | Requester::Organisation(_)) => {
            new.shown_to_member.unwrap_or(secrecy != Secrecy::Dpo)
        }
    }
}

/// For whom somebody files a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// As staff.
    ForTheCentre,
    /// As who acts for a municipality.
    ForOwnMunicipality,
}

/// The deadlines of a case that comes at `now`: first answer and closing.
pub(crate) fn deadlines(
    service: &EffectiveService,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, DateTime<Utc>) {
    (due_at(now, service.national.first_answer_days), due_at(now, service.close_days()))
}

/// The last working day for closing, in Prague.
pub(crate) fn due_on(due_at: DateTime<Utc>) -> NaiveDate {
    day_in_prague(due_at - chrono::Duration::microseconds(1))
}

/// The day of coming isn't counted (§ 40 of Act 500/2004, the Administrative Code).
fn due_at(now: DateTime<Utc>, working_days: i32) -> DateTime<Utc> {
    let days = u32::try_from(working_days).unwrap_or(0);
    end_of_day_in_prague(add_working_days(day_in_prague(now), days))
}

pub(super) fn printed_number(year: i32, number: i32) -> String {
    format!("{year}/{number}")
}
