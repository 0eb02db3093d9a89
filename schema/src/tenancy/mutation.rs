//! Bringing an association in.

use super::types::{self, Tenant};
use crate::asked::caller;
use crate::fail::{UserError, fail, outcome};
use crate::people::SignInLink;
use crate::scalars::Ico;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
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
}
