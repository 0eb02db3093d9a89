//! Who looked into the own tenant.

use super::types::{self, SupportAccess};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, counts, items, list};
use async_graphql::{Context, Object, Result};
use domain::support;

#[derive(Default)]
pub(crate) struct SupportQuery;

#[Object]
impl SupportQuery {
    /// Who of the nation asked to look into the active tenant, the newest first. What they read is in `auditTrail`.
    async fn support_accesses(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<SupportAccess>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let read = support::queries::support_accesses(caller(ctx)?, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let ends = page.ends();
        let nodes = types::nodes(ctx, page.items, &items(&ctx.look_ahead())).await?;
        Ok(list(ends.with(nodes), SupportAccess::place, |access| access))
    }
}
