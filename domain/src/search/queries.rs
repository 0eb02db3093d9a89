//! What people find. Reach and secrecy are the policies', on the terms as on the texts.

use super::rules::{Filter, FoundIn, Hit, Sought, Subject};
use super::snippet::Places;
use super::store::{self, Ranked, Where};
use crate::access::{Caller, Permission, ReadTx};
use crate::activities::{Activity, activities_by_ids};
use crate::kernel::error::Result;
use crate::kernel::ids::{ActivityId, CommentId, RequestId};
use crate::kernel::page::{Cursor, Page, PageArgs};
use crate::requests::{Request, requests_by_ids};
use std::collections::HashMap;

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// A part of the list.
    pub page: Page<Hit>,
    /// The place of each.
    pub cursors: Vec<Cursor>,
}

/// A part of the list of what has all the words, best first, and of what is equally good the newest.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadRequests`. Who may not read activities finds none.
pub async fn page(
    caller: &Caller,
    sought: &Sought,
    filter: &Filter,
    args: &PageArgs,
    count: bool,
) -> Result<Found> {
    let kinds = store::Kinds::of(filter.kind, caller.may(Permission::ReadActivities));
    caller
        .read(Permission::ReadRequests, async |tx| {
            let place = Where { sought, kinds, member: filter.member, reach: caller.members() };
            let (rows, total) = store::ranked(tx, &place, args, count).await?;
            let page = args.page(rows, total);
            let cursors = page.items.iter().map(Ranked::cursor).collect();
            let ends = page.ends();
            let hits = with_snippets(tx, sought, &page.items).await?;
            Ok(Found { page: ends.with(hits), cursors })
        })
        .await
}

/// Reads the texts of what is on a page: all in one trip, and comments in one more.
async fn with_snippets(tx: &ReadTx, sought: &Sought, ranked: &[Ranked]) -> Result<Vec<Hit>> {
    if ranked.is_empty() {
        return Ok(Vec::new());
    }
    let (mut requests, mut activities) = (Vec::new(), Vec::new());
    for row in ranked {
        match row.subject {
            Subject::Request(id) => requests.push(id),
            Subject::Activity(id) => activities.push(id),
        }
    }
    let (own, of_comments, activities) = futures_util::try_join!(
        requests_by_ids(tx, &requests),
        store::words_in_comments(tx, sought, &requests),
        activities_by_ids(tx, &activities)
    )?;
    let own: HashMap<RequestId, Request> = own.into_iter().map(|row| (row.id, row)).collect();
    let activities: HashMap<ActivityId, Activity> =
        activities.into_iter().map(|row| (row.id, row)).collect();
    let comments = best_comments(sought, of_comments);
    let ids: Vec<CommentId> = comments.values().copied().collect();
    let bodies =
        if ids.is_empty() { Vec::new() } else { tx.closing(store::bodies(tx, &ids)).await? };
    let bodies: HashMap<CommentId, String> = bodies.into_iter().collect();
    let hit = |row: &Ranked| {
        let texts: Vec<(FoundIn, &str)> = match row.subject {
            Subject::Request(id) => {
                let own = own.get(&id).map(|request| {
                    [(FoundIn::Title, &request.title), (FoundIn::Description, &request.description)]
                });
                let comment = comments.get(&id).and_then(|comment| bodies.get(comment));
                let comment = comment.map(|body| (FoundIn::Comment, body));
                let texts = own.into_iter().flatten().chain(comment);
                texts.map(|(found_in, text)| (found_in, text.as_str())).collect()
            }
            Subject::Activity(id) => {
                let output = activities.get(&id).map(|activity| activity.output.as_str());
                output.into_iter().map(|output| (FoundIn::Output, output)).collect()
            }
        };
        best_text(sought, row.subject, &texts)
    };
    Ok(ranked.iter().filter_map(hit).collect())
}

/// Of each request the comment in which most of the words stand, and of several the newest.
fn best_comments(
    sought: &Sought,
    terms: Vec<(RequestId, CommentId, String)>,
) -> HashMap<RequestId, CommentId> {
    let mut words: HashMap<(RequestId, CommentId), u32> = HashMap::new();
    for (request, comment, term) in terms {
        let bit = sought.place_of(&term).map_or(0, |place| 1 << place);
        *words.entry((request, comment)).or_default() |= bit;
    }
    let mut best: HashMap<RequestId, (u32, CommentId)> = HashMap::new();
    for ((request, comment), bits) in words {
        let this = (bits.count_ones(), comment);
        let best = best.entry(request).or_insert(this);
        *best = (*best).max(this);
    }
    best.into_iter().map(|(request, (_, comment))| (request, comment)).collect()
}

/// The text in which most of the words stand; of several the first.
fn best_text(sought: &Sought, subject: Subject, texts: &[(FoundIn, &str)]) -> Option<Hit> {
    let mut best: Option<(FoundIn, Places<'_>)> = None;
    for (found_in, text) in texts {
        let places = Places::of(sought, text);
        if best.as_ref().is_none_or(|(_, best)| places.count() > best.count()) {
            best = Some((*found_in, places));
        }
    }
    best.map(|(found_in, places)| Hit { subject, found_in, snippet: places.snippet() })
}
