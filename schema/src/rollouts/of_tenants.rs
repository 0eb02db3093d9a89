//! What a roll-out does to a tenant.

use super::types::hex;
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay, counts, items, with_cursors};
use crate::register::selected;
use crate::scalars::Date;
use crate::tenancy::{Tenant, tenants_by_ids};
use async_graphql::{Context, Enum, ID, Lookahead, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::configuration::model::{self, Line, Outcome};
use domain::kernel::ids::{RolloutId, TenantId};
use domain::rollouts::{self, queries};
use serde_json::Value;
use std::collections::HashMap;

/// How far a roll-out is with one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rollouts::TenantState")]
pub(super) enum RolloutTenantState {
    /// Its administrators don't know yet (čeká).
    Waiting,
    /// They know what is coming (oznámeno).
    Announced,
    /// Conflicts wait for somebody's decision (čeká na rozhodnutí).
    Blocked,
    /// It is on the new version (zavedeno).
    Applied,
    /// It couldn't be brought there, or back, and is as it was (nepodařilo se).
    Failed,
    /// It was taken out (vynecháno).
    Skipped,
    /// It comes later (odloženo).
    Deferred,
    /// It is back where it was (vráceno).
    RolledBack,
}

/// What becomes of something, when a tenant is brought to another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum RolloutOutcome {
    /// The tenant has said nothing, and what is in force changes, or within which bounds it may differ.
    Changed,
    /// The version says something else now; the tenant's own value counts all the same.
    Kept,
    /// The version says now what the tenant had set before: its own value stays, and says the same.
    Same,
    /// The tenant's own value, which the old version kept from counting, counts again.
    Regained,
    /// The tenant's own value counts no more, unless it is decided otherwise. It is kept.
    Conflict,
}

/// Why what a tenant has and what a version says don't go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Conflict")]
enum RolloutConflict {
    /// The version locks what the tenant has set otherwise.
    Locked,
    /// The version narrows the bounds, and the tenant's value is without.
    OutOfBounds,
    /// The version withdraws a service under which the tenant has open requests, or which it offers by its own will.
    ServiceWithdrawn,
}

/// What can be decided about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Resolution")]
pub(super) enum RolloutResolution {
    /// What the version says counts. The own value is kept, and counts again should a version let it.
    TakeTheirs,
    /// What the version says counts, and the own value goes.
    DropOurs,
    /// The own value becomes the nearest that the new bounds take.
    Adjust,
}

/// One thing that a roll-out changes for a tenant.
#[derive(Clone, SimpleObject)]
struct RolloutChange {
    /// To what, e.g. `setting:tokens.longest_days`, `setting:requests.shown_to_member@member_…` of one member, `offer:IT-CLOUD`
    /// for whether a service is offered, `closing:IT-CLOUD` for its closing time in working days.
    subject: String,
    /// What becomes of it.
    outcome: RolloutOutcome,
    /// Why it is a conflict; null: it is none.
    conflict: Option<RolloutConflict>,
    /// What the old version says of it; null: nothing.
    base: Option<Value>,
    /// What the tenant has set; null: nothing.
    ours: Option<Value>,
    /// What the new version says of it; null: nothing.
    theirs: Option<Value>,
    /// What is in force under the old version.
    before: Value,
    /// What is in force under the new one, unless it is decided otherwise.
    after: Value,
    /// What `ADJUST` would set: the nearest value to the tenant's own that the new bounds take; null: there is none.
    nearest: Option<Value>,
    /// What can be decided about it; empty: it is no conflict.
    resolutions: Vec<RolloutResolution>,
}

impl From<&Line> for RolloutChange {
    fn from(line: &Line) -> Self {
        let (outcome, conflict) = match line.outcome {
            Outcome::Changed => (RolloutOutcome::Changed, None),
            Outcome::Kept => (RolloutOutcome::Kept, None),
            Outcome::Same => (RolloutOutcome::Same, None),
            Outcome::Regained => (RolloutOutcome::Regained, None),
            Outcome::Conflict(why) => (RolloutOutcome::Conflict, Some(why.into())),
        };
        Self {
            subject: line.subject.to_string(),
            outcome,
            conflict,
            base: line.base.clone(),
            ours: line.ours.clone(),
            theirs: line.theirs.clone(),
            before: line.before.clone(),
            after: line.after.clone(),
            nearest: line.nearest.clone(),
            resolutions: line.resolutions().iter().copied().map(Into::into).collect(),
        }
    }
}

/// What was decided about a conflict.
#[derive(Clone, SimpleObject)]
struct RolloutDecision {
    /// About which: the `subject` of its change.
    subject: String,
    /// What.
    resolution: RolloutResolution,
    /// Whether the tenant itself decided so, and not the nation.
    by_tenant: bool,
    /// Why, in their words; null: nothing was said.
    reason: Option<String>,
    /// When.
    at: DateTime<Utc>,
}

impl From<&rollouts::Decision> for RolloutDecision {
    fn from(decision: &rollouts::Decision) -> Self {
        Self {
            subject: decision.subject.to_string(),
            resolution: decision.resolution.into(),
            by_tenant: decision.by_tenant,
            reason: decision.reason.clone(),
            at: decision.at,
        }
    }
}

