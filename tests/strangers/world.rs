//! An owner with something of each kind, and strangers of each kind.

use crate::attachments::attached_by_hand;
use crate::house::model::{brought_to, published, published_owing};
use crate::house::tenant::Person;
use crate::house::{Answer, Client, House, Tenant};
use domain::access::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Stands in all that the owner wrote.
const MARK: &str = "Zlatohlavek";
/// A closing time that nobody else has.
const DAYS: &str = "\"closeWithin\":137";
const ALL: &str = "{ requests(first: 100) { nodes { id title state version assignee { id }
    comments { nodes { id body } } attachments { nodes { id name size sha256 } } linked { nodes { kind } } history { nodes { id kind } } } }
    activities(first: 100) { nodes { id output minutes version beneficiaries { weight attestedAt } } }
    worklog(first: 100) { nodes { id note minutes version employment { id version } } } timesheets { nodes { id state version } } dutyRecords { nodes { id evidence version withdrawnAt } }
    services(filter: { area: DEVELOPMENT }) { nodes { code offered closeWithin version } } }";

/// Somebody who is not the owner.
pub(super) struct Stranger {
    pub(super) name: &'static str,
    pub(super) client: Client,
    kind: Kind,
    /// Whether a service of the owner is a service of theirs too, under the same code.
    pub(super) has_its_own_services: bool,
    /// Of the nation, and may act for it.
    pub(super) is_coordinator: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of another tenant: nothing may be seen, not even that the owner is a tenant.
    Tenant,
    /// Of another member of the same tenant: nothing of the first member.
    Member,
    /// Of the nation: that the owner is a tenant may be seen where a reviewed list says so.
    Nation,
}

pub(super) struct World {
    pub(super) ids: Value,
    pub(super) strangers: Vec<Stranger>,
    clerk: Client,
    admin: Client,
    coordinator: Client,
    approver: Client,
    chair: Client,
    asker: Client,
    dpo: Client,
    manager: Client,
    mayor: Client,
    /// By what one knows the tenant.
    names: BTreeSet<String>,
    /// By what one knows its people, its members and what it changed.
    things: BTreeSet<String>,
    /// By what one knows the first member and its cases.
    cases: BTreeSet<String>,
    /// By what one knows what the nation works on, which its own people see.
    nations: BTreeSet<String>,
}

