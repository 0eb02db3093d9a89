//! That activities were recorded, as it happens.

use super::ahead;
use super::types::Activity;
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::turn::turn;
use async_graphql::{Context, ID, Object, Result, Subscription};
use chrono::{DateTime, Utc};
use domain::activities::told;
use domain::kernel::page::Cursor;
use futures_util::{Stream, stream};

/// That an activity was recorded (zápis aktivity).
pub(crate) struct ActivityRecording(told::Recording);

/// That an activity was recorded (zápis aktivity).
#[Object]
impl ActivityRecording {
    /// Where it stands among all that happened in this tenant. Given as `after`, a later subscription goes on behind it.
    async fn cursor(&self) -> String {
        Cursor::of_position(self.0.position).print()
    }

    /// When it was recorded.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Id of the activity.
    async fn activity_id(&self) -> ID {
        ids::id(self.0.activity)
    }

    /// The activity as it is now, which may be later than the recording; null: one may not read it any more.
    async fn activity(&self, ctx: &Context<'_>) -> Result<Option<Activity>> {
        Ok(ahead::by_ids(ctx, &[self.0.activity], vec![ctx.look_ahead()]).await?.pop())
    }
}

#[derive(Default)]
pub(crate) struct ActivitySubscription;

#[Subscription]
impl ActivitySubscription {
    /// Tells each activity that is recorded, to the staff that may read it; to a municipality's people when their municipality
    /// gets a share of one, for each of theirs. In the order in which it happened, until one may not read activities any more.
    /// Nothing is left out and nothing comes twice for who goes on with `after`, whichever server answers.
    async fn activity_recorded(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Begin behind this cursor of an earlier recording; with what happens from now on when it isn't given."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = ActivityRecording> + use<>> {
        let turn = turn(ctx)?;
        let from = turn.from(ctx, after.as_deref())?;
        let recording = told::next(caller(ctx)?, from).await;
        let recording = recording.map_err(|error| fail(ctx, &error))?;
        turn.found(from, recording.as_ref().map(|recording| recording.position));
        Ok(stream::iter(recording.map(ActivityRecording)))
    }
}
