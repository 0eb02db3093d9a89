//! The list of roll-outs, one of it, and who is where.

use super::inputs::DriftFilter;
use super::of_tenants::RolloutTenantState;
use super::types::{GateFigure, Rollout};
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay, counts, items, list};
use crate::register::selected;
use crate::tenancy::{Tenant, tenants_by_ids};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::kernel::ids::{RolloutId, TenantId};
use domain::rollouts::{self, queries};

/// Where a tenant is, among the versions of the centre model.
#[derive(SimpleObject)]
pub(super) struct Drift {
    /// The tenant.
    tenant: Option<Tenant>,
    /// Its association's name.
    name: String,
    /// Region of its association's seat (kraj, NUTS 3), e.g. `CZ080`; null: it isn't known.
    region_code: Option<String>,
    /// Id of the version that it is on; null: on none.
    version_id: Option<ID>,
    /// Since when it is on it.
    since: Option<DateTime<Utc>>,
    /// How many values of its own it has set: of settings, for its members too, and of services.
    overrides: i64,
    /// Id of the roll-out that is under way; null: there is none, or the tenant takes no part.
    rollout_id: Option<ID>,
    /// In which wave of it, from 1.
    wave: Option<i32>,
    /// How far that roll-out is with it.
    state: Option<RolloutTenantState>,
    /// How many of its conflicts nobody has decided yet.
    open_conflicts: Option<i32>,
    /// Which figures of its wave are red, while it is that wave's turn.
    failing: Vec<GateFigure>,
}

impl Drift {
    fn of(drift: rollouts::Drift, tenant: Option<Tenant>) -> Self {
        let now = drift.in_rollout;
        Self {
            tenant,
            name: drift.name,
            region_code: drift.region_code,
            version_id: drift.version.map(ids::id),
            since: drift.since,
            overrides: drift.overrides,
            rollout_id: now.map(|(rollout, ..)| ids::id(rollout)),
            wave: now.map(|(_, wave, ..)| wave),
            state: now.map(|(_, _, state, _)| state.into()),
            open_conflicts: now.map(|(.., conflicts)| conflicts),
            failing: drift.failing.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Default)]
pub(crate) struct RolloutQuery;

#[Object]
impl RolloutQuery {
    /// Roll-outs of the centre model, the latest first. For the nation only.
    async fn rollouts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Rollout>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let read = queries::rollouts(caller(ctx)?, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        Ok(list(page, rollouts::Rollout::cursor, Rollout))
    }

    /// A roll-out by its id; null when there is none, and for a tenant: that sees what is done to it at `tenant`.
    async fn rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the roll-out, e.g. `rollout_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Result<Option<Rollout>> {
        let id = ids::read_argument(ctx, &id, "id")?;
        Ok(by_ids(ctx, &[id]).await?.pop())
    }

    /// Where all tenants are, by name: on which version, with how many values of their own, and how the roll-out that is under way
    /// goes with them. For the nation only.
    async fn drift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenants are asked for.")] filter: Option<DriftFilter>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Drift>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let read = queries::drift(caller(ctx)?, &filter, &args).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let ids: Vec<TenantId> = page.items.iter().map(|drift| drift.tenant).collect();
        let asked = selected(&items(&ctx.look_ahead()), "tenant");
        let mut tenants = tenants_by_ids(ctx, &ids, asked).await?;
        let node = |drift: rollouts::Drift| {
            let tenant = tenants.remove(&drift.tenant);
            Drift::of(drift, tenant)
        };
        Ok(list(page, rollouts::Drift::cursor, node))
    }
}

/// Roll-outs by their ids.
pub(crate) async fn by_ids(ctx: &Context<'_>, ids: &[RolloutId]) -> Result<Vec<Rollout>> {
    let found = queries::by_ids(caller(ctx)?, ids).await;
    Ok(found.map_err(|error| fail(ctx, &error))?.into_iter().map(Rollout).collect())
}