impl World {
    pub(super) async fn make() -> Self {
        // Of its own: what the nation publishes here no other test's tenants begin with.
        let house = House::fresh().await;
        let owner = house.tenant("owner").await;
        let (clerk, admin, dpo) = (owner.clerk().await, owner.admin().await, owner.dpo().await);
        let request = opened(&owner, &clerk).await;
        let other = owner.open(&clerk, "DEV-SOCIAL", 0, MARK).await;
        let record = "mutation($request: ID, $member: ID!, $output: String!, $day: Date) { recordActivity(input: { serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 60,
            requestId: $request, performedOn: $day, output: $output, beneficiaries: [{ memberId: $member }], benefit: { method: GRANT_WON, amount: \"1.00\" } }) { activity { id } userErrors { code } } }";
        let work = json!({ "request": request, "member": owner.members[0], "output": MARK });
        let activity =
            clerk.done(record, work).await.text("/recordActivity/activity/id").to_owned();
        let work = json!({ "member": owner.members[0], "output": MARK, "day": "2025-12-20" });
        let past = clerk.done(record, work).await.text("/recordActivity/activity/id").to_owned();
        let close = "mutation { closePeriod(input: { period: \"2025-Q4\", acceptedUnattested: 1 }) { userErrors { code } } }";
        owner.manager().await.done(close, json!({})).await;
        let days = "mutation { overrideService(input: { serviceCode: \"DEV-WASTE\", closeWithin: 137, expectedVersion: 0 }) { userErrors { code } } }";
        admin.done(days, json!({})).await;
        let token = "mutation { createApiToken(input: { name: \"Program\", days: 7 }) { id userErrors { code } } }";
        let token = clerk.done(token, json!({})).await.text("/createApiToken/id").to_owned();
        let employed = Employed::make(&admin, &clerk).await;
        let attachment = attached_by_hand(&house, &request).await;
        let people = People::make(&house, &owner, &admin).await;
        let (version, newer, rollout) = rolled_out(&house, &owner).await;
        let duty = met(&clerk, &owner.members[0]).await;
        let tenant = clerk.done("{ tenant { id } }", json!({})).await.text("/tenant/id").to_owned();
        house.catch_up().await;
        let notification = told(&clerk).await;
        let models = Models::make(&house).await;
        let mut cases = ids_in(&clerk.done(ALL, json!({})).await.body);
        // All members know who works for them, and read what their centre has done.
        cases.retain(|id| ![&clerk.id, &duty].contains(&id));
        cases.extend([MARK.to_owned(), owner.members[0].clone(), token.clone()]);
        let own = [&people.grant, &people.pending, &people.session, &people.identity];
        cases.extend(own.into_iter().chain([&notification]).cloned());
        let nations = [&models.draft, &models.submitted, &models.discarded].map(Clone::clone);
        let names = [tenant.clone(), owner.slug().to_owned()];
        let others = owner.members[1..].iter().chain([&owner.itself, &clerk.id]).cloned();
        let association = &owner.association;
        Self {
            ids: json!({
                "request": request, "other": other, "attachment": attachment, "activity": activity, "past": past, "member": owner.members[0], "participant": clerk.id, "tenant": tenant,
                "token": token, "association": format!("association_{}", association.ico),
                "service": "service_DEV-WASTE", "ico": association.ico, "code": association.municipalities[0],
                "name": association.name, "grant": people.grant, "pending": people.pending,
                "support": people.support, "session": people.session,
                "identity": people.identity, "spare": people.spare, "draft": models.draft,
                "submitted": models.submitted, "discarded": models.discarded,
                "version": version, "newer": newer, "rollout": rollout,
                "employment": employed.employment, "entry": employed.entry, "timesheet": employed.timesheet, "duty": duty, "notification": notification,
            }),
            strangers: strangers(&house, owner.mayor_of(1).await.client).await,
            names: names.into(),
            things: others.chain([DAYS.to_owned(), duty.clone()]).collect(),
            cases,
            nations: nations.into(),
            coordinator: house.coordinator().await,
            approver: house.of_the_nation("approver").await,
            chair: people.chair,
            asker: people.asker,
            clerk: clerk.client,
            dpo: dpo.client,
            manager: owner.manager().await.client,
            mayor: owner.mayor_of(0).await.client,
            admin,
        }
    }

    /// Who may ask a sample.
    pub(super) fn asker(&self, name: &str) -> &Client {
        match name {
            "clerk" => &self.clerk,
            "admin" => &self.admin,
            "manager" => &self.manager,
            "mayor" => &self.mayor,
            "coordinator" => &self.coordinator,
            "approver" => &self.approver,
            "chair" => &self.chair,
            "asker" => &self.asker,
            other => panic!("nobody in this world is {other}"),
        }
    }

    /// What of the owner an answer shows to a stranger who may not see it.
    pub(super) fn shown_to(
        &self,
        stranger: &Stranger,
        answer: &Answer,
        may_name_it: bool,
    ) -> Vec<String> {
        let nothing = BTreeSet::new();
        let (names, things) = match stranger.kind {
            Kind::Tenant => (&self.names, &self.things),
            Kind::Member => (&nothing, &nothing),
            Kind::Nation if may_name_it => (&nothing, &self.things),
            Kind::Nation => (&self.names, &self.things),
        };
        let is_of_the_nation = stranger.kind == Kind::Nation;
        let nations = if is_of_the_nation { &nothing } else { &self.nations };
        let text = answer.body.to_string();
        let marks = names.iter().chain(things).chain(&self.cases).chain(nations);
        marks.filter(|mark| text.contains(mark.as_str())).cloned().collect()
    }

    /// Whether what the nation has for itself is theirs too.
    pub(super) fn is_of_the_nation(stranger: &Stranger) -> bool {
        stranger.kind == Kind::Nation
    }

    pub(super) fn shows_the_owner(&self, answer: &Answer) -> bool {
        let text = answer.body.to_string();
        let own = self.names.iter().chain(&self.things).chain(&self.cases);
        let mut marks = own.chain(&self.nations);
        marks.any(|mark| text.contains(mark.as_str()))
    }

    /// All that its staff sees, to compare it before and after.
    pub(super) async fn seen_by_its_own(&self) -> [Value; 2] {
        [self.clerk.done(ALL, json!({})).await.body, self.dpo.done(ALL, json!({})).await.body]
    }
}

/// The version that the owner alone is on, a newer one, and a roll-out of it that the owner knows of.
async fn rolled_out(house: &House, owner: &Tenant) -> (String, String, String) {
    let meeting = json!({ "kind": "MEETING", "nameCs": "Setkání", "nameEn": "Meeting", "role": null, "timesAYear": 2, "dueDays": 0 });
    let version = published_owing(house, json!({ "MEETING": meeting })).await;
    let newer = published(house, json!({}), json!({})).await;
    brought_to(owner, &version).await;
    let plan = "mutation($to: ID!, $tenant: ID!) { planRollout(input: { name: \"x\", toVersionId: $to, minimumSoakMinutes: 0,
        waves: [{ name: \"x\", tenantIds: [$tenant] }] }) { rollout { id } userErrors { code } } }";
    let variables = json!({ "to": newer, "tenant": owner.id.to_string() });
    let planned = house.coordinator().await.done(plan, variables).await;
    let told = "UPDATE rollout_tenants SET state = 'ANNOUNCED' WHERE tenant_id = $1::text::uuid";
    let client = house.database().superuser().await;
    client.execute(told, &[&uuid::Uuid::from(owner.id).to_string()]).await.unwrap();
    (version, newer, planned.text("/planRollout/rollout/id").to_owned())
}

/// A meeting that the centre owed, and at which a member was.
async fn met(clerk: &Person, member: &str) -> String {
    let record = "mutation($member: ID!) { recordDuty(input: { kind: MEETING, doneOn: \"2026-02-20\", attendedBy: [$member] }) {
        record { id } userErrors { code } } }";
    let recorded = clerk.done(record, json!({ "member": member })).await;
    recorded.text("/recordDuty/record/id").to_owned()
}

/// What hangs on the owner's people.
struct People {
    grant: String,
    pending: String,
    support: String,
    session: String,
    identity: String,
    /// A participant who can be given something.
    spare: String,
    chair: Client,
    asker: Client,
}

impl People {
    async fn make(house: &House, owner: &Tenant, admin: &Client) -> Self {
        let (chair, specialist) = (owner.chair().await, owner.specialist().await);
        let spare = owner.person("spare", Role::Auditor, None).await;
        let grants = "query($of: ID!) { grants(filter: { participantId: $of }) { nodes { id } } }";
        let grant = admin.done(grants, json!({ "of": spare.id })).await;
        let give = "mutation($to: ID!) { grantRole(input: { participantId: $to, role: DATA_PROTECTION_OFFICER }) {
            grant { id } userErrors { code } } }";
        let pending = admin.done(give, json!({ "to": specialist.id })).await;
        let supporter = house.another_coordinator("supporter").await;
        let tenant = admin.done("{ tenant { id } }", json!({})).await;
        let ask = "mutation($id: ID!, $why: String!) { openSupportAccess(input: { tenantId: $id, reason: $why, minutes: 30 }) {
            supportAccess { id } userErrors { code } } }";
        let why = json!({ "id": tenant.text("/tenant/id"), "why": MARK });
        let support = supporter.done(ask, why).await;
        let link = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
        let clerk = owner.clerk().await;
        let link = admin.done(link, json!({ "id": clerk.id })).await;
        let browser = house.browser(link.text("/createSignInLink/link/url")).await;
        let identity = browser.links_an_account(&format!("{MARK} {}", owner.slug())).await;
        let session = browser.done("{ viewer { sessions { nodes { id } } } }", json!({})).await;
        Self {
            grant: grant.text("/grants/nodes/0/id").to_owned(),
            pending: pending.text("/grantRole/grant/id").to_owned(),
            support: support.text("/openSupportAccess/supportAccess/id").to_owned(),
            session: session.text("/viewer/sessions/nodes/0/id").to_owned(),
            identity,
            spare: spare.id,
            chair: chair.client,
            asker: house.another_coordinator("asker").await,
        }
    }
}

