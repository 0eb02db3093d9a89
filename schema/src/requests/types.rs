//! What a request shows.

use super::clock::SlaClock;
use super::entries::{Comment, HistoryEntry};
use super::kinds::{RequestChannel, RequestMove, RequestPriority, RequestState};
use super::links::{self, RequestLink};
use crate::activities::{Activity, OfRequests};
use crate::asked::caller;
use crate::attachments::{self, Attachment};
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay, list};
use crate::register::Municipality;
use crate::services::{Secrecy, Service};
use crate::tenancy::{Member, Participant};
use async_graphql::{Context, ID, Object, Result, SimpleObject, Union};
use chrono::{DateTime, Utc};
use domain::kernel::error::Error;
use domain::kernel::ids::{ParticipantId, RequestId, WatcherId};
use domain::kernel::page::{Cursor, Page, PageArgs};
use domain::requests::{self, RequestChildren};
use std::sync::Arc;
use uuid::Uuid;

/// Who asks.
#[derive(Union)]
pub(crate) enum Requester {
    Municipality(MunicipalityRequester),
    Organisation(OrganisationRequester),
    Citizen(CitizenRequester),
}

/// The municipality itself asks.
#[derive(SimpleObject)]
pub(crate) struct MunicipalityRequester {
    /// The member that asks.
    member_id: ID,
}

/// A body that the municipality set up asks.
#[derive(SimpleObject)]
pub(crate) struct OrganisationRequester {
    /// Its name.
    name: String,
    /// The member it belongs to.
    member_id: ID,
}

/// A citizen asks.
#[derive(SimpleObject)]
pub(crate) struct CitizenRequester {
    /// Their name.
    name: String,
    /// Where they can be written to; null: they didn't ask by the public form.
    email: Option<String>,
}

/// A request (požadavek): what a member or a citizen asks of the centre.
#[derive(Clone)]
pub(crate) struct Request {
    pub(super) request: requests::Request,
    pub(super) member: Option<Member>,
    pub(super) municipality: Option<Municipality>,
    pub(super) children: Arc<RequestChildren>,
    pub(super) activities: Arc<OfRequests>,
    pub(super) attachments: Arc<attachments::OfRequests>,
    pub(super) links: Arc<links::OfRequests>,
}

impl Request {
    /// Which.
    pub(crate) fn key(&self) -> RequestId {
        self.request.id
    }

    fn person(&self, id: ParticipantId) -> Option<Participant> {
        self.children.person(id).map(Participant::from)
    }
}

/// A part of a list that was read with its request.
fn prefetched<T: Clone>(
    ctx: &Context<'_>,
    relay: &Relay,
    page: impl Fn(&PageArgs) -> Option<Page<T>>,
) -> Result<Page<T>> {
    let args = relay.read(ctx)?;
    page(&args).ok_or_else(|| fail(ctx, &Error::broken("a child of a request was not read ahead")))
}

