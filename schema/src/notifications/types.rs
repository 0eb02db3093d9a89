//! What a notification shows.

use crate::ids;
use crate::requests::{Request, RequestChangeKind};
use async_graphql::{ID, InputObject, Object};
use chrono::{DateTime, Utc};
use domain::notifications::{Notification, NotificationFilter, queries};

/// That something happened to a request which concerns oneself (oznámení): one has it, watches it, acts for its municipality, or
/// leads the centre while nobody has it.
pub(crate) struct RequestNotification {
    pub(super) told: Notification,
    pub(super) request: Option<Request>,
}

/// That something happened to a request which concerns oneself (oznámení): one has it, watches it, acts for its municipality, or
/// leads the centre while nobody has it.
#[Object]
impl RequestNotification {
    /// Id of the notification.
    async fn id(&self) -> ID {
        ids::id(self.told.id)
    }

    /// Where it stands among all that happened in this tenant. Given as `after`, a later subscription goes on behind it.
    async fn cursor(&self) -> String {
        queries::cursor(&self.told).print()
    }

    /// What happened.
    async fn kind(&self) -> RequestChangeKind {
        self.told.kind.into()
    }

    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.told.happened_at
    }

    /// Id of the request.
    async fn request_id(&self) -> ID {
        ids::id(self.told.request)
    }

    /// The request as it is now, which may be later than what one is told of.
    async fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }

    /// When one said that one has seen it; null: not yet.
    async fn seen_at(&self) -> Option<DateTime<Utc>> {
        self.told.seen_at
    }
}

/// Which notifications are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct RequestNotificationFilter {
    /// Those that one has seen, or hasn't.
    seen: Option<bool>,
}

impl From<RequestNotificationFilter> for NotificationFilter {
    fn from(filter: RequestNotificationFilter) -> Self {
        Self { is_seen: filter.seen }
    }
}
