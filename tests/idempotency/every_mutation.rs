//! Each mutation of the contract, twice under one key: the second time it answers the same and does nothing; and no secret is
//! shown twice. A mutation that isn't here fails the test.

mod linking;
mod models;

use super::number;
use crate::attachments::{attached_by_hand, hash};
use crate::house::model::published;
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
    hours(&mut twice, &tenant).await;
    people(&mut twice, &tenant).await;
    credentials(&mut twice, &tenant).await;
    nation(&mut twice, &tenant).await;
    rollouts(&mut twice, &tenant).await;
    leaving(&mut twice, &tenant).await;
    models::models(&mut twice, &tenant).await;
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
    for deed in ["watchRequest", "unwatchRequest"] {
        twice.ask(&clerk, deed, request, json!({ "id": id })).await;
    }
    let comment = format!("comment {{ id body author {{ displayName }} }} {request}");
    let said = json!({ "id": id, "body": "Volal jsem jim." });
    twice.ask(&clerk, "commentOnRequest", &comment, said).await;
    let file = json!({ "requestId": id, "name": "a.pdf", "size": 1, "sha256": hash(b"x") });
    twice.ask(&clerk, "prepareUpload", "upload { id address contentType }", file).await;
    let attached = attached_by_hand(&tenant.house, id.as_str().unwrap()).await;
    twice.ask(&clerk, "removeAttachment", "request { id }", json!({ "id": attached })).await;
    twice.ask(&clerk, "startRequest", request, json!({ "id": id })).await;
    twice.ask(&clerk, "askRequester", request, json!({ "id": id, "question": "Kdy?" })).await;
    let mayor = tenant.mayor_of(0).await;
    twice.ask(&mayor, "answerRequest", request, json!({ "id": id, "answer": "Zítra." })).await;
    tenant.house.catch_up().await;
    let told = "{ requestNotifications { nodes { id } } }";
    let told = mayor.done(told, json!({})).await;
    let up_to = json!({ "upTo": told.data("/requestNotifications/nodes/0/id") });
    twice.ask(&mayor, "markNotificationsSeen", "unseen", up_to).await;
    let mails = json!({ "frequency": "DAILY", "language": "EN" });
    let shown = "notificationMails { frequency language }";
    twice.ask(&mayor, "setNotificationMails", shown, mails).await;
    let other =
        json!({ "serviceCode": "DEV-WASTE", "title": "Jiné", "memberId": tenant.members[0] });
    let other = clerk.done("mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }",
        json!({ "input": other })).await;
    let to = json!({ "id": other.data("/openRequest/id"), "serviceCode": "DEV-SOCIAL", "expectedVersion": 1 });
    twice.ask(&clerk, "moveRequest", &format!("moved {request}"), to).await;
    let why = json!({ "id": other.data("/openRequest/id"), "reason": "Omylem." });
    linking::linking(twice, tenant, &id, &why["id"]).await;
    let results = format!("results {{ id {request} userErrors {{ code legalMoves }} }}");
    let both = json!([id, why["id"]]);
    let to = json!({ "ids": both, "assigneeId": clerk.id });
    twice.ask(&clerk, "assignRequests", &results, to).await;
    twice.ask(&clerk, "cancelRequest", request, why).await;
    twice.ask(&clerk, "closeRequest", request, json!({ "id": id, "outcome": "x" })).await;
    twice.ask(&clerk, "reopenRequest", request, json!({ "id": id })).await;
    let outcome = json!({ "ids": [id], "outcome": "x" });
    twice.ask(&clerk, "closeRequests", &results, outcome).await;
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

async fn hours(twice: &mut Twice, tenant: &Tenant) {
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let employment = "employment { id role fteThousandths startsOn endsOn version }";
    let new = json!({ "participantId": clerk.id, "role": "CLERK", "fteThousandths": 500, "startsOn": "2026-01-01" });
    let started = twice.ask(&manager, "startEmployment", employment, new).await;
    let id = started.data("/startEmployment/employment/id").clone();
    let change = json!({ "id": id, "expectedVersion": 1, "fteThousandths": 600 });
    twice.ask(&manager, "changeEmployment", employment, change).await;
    let end = json!({ "id": id, "expectedVersion": 2, "endsOn": "2026-12-31" });
    twice.ask(&manager, "endEmployment", employment, end).await;
    let entry = "entry { id timesheetId minutes note version } warnings { reason minutes }";
    let new = json!({ "workedOn": "2026-03-02", "minutes": 750, "note": "Svoz" });
    let logged = twice.ask(&clerk, "logWork", entry, new.clone()).await;
    let change =
        json!({ "id": logged.text("/logWork/entry/id"), "expectedVersion": 1, "minutes": 90 });
    twice.ask(&clerk, "correctWork", entry, change).await;
    let spare = twice.ask(&clerk, "logWork", entry, new).await;
    let timesheet = "timesheet { id state workMinutes reason version }";
    let gone = json!({ "id": spare.text("/logWork/entry/id"), "expectedVersion": 1 });
    twice.ask(&clerk, "removeWork", timesheet, gone).await;
    let month = |version| json!({ "id": logged.text("/logWork/entry/timesheetId"), "expectedVersion": version });
    twice.ask(&clerk, "submitTimesheet", timesheet, month(1)).await;
    let mut why = month(2);
    why["reason"] = json!("Chybí pondělí");
    twice.ask(&manager, "returnTimesheet", timesheet, why).await;
    twice.ask(&clerk, "submitTimesheet", timesheet, month(3)).await;
    twice.ask(&manager, "approveTimesheet", timesheet, month(4)).await;
    let period = "period { period state closedAt acceptedUnattested }";
    let record = "record { id kind doneOn evidence attendance { attended members } withdrawalReason version }";
    let new =
        json!({ "kind": "MEETING", "doneOn": "2026-02-20", "attendedBy": [tenant.members[0]] });
    let recorded = twice.ask(&clerk, "recordDuty", record, new).await;
    let id = recorded.data("/recordDuty/record/id").clone();
    let change = json!({ "id": id, "expectedVersion": 1, "evidence": "Zápis č. 1" });
    twice.ask(&clerk, "correctDuty", record, change).await;
    let gone = json!({ "id": id, "expectedVersion": 2, "reason": "Bylo to jinde." });
    twice.ask(&manager, "withdrawDuty", record, gone).await;
    let past = json!({ "input": {
        "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": 60, "performedOn": "2025-12-20",
        "beneficiaries": [{ "memberId": tenant.members[0] }],
    } });
    let record = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { activity { id } userErrors { code } } }";
    let past = clerk.done(record, past).await.data("/recordActivity/activity/id").clone();
    twice.ask(&manager, "closePeriod", period, json!({ "period": "2025-Q4" })).await;
    let entries = "reversal { id number minutes } activity { id number minutes correctionReason }";
    let right = json!({ "id": past, "reason": "Přepsané", "minutes": 50 });
    twice.ask(&clerk, "correctClosedActivity", entries, right).await;
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

