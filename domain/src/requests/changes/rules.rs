//! Changes of requests.

use crate::kernel::ids::{MemberId, RequestId};
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, Utc};

text_enum! {
    /// What happened to a request, as the audit trail calls it.
    ChangeKind {
        /// It came.
        Opened = "request.opened",
        /// Somebody got it.
        Assigned = "request.assigned",
        /// Somebody wrote a comment on it.
        Commented = "request.commented",
        /// Somebody began to work on it.
        Started = "request.started",
        /// The requester was asked something.
        Asked = "request.asked",
        /// The requester has answered.
        Answered = "request.answered",
        /// It was withdrawn.
        Cancelled = "request.cancelled",
        /// It was closed.
        Closed = "request.closed",
        /// It was opened again.
        Reopened = "request.reopened",
        /// It was filed under another service or secrecy.
        Moved = "request.moved",
        /// It was linked with another one.
        Linked = "request.linked",
        /// A link with another one was taken away.
        Unlinked = "request.unlinked",
        /// It was merged into another one, or another one into it.
        Merged = "request.merged",
        /// Its first answer or its closing is due soon.
        DueSoon = "request.due_soon",
        /// Its first answer or its closing is too late.
        Overdue = "request.overdue",
    }
}

/// Something that happened to a request.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its place in the tenant's stream: later ones have higher places.
    pub position: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: ChangeKind,
    /// To which request.
    pub request: RequestId,
}

/// Which changes are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct ChangeFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<ChangeKind>>,
    /// Of one of these requests.
    pub requests: Option<Vec<RequestId>>,
    /// Of requests of this member.
    pub member: Option<MemberId>,
}

impl ChangeFilter {
    /// The kinds, as the audit trail calls them.
    pub(super) fn kinds(&self) -> Vec<&'static str> {
        let kinds = self.kinds.as_deref().unwrap_or(ChangeKind::ALL);
        kinds.iter().map(|kind| kind.as_str()).collect()
    }
}
