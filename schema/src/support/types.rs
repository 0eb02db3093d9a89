//! What a support access shows.

use crate::asked::caller;
use crate::ids;
use crate::register::selected;
use crate::tenancy::{self, Participant};
use async_graphql::{Context, Enum, ID, Lookahead, Object, Result};
use chrono::{DateTime, Utc};
use domain::kernel::page::Cursor;
use domain::support;

/// Where a support access stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "support::SupportState")]
pub(crate) enum SupportState {
    /// It waits for the tenant's approval, a week at most.
    Waiting,
    /// It lets its holder in.
    Open,
    /// It was refused, ended, or its time is over.
    Ended,
}

/// A look of the nation's people into a tenant (přístup podpory): what is open to all staff, for a while, each read in the
/// tenant's audit trail.
#[derive(Clone)]
pub(crate) struct SupportAccess {
    access: support::SupportAccess,
    state: SupportState,
    approved_by: Option<Participant>,
}

impl SupportAccess {
    pub(super) fn place(&self) -> Cursor {
        self.access.cursor()
    }
}

/// A look of the nation's people into a tenant (přístup podpory): what is open to all staff, for a while, each read in the
/// tenant's audit trail.
#[Object]
impl SupportAccess {
    /// Id of the support access; the `actor` of what it leaves in the audit trail.
    async fn id(&self) -> ID {
        ids::id(self.access.id)
    }

    /// Who asked, as the nation calls them.
    async fn display_name(&self) -> &str {
        &self.access.display_name
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.access.reason
    }

    /// For how many minutes, from the approval on.
    async fn minutes(&self) -> i32 {
        self.access.minutes
    }

    /// Where it stands now.
    async fn state(&self) -> SupportState {
        self.state
    }

    /// When it was asked for.
    async fn opened_at(&self) -> DateTime<Utc> {
        self.access.opened_at
    }

    /// When it was approved; null: it wasn't.
    async fn approved_at(&self) -> Option<DateTime<Utc>> {
        self.access.approved_at
    }

    /// Who approved it; null though approved: the tenant's setting `support_access.at_once` did. To who asked it isn't told.
    async fn approved_by(&self) -> Option<&Participant> {
        self.approved_by.as_ref()
    }

    /// Until when it lets its holder in; null: it wasn't approved.
    async fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.access.valid_until
    }

    /// When it was refused, or ended before its time; null: it wasn't.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.access.ended_at
    }
}

/// Support accesses with what is asked of them.
pub(super) async fn nodes(
    ctx: &Context<'_>,
    found: Vec<support::SupportAccess>,
    asked: &[Lookahead<'_>],
) -> Result<Vec<SupportAccess>> {
    let caller = caller(ctx)?;
    let now = caller.clock().now();
    let mut people = std::collections::HashMap::new();
    if !selected(asked, "approvedBy").is_empty() {
        let here = found.iter().filter(|access| access.tenant == caller.tenant());
        people =
            tenancy::people(ctx, here.filter_map(|access| access.approved_by).collect()).await?;
    }
    let node = |access: support::SupportAccess| SupportAccess {
        state: access.state(now).into(),
        approved_by: access.approved_by.and_then(|id| people.get(&id).cloned()),
        access,
    };
    Ok(found.into_iter().map(node).collect())
}
