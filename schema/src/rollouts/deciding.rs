//! What people do about one tenant of a roll-out: the nation's, and the tenant's own about its conflicts.

use super::inputs::{
    DeferRolloutInput, ResolveConflictInput, RetryInRolloutInput, SkipInRolloutInput,
};
use super::of_tenants::{RolloutTenant, nodes};
use crate::asked::caller;
use crate::fail::{UserError, fail, outcome};
use crate::ids;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::kernel::error::Error;
use domain::rollouts::commands::{self, LineKey};
use domain::rollouts::queries;

#[derive(Default)]
pub(crate) struct RolloutTenantMutation;

/// A tenant that was taken out.
#[derive(SimpleObject)]
struct SkipInRolloutPayload {
    /// What the roll-out does to the tenant, as it is now; null with `userErrors`.
    rollout_tenant: Option<RolloutTenant>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A tenant that was put off.
#[derive(SimpleObject)]
struct DeferRolloutPayload {
    /// What the roll-out does to the tenant, as it is now; null with `userErrors`.
    rollout_tenant: Option<RolloutTenant>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A tenant that was taken up again.
#[derive(SimpleObject)]
struct RetryInRolloutPayload {
    /// What the roll-out does to the tenant, as it is now; null with `userErrors`.
    rollout_tenant: Option<RolloutTenant>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A conflict that was decided.
#[derive(SimpleObject)]
struct ResolveConflictPayload {
    /// What the roll-out does to the tenant, as it is now; null with `userErrors`.
    rollout_tenant: Option<RolloutTenant>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl RolloutTenantMutation {
    /// Takes a tenant out of a roll-out, which then doesn't bring it to the version.
    async fn skip_in_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant, and why.")] input: SkipInRolloutInput,
    ) -> Result<Option<SkipInRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let key = key_of(&input.rollout_id, &input.tenant_id)?;
            commands::skip(caller, key, &input.reason, input.expected_version).await
        };
        let (rollout_tenant, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(SkipInRolloutPayload { rollout_tenant, user_errors }))
    }

    /// Puts a tenant off: it is brought to the version after its last day of waiting, should the roll-out be under way then.
    async fn defer_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant, why, and until when.")] input: DeferRolloutInput,
    ) -> Result<Option<DeferRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let key = key_of(&input.rollout_id, &input.tenant_id)?;
            let why = (input.reason.as_str(), input.until.0);
            commands::defer(caller, key, why, input.expected_version).await
        };
        let (rollout_tenant, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(DeferRolloutPayload { rollout_tenant, user_errors }))
    }

    /// Takes a tenant up again that failed, was taken out or was put off: what changes for it is planned anew, from where it stands now.
    async fn retry_in_rollout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant.")] input: RetryInRolloutInput,
    ) -> Result<Option<RetryInRolloutPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let key = key_of(&input.rollout_id, &input.tenant_id)?;
            commands::retry(caller, key, input.expected_version).await
        };
        let (rollout_tenant, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(RetryInRolloutPayload { rollout_tenant, user_errors }))
    }

    /// Decides what becomes of a value that the tenant has set and the new version keeps from counting: the tenant for itself, or the
    /// nation with a reason. It can be decided otherwise until the tenant is brought to the version.
    async fn resolve_conflict(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which conflict, and what is decided.")] input: ResolveConflictInput,
    ) -> Result<Option<ResolveConflictPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let key = key_of(&input.rollout_id, &input.tenant_id)?;
            let what = (input.subject.as_str(), input.resolution.into());
            let why = input.reason.as_deref();
            commands::resolve(caller, key, what, why, input.expected_version).await
        };
        let (rollout_tenant, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(ResolveConflictPayload { rollout_tenant, user_errors }))
    }
}

fn key_of(rollout: &ID, tenant: &ID) -> Result<LineKey, Error> {
    Ok(LineKey {
        rollout: ids::read(rollout, "rolloutId")?,
        tenant: ids::read(tenant, "tenantId")?,
    })
}

/// What the roll-out does to the tenant after the deed, or what to mend.
async fn parts(
    ctx: &Context<'_>,
    done: Result<LineKey, Error>,
) -> Result<(Option<RolloutTenant>, Vec<UserError>)> {
    let key = match outcome(ctx, done)? {
        Ok(key) => key,
        Err(user_errors) => return Ok((None, user_errors)),
    };
    let line = queries::line(caller(ctx)?, key).await.map_err(|error| fail(ctx, &error))?;
    let asked = ctx.look_ahead().field("rolloutTenant");
    let node = nodes(ctx, line.into_iter().collect(), &[asked]).await?.pop();
    Ok((node, vec![]))
}