/// A request (požadavek): what a member or a citizen asks of the centre.
#[Object]
impl Request {
    /// Id of the request.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.request.id)
    }

    /// Its number as people say it: year and number, e.g. `2026/17`.
    async fn number(&self) -> String {
        self.request.printed_number()
    }

    /// What it is about, in one line.
    async fn title(&self) -> &str {
        &self.request.title
    }

    /// The whole of it.
    async fn description(&self) -> &str {
        &self.request.description
    }

    /// The service it was filed under, as in force now.
    async fn service(&self) -> Option<Service> {
        self.children.service(&self.request.service_code).cloned().map(Service)
    }

    /// Where it stands.
    async fn state(&self) -> RequestState {
        self.request.state.into()
    }

    /// Who asks.
    async fn requester(&self) -> Requester {
        let name = self.request.requester_name.clone().unwrap_or_default();
        let member_id = ids::id(self.request.member_id);
        match self.request.requester_kind {
            requests::RequesterKind::Municipality => {
                Requester::Municipality(MunicipalityRequester { member_id })
            }
            requests::RequesterKind::Organisation => {
                Requester::Organisation(OrganisationRequester { name, member_id })
            }
            requests::RequesterKind::Citizen => {
                let email = self.request.requester_email.clone();
                Requester::Citizen(CitizenRequester { name, email })
            }
        }
    }

    /// Whose it is: a municipality's, or the association's own. A citizen's case is the association's, unless the citizen wanted
    /// their municipality to see it.
    async fn member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// The municipality it is about; null: none in particular.
    async fn municipality(&self) -> Option<&Municipality> {
        self.municipality.as_ref()
    }

    /// Who of the staff may read it.
    async fn secrecy(&self) -> Secrecy {
        self.request.secrecy.into()
    }

    /// Whether its municipality sees it.
    async fn shown_to_member(&self) -> bool {
        self.request.shown_to_member
    }

    /// Who has it; null: nobody yet.
    async fn assignee(&self) -> Option<Participant> {
        self.request.assignee_id.and_then(|id| self.person(id))
    }

    /// Who wrote it down; null: the citizen, by the public form.
    async fn opened_by(&self) -> Option<Participant> {
        self.request.opened_by.and_then(|id| self.person(id))
    }

    /// When it came.
    async fn opened_at(&self) -> DateTime<Utc> {
        self.request.opened_at
    }

    /// Until when the first answer is due: the end of office hours on its last working day in Prague.
    async fn first_answer_due_at(&self) -> DateTime<Utc> {
        self.request.first_answer_due_at
    }

    /// Until when closing is due: the end of office hours on its last working day in Prague, or later by how long the requester
    /// was waited for.
    async fn due_at(&self) -> DateTime<Utc> {
        self.request.due_at
    }

    /// When the staff first wrote something for the requester; null: not yet.
    async fn first_answered_at(&self) -> Option<DateTime<Utc>> {
        self.request.first_answered_at
    }

    /// Until when it is to be answered and closed, and how that came about.
    async fn clock(&self) -> SlaClock {
        SlaClock(self.request.clock())
    }

    /// How urgent it is.
    async fn priority(&self) -> RequestPriority {
        self.request.priority.into()
    }

    /// How it came; null: nobody said.
    async fn channel(&self) -> Option<RequestChannel> {
        self.request.channel.map(Into::into)
    }

    /// What can be done with it from where it stands, by whoever may.
    async fn legal_moves(&self) -> Vec<RequestMove> {
        if self.children.merged_at(self.request.id).is_some() {
            return vec![];
        }
        self.request.state.legal_moves().into_iter().map(Into::into).collect()
    }

    /// Whether it should have been closed by now and isn't.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.request.is_overdue(caller(ctx)?.clock().now()))
    }

    /// When it was closed or cancelled; null: it is open.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.request.closed_at
    }

    /// What came of it, written on closing; of what was withdrawn, why.
    async fn outcome(&self) -> Option<&str> {
        self.request.outcome.as_deref()
    }

    /// When it was merged into another one that asks for the same (sloučen); null: it wasn't.
    async fn merged_at(&self) -> Option<DateTime<Utc>> {
        self.children.merged_at(self.request.id)
    }

    /// The request that it was merged into, where it goes on; null: it wasn't merged, or one may not read that one.
    async fn merged_into(&self) -> Option<&Request> {
        self.links.merged_into(self.request.id)
    }

    /// Changes with each step.
    async fn version(&self) -> i32 {
        self.request.version
    }

    /// Its comments, oldest first; internal ones only to the staff.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Comment>> {
        let relay = Relay { first, after, last, before };
        let id = self.request.id;
        let mut page = prefetched(ctx, &relay, |args| self.children.comments(id, args).cloned())?;
        page.total = Some(self.children.comment_count(id));
        let cursor =
            |comment: &requests::Comment| Cursor::new("", Uuid::from(comment.id).to_string());
        Ok(list(page, cursor, |comment| {
            let author = self.person(comment.author_id);
            Comment::new(comment, author)
        }))
    }

    /// Who wants to be told of what happens to it (sledující), since longest first.
    async fn watchers(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Participant>> {
        let relay = Relay { first, after, last, before };
        let id = self.request.id;
        let page = prefetched(ctx, &relay, |args| self.children.watchers(id, args).cloned())?;
        let named =
            |watcher: &requests::Watcher| Some((watcher.id, self.person(watcher.participant)?));
        let items = page.items.iter().filter_map(named).collect();
        let mut page = page.with(items);
        page.total = Some(self.children.watcher_count(id));
        let cursor =
            |(id, _): &(WatcherId, Participant)| Cursor::new("", Uuid::from(*id).to_string());
        Ok(list(page, cursor, |(_, person)| person))
    }

    /// The work that came from it (aktivity), as it was recorded.
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Activity>> {
        let relay = Relay { first, after, last, before };
        let id = self.request.id;
        let page = prefetched(ctx, &relay, |args| self.activities.page(id, args))?;
        Ok(list(page, Activity::place, |activity| activity))
    }

    /// Files that hang on it (přílohy), as they were attached.
    async fn attachments(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<Attachment>> {
        let relay = Relay { first, after, last, before };
        let id = self.request.id;
        let page = prefetched(ctx, &relay, |args| self.attachments.page(id, args))?;
        Ok(list(page, Attachment::place, |attachment| attachment))
    }

    /// The requests that it is linked with (propojené požadavky), as they were linked: those that one may read. Others are neither
    /// shown nor counted.
    async fn linked(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<RequestLink>> {
        let relay = Relay { first, after, last, before };
        let id = self.request.id;
        let page = prefetched(ctx, &relay, |args| self.links.page(id, args))?;
        Ok(list(page, RequestLink::place, |link| link))
    }

    /// What happened to it, oldest first, from the audit trail.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<HistoryEntry>> {
        let relay = Relay { first, after, last, before };
        let id = self.request.id;
        let mut page = prefetched(ctx, &relay, |args| self.children.history(id, args).cloned())?;
        page.total = Some(self.children.history_count(id));
        let cursor =
            |entry: &requests::HistoryEntry| Cursor::new("", Uuid::from(entry.id).to_string());
        Ok(list(page, cursor, |entry| {
            let actor = entry.actor.and_then(|id| self.person(id));
            HistoryEntry::new(entry, actor)
        }))
    }
}
