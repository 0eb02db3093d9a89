//! What an entry of the audit trail shows.

use crate::ids;
use crate::tenancy::Participant;
use async_graphql::{ID, Object};
use chrono::{DateTime, Utc};
use domain::audit;
use domain::kernel::page::Cursor;
use serde_json::Value;

/// Something that happened (záznam auditní stopy).
pub(super) struct AuditEntry {
    pub(super) entry: audit::AuditEntry,
    pub(super) participant: Option<Participant>,
}

impl AuditEntry {
    pub(super) fn place(&self) -> Cursor {
        self.entry.cursor()
    }
}

/// Something that happened (záznam auditní stopy).
#[Object]
impl AuditEntry {
    /// Id of the entry.
    async fn id(&self) -> ID {
        ids::id(self.entry.id)
    }

    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.entry.at
    }

    /// Who did it: a participant's id, that of a support access (somebody of the nation, see `supportAccesses`), or
    /// `job:…` for the system.
    async fn actor(&self) -> &str {
        &self.entry.actor
    }

    /// The participant who did it; null: the system, or somebody of the nation.
    async fn participant(&self) -> Option<&Participant> {
        self.participant.as_ref()
    }

    /// What happened, e.g. `request.closed`, `role.granted`, `support_access.read`.
    async fn kind(&self) -> &str {
        &self.entry.kind
    }

    /// To what: an id, or kind and code, e.g. `service_LEGAL-ADVICE`.
    async fn subject(&self) -> &str {
        &self.entry.subject
    }

    /// What else there is to know: ids, codes, numbers and days by name; never a text that a person wrote.
    async fn facts(&self) -> &Value {
        &self.entry.facts
    }

    /// The trace of the request that did it: 32 hexadecimal digits; null: none.
    async fn trace(&self) -> Option<&str> {
        self.entry.trace.as_deref()
    }
}
