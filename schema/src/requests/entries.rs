//! What was said and done in a request.

use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::tenancy::Participant;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use domain::requests;

/// A comment on a request.
pub(crate) struct Comment {
    comment: requests::Comment,
    author: Option<Participant>,
}

/// A comment on a request.
#[Object]
impl Comment {
    /// Id of the comment.
    async fn id(&self) -> ID {
        ids::id(self.comment.id)
    }

    /// Who wrote it.
    async fn author(&self) -> Option<&Participant> {
        self.author.as_ref()
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime<Utc> {
        self.comment.written_at
    }

    /// Whether it is for the staff alone.
    async fn internal(&self) -> bool {
        self.comment.is_internal
    }

    /// What it says.
    async fn body(&self) -> &str {
        &self.comment.body
    }
}

/// A step in the life of a request, from the audit trail.
pub(crate) struct HistoryEntry {
    entry: requests::HistoryEntry,
    actor: Option<Participant>,
}

/// A step in the life of a request, from the audit trail.
#[Object]
impl HistoryEntry {
    /// Id of the entry.
    async fn id(&self) -> ID {
        ids::id(self.entry.id)
    }

    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.entry.at
    }

    /// Who did it; null: the system.
    async fn actor(&self) -> Option<&Participant> {
        self.actor.as_ref()
    }

    /// What happened, e.g. `request.closed`.
    async fn kind(&self) -> &str {
        &self.entry.kind
    }
}

impl Comment {
    pub(super) fn new(comment: requests::Comment, author: Option<Participant>) -> Self {
        Self { comment, author }
    }
}

impl HistoryEntry {
    pub(super) fn new(entry: requests::HistoryEntry, actor: Option<Participant>) -> Self {
        Self { entry, actor }
    }
}

/// Who wrote a comment that was just written, if it is asked for.
pub(super) async fn author(
    ctx: &Context<'_>,
    comment: &requests::Comment,
) -> Result<Option<Participant>> {
    if !ctx.look_ahead().field("comment").field("author").exists() {
        return Ok(None);
    }
    let found =
        domain::identity::queries::participants_by_ids(caller(ctx)?, &[comment.author_id]).await;
    Ok(found.map_err(|error| fail(ctx, &error))?.first().map(Participant::from))
}