/// What a roll-out does to a tenant, and how far that is.
#[derive(Clone)]
pub(crate) struct RolloutTenant {
    line: rollouts::RolloutTenant,
    tenant: Option<Tenant>,
}

/// What a roll-out does to a tenant, and how far that is.
#[Object]
impl RolloutTenant {
    /// Id of the roll-out.
    async fn rollout_id(&self) -> ID {
        ids::id(self.line.rollout)
    }

    /// The tenant.
    async fn tenant(&self) -> Option<&Tenant> {
        self.tenant.as_ref()
    }

    /// In which wave, from 1.
    async fn wave(&self) -> i32 {
        self.line.wave
    }

    /// How far that is.
    async fn state(&self) -> RolloutTenantState {
        self.line.state.into()
    }

    /// Since when it is in this state.
    async fn since(&self) -> DateTime<Utc> {
        self.line.since
    }

    /// Id of the version that it was on when this was planned; null: on none.
    async fn from_version_id(&self) -> Option<ID> {
        self.line.from.map(ids::id)
    }

    /// Id of the version that it is brought to.
    async fn to_version_id(&self) -> ID {
        ids::id(self.line.to)
    }

    /// What changes for it: by setting, then by service.
    async fn changes(&self) -> Vec<RolloutChange> {
        self.line.lines.iter().map(Into::into).collect()
    }

    /// How many conflicts nobody has decided yet. As long as there are any, it isn't brought to the version.
    async fn open_conflicts(&self) -> i32 {
        self.line.conflicts
    }

    /// What was decided about conflicts.
    async fn decisions(&self) -> Vec<RolloutDecision> {
        self.line.decisions.iter().map(Into::into).collect()
    }

    /// What is in force otherwise after a roll-back than before, for the tenant changed it in between: subjects as of `changes`.
    async fn edited(&self) -> Vec<String> {
        self.line.edited.iter().map(ToString::to_string).collect()
    }

    /// Why it couldn't be brought to the version, e.g. `PLAN_STALE`: what it has set has changed since it was planned; null: it
    /// didn't fail.
    async fn failure(&self) -> Option<&str> {
        self.line.failure.as_deref()
    }

    /// Why it was taken out or put off, in the coordinator's words; null: it wasn't.
    async fn reason(&self) -> Option<&str> {
        self.line.reason.as_deref()
    }

    /// The last day on which it waits; null: it wasn't put off.
    async fn until(&self) -> Option<Date> {
        self.line.until.map(Date)
    }

    /// What `expectedVersion` must be to change it.
    async fn version(&self) -> i32 {
        self.line.version
    }

    /// Of all that was in force before it was brought to the version, 64 hexadecimal digits; null: it never was.
    async fn before_hash(&self) -> Option<String> {
        self.line.before_sha256.as_deref().map(hex)
    }

    /// Of all that was in force after it was brought there, or back: then it equals `beforeHash`, unless something was `edited`.
    async fn after_hash(&self) -> Option<String> {
        self.line.after_sha256.as_deref().map(hex)
    }
}

/// Lines with the tenants that are asked for, read at once.
pub(super) async fn nodes(
    ctx: &Context<'_>,
    lines: Vec<rollouts::RolloutTenant>,
    asked: &[Lookahead<'_>],
) -> Result<Vec<RolloutTenant>> {
    let ids: Vec<TenantId> = lines.iter().map(|line| line.tenant).collect();
    let tenants = tenants_by_ids(ctx, &ids, selected(asked, "tenant")).await?;
    let node = |line: rollouts::RolloutTenant| {
        let tenant = tenants.get(&line.tenant).cloned();
        RolloutTenant { line, tenant }
    };
    Ok(lines.into_iter().map(node).collect())
}

/// A page of the tenants of a roll-out, or of one of its waves.
pub(super) async fn page_of(
    ctx: &Context<'_>,
    of: (RolloutId, Option<i32>),
    state: Option<RolloutTenantState>,
    relay: &Relay,
) -> Result<List<RolloutTenant>> {
    let args = relay.read(ctx)?;
    let state = state.map(Into::into);
    let read = queries::tenants(caller(ctx)?, of, state, &args, counts(ctx)).await;
    let page = read.map_err(|error| fail(ctx, &error))?;
    let (ends, cursors) =
        (page.ends(), page.items.iter().map(rollouts::RolloutTenant::cursor).collect());
    let nodes = nodes(ctx, page.items, &items(&ctx.look_ahead())).await?;
    Ok(with_cursors(ends, cursors, nodes))
}

/// What roll-outs do to some tenants, read at once: of each the latest first.
pub(crate) async fn by_tenant(
    ctx: &Context<'_>,
    tenants: &[TenantId],
    asked: &[Lookahead<'_>],
) -> Result<HashMap<TenantId, Vec<RolloutTenant>>> {
    let read = queries::of_tenants(caller(ctx)?, tenants).await;
    let nodes = nodes(ctx, read.map_err(|error| fail(ctx, &error))?, asked).await?;
    let mut by_tenant: HashMap<TenantId, Vec<RolloutTenant>> = HashMap::new();
    for node in nodes {
        by_tenant.entry(node.line.tenant).or_default().push(node);
    }
    Ok(by_tenant)
}
