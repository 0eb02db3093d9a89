//! Tenants, members, participants.

use super::types::{self, Member, Participant, Tenant};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, counts, items, list};
use async_graphql::{Context, Object, Result};
use domain::kernel::page::Cursor;
use domain::{identity, tenancy};

#[derive(Default)]
pub(crate) struct TenancyQuery;

#[Object]
impl TenancyQuery {
    /// The active tenant. The nation has one too, of kind `NATION`.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Tenant> {
        let own = tenancy::queries::own(caller(ctx)?).await.map_err(|error| fail(ctx, &error))?;
        types::tenant(ctx, own, vec![ctx.look_ahead()]).await
    }

    /// All associations that were onboarded, by slug. For the nation only.
    async fn tenants(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Tenant>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let page = tenancy::queries::all(caller(ctx)?, &args, counts(ctx))
            .await
            .map_err(|e| fail(ctx, &e))?;
        let ends = page.ends();
        let nodes = types::tenants(ctx, page.items, items(&ctx.look_ahead())).await?;
        Ok(list(ends.with(nodes), Tenant::place, |tenant| tenant))
    }

    /// The members of the active tenant (the sub-tenants), in the order they were admitted. To who acts for some, just those.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Member>> {
        types::members(ctx, &Relay { first, after, last, before }).await
    }

    /// Who takes part in the active tenant, in the order they came.
    async fn participants(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Participant>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let page = identity::queries::participants(caller(ctx)?, &args, counts(ctx))
            .await
            .map_err(|e| fail(ctx, &e))?;
        let cursor = |person: &identity::Participant| {
            Cursor::new("", uuid::Uuid::from(person.id).to_string())
        };
        Ok(list(page, cursor, |person| Participant::from(&person)))
    }
}
