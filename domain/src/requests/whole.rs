//! Requests with all that hangs on them, for who takes them out: each whole, however much that is.

use super::links::Link;
use super::rules::{Comment, HistoryEntry, OrderField, Request, RequestFilter, RequestOrder};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::identity::{self, Participant};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, RequestId};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// How many comments, entries of a history or links are read of each request at once.
const ROWS_AT_ONCE: i32 = 100;

/// A request with all its comments, its whole history and its links, as far as the caller may see them.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Its own row.
    pub request: Request,
    /// All its comments, oldest first.
    pub comments: Vec<Comment>,
    /// Its whole history, oldest first.
    pub history: Vec<HistoryEntry>,
    /// With which others it is linked, as they were made.
    pub links: Vec<Link>,
}

/// Some whole requests.
#[derive(Debug, Clone)]
pub struct Wholes {
    /// In the order in which they came.
    pub items: Vec<Whole>,
    /// Who has to do with them.
    pub people: HashMap<ParticipantId, Participant>,
    /// Behind which the next ones stand; `None`: these were the last.
    pub next: Option<Cursor>,
}

/// So many whole requests that the caller may see, in the order in which they came, in one snapshot.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadRequests` and `ReadParticipants`.
pub async fn wholes(caller: &Caller, after: Option<Cursor>, first: i32) -> Result<Wholes> {
    caller.require(Permission::ReadParticipants)?;
    let args = PageArgs { after, ..PageArgs::new(Some(first), None, None, None)? };
    caller
        .read(Permission::ReadRequests, async |tx| {
            let order = RequestOrder { field: OrderField::OpenedAt, is_descending: false };
            let (filter, members) = (RequestFilter::default(), caller.members());
            let asked =
                store::List { filter: &filter, order, members, now: tx.now(), soon: tx.now() };
            let (rows, _) = store::page(tx, &asked, &args, false).await?;
            let page = args.page(rows, None);
            let end = page.items.last().map(|request| store::cursor(request, order.field));
            let next = end.filter(|_| page.has_next);
            let items = with_all(tx, page.items).await?;
            let people: Vec<ParticipantId> = people_of(&items).into_iter().collect();
            let people = tx.closing(identity::participants_by_ids(tx, &people)).await?;
            let people = people.into_iter().map(|person| (person.id, person)).collect();
            Ok(Wholes { items, people, next })
        })
        .await
}

async fn with_all(tx: &ReadTx, requests: Vec<Request>) -> Result<Vec<Whole>> {
    let ids: Vec<RequestId> = requests.iter().map(|request| request.id).collect();
    let (mut comments, mut history) = (Parts::of(ids.clone())?, Parts::of(ids.clone())?);
    let mut links = Parts::of(ids)?;
    while let Some((of, args)) = comments.waiting.pop() {
        comments.take_in(store::comments(tx, &of, &args).await?, |comment| comment.id.into());
    }
    while let Some((of, args)) = history.waiting.pop() {
        history.take_in(store::history(tx, &of, &args).await?, |entry| entry.id.into());
    }
    while let Some((of, args)) = links.waiting.pop() {
        links.take_in(store::links_of_each(tx, &of, &args).await?, |link| link.id.into());
    }
    let whole = |request: Request| Whole {
        comments: comments.taken.remove(&request.id).unwrap_or_default(),
        history: history.taken.remove(&request.id).unwrap_or_default(),
        links: links.taken.remove(&request.id).unwrap_or_default(),
        request,
    };
    Ok(requests.into_iter().map(whole).collect())
}

/// The rows that hang on each request, taken in a page at a time: which have more is asked again.
struct Parts<T> {
    waiting: Vec<(Vec<RequestId>, PageArgs)>,
    taken: HashMap<RequestId, Vec<T>>,
}

impl<T> Parts<T> {
    fn of(requests: Vec<RequestId>) -> Result<Self> {
        let first = PageArgs::new(Some(ROWS_AT_ONCE), None, None, None)?;
        Ok(Self { waiting: vec![(requests, first)], taken: HashMap::new() })
    }

    fn take_in(&mut self, pages: HashMap<RequestId, Page<T>>, id: impl Fn(&T) -> Uuid) {
        for (of, page) in pages {
            if page.has_next
                && let Some(last) = page.items.last()
            {
                let after = Some(Cursor::new("", id(last).to_string()));
                let size = i64::from(ROWS_AT_ONCE);
                let (direction, before) = (Direction::Forward, None);
                self.waiting.push((vec![of], PageArgs { size, direction, after, before }));
            }
            self.taken.entry(of).or_default().extend(page.items);
        }
    }
}

fn people_of(items: &[Whole]) -> BTreeSet<ParticipantId> {
    let of_each = |whole: &Whole| {
        let comments = whole.comments.iter().map(|comment| comment.author_id);
        let history = whole.history.iter().filter_map(|entry| entry.actor);
        let own = [whole.request.opened_by, whole.request.assignee_id];
        own.into_iter().flatten().chain(comments).chain(history).collect::<Vec<_>>()
    };
    items.iter().flat_map(of_each).collect()
}
