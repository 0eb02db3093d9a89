//! What hangs on a list of requests: which of it is wanted, and what was found. A query is told what is wanted before it
//! reads, so that each level is one trip, however long the list is.

use super::rules::{Comment, HistoryEntry, OrderField, Request, Watcher};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::configuration::{self, EffectiveService};
use crate::identity::{self, Participant};
use crate::kernel::error::Result;
use crate::kernel::ids::{MemberId, ParticipantId, RequestId};
use crate::kernel::page::{Cursor, Page, PageArgs};
use crate::tenancy::{self, Member};
use chrono::{DateTime, Utc};
use diesel::QueryResult;
use futures_util::future::try_join_all;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What is wanted of each request of a list, beside its own row.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one child is wanted; none excludes another"
)]
pub struct Wanted {
    /// Parts of its comments.
    pub comments: Vec<PageArgs>,
    /// How many comments there are.
    pub comment_count: bool,
    /// Parts of its history.
    pub history: Vec<PageArgs>,
    /// How long its history is.
    pub history_count: bool,
    /// Parts of who watches it.
    pub watchers: Vec<PageArgs>,
    /// How many watch it.
    pub watcher_count: bool,
    /// Whose it is.
    pub member: bool,
    /// Its service as in force.
    pub service: bool,
    /// Whether it was merged into another one.
    pub merged: bool,
    /// The names of who opened it, has it, watches it, wrote a comment, or did a step of its history.
    pub people: bool,
}

/// What hangs on the requests of one answer.
#[derive(Debug, Default)]
pub struct RequestChildren {
    comments: Parts<Comment>,
    comment_counts: HashMap<RequestId, i64>,
    history: Parts<HistoryEntry>,
    history_counts: HashMap<RequestId, i64>,
    watchers: Parts<Watcher>,
    watcher_counts: HashMap<RequestId, i64>,
    members: HashMap<MemberId, Member>,
    services: HashMap<String, EffectiveService>,
    merged: HashMap<RequestId, DateTime<Utc>>,
    people: HashMap<ParticipantId, Participant>,
}

/// Requests with what was wanted of them.
#[derive(Debug, Clone)]
pub struct Found {
    /// A part of the list.
    pub page: Page<Request>,
    /// The place of each.
    pub cursors: Vec<Cursor>,
    /// What hangs on them.
    pub children: Arc<RequestChildren>,
}

impl Found {
    /// One request of which nothing else is wanted.
    pub(super) fn alone(request: Request) -> Self {
        let cursors = vec![store::cursor(&request, OrderField::OpenedAt)];
        let page = Page { items: vec![request], has_next: false, has_previous: false, total: None };
        Self { page, cursors, children: Arc::default() }
    }
}

impl RequestChildren {
    /// A part of a request's comments, if it was wanted.
    pub fn comments(&self, of: RequestId, args: &PageArgs) -> Option<&Page<Comment>> {
        self.comments.get(args).and_then(|by_request| by_request.get(&of))
    }

    /// How many comments a request has.
    pub fn comment_count(&self, of: RequestId) -> i64 {
        self.comment_counts.get(&of).copied().unwrap_or(0)
    }

    /// A part of a request's history, if it was wanted.
    pub fn history(&self, of: RequestId, args: &PageArgs) -> Option<&Page<HistoryEntry>> {
        self.history.get(args).and_then(|by_request| by_request.get(&of))
    }

    /// How long a request's history is.
    pub fn history_count(&self, of: RequestId) -> i64 {
        self.history_counts.get(&of).copied().unwrap_or(0)
    }

    /// A part of who watches a request, if it was wanted.
    pub fn watchers(&self, of: RequestId, args: &PageArgs) -> Option<&Page<Watcher>> {
        self.watchers.get(args).and_then(|by_request| by_request.get(&of))
    }

    /// How many watch a request.
    pub fn watcher_count(&self, of: RequestId) -> i64 {
        self.watcher_counts.get(&of).copied().unwrap_or(0)
    }

    /// A member that one of the requests belongs to.
    pub fn member(&self, id: MemberId) -> Option<&Member> {
        self.members.get(&id)
    }

    /// A service that one of the requests was filed under.
    pub fn service(&self, code: &str) -> Option<&EffectiveService> {
        self.services.get(code)
    }

    /// When a request was merged into another one; `None`: it wasn't, or it wasn't asked.
    pub fn merged_at(&self, of: RequestId) -> Option<DateTime<Utc>> {
        self.merged.get(&of).copied()
    }

    /// Somebody who has to do with one of the requests.
    pub fn person(&self, id: ParticipantId) -> Option<&Participant> {
        self.people.get(&id)
    }
}

impl Wanted {
    /// Whether the rows themselves are all.
    pub(super) fn is_nothing(&self) -> bool {
        self.has_no_lists()
            && !(self.comment_count
                || self.history_count
                || self.watcher_count
                || self.member
                || self.service
                || self.merged
                || self.people)
    }

    fn has_no_lists(&self) -> bool {
        self.comments.is_empty() && self.history.is_empty() && self.watchers.is_empty()
    }

    /// Asks for what the children need beyond reading requests.
    pub(super) fn require(&self, caller: &Caller) -> Result<()> {
        if self.member {
            caller.require(Permission::ReadTenant)?;
        }
        if self.service {
            caller.require(Permission::ReadServices)?;
        }
        if self.people {
            caller.require(Permission::ReadParticipants)?;
        }
        Ok(())
    }

