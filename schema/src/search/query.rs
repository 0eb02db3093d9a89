//! The list of what was found.

use super::types::{SearchFilter, SearchHit, SearchKind};
use crate::activities::{self, Activity};
use crate::asked::caller;
use crate::fail::fail;
use crate::pages::{List, Relay, counts, items, with_cursors};
use crate::register::selected;
use crate::requests::{self, Request};
use async_graphql::{Context, Lookahead, Object, Result};
use domain::kernel::ids::{ActivityId, RequestId};
use domain::search::{Hit, Sought, Subject, queries};
use std::collections::HashMap;

#[derive(Default)]
pub(crate) struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Requests and activities that have all of some words, as far as one may read them: in any of their forms, with or without
    /// diacritics, and of the last word from three letters on its beginning is enough. `kanalizaci koberice` finds
    /// „Kanalizace Kobeřice“. A request has the words of its title, its description and the comments on it that one may read.
    /// What has the words in its title comes first, then in a longer text, then in comments; of equals the newest.
    #[expect(clippy::too_many_arguments, reason = "Relay's four, a query and a filter")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The words, at most 8 and 200 characters. Those that stand everywhere, such as `a` or `který`, don't count."
        )]
        query: String,
        #[graphql(desc = "Where to look.")] filter: Option<SearchFilter>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<SearchHit>> {
        let args = Relay { first, after, last, before }.read(ctx)?;
        let filter = filter.unwrap_or_default().read(ctx)?;
        let sought = Sought::read(&query).map_err(|error| fail(ctx, &error))?;
        let asked = items(&ctx.look_ahead());
        let found = queries::page(caller(ctx)?, &sought, &filter, &args, counts(ctx)).await;
        let found = found.map_err(|error| fail(ctx, &error))?;
        let (ends, cursors) = (found.page.ends(), found.cursors);
        let mut subjects = Subjects::read(ctx, &found.page.items, &asked).await?;
        let nodes = found.page.items.into_iter().map(|hit| subjects.node(hit)).collect();
        Ok(with_cursors(ends, cursors, nodes))
    }
}

/// What the hits are of, with what is asked of it: each kind read at once.
struct Subjects {
    requests: HashMap<RequestId, Request>,
    activities: HashMap<ActivityId, Activity>,
}

impl Subjects {
    async fn read(ctx: &Context<'_>, hits: &[Hit], asked: &[Lookahead<'_>]) -> Result<Self> {
        let (of_requests, of_activities) =
            (selected(asked, "request"), selected(asked, "activity"));
        let requests: Vec<RequestId> = hits.iter().filter_map(request_of).collect();
        let activities: Vec<ActivityId> = hits.iter().filter_map(activity_of).collect();
        let requests = if of_requests.is_empty() || requests.is_empty() {
            Vec::new()
        } else {
            requests::by_ids(ctx, &requests, of_requests).await?
        };
        let activities = if of_activities.is_empty() || activities.is_empty() {
            Vec::new()
        } else {
            activities::by_ids(ctx, &activities, of_activities).await?
        };
        Ok(Self {
            requests: requests.into_iter().map(|node| (node.key(), node)).collect(),
            activities: activities.into_iter().map(|node| (node.key(), node)).collect(),
        })
    }

    fn node(&mut self, hit: Hit) -> SearchHit {
        let (kind, request, activity) = match hit.subject {
            Subject::Request(id) => (SearchKind::Request, self.requests.remove(&id), None),
            Subject::Activity(id) => (SearchKind::Activity, None, self.activities.remove(&id)),
        };
        let snippet = hit.snippet.into_iter().map(Into::into).collect();
        SearchHit { kind, request, activity, found_in: hit.found_in.into(), snippet }
    }
}

fn request_of(hit: &Hit) -> Option<RequestId> {
    match hit.subject {
        Subject::Request(id) => Some(id),
        Subject::Activity(_) => None,
    }
}

fn activity_of(hit: &Hit) -> Option<ActivityId> {
    match hit.subject {
        Subject::Request(_) => None,
        Subject::Activity(id) => Some(id),
    }
}
