//! Reading the audit trail.

use super::types::AuditEntry;
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, counts, items, list};
use crate::register::selected;
use crate::tenancy;
use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use domain::audit::{self, AuditFilter};
use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct AuditQuery;

/// Which entries are asked for; what isn't said doesn't matter.
#[derive(InputObject, Default)]
struct AuditFilterInput {
    /// Of one of these kinds, e.g. `["support_access.read"]`.
    kinds: Option<Vec<String>>,
    /// By this actor, as `actor` says it.
    actor: Option<String>,
    /// About this, as `subject` says it.
    subject: Option<String>,
    /// At this instant or later.
    from: Option<DateTime<Utc>>,
    /// Before this instant.
    until: Option<DateTime<Utc>>,
}

#[Object]
impl AuditQuery {
    /// What happened in the active tenant, the newest first (auditní stopa); of cases only what one's roles may read. For its
    /// administrators and auditors.
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all when nothing is said.")] filter: Option<AuditFilterInput>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<AuditEntry>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let AuditFilterInput { kinds, actor, subject, from, until } = filter.unwrap_or_default();
        let filter = AuditFilter { kinds, actor, subject, from, until };
        let read = audit::queries::audit_trail(caller(ctx)?, &filter, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let mut people = HashMap::new();
        if !selected(&items(&ctx.look_ahead()), "participant").is_empty() {
            let who = page.items.iter().filter_map(audit::AuditEntry::participant).collect();
            people = tenancy::people(ctx, who).await?;
        }
        let node = |entry: audit::AuditEntry| AuditEntry {
            participant: entry.participant().and_then(|id| people.get(&id).cloned()),
            entry,
        };
        let ends = page.ends();
        let nodes = page.items.into_iter().map(node).collect();
        Ok(list(ends.with(nodes), AuditEntry::place, |entry| entry))
    }
}
