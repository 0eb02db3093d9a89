//! What hangs on a list of activities, and on which requests they hang: told before it is read, so that each level is one
//! trip, however long the list is.

use super::rules::{Activity, Share};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::configuration::{self, EffectiveService};
use crate::identity::{self, Participant};
use crate::kernel::error::Result;
use crate::kernel::ids::{ActivityId, MemberId, ParticipantId, RequestId};
use crate::kernel::page::{Cursor, Page, PageArgs};
use crate::tenancy::{self, Member};
use diesel::QueryResult;
use futures_util::future::try_join_all;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What is wanted of each activity of a list, beside its own row.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one child is wanted; none excludes another"
)]
pub struct Wanted {
    /// What of it is whose.
    pub shares: bool,
    /// Whose the shares are; they are read with them.
    pub members: bool,
    /// Its service as in force.
    pub service: bool,
    /// The names of who did it, recorded it or attested a share.
    pub people: bool,
}

/// What hangs on the activities of one answer.
#[derive(Debug, Default)]
pub struct ActivityChildren {
    shares: HashMap<ActivityId, Vec<Share>>,
    members: HashMap<MemberId, Member>,
    services: HashMap<String, EffectiveService>,
    people: HashMap<ParticipantId, Participant>,
}

/// Activities with what was wanted of them.
#[derive(Debug, Clone)]
pub struct Found {
    /// A part of the list.
    pub page: Page<Activity>,
    /// The place of each.
    pub cursors: Vec<Cursor>,
    /// What hangs on them.
    pub children: Arc<ActivityChildren>,
}

impl ActivityChildren {
    /// The shares of an activity that the caller may see.
    pub fn shares(&self, of: ActivityId) -> &[Share] {
        self.shares.get(&of).map_or(&[], Vec::as_slice)
    }

    /// The members that have a share.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// A service that one of the activities was recorded under.
    pub fn service(&self, code: &str) -> Option<&EffectiveService> {
        self.services.get(code)
    }

    /// Somebody who has to do with one of the activities.
    pub fn person(&self, id: ParticipantId) -> Option<&Participant> {
        self.people.get(&id)
    }
}

impl Wanted {
    /// Whether the rows themselves are all.
    pub(super) fn is_nothing(&self) -> bool {
        !(self.shares || self.members || self.service || self.people)
    }

