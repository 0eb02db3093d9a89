//! Versions of the centre model.

use super::types::{CentreModelVersion, State, nodes};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, items, list};
use async_graphql::{Context, InputObject, Object, Result};
use domain::configuration::model::versions::{self, VersionFilter};

#[derive(Default)]
pub(crate) struct CentreModelQuery;

/// Which versions are asked for; what isn't said doesn't matter.
#[derive(InputObject, Default)]
struct CentreModelVersionFilter {
    /// In one of these states.
    states: Option<Vec<State>>,
}

#[Object]
impl CentreModelQuery {
    /// Versions of the centre model: what isn't published yet first, then the newest. To the nation all of them; to a tenant's
    /// people those that were published.
    async fn centre_model_versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which versions are asked for.")] filter: Option<CentreModelVersionFilter>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<CentreModelVersion>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let states = filter.unwrap_or_default().states;
        let states = states.map(|states| states.into_iter().map(Into::into).collect());
        let filter = VersionFilter { states };
        let read = versions::queries::versions(caller(ctx)?, &filter, &args).await;
        let page = read.map_err(|error| fail(ctx, &error))?;
        let ends = page.ends();
        let nodes = nodes(ctx, page.items, items(&ctx.look_ahead())).await?;
        Ok(list(ends.with(nodes), CentreModelVersion::place, |node| node))
    }
}
