//! Each mutation of the contract, twice under one key: the second time it answers the same and does nothing; and no secret is
//! shown twice. A mutation that isn't here fails the test.

use super::number;
use crate::house::{Answer, Client, House, Tenant};
use crate::strangers::coverage::Contract;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Asks twice, and notes what was asked.
struct Twice {
    house: House,
    asked: BTreeSet<String>,
}

impl Twice {
    /// The first answer.
    async fn ask(&mut self, by: &Client, field: &str, selected: &str, input: Value) -> Answer {
        let mut title = field.to_owned();
        title.get_mut(..1).unwrap().make_ascii_uppercase();
        let query = format!(
            "mutation($input: {title}Input!) {{ {field}(input: $input) {{ {selected} userErrors {{ code path }} }} }}"
        );
        let keyed = by.keyed(&format!("{field} {}", self.asked.len()));
        let first = keyed.done(&query, json!({ "input": input })).await;
        let before = self.left().await;
        let again = keyed.done(&query, json!({ "input": input })).await;
        assert_eq!(self.left().await, before, "{field} leaves nothing the second time");
        assert_eq!(again.body, without_secrets(&first.body), "{field}");
        let text = again.to_string();
        for secret in ["cst_", "css_", "csl_"] {
            assert!(!text.contains(secret), "{field} shows a secret twice: {text}");
        }
        self.asked.insert(format!("Mutation.{field}"));
        first
    }

    /// All events and all keys of everybody.
    async fn left(&self) -> (i64, i64) {
        let events = number(&self.house, "SELECT count(*) FROM events").await;
        let kept = "SELECT count(*) FROM idempotency_outcomes WHERE outcome IS NOT NULL";
        (events, number(&self.house, kept).await)
    }
}

