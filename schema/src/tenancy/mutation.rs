//! Bringing an association in.

use super::types::{self, Member, Tenant, TenantLifecycle};
use crate::asked::caller;
use crate::fail::{UserError, fail, outcome};
use crate::ids;
use crate::people::SignInLink;
use crate::scalars::{Date, Ico};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::{onboarding, tenancy};

#[derive(Default)]
pub(crate) struct TenancyMutation;

/// The association to onboard, and who is to configure it.
#[derive(InputObject)]
struct OnboardTenantInput {
    /// Identification number of the association, which must be in the register.
    ico: Ico,
    /// Its name in addresses: lower-case letters, digits and hyphens, at most 60, e.g. `hlucinsko-zapad`. It can't be changed.
    slug: String,
    /// E-mail address of the first administrator. Not of somebody who holds a national grant.
    admin_email: String,
    /// The name the tenant calls the first administrator by.
    admin_name: String,
}

/// The new tenant.
#[derive(SimpleObject)]
struct OnboardTenantPayload {
    /// The tenant; null with `userErrors`.
    tenant: Option<Tenant>,
    /// With what the first administrator signs in to this tenant, to be handed over by you. It is shown this once: null under
    /// an `Idempotency-Key` that was used.
    admin_link: Option<SignInLink>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A member that leaves.
#[derive(InputObject)]
struct EndMembershipInput {
    /// Id of the member.
    member_id: ID,
    /// The first day on which it belongs no more, in Prague: after the day it joined, at most a year ahead.
    left_on: Date,
}

/// The member that leaves.
#[derive(SimpleObject)]
struct EndMembershipPayload {
    /// The member; null with `userErrors`.
    member: Option<Member>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A tenant, and where its life goes.
#[derive(InputObject)]
struct ChangeTenantLifecycleInput {
    /// Id of the tenant.
    tenant_id: ID,
    /// Where it goes: one of its `lifecycleSteps`.
    lifecycle: TenantLifecycle,
}

/// The tenant, as it is now.
#[derive(SimpleObject)]
struct ChangeTenantLifecyclePayload {
    /// The tenant; null with `userErrors`.
    tenant: Option<Tenant>,
    /// What to mend; the code says where the tenant is, the message where it may go. Empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl TenancyMutation {
    /// Makes a tenant of an association of the register, with a member for each of its municipalities, the national
    /// catalogue of services, and its first administrator.
    async fn onboard_tenant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The association, and its first administrator.")]
        input: OnboardTenantInput,
    ) -> Result<Option<OnboardTenantPayload>> {
        let caller = caller(ctx)?;
        let new = onboarding::NewTenant {
            ico: input.ico.0,
            slug: input.slug,
            admin_email: input.admin_email,
            admin_name: input.admin_name,
        };
        let onboarded = match outcome(ctx, onboarding::commands::onboard(caller, &new).await)? {
            Ok(onboarded) => onboarded,
            Err(user_errors) => {
                return Ok(Some(OnboardTenantPayload {
                    tenant: None,
                    admin_link: None,
                    user_errors,
                }));
            }
        };
        let found = tenancy::queries::by_ids(caller, &[onboarded.tenant])
            .await
            .map_err(|e| fail(ctx, &e))?;
        let asked = vec![ctx.look_ahead().field("tenant")];
        let tenant = types::tenants(ctx, found, asked).await?.pop();
        Ok(Some(OnboardTenantPayload {
            tenant,
            admin_link: onboarded.admin_link.map(|link| SignInLink::of(ctx, &link)),
            user_errors: vec![],
        }))
    }

    /// Writes down the first day on which a municipality belongs to the own association no more. From its midnight in Prague
    /// the people who act for it reach nothing here; the cases stay with the association, which takes them out for it at
    /// `/export/members/{id}`. The day can be moved until it has come.
    async fn end_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The member, and the day.")] input: EndMembershipInput,
    ) -> Result<Option<EndMembershipPayload>> {
        let caller = caller(ctx)?;
        let ended = async {
            let member = ids::read(&input.member_id, "memberId")?;
            tenancy::commands::end_membership(caller, member, input.left_on.0).await
        };
        let member = match outcome(ctx, ended.await)? {
            Ok(member) => member,
            Err(user_errors) => {
                return Ok(Some(EndMembershipPayload { member: None, user_errors }));
            }
        };
        let found = tenancy::queries::members_by_ids(caller, &[member]).await;
        let found = found.map_err(|error| fail(ctx, &error))?;
        let asked = vec![ctx.look_ahead().field("member")];
        let member = types::of_members(ctx, found, asked).await?.pop();
        Ok(Some(EndMembershipPayload { member, user_errors: vec![] }))
    }

    /// Lets a tenant go on to another state of its life. A suspended one takes no new work: what is there can be answered,
    /// closed and corrected. In one that was wound up no work is done any more, for good. All can still be read, and people and
    /// roles changed. For the nation's coordinators.
    async fn change_tenant_lifecycle(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tenant, and where it goes.")] input: ChangeTenantLifecycleInput,
    ) -> Result<Option<ChangeTenantLifecyclePayload>> {
        let caller = caller(ctx)?;
        let changed = async {
            let id = ids::read(&input.tenant_id, "tenantId")?;
            tenancy::commands::change_lifecycle(caller, id, input.lifecycle.into()).await
        };
        let id = match outcome(ctx, changed.await)? {
            Ok(id) => id,
            Err(user_errors) => {
                return Ok(Some(ChangeTenantLifecyclePayload { tenant: None, user_errors }));
            }
        };
        let found = tenancy::queries::by_ids(caller, &[id]).await;
        let found = found.map_err(|error| fail(ctx, &error))?;
        let asked = vec![ctx.look_ahead().field("tenant")];
        let tenant = types::tenants(ctx, found, asked).await?.pop();
        Ok(Some(ChangeTenantLifecyclePayload { tenant, user_errors: vec![] }))
    }
}
