//! The catalogue in force.

use super::types::{Service, ServiceArea};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, list};
use async_graphql::{Context, InputObject, Object, Result};
use domain::configuration::{self, EffectiveService};

#[derive(Default)]
pub(crate) struct ServiceQuery;

/// Which services are asked for; what isn't said doesn't matter.
#[derive(InputObject, Default)]
struct ServiceFilter {
    /// Of this area.
    area: Option<ServiceArea>,
    /// Offered by this centre, or not.
    offered: Option<bool>,
}

#[Object]
impl ServiceQuery {
    /// The catalogue of services in force in the active tenant, by code.
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which services are asked for.")] filter: Option<ServiceFilter>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Service>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default();
        let filter = configuration::ServiceFilter {
            area: filter.area.map(Into::into),
            is_offered: filter.offered,
        };
        let page = configuration::queries::services(caller(ctx)?, &filter, &args)
            .await
            .map_err(|e| fail(ctx, &e))?;
        Ok(list(page, EffectiveService::cursor, Service))
    }

    /// A service in force in the active tenant, by its code; null when there is none.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, e.g. `LEGAL-ADVICE`.")] code: String,
    ) -> Result<Option<Service>> {
        let found = configuration::queries::services_by_codes(caller(ctx)?, &[code]).await;
        Ok(found.map_err(|e| fail(ctx, &e))?.pop().map(Service))
    }
}