/// As it is answered again: a link that was shown is null, and so is a token.
fn without_secrets(body: &Value) -> Value {
    match body {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match name.as_str() {
                "link" | "adminLink" | "token" => (name.clone(), Value::Null),
                _ => (name.clone(), without_secrets(value)),
            })
            .collect(),
        Value::Array(items) => items.iter().map(without_secrets).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => body.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mutation_asked_for_twice_is_done_once_and_shows_no_secret_again() {
    let house = House::fresh().await;
    let tenant = house.tenant("every-mutation").await;
    let mut twice = Twice { house: house.clone(), asked: BTreeSet::new() };
    cases(&mut twice, &tenant).await;
    work(&mut twice, &tenant).await;
    people(&mut twice, &tenant).await;
    credentials(&mut twice, &tenant).await;
    nation(&mut twice, &tenant).await;
    leaving(&mut twice, &tenant).await;
    let in_the_contract: BTreeSet<String> = Contract::read()
        .root_fields()
        .into_iter()
        .filter(|field| field.starts_with("Mutation."))
        .collect();
    assert!(in_the_contract.len() > 20, "{in_the_contract:?}");
    assert_eq!(twice.asked, in_the_contract, "ask each mutation twice here");
}

async fn cases(twice: &mut Twice, tenant: &Tenant) {
    let clerk = tenant.clerk().await;
    let request = "request { id state version assignee { displayName } }";
    let new =
        json!({ "serviceCode": "DEV-WASTE", "title": "Odpady", "memberId": tenant.members[0] });
    let opened = twice.ask(&clerk, "openRequest", &format!("id number {request}"), new).await;
    let id = opened.data("/openRequest/id").clone();
    let to = json!({ "id": id, "assigneeId": clerk.id });
    twice.ask(&clerk, "assignRequest", request, to).await;
    let comment = format!("comment {{ id body author {{ displayName }} }} {request}");
    let said = json!({ "id": id, "body": "Volal jsem jim." });
    twice.ask(&clerk, "commentOnRequest", &comment, said).await;
    twice.ask(&clerk, "closeRequest", request, json!({ "id": id, "outcome": "x" })).await;
    twice.ask(&clerk, "reopenRequest", request, json!({ "id": id })).await;
}

async fn work(twice: &mut Twice, tenant: &Tenant) {
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let activity = "activity { id number minutes version benefit { broughtIn attestedAt } }";
    let new = json!({
        "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": 60, "output": "Přehled",
        "beneficiaries": [{ "memberId": tenant.members[0] }],
        "benefit": { "method": "GRANT_WON", "amount": "100.00" },
    });
    let recorded = twice.ask(&clerk, "recordActivity", activity, new).await;
    let id = recorded.data("/recordActivity/activity/id").clone();
    let change = json!({ "id": id, "expectedVersion": 1, "minutes": 90 });
    twice.ask(&clerk, "correctActivity", activity, change).await;
    // What is as it should be already is answered twice as well.
    let nothing = json!({ "id": id, "expectedVersion": 2, "minutes": 90 });
    twice.ask(&clerk, "correctActivity", activity, nothing).await;
    twice.ask(&mayor, "attestBenefit", activity, json!({ "activityId": id })).await;
}

async fn people(twice: &mut Twice, tenant: &Tenant) {
    let (admin, chair) = (tenant.admin().await, tenant.chair().await);
    let grant = "grant { id role status grantedBy { displayName } endedAt }";
    let new = json!({ "email": "nova@example.invalid", "displayName": "Nová", "role": "CLERK" });
    let selected = format!("participant {{ id displayName }} {grant} link {{ url }}");
    let invited = twice.ask(&admin, "inviteUser", &selected, new).await;
    let who = invited.data("/inviteUser/participant/id").clone();
    assert!(invited.text("/inviteUser/link/url").contains("csl_"));
    let link = json!({ "participantId": who });
    let made = twice.ask(&admin, "createSignInLink", "link { id url expiresAt }", link).await;
    let browser = tenant.house.browser(made.text("/createSignInLink/link/url")).await;
    assert!(browser.ask("{ viewer { id } }").await.is_done(), "the link counts, asked for twice");
    let officer = json!({ "participantId": who, "role": "DATA_PROTECTION_OFFICER" });
    let granted = twice.ask(&admin, "grantRole", grant, officer).await;
    let id = granted.data("/grantRole/grant/id").clone();
    twice.ask(&chair, "confirmRole", grant, json!({ "id": id })).await;
    twice.ask(&admin, "revokeRole", grant, json!({ "id": id })).await;
}

async fn credentials(twice: &mut Twice, tenant: &Tenant) {
    let clerk = tenant.clerk().await;
    let token = json!({ "name": "x", "days": 1 });
    let made = twice.ask(&clerk, "createApiToken", "id token expiresAt", token).await;
    let secret = made.text("/createApiToken/token").to_owned();
    let bearer = tenant.house.bearer(&secret, None);
    assert!(bearer.ask("{ tenant { id } }").await.is_done(), "the token counts");
    let id = made.data("/createApiToken/id").clone();
    twice.ask(&clerk, "revokeApiToken", "id", json!({ "id": id })).await;

    let browser = signed_in(&clerk, &clerk.id, tenant).await;
    let identity = browser.links_an_account("every-mutation").await;
    twice.ask(&clerk, "unlinkIdentity", "id", json!({ "id": identity })).await;
    let sessions = browser.done("{ viewer { sessions { nodes { id } } } }", json!({})).await;
    let id = sessions.data("/viewer/sessions/nodes/0/id").clone();
    twice.ask(&clerk, "endSession", "id", json!({ "id": id })).await;
    signed_in(&clerk, &clerk.id, tenant).await;
    let all = twice.ask(&clerk, "signOutEverywhere", "ended", json!({})).await;
    assert_eq!(all.number("/signOutEverywhere/ended"), 1);
}

/// A browser in which somebody has used a link of their own.
async fn signed_in(by: &Client, id: &str, tenant: &Tenant) -> Client {
    let link = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
    let link = by.done(link, json!({ "id": id })).await;
    tenant.house.browser(link.text("/createSignInLink/link/url")).await
}

async fn leaving(twice: &mut Twice, tenant: &Tenant) {
    let admin = tenant.admin().await;
    let day = json!({ "memberId": tenant.members[2], "leftOn": "2026-12-01" });
    twice.ask(&admin, "endMembership", "member { id leftOn municipality { code } }", day).await;
}

async fn nation(twice: &mut Twice, tenant: &Tenant) {
    let house = &tenant.house;
    let (admin, coordinator) = (tenant.admin().await, house.coordinator().await);
    let association = house.association("every-mutation-new").await;
    let new = json!({
        "ico": association.ico, "slug": association.slug, "adminEmail": "prvni@example.invalid", "adminName": "První",
    });
    let selected = "tenant { id slug members { totalCount } } adminLink { url }";
    let onboarded = twice.ask(&coordinator, "onboardTenant", selected, new).await;
    assert!(onboarded.text("/onboardTenant/adminLink/url").contains("csl_"));

    let district = house.settle("9903", 3).await;
    let community = house.associate("every-mutation-community", &district).await;
    let new = json!({ "ico": community.ico, "from": "2026-03-02", "name": "Společenství obcí" });
    twice.ask(&coordinator, "convertToCommunity", "association { ico name kind }", new).await;

    let id = admin.done("{ tenant { id } }", json!({})).await.data("/tenant/id").clone();
    let active = json!({ "tenantId": id, "lifecycle": "ACTIVE" });
    let selected = "tenant { id lifecycle lifecycleSteps }";
    twice.ask(&coordinator, "changeTenantLifecycle", selected, active).await;

    let access = "supportAccess { id state reason minutes validUntil endedAt }";
    let id = admin.done("{ tenant { id } }", json!({})).await.data("/tenant/id").clone();
    let asking = json!({ "tenantId": id, "reason": "Nejde jim uzavřít požadavek.", "minutes": 30 });
    let asked = twice.ask(&coordinator, "openSupportAccess", access, asking).await;
    let id = json!({ "id": asked.data("/openSupportAccess/supportAccess/id") });
    twice.ask(&admin, "approveSupportAccess", access, id.clone()).await;
    twice.ask(&coordinator, "endSupportAccess", access, id).await;

    let setting = json!({ "key": "support_access.at_once", "value": true, "expectedVersion": 0 });
    twice.ask(&admin, "setSetting", "setting { key value version }", setting).await;
    let service = "service { code closeWithin offered origin version }";
    let change = json!({ "serviceCode": "DEV-WASTE", "closeWithin": 9, "expectedVersion": 0 });
    twice.ask(&admin, "overrideService", service, change).await;
    let reset = json!({ "serviceCode": "DEV-WASTE", "expectedVersion": 1 });
    twice.ask(&admin, "resetService", service, reset).await;

    let provider = "identityProvider { issuer clientId hasClientSecret version }";
    let set = json!({
        "issuer": "https://login.example.cz", "clientId": "centrum", "withoutClientSecret": true, "expectedVersion": 0,
    });
    twice.ask(&admin, "setIdentityProvider", provider, set).await;
    let remove = json!({ "expectedVersion": 1 });
    twice.ask(&admin, "removeIdentityProvider", provider, remove).await;
}
