//! The list of activities, and one of it.

use super::ahead;
use super::filter::{ActivityFilter, ActivityOrder};
use super::types::Activity;
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay, counts, items, with_cursors};
use async_graphql::{Context, ID, Object, Result};
use domain::activities;

#[derive(Default)]
pub(crate) struct ActivityQuery;

#[Object]
impl ActivityQuery {
    /// The activities (aktivity) that one may read: a mayor those of which the own municipality has a share, staff those
    /// their role is cleared for.
    #[expect(clippy::too_many_arguments, reason = "Relay's four, a filter and an order")]
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which activities are asked for.")] filter: Option<ActivityFilter>,
        #[graphql(desc = "Latest performed first when nothing is said.")] order_by: Option<
            ActivityOrder,
        >,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Activity>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let order = order_by.unwrap_or_default().into();
        let asked = items(&ctx.look_ahead());
        let wanted = ahead::wanted(&asked);
        let found =
            activities::queries::page(caller(ctx)?, &filter, order, &args, counts(ctx), &wanted)
                .await
                .map_err(|error| fail(ctx, &error))?;
        let (ends, cursors) = (found.page.ends(), found.cursors.clone());
        let nodes = ahead::nodes(ctx, found, asked).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }

    /// An activity by its id; null when there is none, or none that one may read.
    async fn activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the activity, e.g. `activity_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Result<Option<Activity>> {
        let id = ids::read_argument(ctx, &id, "id")?;
        Ok(ahead::by_ids(ctx, &[id], vec![ctx.look_ahead()]).await?.pop())
    }
}