    /// Asks for what the children need beyond reading activities.
    pub(super) fn require(&self, caller: &Caller) -> Result<()> {
        if self.members {
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

    /// Reads it for all of `activities`: one trip, and one more for members and for the names of who attested.
    pub(super) async fn read(
        &self,
        tx: &ReadTx,
        activities: &[Activity],
    ) -> Result<ActivityChildren> {
        let level = self.read_level(tx, activities);
        let of_rows = activities.iter().flat_map(|a| [a.performed_by, a.recorded_by]);
        if !self.shares_matter() {
            let people: Vec<ParticipantId> = of_rows.collect::<BTreeSet<_>>().into_iter().collect();
            let both = async { futures_util::try_join!(level, self.read_people(tx, &people)) };
            let (mut children, people) = tx.closing(both).await?;
            children.people = people.into_iter().map(|person| (person.id, person)).collect();
            return Ok(children);
        }
        if !(self.members || self.people) {
            return tx.closing(level).await;
        }
        let mut children = level.await?;
        let shares = || children.shares.values().flatten();
        let members: BTreeSet<MemberId> = shares().map(|share| share.member).collect();
        let attested = shares().filter_map(|share| share.attested.map(|attested| attested.by));
        let people: BTreeSet<ParticipantId> = of_rows.chain(attested).collect();
        let members: Vec<MemberId> = members.into_iter().collect();
        let people: Vec<ParticipantId> = people.into_iter().collect();
        let members = async {
            if self.members { tenancy::members_by_ids(tx, &members).await } else { Ok(vec![]) }
        };
        let both = async { futures_util::try_join!(members, self.read_people(tx, &people)) };
        let (members, people) = tx.closing(both).await?;
        children.members = members.into_iter().map(|member| (member.id, member)).collect();
        children.people = people.into_iter().map(|person| (person.id, person)).collect();
        Ok(children)
    }

    /// Whether anything is asked of shares. Who attested one is asked of the share.
    fn shares_matter(&self) -> bool {
        self.shares || self.members
    }

    async fn read_people(
        &self,
        tx: &ReadTx,
        people: &[ParticipantId],
    ) -> QueryResult<Vec<Participant>> {
        if self.people { identity::participants_by_ids(tx, people).await } else { Ok(vec![]) }
    }

    async fn read_level(
        &self,
        tx: &ReadTx,
        activities: &[Activity],
    ) -> QueryResult<ActivityChildren> {
        let ids: Vec<ActivityId> = activities.iter().map(|activity| activity.id).collect();
        let codes: BTreeSet<&String> =
            activities.iter().map(|activity| &activity.service_code).collect();
        let codes: Vec<String> = codes.into_iter().cloned().collect();
        let shares =
            async { if self.shares_matter() { store::shares(tx, &ids).await } else { Ok(vec![]) } };
        let services = async {
            if self.service {
                configuration::services_by_codes(tx, &codes).await
            } else {
                Ok(vec![])
            }
        };
        let (shares, services) = futures_util::try_join!(shares, services)?;
        let mut children = ActivityChildren::default();
        for share in shares {
            children.shares.entry(share.activity).or_default().push(share);
        }
        let services = services.into_iter().map(|service| (service.code().to_owned(), service));
        children.services = services.collect();
        Ok(children)
    }
}

/// For each request, one part of the list of its activities.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(HashMap<RequestId, Page<ActivityId>>);

impl Places {
    pub(super) fn ids(&self) -> impl Iterator<Item = ActivityId> {
        self.0.values().flat_map(|page| page.items.iter().copied())
    }
}

/// The activities that came from some requests.
#[derive(Debug, Clone)]
pub struct OfRequests {
    pages: HashMap<PageArgs, Places>,
    counts: HashMap<RequestId, i64>,
    /// All of them, each once.
    pub found: Found,
}

type Counts = HashMap<RequestId, i64>;

/// What was read of the activities of some requests.
pub(super) struct Read {
    pub(super) pages: HashMap<PageArgs, Places>,
    pub(super) counts: Counts,
    /// Each once, in the order of their ids.
    pub(super) rows: Vec<Activity>,
}

impl OfRequests {
    pub(super) fn new(pages: HashMap<PageArgs, Places>, counts: Counts, found: Found) -> Self {
        Self { pages, counts, found }
    }

    /// Which activities stand in each part, the activities themselves, and how many there are of each request.
    pub(super) async fn read(
        tx: &ReadTx,
        requests: &[RequestId],
        parts: &[PageArgs],
        count: bool,
    ) -> QueryResult<Read> {
        let pages = try_join_all(parts.iter().map(async |args| {
            let rows = store::of_each_request(tx, requests, args).await?;
            let mut by_request: HashMap<RequestId, Vec<ActivityId>> =
                requests.iter().map(|id| (*id, Vec::new())).collect();
            for (request, activity) in &rows {
                by_request.entry(*request).or_default().push(activity.id);
            }
            let page = |(request, ids)| (request, args.page(ids, None));
            let places = Places(by_request.into_iter().map(page).collect());
            Ok(((args.clone(), places), rows))
        }));
        let counts =
            async { if count { store::counts_by_request(tx, requests).await } else { Ok(vec![]) } };
        let (pages, counts) = futures_util::try_join!(pages, counts)?;
        let counts = counts.into_iter().filter_map(|(request, count)| Some((request?, count)));
        let (pages, rows): (HashMap<PageArgs, Places>, Vec<Vec<_>>) = pages.into_iter().unzip();
        // An activity may stand in several parts, and one that shows that there is a further part in none.
        let shown: BTreeSet<ActivityId> = pages.values().flat_map(Places::ids).collect();
        let rows: BTreeMap<ActivityId, Activity> =
            rows.into_iter().flatten().map(|(_, activity)| (activity.id, activity)).collect();
        let rows = rows.into_iter().filter(|(id, _)| shown.contains(id)).map(|(_, row)| row);
        Ok(Read { pages, counts: counts.collect(), rows: rows.collect() })
    }

    /// The part of a request's list, if it was asked for.
    pub fn page(&self, of: RequestId, args: &PageArgs) -> Option<&Page<ActivityId>> {
        self.pages.get(args).and_then(|places| places.0.get(&of))
    }

    /// How many activities came from a request, as far as the caller may see them.
    pub fn count(&self, of: RequestId) -> i64 {
        self.counts.get(&of).copied().unwrap_or(0)
    }
}
