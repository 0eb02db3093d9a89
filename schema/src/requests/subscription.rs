//! What happens to requests, as it happens.

use super::ahead;
use super::types::Request;
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::turn::turn;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, Subscription};
use chrono::{DateTime, Utc};
use domain::kernel::ids::RequestId;
use domain::kernel::page::Cursor;
use domain::requests::changes;
use futures_util::{Stream, stream};

/// What happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "changes::ChangeKind")]
pub(crate) enum RequestChangeKind {
    /// It came (přišel).
    Opened,
    /// Somebody got it (přidělen).
    Assigned,
    /// Somebody wrote a comment on it (komentář).
    Commented,
    /// Somebody began to work on it (řeší se).
    Started,
    /// The requester was asked something (dotaz na žadatele).
    Asked,
    /// The requester has answered (odpověď žadatele).
    Answered,
    /// It was withdrawn (zrušen).
    Cancelled,
    /// It was closed (uzavřen).
    Closed,
    /// It was opened again (znovu otevřen).
    Reopened,
    /// It was filed under another service or secrecy (přesunut). Told to who may read it there.
    Moved,
    /// It was linked with another one (propojen). Told where all who may read it may read the other, too.
    Linked,
    /// A link with another one was taken away (propojení zrušeno). Told as that it was made.
    Unlinked,
    /// It was merged into another one, or another one into it (sloučen).
    Merged,
    /// Its first answer or its closing is due soon (blíží se lhůta). Told to the staff, once for each term.
    DueSoon,
    /// Its first answer or its closing is too late (po lhůtě). Told to the staff, once for each term.
    Overdue,
}

/// Of which changes one wants to be told; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct RequestChangeFilter {
    /// Of these kinds.
    kinds: Option<Vec<RequestChangeKind>>,
    /// Of these requests, at most 100.
    request_ids: Option<Vec<ID>>,
    /// Of requests of this member.
    member_id: Option<ID>,
}

impl RequestChangeFilter {
    fn read(self, ctx: &Context<'_>) -> Result<changes::ChangeFilter> {
        Ok(changes::ChangeFilter {
            kinds: self.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            requests: ids::read_filters(ctx, self.request_ids.as_deref(), "requestIds")?,
            member: ids::read_filter(ctx, self.member_id.as_ref(), "memberId")?,
        })
    }
}

/// Something that happened to a request (změna požadavku).
pub(crate) struct RequestChange(changes::Change);

/// Something that happened to a request (změna požadavku).
#[Object]
impl RequestChange {
    /// Where it stands among all that happened in this tenant. Given as `after`, a later subscription goes on behind it.
    async fn cursor(&self) -> String {
        Cursor::of_position(self.0.position).print()
    }

    /// What happened.
    async fn kind(&self) -> RequestChangeKind {
        self.0.kind.into()
    }

    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Id of the request.
    async fn request_id(&self) -> ID {
        ids::id(self.0.request)
    }

    /// The request as it is now, which may be later than this change; null: one may not read it any more.
    async fn request(&self, ctx: &Context<'_>) -> Result<Option<Request>> {
        let asked: [RequestId; 1] = [self.0.request];
        Ok(ahead::by_ids(ctx, &asked, vec![ctx.look_ahead()]).await?.pop())
    }
}

#[derive(Default)]
pub(crate) struct RequestSubscription;

#[Subscription]
impl RequestSubscription {
    /// Tells each change of the requests that one may read, in the order in which they happened, until one may not any more.
    /// Nothing is left out and nothing comes twice for who goes on with `after`, whichever server answers.
    async fn request_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which changes.")] filter: Option<RequestChangeFilter>,
        #[graphql(
            desc = "Begin behind this cursor of an earlier change; with what happens from now on when it isn't given."
        )]
        after: Option<String>,
    ) -> Result<impl Stream<Item = RequestChange> + use<>> {
        let turn = turn(ctx)?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let from = turn.from(ctx, after.as_deref())?;
        let change = changes::next(caller(ctx)?, &filter, from).await;
        let change = change.map_err(|error| fail(ctx, &error))?;
        turn.found(from, change.as_ref().map(|change| change.position));
        Ok(stream::iter(change.map(RequestChange)))
    }
}
