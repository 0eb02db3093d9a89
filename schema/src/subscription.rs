//! The root of what one can be told: a list of names, each slice's own.

use crate::activities::ActivitySubscription;
use crate::figures::FigureSubscription;
use crate::notifications::NotificationSubscription;
use crate::requests::RequestSubscription;
use crate::rollouts::RolloutSubscription;
use async_graphql::MergedSubscription;

/// What one can be told as it happens: over a websocket (`graphql-transport-ws`) or as server-sent events.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    RequestSubscription,
    NotificationSubscription,
    ActivitySubscription,
    RolloutSubscription,
    FigureSubscription,
);