/// What the clerk is employed for, and worked.
struct Employed {
    employment: String,
    entry: String,
    timesheet: String,
}

impl Employed {
    async fn make(admin: &Client, clerk: &Person) -> Self {
        let start = "mutation($of: ID!) { startEmployment(input: { participantId: $of, role: CLERK, fteThousandths: 500, startsOn: \"2026-01-01\" }) {
            employment { id } userErrors { code } } }";
        let started = admin.done(start, json!({ "of": clerk.id })).await;
        let log = "mutation($note: String!) { logWork(input: { workedOn: \"2026-03-02\", minutes: 60, note: $note }) {
            entry { id timesheetId } userErrors { code } } }";
        let logged = clerk.done(log, json!({ "note": MARK })).await;
        Self {
            employment: started.text("/startEmployment/employment/id").to_owned(),
            entry: logged.text("/logWork/entry/id").to_owned(),
            timesheet: logged.text("/logWork/entry/timesheetId").to_owned(),
        }
    }
}

/// What the nation works on.
struct Models {
    draft: String,
    submitted: String,
    discarded: String,
}

impl Models {
    async fn make(house: &House) -> Self {
        let coordinator = house.coordinator().await;
        let draft = "mutation($notes: String!) { draftCentreModel(input: { notes: $notes }) { version { id } userErrors { code } } }";
        let notes = json!({ "notes": MARK });
        let mut drafts = Vec::new();
        for _ in 0..3 {
            let drafted = coordinator.done(draft, notes.clone()).await;
            drafts.push(drafted.text("/draftCentreModel/version/id").to_owned());
        }
        let [draft, submitted, discarded] = drafts.try_into().expect("three drafts");
        let say = "mutation($id: ID!) { setModelIndicator(input: { id: $id, expectedVersion: 1, code: \"A\", nameCs: \"A\", nameEn: \"A\", target: 1 }) { userErrors { code } } }";
        coordinator.done(say, json!({ "id": submitted })).await;
        let submit = "mutation($id: ID!) { submitCentreModel(input: { id: $id, expectedVersion: 2 }) { userErrors { code } } }";
        coordinator.done(submit, json!({ "id": submitted })).await;
        Self { draft, submitted, discarded }
    }
}

