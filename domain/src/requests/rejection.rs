//! Why requests say no.

use crate::kernel::error;

/// A "no" of this slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// It was closed before.
    AlreadyClosed,
    /// It was cancelled, which is for ever.
    Cancelled,
    /// Only what is closed can be opened again.
    NotClosed,
    /// The move doesn't lead away from where it stands.
    IllegalMove,
    /// The requester was asked as often as one may before the clock is started anew.
    AskedTooOften,
    /// This centre doesn't offer the service.
    ServiceNotOffered,
    /// The member has left the association.
    MemberHasLeft,
    /// A citizen's case belongs to the association itself; a municipality doesn't open it.
    CitizensAskTheCentre,
    /// Requests are given to staff who work on them.
    AssigneeIsNotStaff,
    /// The assignee's clearances don't reach the request's secrecy.
    AssigneeMayNotRead,
    /// It is filed there already.
    AlreadyThere,
    /// A request is never opener than its service.
    OpenerThanItsService,
    /// It was merged into another one.
    Merged,
    /// One and the same request was named twice.
    SameRequest,
    /// The two are linked.
    AlreadyLinked,
    /// The two aren't linked.
    NotLinked,
    /// One of the two is linked with as many as there may be.
    TooManyLinks,
    /// What is merged is of one municipality.
    OfDifferentMunicipalities,
}

impl Rejection {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::AlreadyClosed,
        Self::Cancelled,
        Self::NotClosed,
        Self::IllegalMove,
        Self::AskedTooOften,
        Self::ServiceNotOffered,
        Self::MemberHasLeft,
        Self::CitizensAskTheCentre,
        Self::AssigneeIsNotStaff,
        Self::AssigneeMayNotRead,
        Self::AlreadyThere,
        Self::OpenerThanItsService,
        Self::Merged,
        Self::SameRequest,
        Self::AlreadyLinked,
        Self::NotLinked,
        Self::TooManyLinks,
        Self::OfDifferentMunicipalities,
    ];

    /// The one of that code.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|no| no.code() == code).copied()
    }

    /// Its stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyClosed => "REQUEST_ALREADY_CLOSED",
            Self::Cancelled => "REQUEST_CANCELLED",
            Self::NotClosed => "REQUEST_NOT_CLOSED",
            Self::IllegalMove => "ILLEGAL_MOVE",
            Self::AskedTooOften => "REQUESTER_ASKED_TOO_OFTEN",
            Self::ServiceNotOffered => "SERVICE_NOT_OFFERED",
            Self::MemberHasLeft => "MEMBER_HAS_LEFT",
            Self::CitizensAskTheCentre => "CITIZENS_ASK_THE_CENTRE",
            Self::AssigneeIsNotStaff => "ASSIGNEE_IS_NOT_STAFF",
            Self::AssigneeMayNotRead => "ASSIGNEE_MAY_NOT_READ",
            Self::AlreadyThere => "REQUEST_ALREADY_THERE",
            Self::OpenerThanItsService => "REQUEST_OPENER_THAN_ITS_SERVICE",
            Self::Merged => "REQUEST_MERGED",
            Self::SameRequest => "SAME_REQUEST",
            Self::AlreadyLinked => "REQUESTS_ALREADY_LINKED",
            Self::NotLinked => "REQUESTS_NOT_LINKED",
            Self::TooManyLinks => "TOO_MANY_LINKS",
            Self::OfDifferentMunicipalities => "REQUESTS_OF_DIFFERENT_MUNICIPALITIES",
        }
    }
}

impl From<Rejection> for error::Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(error::Rejection { code: rejection.code() })
    }
}
