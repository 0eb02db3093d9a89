//! What an administrator changes of the catalogue.

use super::types::Service;
use crate::asked::caller;
use crate::fail::{UserError, outcome};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::configuration::{EffectiveService, ServiceOverride, commands};
use domain::kernel::error::Error;

#[derive(Default)]
pub(crate) struct ServiceMutation;

/// What this tenant changes of a service.
#[derive(InputObject)]
struct OverrideServiceInput {
    /// Code of the service, e.g. `LEGAL-ADVICE`.
    service_code: String,
    /// Whether this centre offers it; null leaves it to the layers above.
    offered: Option<bool>,
    /// Czech working days until a request should be closed, 1 to 250; null leaves it to the layers above.
    close_within: Option<i32>,
    /// The service's `version` as it was read; 0: there never was an override.
    expected_version: i32,
}

/// Which service is left to the layers above again.
#[derive(InputObject)]
struct ResetServiceInput {
    /// Code of the service, e.g. `LEGAL-ADVICE`.
    service_code: String,
    /// The service's `version` as it was read.
    expected_version: i32,
}

/// A service after the change.
#[derive(SimpleObject)]
struct OverrideServicePayload {
    /// The service as it is in force now; null with `userErrors`.
    service: Option<Service>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// A service after the change.
#[derive(SimpleObject)]
struct ResetServicePayload {
    /// The service as it is in force now; null with `userErrors`.
    service: Option<Service>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl ServiceMutation {
    /// Turns a service on or off for this tenant, or changes its closing time.
    async fn override_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be changed.")] input: OverrideServiceInput,
    ) -> Result<Option<OverrideServicePayload>> {
        let change = ServiceOverride { is_offered: input.offered, close_days: input.close_within };
        let caller = caller(ctx)?;
        let changed =
            commands::override_service(caller, &input.service_code, change, input.expected_version)
                .await;
        let (service, user_errors) = parts(ctx, changed)?;
        Ok(Some(OverrideServicePayload { service, user_errors }))
    }

    /// Leaves a service to the layers above again.
    async fn reset_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which service.")] input: ResetServiceInput,
    ) -> Result<Option<ResetServicePayload>> {
        let reset =
            commands::reset_service(caller(ctx)?, &input.service_code, input.expected_version)
                .await;
        let (service, user_errors) = parts(ctx, reset)?;
        Ok(Some(ResetServicePayload { service, user_errors }))
    }
}

fn parts(
    ctx: &Context<'_>,
    result: Result<EffectiveService, Error>,
) -> Result<(Option<Service>, Vec<UserError>)> {
    Ok(match outcome(ctx, result)? {
        Ok(service) => (Some(Service(service)), vec![]),
        Err(user_errors) => (None, user_errors),
    })
}