async fn strangers(house: &House, neighbour: Client) -> Vec<Stranger> {
    let other = house.tenant("stranger").await;
    let of = |name, kind| {
        move |client| Stranger {
            name,
            client,
            kind,
            has_its_own_services: kind == Kind::Tenant,
            is_coordinator: name == "the coordinator",
        }
    };
    vec![
        of("another tenant's admin", Kind::Tenant)(other.admin().await),
        of("another tenant's manager", Kind::Tenant)(other.manager().await.client),
        of("another tenant's clerk", Kind::Tenant)(other.clerk().await.client),
        of("another tenant's data protection officer", Kind::Tenant)(other.dpo().await.client),
        of("another tenant's mayor", Kind::Tenant)(other.mayor_of(0).await.client),
        of("another member's mayor", Kind::Member)(neighbour),
        of("the coordinator", Kind::Nation)(house.coordinator().await),
        of("the nation's auditor", Kind::Nation)(house.of_the_nation("auditor").await),
    ]
}

/// The ids that stand in an answer.
fn ids_in(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(ids_in).collect(),
        Value::Object(fields) => {
            let own = fields.get("id").and_then(Value::as_str).map(str::to_owned);
            fields.values().flat_map(ids_in).chain(own).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => BTreeSet::new(),
    }
}

/// A case that the clerk has, and of which the manager says something: so the clerk is told of it.
async fn opened(owner: &Tenant, clerk: &Person) -> String {
    let request = owner.open(clerk, "DEV-WASTE", 0, MARK).await;
    let assign = "mutation($id: ID!, $to: ID!) { assignRequest(input: { id: $id, assigneeId: $to }) { userErrors { code } } }";
    clerk.done(assign, json!({ "id": request, "to": clerk.id })).await;
    let comment = "mutation($id: ID!, $body: String!) { commentOnRequest(input: { id: $id, body: $body }) { userErrors { code } } }";
    for by in [clerk, &owner.manager().await] {
        by.done(comment, json!({ "id": request, "body": MARK })).await;
    }
    request
}

/// Of what somebody was told last: its id.
async fn told(by: &Client) -> String {
    let told = by.done("{ requestNotifications(first: 1) { nodes { id } } }", json!({})).await;
    told.text("/requestNotifications/nodes/0/id").to_owned()
}
