//! What both sides do with a support access.

use super::types::{self, SupportAccess};
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::kernel::error::Error;
use domain::support::{self, commands};

#[derive(Default)]
pub(crate) struct SupportMutation;

/// Into which tenant one asks to look, why, and for how long.
#[derive(InputObject)]
struct OpenSupportAccessInput {
    /// Id of the tenant.
    tenant_id: ID,
    /// Why: the tenant's people read it, at most 1,000 characters.
    reason: String,
    /// For how many minutes, 1 to 60, from the approval on.
    minutes: i32,
}

/// Which support access is approved.
#[derive(InputObject)]
struct ApproveSupportAccessInput {
    /// Id of the support access.
    id: ID,
}

/// Which support access ends.
#[derive(InputObject)]
struct EndSupportAccessInput {
    /// Id of the support access.
    id: ID,
}

macro_rules! support_payload {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(SimpleObject)]
        struct $name {
            /// The support access after the step; null with `userErrors`.
            support_access: Option<SupportAccess>,
            /// What to mend; empty when it was done.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of(
                ctx: &Context<'_>,
                done: Result<support::SupportAccess, Error>,
            ) -> Result<Option<Self>> {
                let access = match outcome(ctx, done)? {
                    Ok(access) => access,
                    Err(user_errors) => {
                        return Ok(Some(Self { support_access: None, user_errors }));
                    }
                };
                let asked = ctx.look_ahead().field("supportAccess");
                let support_access = types::nodes(ctx, vec![access], &[asked]).await?.pop();
                Ok(Some(Self { support_access, user_errors: vec![] }))
            }
        }
    )+ };
}

support_payload!(
    /// A support access that was asked for.
    OpenSupportAccessPayload,
    /// A support access that was approved.
    ApproveSupportAccessPayload,
    /// A support access that was refused or ended.
    EndSupportAccessPayload
);

#[Object]
impl SupportMutation {
    /// Asks to look into a tenant (přístup podpory). Once it is approved, name the tenant in `Centrum-Tenant`: what is open to
    /// all its staff can be read, and each read stands in the tenant's audit trail. For the nation's coordinators.
    async fn open_support_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Into which tenant, why, how long.")] input: OpenSupportAccessInput,
    ) -> Result<Option<OpenSupportAccessPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let tenant = ids::read(&input.tenant_id, "tenantId")?;
            commands::open(caller, tenant, &input.reason, input.minutes).await
        }
        .await;
        OpenSupportAccessPayload::of(ctx, done).await
    }

    /// Lets the asker in, from now on for the minutes that were asked for. For the tenant's administrators.
    async fn approve_support_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ApproveSupportAccessInput,
    ) -> Result<Option<ApproveSupportAccessPayload>> {
        let caller = caller(ctx)?;
        let done = async { commands::approve(caller, ids::read(&input.id, "id")?).await }.await;
        ApproveSupportAccessPayload::of(ctx, done).await
    }

    /// Refuses a support access, or ends it at once: the tenant's administrator, or who asked for it.
    async fn end_support_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: EndSupportAccessInput,
    ) -> Result<Option<EndSupportAccessPayload>> {
        let caller = caller(ctx)?;
        let done = async { commands::end(caller, ids::read(&input.id, "id")?).await }.await;
        EndSupportAccessPayload::of(ctx, done).await
    }
}
