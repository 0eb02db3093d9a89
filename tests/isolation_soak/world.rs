//! Who asks and is asked about, what is known of whose everything is, and the tally of what was seen.

use super::marks::{Mark, Owners, Places, Sight};
use crate::house::{Answer, Client, House, Tenant};
use domain::access::Role;
use rand::RngExt as _;
use rand::rngs::StdRng;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};

/// What may be answered to people who ask at the same time for what isn't theirs. Anything else is a fault.
const LAWFUL: &[&str] = &[
    "FORBIDDEN",
    "NOT_FOUND",
    "TENANT_NOT_FOUND",
    "REQUEST_ALREADY_CLOSED",
    "REQUEST_NOT_CLOSED",
    "ILLEGAL_MOVE",
    "ASSIGNEE_IS_NOT_STAFF",
    "ASSIGNEE_MAY_NOT_READ",
    "ACTIVITY_BEYOND_CLEARANCE",
    "NOTHING_TO_ATTEST",
    "BENEFIT_ALREADY_ATTESTED",
    "STALE",
    "ROLE_ALREADY_HELD",
    "GRANT_ENDED",
    "ROLE_OF_ANOTHER_KIND",
];
/// What is said to who touches another's. The last two are of what they said themselves, before anything is looked up: the
/// nation's people have roles of another kind, and a service may be beyond a clearance.
const REFUSALS: &[&str] =
    &["NOT_FOUND", "FORBIDDEN", "ROLE_OF_ANOTHER_KIND", "ACTIVITY_BEYOND_CLEARANCE"];

/// Somebody who asks.
pub(super) struct Person {
    pub(super) name: String,
    /// Of their participant; empty: not asked about.
    pub(super) id: String,
    pub(super) role: Role,
    pub(super) client: Client,
    pub(super) sight: Sight,
    /// Of the nation, and inside a tenant for a while: reads, and does nothing.
    pub(super) is_support: bool,
    /// Their tenant among the homes; `None`: the nation.
    pub(super) home: Option<usize>,
}

/// A tenant under load.
pub(super) struct Home {
    pub(super) tenant: Tenant,
    pub(super) participants: Vec<String>,
    /// An API token of its clerk's.
    pub(super) token: String,
    /// Its clerk's session.
    pub(super) session: String,
    /// Somebody to whom its administrators give roles, and take them again.
    pub(super) spare: String,
    /// A grant that nobody of the tenant touches.
    pub(super) grant: String,
    /// One that waits for the chair, who doesn't confirm it.
    pub(super) pending: String,
    /// A support access, open or waiting, which nobody of the tenant ends.
    pub(super) support: String,
    /// Grants that were given to the spare person.
    pub(super) given: Mutex<Vec<String>>,
}

/// A request that is surely there.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) mark: Mark,
}

/// An activity that is surely there.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) id: String,
    /// Of all members that it was ever for.
    pub(super) mark: Mark,
    /// As far as it is known: others correct it meanwhile.
    pub(super) version: i64,
}

pub(super) struct Soak {
    /// Reached by few connections.
    pub(super) house: House,
    pub(super) homes: Vec<Home>,
    pub(super) people: Vec<Person>,
    pub(super) owners: RwLock<Owners>,
    pub(super) ids: RwLock<Vec<String>>,
    pub(super) cases: RwLock<Vec<Case>>,
    pub(super) work: RwLock<Vec<Work>>,
    pub(super) requests: usize,
    pub(super) asked: AtomicUsize,
    pub(super) tally: Mutex<Tally>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) own: usize,
    pub(super) refused: usize,
    pub(super) cut_off: usize,
    pub(super) broken: usize,
    pub(super) foreign: Vec<String>,
    pub(super) faults: Vec<String>,
}

impl Soak {
    /// Notes whose an id is.
    pub(super) fn own(&self, id: &str, mark: Mark) {
        self.owners.write().unwrap().insert(id.to_owned(), mark);
        self.ids.write().unwrap().push(id.to_owned());
    }

    pub(super) fn opened(&self, case: Case) {
        self.own(&case.id, case.mark.clone());
        self.cases.write().unwrap().push(case);
    }

    pub(super) fn recorded(&self, work: Work) {
        self.own(&work.id, work.mark.clone());
        self.work.write().unwrap().push(work);
    }

    /// Before an activity is corrected: from now on it may be seen for these members, too.
    pub(super) fn widen(&self, id: &str, places: Places) {
        let mut owners = self.owners.write().unwrap();
        let mark = owners.get_mut(id).expect("a known activity");
        *mark = mark.and_of(places);
        for work in self.work.write().unwrap().iter_mut().filter(|work| work.id == id) {
            work.mark = mark.clone();
        }
    }

    /// After an activity was corrected.
    pub(super) fn is_version(&self, id: &str, version: i64) {
        for work in self.work.write().unwrap().iter_mut().filter(|work| work.id == id) {
            work.version = work.version.max(version);
        }
    }

