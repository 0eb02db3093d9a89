//! The list of requests, and one of it.

use super::ahead;
use super::filter::{RequestFilter, RequestOrder};
use super::types::Request;
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay, counts, items, with_cursors};
use async_graphql::{Context, ID, Object, Result};
use domain::requests;

#[derive(Default)]
pub(crate) struct RequestQuery;

#[Object]
impl RequestQuery {
    /// The requests that one may read: a mayor those of the own municipality, staff those their role is cleared for.
    #[expect(clippy::too_many_arguments, reason = "Relay's four, a filter and an order")]
    async fn requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests are asked for.")] filter: Option<RequestFilter>,
        #[graphql(desc = "Latest opened first when nothing is said.")] order_by: Option<
            RequestOrder,
        >,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Request>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let order = order_by.unwrap_or_default().into();
        let asked = items(&ctx.look_ahead());
        let wanted = ahead::wanted(&asked).map_err(|error| fail(ctx, &error))?;
        let found =
            requests::queries::page(caller(ctx)?, &filter, order, &args, counts(ctx), &wanted)
                .await
                .map_err(|error| fail(ctx, &error))?;
        let (ends, cursors) = (found.page.ends(), found.cursors.clone());
        let nodes = ahead::nodes(ctx, found, asked).await?;
        Ok(with_cursors(ends, cursors, nodes))
    }

    /// A request by its id; null when there is none, or none that one may read.
    async fn request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the request, e.g. `request_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Result<Option<Request>> {
        let id = ids::read_argument(ctx, &id, "id")?;
        Ok(ahead::by_ids(ctx, &[id], vec![ctx.look_ahead()]).await?.pop())
    }
}
