//! What one is told, as it happens.

use super::ahead;
use super::types::RequestNotification;
use crate::asked::caller;
use crate::fail::fail;
use crate::turn::turn;
use async_graphql::{Context, Result, Subscription};
use domain::notifications::queries;
use futures_util::{Stream, stream};

#[derive(Default)]
pub(crate) struct NotificationSubscription;

#[Subscription]
impl NotificationSubscription {
    /// Tells each notification of one's own (oznámení) as it comes, in the order in which things happened, until one may not be
    /// told any more. Nothing is left out and nothing comes twice for who goes on with `after`, whichever server answers.
    async fn notification(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Begin behind this cursor of an earlier notification; with what happens from now on when it isn't given."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = RequestNotification> + use<>> {
        let turn = turn(ctx)?;
        let from = turn.from(ctx, after.as_deref())?;
        let told = queries::next(caller(ctx)?, from).await.map_err(|error| fail(ctx, &error))?;
        turn.found(from, told.as_ref().map(|told| told.position));
        let told = told.into_iter().collect();
        Ok(stream::iter(ahead::nodes(ctx, told, &[ctx.look_ahead()]).await?))
    }
}
