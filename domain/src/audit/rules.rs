//! An entry of the trail, and which are asked for.

use crate::kernel::ids::{EventId, ParticipantId, TypedId as _};
use crate::kernel::page::Cursor;
use chrono::{DateTime, Utc};
use diesel::Queryable;
use serde_json::Value;

/// Something that happened.
#[derive(Debug, Clone, Queryable)]
pub struct AuditEntry {
    /// Which.
    pub id: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it: a participant's id, a support access's, or a job.
    pub actor: String,
    /// What happened, e.g. `request.closed`.
    pub kind: String,
    /// To what: an id as clients see it, or kind and code.
    pub subject: String,
    /// Ids, codes, numbers, days; never prose.
    pub facts: Value,
    /// The trace of the request that did it.
    pub trace: Option<String>,
}

impl AuditEntry {
    /// The participant who did it; `None`: the system, or somebody of the nation.
    pub fn participant(&self) -> Option<ParticipantId> {
        ParticipantId::read(&self.actor)
    }

    /// Its place in the trail, which has the newest first.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", uuid::Uuid::from(self.id).to_string())
    }
}

/// Which entries are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<String>>,
    /// By this actor.
    pub actor: Option<String>,
    /// About this.
    pub subject: Option<String>,
    /// At this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}