async fn rollouts(twice: &mut Twice, tenant: &Tenant) {
    let (house, by) = (&tenant.house, tenant.house.coordinator().await);
    let setting = json!({ "key": "tokens.longest_days", "value": 200, "expectedVersion": 0 });
    twice.ask(&tenant.admin().await, "setSetting", "setting { key value }", setting).await;
    let locked = json!({ "tokens.longest_days": {
        "value": 90, "isLocked": true, "narrows": { "least": null, "most": null, "words": null } } });
    let version = published(house, locked, json!({})).await;
    let shown = "rollout { id name state wave reason version plan { tenants hash } }";
    let one = json!([{ "name": "Vlna", "tenantIds": [tenant.id.to_string()] }]);
    let new =
        json!({ "name": "Jaro", "toVersionId": version, "minimumSoakMinutes": 0, "waves": one });
    let given_up = twice.ask(&by, "planRollout", shown, new.clone()).await;
    let id = given_up.data("/planRollout/rollout/id");
    let input = json!({ "rolloutId": id, "expectedVersion": 1 });
    twice.ask(&by, "discardRollout", shown, input).await;
    let planned = twice.ask(&by, "planRollout", shown, new).await;
    let id = planned.data("/planRollout/rollout/id");
    let hash = planned.data("/planRollout/rollout/plan/hash");
    let input = json!({ "rolloutId": id, "planHash": hash, "expectedVersion": 1 });
    twice.ask(&by, "startRollout", shown, input).await;

    let of_tenant = |version: i32, more: Value| {
        let mut input = json!({
            "rolloutId": id, "tenantId": tenant.id.to_string(), "expectedVersion": version,
        });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let line =
        "rolloutTenant { wave state openConflicts decisions { resolution } reason until version }";
    let what = json!({ "subject": "setting:tokens.longest_days", "resolution": "DROP_OURS", "reason": "Po dohodě." });
    twice.ask(&by, "resolveConflict", line, of_tenant(1, what)).await;
    let until = json!({ "reason": "Volby.", "until": "2026-03-20" });
    twice.ask(&by, "deferRollout", line, of_tenant(2, until)).await;
    twice.ask(&by, "skipInRollout", line, of_tenant(3, json!({ "reason": "Nechtějí." }))).await;
    twice.ask(&by, "retryInRollout", line, of_tenant(4, json!({}))).await;

    let said = |version: i32| json!({ "rolloutId": id, "reason": "Prověříme to.", "expectedVersion": version });
    twice.ask(&by, "pauseRollout", shown, said(2)).await;
    let input = json!({ "rolloutId": id, "expectedVersion": 3 });
    twice.ask(&by, "resumeRollout", shown, input).await;
    // A gate has paused it.
    let red = "UPDATE rollouts SET state = 'PAUSED', red = '[{ \"figure\": \"FAILED_APPLICATIONS\", \"count\": 1, \"of\": 1,
        \"permille\": 1000, \"beforePermille\": null, \"limitPermille\": 20, \"isRed\": true }]' WHERE state = 'RUNNING'";
    house.database().superuser().await.batch_execute(red).await.unwrap();
    let red = format!("{shown} ").replace("wave", "wave red { figure isRed }");
    twice.ask(&by, "forceGate", &red, said(4)).await;
    twice.ask(&by, "rollBackRollout", shown, said(5)).await;
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
    let step = "step { code state dueOn doneOn version }";
    let mut input = json!({ "tenantId": id, "code": "DATA_BOX", "expectedVersion": 1 });
    input["dueOn"] = json!("2026-06-01");
    twice.ask(&admin, "planOnboardingStep", step, input).await;
    let input = json!({ "tenantId": id, "code": "CONTRACT", "expectedVersion": 1 });
    twice.ask(&coordinator, "completeOnboardingStep", step, input).await;
    let input = json!({ "tenantId": id, "code": "CONTRACT", "expectedVersion": 2 });
    twice.ask(&coordinator, "takeBackOnboardingStep", step, input).await;
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
    let reset = json!({ "key": "support_access.at_once", "expectedVersion": 1 });
    twice.ask(&admin, "resetSetting", "setting { key value version }", reset).await;
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
