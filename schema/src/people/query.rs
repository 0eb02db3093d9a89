//! Who holds which role.

use super::types::{self, Grant};
use crate::asked::caller;
use crate::fail::fail;
use crate::ids::read_filter;
use crate::pages::{List, Relay, counts, items, with_cursors};
use crate::tenancy::RoleName;
use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::identity::{self, GrantFilter};
use domain::kernel::page::Cursor;

#[derive(Default)]
pub(crate) struct PeopleQuery;

/// Which grants are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
struct GrantFilterInput {
    /// Of this participant.
    participant_id: Option<ID>,
    /// Of this role.
    role: Option<RoleName>,
    /// Only those that wait for the chair's word.
    #[graphql(default)]
    awaiting_confirmation: bool,
    /// Also those that have ended.
    #[graphql(default)]
    with_ended: bool,
}

#[Object]
impl PeopleQuery {
    /// Who holds which role in the active tenant, the newest first. For those who act for the whole tenant.
    async fn grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all that haven't ended when nothing is said.")] filter: Option<
            GrantFilterInput,
        >,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Grant>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let asked = filter.unwrap_or_default();
        let filter = GrantFilter {
            participant: read_filter(ctx, asked.participant_id.as_ref(), "participantId")?,
            role: asked.role.map(Into::into),
            awaiting_confirmation: asked.awaiting_confirmation,
            with_ended: asked.with_ended,
        };
        let read = identity::queries::grants(caller(ctx)?, &filter, &args, counts(ctx)).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let cursors: Vec<Cursor> = page
            .items
            .iter()
            .map(|grant| Cursor::new("", uuid::Uuid::from(grant.id).to_string()))
            .collect();
        let ends = page.ends();
        let nodes = types::grants(ctx, page.items, items(&ctx.look_ahead())).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }
}
