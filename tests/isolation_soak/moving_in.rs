//! Several tenants with one of every role, mayors of neighbouring members, the nation, and somebody of it inside a tenant.

use super::marks::{Mark, NUMBERED, Sight, Whose, numbered};
use super::world::{Home, Person, Soak};
use crate::house::{Client, House, NATION, Tenant};
use domain::access::{Reach, Role};
use serde_json::json;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, RwLock};

/// Who come by a browser's session, not by a token.
const BROWSERS: &[&str] = &["clerk", "centremanager", "mayor-0", "municipalclerk-1"];
const LINK: &str = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
const GRANT: &str = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { grant { id } userErrors { code } } }";
const TOKEN: &str =
    "mutation { createApiToken(input: { name: \"x\", days: 7 }) { id userErrors { code } } }";
const OVERRIDE: &str = "mutation($code: String!, $days: Int!) {
    overrideService(input: { serviceCode: $code, closeWithin: $days, expectedVersion: 0 }) { userErrors { code } } }";
const ASK: &str = "mutation($id: ID!, $why: String!) { openSupportAccess(input: { tenantId: $id, reason: $why, minutes: 60 }) {
    supportAccess { id } userErrors { code } } }";
const APPROVE: &str =
    "mutation($id: ID!) { approveSupportAccess(input: { id: $id }) { userErrors { code } } }";
const GRANTS: &str = "{ grants(first: 100) { nodes { id } } }";
const SESSIONS: &str = "{ viewer { sessions { nodes { id } } } }";

