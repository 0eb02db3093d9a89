//! What one does with what one was told.

use crate::asked::caller;
use crate::fail::{UserError, fail, outcome};
use crate::ids;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::kernel::error::{Error, code};
use domain::kernel::ids::NotificationId;
use domain::notifications::{Which, commands, queries};
use std::collections::BTreeSet;

/// How many notifications are named at once at most.
const IDS_MAX: usize = 100;

#[derive(Default)]
pub(crate) struct NotificationMutation;

/// Which notifications one has seen: either `ids` or `upTo`.
#[derive(InputObject)]
struct MarkNotificationsSeenInput {
    /// These, at most 100.
    ids: Option<Vec<ID>>,
    /// This one, and all that one was told before it.
    up_to: Option<ID>,
}

/// What one was told and has seen.
#[derive(SimpleObject)]
struct MarkNotificationsSeenPayload {
    /// How many notifications are still unseen; null with `userErrors`.
    unseen: Option<i32>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl NotificationMutation {
    /// Notes which notifications one has seen (přečteno). What was seen before stays as it was.
    async fn mark_notifications_seen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which notifications.")] input: MarkNotificationsSeenInput,
    ) -> Result<Option<MarkNotificationsSeenPayload>> {
        let caller = caller(ctx)?;
        let done = async { commands::mark_seen(caller, &which(&input)?).await }.await;
        Ok(Some(match outcome(ctx, done)? {
            Ok(_) => {
                let unseen = queries::unseen(caller).await.map_err(|error| fail(ctx, &error))?;
                let unseen = Some(i32::try_from(unseen).unwrap_or(i32::MAX));
                MarkNotificationsSeenPayload { unseen, user_errors: vec![] }
            }
            Err(user_errors) => MarkNotificationsSeenPayload { unseen: None, user_errors },
        }))
    }
}

fn which(input: &MarkNotificationsSeenInput) -> Result<Which, Error> {
    match (&input.ids, &input.up_to) {
        (Some(these), None) if these.len() > IDS_MAX => {
            Err(Error::invalid(&["input", "ids"], code::OUT_OF_RANGE))
        }
        (Some(these), None) => {
            let each = these.iter().map(|id| ids::read(id, "ids"));
            Ok(Which::These(each.collect::<Result<BTreeSet<NotificationId>, _>>()?))
        }
        (None, Some(id)) => Ok(Which::UpTo(ids::read(id, "upTo")?)),
        (None, None) => Err(Error::invalid(&["input", "upTo"], code::REQUIRED)),
        (Some(_), Some(_)) => Err(Error::invalid(&["input", "upTo"], code::MALFORMED)),
    }
}
