//! The files of a list of requests, read for all of them at once.

use super::rules::Attachment;
use super::store;
use crate::access::ReadTx;
use crate::identity::{self, Participant};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, RequestId};
use crate::kernel::page::{Page, PageArgs};
use diesel::QueryResult;
use futures_util::future::try_join_all;
use std::collections::{BTreeSet, HashMap};

/// The files of some requests.
#[derive(Debug, Clone, Default)]
pub struct OfRequests {
    pages: HashMap<PageArgs, HashMap<RequestId, Page<Attachment>>>,
    counts: HashMap<RequestId, i64>,
    people: HashMap<ParticipantId, Participant>,
}

impl OfRequests {
    /// The parts, how many there are of each request, and with `people` who attached them.
    pub(super) async fn read(
        tx: &ReadTx,
        requests: &[RequestId],
        parts: &[PageArgs],
        count: bool,
        people: bool,
    ) -> Result<Self> {
        let pages = try_join_all(parts.iter().map(async |args| {
            let rows = store::of_each_request(tx, requests, args).await?;
            let mut by_request: HashMap<RequestId, Vec<Attachment>> =
                requests.iter().map(|id| (*id, Vec::new())).collect();
            for (request, attachment) in rows {
                by_request.entry(request).or_default().push(attachment);
            }
            let page = |(request, rows)| (request, args.page(rows, None));
            let pages: HashMap<RequestId, Page<Attachment>> =
                by_request.into_iter().map(page).collect();
            QueryResult::Ok((args.clone(), pages))
        }));
        let counts = async {
            if count { store::counts_by_request(tx, requests).await } else { Ok(Vec::new()) }
        };
        let level = async { futures_util::try_join!(pages, counts) };
        let (pages, counts) = if people { level.await? } else { tx.closing(level).await? };
        let mut all = Self {
            pages: pages.into_iter().collect(),
            counts: counts.into_iter().collect(),
            people: HashMap::new(),
        };
        if people {
            let ids: Vec<ParticipantId> = all.attachers().into_iter().collect();
            let found = tx.closing(identity::participants_by_ids(tx, &ids)).await?;
            all.people = found.into_iter().map(|person| (person.id, person)).collect();
        }
        Ok(all)
    }

    fn attachers(&self) -> BTreeSet<ParticipantId> {
        let pages = self.pages.values().flat_map(HashMap::values);
        pages.flat_map(|page| &page.items).map(|attachment| attachment.attached_by).collect()
    }

    /// The part of a request's list, if it was asked for.
    pub fn page(&self, of: RequestId, args: &PageArgs) -> Option<&Page<Attachment>> {
        self.pages.get(args).and_then(|by_request| by_request.get(&of))
    }

    /// How many files a request has.
    pub fn count(&self, of: RequestId) -> i64 {
        self.counts.get(&of).copied().unwrap_or(0)
    }

    /// Who attached one of them, if that was asked for.
    pub fn person(&self, id: ParticipantId) -> Option<&Participant> {
        self.people.get(&id)
    }
}