/// What of its people a tenant is asked about.
struct Granted {
    spare: String,
    grant: String,
    pending: String,
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
            work: RwLock::default(),
            requests,
            asked: AtomicUsize::new(0),
            tally: Mutex::default(),
        };
        for (part, role) in NATION {
            let client = house.of_the_nation(part).await;
            soak.people.push(person(format!("{role:?}"), *role, client, None));
        }
        let supporter = house.another_coordinator("soak").await;
        for tenant in house.tenants(&names).await {
            soak.move_in(tenant, &supporter).await;
        }
        let first = soak.homes[0].tenant.slug();
        let inside = supporter.naming(Some(first));
        let support = person(
            format!("support in {first}"),
            Role::NationalCoordinator,
            inside,
            Some((0, first, None)),
        );
        soak.people.push(Person { is_support: true, ..support });
        for person in &mut soak.people {
            person.client = person.client.entering(&narrow);
        }
        soak
    }

    /// Appoints everybody of a tenant, and notes whose its things are.
    async fn move_in(&mut self, tenant: Tenant, supporter: &Client) {
        let number = self.homes.len();
        let slug = tenant.slug().to_owned();
        let everybody_s = Mark::of(&slug, Whose::Everybody);
        let admin = tenant.admin().await;
        let mut participants = Vec::new();
        let mut session = None;
        for (role, member) in parts() {
            let name = format!("{role:?} {}", member.map(|m| m.to_string()).unwrap_or_default());
            let part = name.trim_end().to_lowercase().replace(' ', "-");
            let row = member.map(|member| tenant.members[member].as_str());
            let name = format!("{name} {everybody_s}");
            let appointed = tenant.person_called(&part, &name, role, row).await;
            let mut client = appointed.client;
            if BROWSERS.contains(&part.as_str()) {
                let link = admin.done(LINK, json!({ "id": appointed.id })).await;
                let link = link.text("/createSignInLink/link/url").to_owned();
                client = self.house.browser(&link).await;
                let own = client.done(SESSIONS, json!({})).await;
                session.get_or_insert(own.text("/viewer/sessions/nodes/0/id").to_owned());
                self.own(own.text("/viewer/sessions/nodes/0/id"), everybody_s.clone());
            }
            self.own(&appointed.id, everybody_s.clone());
            let home = Some((number, slug.as_str(), member));
            let asks = person(format!("{slug}'s {part}"), role, client, home);
            self.people.push(Person { id: appointed.id.clone(), ..asks });
            participants.push(appointed.id);
        }
        self.note_members(&tenant);
        let clerk = tenant.clerk().await;
        let token = clerk.done(TOKEN, json!({})).await.text("/createApiToken/id").to_owned();
        let id = clerk.done("{ tenant { id } }", json!({})).await.text("/tenant/id").to_owned();
        let days = 100 + i64::try_from(number).unwrap();
        admin.done(OVERRIDE, json!({ "code": NUMBERED, "days": days })).await;
        self.own(&id, Mark::of(&slug, Whose::Known));
        self.owners.write().unwrap().insert(slug.clone(), Mark::of(&slug, Whose::Known));
        self.owners.write().unwrap().insert(numbered(days), everybody_s);
        let support = self.let_support_in(&tenant, supporter, &admin, &id).await;
        let session = session.expect("somebody with a browser");
        let Granted { spare, grant, pending } = self.grant(&tenant, &admin).await;
        let given = Mutex::default();
        let home =
            Home { tenant, participants, token, session, spare, grant, pending, support, given };
        self.homes.push(home);
    }

    fn note_members(&self, tenant: &Tenant) {
        self.own(&tenant.itself, Mark::of(tenant.slug(), Whose::Itself));
        for (place, id) in tenant.members.iter().enumerate() {
            self.own(id, Mark::of(tenant.slug(), Whose::Member(place)));
        }
    }

    /// Asks for support access to a tenant, which its administrator approves in the first one and nowhere else.
    async fn let_support_in(
        &self,
        tenant: &Tenant,
        supporter: &Client,
        admin: &Client,
        id: &str,
    ) -> String {
        let known = Mark::of(tenant.slug(), Whose::Known);
        let asked = supporter.done(ASK, json!({ "id": id, "why": known.to_string() })).await;
        let access = asked.text("/openSupportAccess/supportAccess/id").to_owned();
        self.own(&access, known);
        if self.homes.is_empty() {
            admin.done(APPROVE, json!({ "id": access })).await;
        }
        access
    }

    /// Somebody spare, who is a mayor and asks as such, and a grant that waits for the chair.
    async fn grant(&mut self, tenant: &Tenant, admin: &Client) -> Granted {
        let everybody_s = Mark::of(tenant.slug(), Whose::Everybody);
        let (name, row) = (format!("Spare {everybody_s}"), Some(tenant.members[2].as_str()));
        let spare = tenant.person_called("spare", &name, Role::Mayor, row).await;
        self.own(&spare.id, everybody_s.clone());
        let home = Some((self.homes.len(), tenant.slug(), Some(2)));
        let name = format!("{}'s spare", tenant.slug());
        let asks = person(name, Role::Mayor, spare.client, home);
        self.people.push(Person { id: spare.id.clone(), ..asks });
        let name = everybody_s.to_string();
        let second = tenant.person_called("second", &name, Role::Auditor, None).await.id;
        let input = json!({ "participantId": second, "role": "DATA_PROTECTION_OFFICER" });
        let pending = admin.done(GRANT, json!({ "input": input })).await;
        let grants = admin.done(GRANTS, json!({})).await;
        let grants = grants.each("/grants/nodes", "id");
        for id in grants.iter().chain([&second.as_str()]) {
            self.own(id, everybody_s.clone());
        }
        Granted {
            spare: spare.id,
            // The administrator's, the oldest.
            grant: (*grants.last().expect("a grant")).to_owned(),
            pending: pending.text("/grantRole/grant/id").to_owned(),
        }
    }
}

/// Somebody; with the number and the name of their tenant, and the member they act for.
fn person(
    name: String,
    role: Role,
    client: Client,
    home: Option<(usize, &str, Option<usize>)>,
) -> Person {
    let tenant = home.map(|(_, slug, _)| slug.to_owned());
    let member = home.and_then(|(.., member)| member);
    let sight = Sight { tenant, member, clearances: role.clearances() };
    let home = home.map(|(number, ..)| number);
    Person { name, id: String::new(), role, client, sight, is_support: false, home }
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