    /// Whether there is one more to ask; none is asked beyond the number.
    pub(super) fn takes_one(&self) -> bool {
        let next = |asked| (asked < self.requests).then_some(asked + 1);
        self.asked.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok()
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Asks and judges the answer; `None`: all have been asked.
    pub(super) async fn ask(&self, by: &Person, query: &str, variables: Value) -> Option<Answer> {
        if !self.takes_one() {
            return None;
        }
        let answer = by.client.ask_with(query, variables).await;
        self.judge(by, query, &answer);
        Some(answer)
    }

    pub(super) fn judge(&self, by: &Person, query: &str, answer: &Answer) {
        let seen = by.sight.judges(&answer.body, &self.owners.read().unwrap());
        let told = answer.errors().iter().map(|e| e["extensions"]["code"].as_str().unwrap_or(""));
        let told: Vec<&str> = told.chain(answer.mend()).collect();
        let mut tally = self.tally.lock().unwrap();
        tally.own += seen.own;
        tally.refused += usize::from(!told.is_empty());
        let by = &by.name;
        tally
            .foreign
            .extend(seen.foreign.iter().map(|what| format!("{by} sees {what}, by {query}")));
        if told.iter().any(|code| !LAWFUL.contains(code)) {
            tally.faults.push(format!("{by} is told {told:?} by {query}\n{answer}"));
        }
    }

    /// Nothing of another's was touched; as bad as if it had been seen.
    pub(super) fn must_be_refused(&self, by: &Person, query: &str, answer: &Answer) {
        if !REFUSALS.contains(&answer.no()) {
            self.is_foreign(format!("{} isn't refused: {query}\n{answer}", by.name));
        }
    }

    pub(super) fn is_foreign(&self, told: String) {
        self.tally.lock().unwrap().foreign.push(told);
    }

    pub(super) fn anybody(&self, rng: &mut StdRng) -> &Person {
        &self.people[rng.random_range(0..self.people.len())]
    }

    /// As often as not somebody of this role, so that not all are refused.
    pub(super) fn likely<'a>(&'a self, role: Role, by: &'a Person, rng: &mut StdRng) -> &'a Person {
        if rng.random() {
            return by;
        }
        let of_role: Vec<&Person> =
            self.people.iter().filter(|person| person.role == role && !person.is_support).collect();
        of_role[rng.random_range(0..of_role.len())]
    }

    pub(super) fn any_home(&self, rng: &mut StdRng) -> &Home {
        &self.homes[rng.random_range(0..self.homes.len())]
    }

    /// Somebody's own tenant, or, as often, any; the nation has none of its own.
    pub(super) fn likely_home(&self, by: &Person, rng: &mut StdRng) -> &Home {
        match by.home {
            Some(own) if rng.random() => &self.homes[own],
            _ => self.any_home(rng),
        }
    }

    /// Ids of any kind and of anybody.
    pub(super) fn any_ids(&self, count: usize, rng: &mut StdRng) -> Vec<String> {
        let ids = self.ids.read().unwrap();
        (0..count).map(|_| ids[rng.random_range(0..ids.len())].clone()).collect()
    }

    /// One of the latest, so that people meet at it; as often as not one that `by` may see, where there is one.
    pub(super) fn any_case(&self, by: &Person, rng: &mut StdRng) -> Option<Case> {
        let cases = self.cases.read().unwrap();
        let latest = &cases[cases.len().saturating_sub(500)..];
        let own: Vec<&Case> = if rng.random() {
            latest.iter().filter(|case| by.sight.may_see(&case.mark)).collect()
        } else {
            Vec::new()
        };
        let any = if own.is_empty() { latest.iter().collect() } else { own };
        (!any.is_empty()).then(|| any[rng.random_range(0..any.len())].clone())
    }

    /// Mostly one's own, of activities.
    pub(super) fn any_work(&self, by: &Person, rng: &mut StdRng) -> Option<Work> {
        let work = self.work.read().unwrap();
        let latest = &work[work.len().saturating_sub(500)..];
        let own: Vec<&Work> = if rng.random_ratio(3, 4) {
            latest.iter().filter(|work| by.sight.may_see(&work.mark)).collect()
        } else {
            Vec::new()
        };
        let any = if own.is_empty() { latest.iter().collect() } else { own };
        (!any.is_empty()).then(|| any[rng.random_range(0..any.len())].clone())
    }

    /// Ids of the latest requests and activities, so many of each.
    pub(super) fn latest(&self, count: usize) -> Vec<String> {
        let (cases, work) = (self.cases.read().unwrap(), self.work.read().unwrap());
        let cases = cases.iter().rev().take(count).map(|case| case.id.clone());
        cases.chain(work.iter().rev().take(count).map(|work| work.id.clone())).collect()
    }

    pub(super) fn owner_of(&self, id: &str) -> Option<Mark> {
        self.owners.read().unwrap().get(id).cloned()
    }
}
