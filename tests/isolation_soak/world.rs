//! Several tenants with one of every role, mayors of neighbouring members, the nation; and the tally of what they see.

use super::marks::{Mark, NUMBERED, Owners, Sight, Whose, numbered};
use crate::house::{Answer, Client, House, NATION, Tenant};
use domain::access::{Reach, Role};
use rand::RngExt as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};

/// What may be answered to people who ask at the same time for what isn't theirs. Anything else is a fault.
const LAWFUL: &[&str] = &[
    "FORBIDDEN",
    "NOT_FOUND",
    "TENANT_NOT_FOUND",
    "REQUEST_ALREADY_CLOSED",
    "REQUEST_NOT_CLOSED",
    "ASSIGNEE_IS_NOT_STAFF",
    "ASSIGNEE_MAY_NOT_READ",
];

/// Somebody who asks.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) client: Client,
    pub(super) sight: Sight,
    /// Their tenant among the homes; `None`: the nation.
    pub(super) home: Option<usize>,
}

/// A tenant under load.
pub(super) struct Home {
    pub(super) tenant: Tenant,
    pub(super) participants: Vec<String>,
    /// An API token of its clerk's.
    pub(super) token: String,
}

/// A request that is surely there.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) mark: Mark,
}

pub(super) struct Soak {
    /// Reached by few connections.
    pub(super) house: House,
    pub(super) homes: Vec<Home>,
    pub(super) people: Vec<Person>,
    owners: RwLock<Owners>,
    ids: RwLock<Vec<String>>,
    cases: RwLock<Vec<Case>>,
    requests: usize,
    asked: AtomicUsize,
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
    /// So many tenants in a house of their own, whom `requests` may be asked over so many connections.
    pub(super) async fn begin(
        house: &House,
        tenants: usize,
        connections: usize,
        requests: usize,
    ) -> Self {
        let narrow = house.reached_by(&house.database().url(), connections);
        let names: Vec<String> = (0..tenants).map(|number| format!("soak{number:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut soak = Self {
            house: narrow.clone(),
            homes: Vec::new(),
            people: Vec::new(),
            owners: RwLock::default(),
            ids: RwLock::default(),
            cases: RwLock::default(),
            requests,
            asked: AtomicUsize::new(0),
            tally: Mutex::default(),
        };
        for (role, client) in nation(house).await {
            let sight = Sight { tenant: None, member: None, clearances: role.clearances() };
            soak.people.push(Person { name: format!("{role:?}"), client, sight, home: None });
        }
        for tenant in house.tenants(&names).await {
            soak.move_in(tenant).await;
        }
        for person in &mut soak.people {
            person.client = person.client.entering(&narrow);
        }
        soak
    }

    /// Appoints everybody of a tenant, and notes whose its things are.
    async fn move_in(&mut self, tenant: Tenant) {
        let number = self.homes.len();
        let slug = tenant.slug().to_owned();
        let mark = |whose| Mark::of(&slug, whose);
        let mut participants = Vec::new();
        for (role, member) in parts() {
            let name = format!("{role:?} {}", member.map(|m| m.to_string()).unwrap_or_default());
            let part = name.trim_end().to_lowercase().replace(' ', "-");
            let row = member.map(|member| tenant.members[member].as_str());
            let person = tenant
                .person_called(&part, &format!("{name} {}", mark(Whose::Everybody)), role, row)
                .await;
            self.own(&person.id, mark(Whose::Everybody));
            participants.push(person.id);
            let sight = Sight { tenant: Some(slug.clone()), member, clearances: role.clearances() };
            let name = format!("{slug}'s {part}");
            self.people.push(Person { name, client: person.client, sight, home: Some(number) });
        }
        let clerk = tenant.clerk().await;
        let token = "mutation { createApiToken(input: { name: \"x\", days: 7 }) { id userErrors { code } } }";
        let token = clerk.done(token, json!({})).await.text("/createApiToken/id").to_owned();
        let id = clerk.done("{ tenant { id } }", json!({})).await.text("/tenant/id").to_owned();
        let days = 100 + i64::try_from(number).unwrap();
        let override_it = "mutation($code: String!, $days: Int!) {
            overrideService(input: { serviceCode: $code, closeWithin: $days, expectedVersion: 0 }) { userErrors { code } } }";
        tenant.admin().await.done(override_it, json!({ "code": NUMBERED, "days": days })).await;
        self.own(&id, mark(Whose::Known));
        self.owners.write().unwrap().insert(slug.clone(), mark(Whose::Known));
        self.owners.write().unwrap().insert(numbered(days), mark(Whose::Everybody));
        self.own(&tenant.itself, mark(Whose::Itself));
        for (place, id) in tenant.members.iter().enumerate() {
            self.own(id, mark(Whose::Member(place)));
        }
        self.homes.push(Home { tenant, participants, token });
    }

    /// Notes whose an id is.
    fn own(&self, id: &str, mark: Mark) {
        self.owners.write().unwrap().insert(id.to_owned(), mark);
        self.ids.write().unwrap().push(id.to_owned());
    }

    pub(super) fn opened(&self, case: Case) {
        self.own(&case.id, case.mark.clone());
        self.cases.write().unwrap().push(case);
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
        if !["NOT_FOUND", "FORBIDDEN"].contains(&answer.no()) {
            let told = format!("{} isn't refused: {query}\n{answer}", by.name);
            self.tally.lock().unwrap().foreign.push(told);
        }
    }

    pub(super) fn anybody(&self, rng: &mut StdRng) -> &Person {
        &self.people[rng.random_range(0..self.people.len())]
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

    /// Ids of the latest requests.
    pub(super) fn latest(&self, count: usize) -> Vec<String> {
        self.cases.read().unwrap().iter().rev().take(count).map(|case| case.id.clone()).collect()
    }

    pub(super) fn owner_of(&self, id: &str) -> Option<Mark> {
        self.owners.read().unwrap().get(id).cloned()
    }
}

/// Each role of a tenant; mayors of all its members, and of two members another of its people.
fn parts() -> Vec<(Role, Option<usize>)> {
    let mut parts = Vec::new();
    for role in Role::ALL {
        match (role.reach(), role) {
            (Reach::Nation, _) => {}
            (Reach::Tenant, _) => parts.push((*role, None)),
            (Reach::Member, Role::Mayor) => {
                parts.extend((0..3).map(|member| (*role, Some(member))))
            }
            (Reach::Member, _) => parts.extend([(*role, Some(0)), (*role, Some(1))]),
        }
    }
    parts
}

async fn nation(house: &House) -> Vec<(Role, Client)> {
    let mut people = Vec::new();
    for (part, role) in NATION {
        people.push((*role, house.of_the_nation(part).await));
    }
    people
}