    /// Reads it for all of `requests`: one trip, and one more for the names of who stands in a list.
    pub(super) async fn read(&self, tx: &ReadTx, requests: &[Request]) -> Result<RequestChildren> {
        let level = self.read_level(tx, requests);
        if !self.people {
            return tx.closing(level).await;
        }
        if self.has_no_lists() {
            let people: Vec<ParticipantId> =
                of_rows(requests).collect::<BTreeSet<_>>().into_iter().collect();
            let people = identity::participants_by_ids(tx, &people);
            let both = async { futures_util::try_join!(level, people) };
            let (mut children, people) = tx.closing(both).await?;
            children.people = people.into_iter().map(|person| (person.id, person)).collect();
            return Ok(children);
        }
        let mut children = level.await?;
        let people: Vec<ParticipantId> = children.people_of(requests).into_iter().collect();
        let people = tx.closing(identity::participants_by_ids(tx, &people)).await?;
        children.people = people.into_iter().map(|person| (person.id, person)).collect();
        Ok(children)
    }

    async fn read_level(&self, tx: &ReadTx, requests: &[Request]) -> QueryResult<RequestChildren> {
        let ids: Vec<RequestId> = requests.iter().map(|request| request.id).collect();
        let members = async {
            let ids: Vec<MemberId> = distinct(requests.iter().map(|request| request.member_id));
            if self.member { tenancy::members_by_ids(tx, &ids).await } else { Ok(Vec::new()) }
        };
        let services = async {
            let codes: Vec<String> =
                distinct(requests.iter().map(|request| request.service_code.clone()));
            if self.service {
                configuration::services_by_codes(tx, &codes).await
            } else {
                Ok(Vec::new())
            }
        };
        let merged =
            async { if self.merged { store::merged(tx, &ids).await } else { Ok(Vec::new()) } };
        let (lists, counts, members, services, merged) = futures_util::try_join!(
            self.read_lists(tx, &ids),
            self.read_counts(tx, &ids),
            members,
            services,
            merged
        )?;
        let (comments, history, watchers) = lists;
        let (comment_counts, history_counts, watcher_counts) = counts;
        Ok(RequestChildren {
            comments,
            comment_counts,
            history,
            history_counts,
            watchers,
            watcher_counts,
            members: members.into_iter().map(|member| (member.id, member)).collect(),
            services: services
                .into_iter()
                .map(|service| (service.code().to_owned(), service))
                .collect(),
            merged: merged.into_iter().collect(),
            people: HashMap::new(),
        })
    }

    async fn read_lists(
        &self,
        tx: &ReadTx,
        ids: &[RequestId],
    ) -> QueryResult<(Parts<Comment>, Parts<HistoryEntry>, Parts<Watcher>)> {
        let comments = try_join_all(self.comments.iter().map(async |args| {
            store::comments(tx, ids, args).await.map(|found| (args.clone(), found))
        }));
        let history = try_join_all(self.history.iter().map(async |args| {
            store::history(tx, ids, args).await.map(|found| (args.clone(), found))
        }));
        let watchers = try_join_all(self.watchers.iter().map(async |args| {
            store::watchers(tx, ids, args).await.map(|found| (args.clone(), found))
        }));
        let (comments, history, watchers) = futures_util::try_join!(comments, history, watchers)?;
        let (comments, history) = (comments.into_iter().collect(), history.into_iter().collect());
        Ok((comments, history, watchers.into_iter().collect()))
    }

    async fn read_counts(&self, tx: &ReadTx, ids: &[RequestId]) -> QueryResult<Counts> {
        let comments = async {
            if self.comment_count {
                store::counts_of_comments(tx, ids).await
            } else {
                Ok(Vec::new())
            }
        };
        let history = async {
            if self.history_count {
                store::counts_of_history(tx, ids).await
            } else {
                Ok(Vec::new())
            }
        };
        let watchers = async {
            if self.watcher_count {
                store::counts_of_watchers(tx, ids).await
            } else {
                Ok(Vec::new())
            }
        };
        let (comments, history, watchers) = futures_util::try_join!(comments, history, watchers)?;
        let history = history.into_iter().filter_map(|(id, count)| Some((id?, count)));
        let (comments, history) = (comments.into_iter().collect(), history.collect());
        Ok((comments, history, watchers.into_iter().collect()))
    }
}

/// The parts of a list that were wanted, of each request.
type Parts<T> = HashMap<PageArgs, HashMap<RequestId, Page<T>>>;

/// How long comments, history and watchers of each request are, where that was wanted.
type Counts = (HashMap<RequestId, i64>, HashMap<RequestId, i64>, HashMap<RequestId, i64>);

impl RequestChildren {
    fn people_of(&self, requests: &[Request]) -> BTreeSet<ParticipantId> {
        let comments =
            self.comments.values().flat_map(HashMap::values).flat_map(|page| &page.items);
        let history = self.history.values().flat_map(HashMap::values).flat_map(|page| &page.items);
        let watchers =
            self.watchers.values().flat_map(HashMap::values).flat_map(|page| &page.items);
        of_rows(requests)
            .chain(watchers.map(|watcher| watcher.participant))
            .chain(comments.map(|comment| comment.author_id))
            .chain(history.filter_map(|entry| entry.actor))
            .collect()
    }
}

/// Who stands in the rows themselves.
fn of_rows(requests: &[Request]) -> impl Iterator<Item = ParticipantId> {
    requests.iter().flat_map(|request| request.opened_by.into_iter().chain(request.assignee_id))
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.collect::<BTreeSet<T>>().into_iter().collect()
}
