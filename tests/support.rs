//! Support access: no case before the approval, each read listed for the tenant, nothing after the end; the data protection
//! officer's files never.

use crate::house::{Answer, Client, House, Tenant};
use chrono::Duration;
use serde_json::{Value, json};

const ASK: &str = "mutation($id: ID!, $why: String!, $minutes: Int!) {
    openSupportAccess(input: { tenantId: $id, reason: $why, minutes: $minutes }) {
        supportAccess { id state reason minutes validUntil } userErrors { code path } } }";
const APPROVE: &str = "mutation($id: ID!) { approveSupportAccess(input: { id: $id }) {
    supportAccess { id state approvedBy { displayName } } userErrors { code } } }";
const END: &str = "mutation($id: ID!) { endSupportAccess(input: { id: $id }) {
    supportAccess { id state } userErrors { code } } }";
const CASES: &str = "{ requests(first: 100) { nodes { id title comments { nodes { body } } history { nodes { kind } } } } }";
const TRAIL: &str = "query($kinds: [String!]) { auditTrail(filter: { kinds: $kinds }) {
    totalCount nodes { kind actor subject facts participant { displayName } } } }";
const SET: &str = "mutation($value: JSON!, $version: Int!) {
    setSetting(input: { key: \"support_access.at_once\", value: $value, expectedVersion: $version }) {
        setting { key value version } userErrors { code path currentVersion } } }";

/// A tenant with a case of each secrecy, and a coordinator of the test's own.
async fn scene(name: &str) -> (House, Tenant, Client, String) {
    let house = House::shared().await;
    let tenant = house.tenant(name).await;
    let manager = tenant.manager().await;
    for (service, title) in
        [("DEV-WASTE", "Odpady"), ("LEGAL-ADVICE", "Spor"), ("DPO-INCIDENT", "Únik dat")]
    {
        tenant.open(&manager, service, 0, title).await;
    }
    let coordinator = house.another_coordinator(name).await;
    let id = tenant.admin().await.done("{ tenant { id } }", json!({})).await;
    let id = id.text("/tenant/id").to_owned();
    (house, tenant, coordinator, id)
}

async fn ask(by: &Client, tenant: &str) -> Answer {
    by.ask_with(ASK, json!({ "id": tenant, "why": "Nejde jim uzavřít požadavek.", "minutes": 30 }))
        .await
}

#[tokio::test]
async fn nothing_is_seen_before_the_approval_each_read_is_listed_and_nothing_after_the_end() {
    let (house, tenant, coordinator, id) = scene("support").await;
    let admin = tenant.admin().await;
    let inside = coordinator.naming(Some(tenant.slug()));
    let asked = ask(&coordinator, &id).await;
    insta::assert_snapshot!(asked.shown_at("/data/openSupportAccess"), @r#"
    {
      "supportAccess": {
        "id": "support 1",
        "minutes": 30,
        "reason": "Nejde jim uzavřít požadavek.",
        "state": "WAITING",
        "validUntil": null
      },
      "userErrors": []
    }
    "#);
    assert_eq!(inside.ask(CASES).await.code(), "TENANT_NOT_FOUND");
    assert_eq!(ask(&coordinator, &id).await.no(), "SUPPORT_ACCESS_ALREADY_ASKED");

    let access = asked.text("/openSupportAccess/supportAccess/id");
    let approved = admin.done(APPROVE, json!({ "id": access })).await;
    assert_eq!(approved.text("/approveSupportAccess/supportAccess/state"), "OPEN");
    assert_eq!(
        admin.ask_with(APPROVE, json!({ "id": access })).await.no(),
        "SUPPORT_ACCESS_ALREADY_APPROVED"
    );

    // What is open to all staff, and no more: neither what is confidential nor the officer's files.
    let seen = inside.done(CASES, json!({})).await;
    assert_eq!(seen.each("/requests/nodes", "title"), ["Odpady"]);
    let me = inside
        .done(
            "{ viewer { permissions roles participant { id } tenants { slug support } } }",
            json!({}),
        )
        .await;
    assert_eq!(
        *me.data("/viewer/permissions"),
        json!([
            "ReadRegister",
            "ReadTenant",
            "ReadParticipants",
            "ReadServices",
            "ReadRequests",
            "ReadActivities"
        ])
    );
    let case = seen.text("/requests/nodes/0/id");
    inside.done("query($id: ID!) { request(id: $id) { title } }", json!({ "id": case })).await;

    let listed = admin.done(TRAIL, json!({ "kinds": ["support_access.read"] })).await;
    assert_eq!(listed.number("/auditTrail/totalCount"), 2);
    for entry in listed.list("/auditTrail/nodes") {
        assert_eq!((&entry["actor"], &entry["subject"]), (&json!(access), &json!(access)));
        assert_eq!(entry["facts"], json!({ "permission": "ReadRequests" }));
    }
    let auditor = tenant.person("auditor", domain::access::Role::Auditor, None).await;
    let who =
        "{ supportAccesses { nodes { id displayName reason state approvedBy { displayName } } } }";
    let who = auditor.done(who, json!({})).await;
    assert_eq!(who.text("/supportAccesses/nodes/0/reason"), "Nejde jim uzavřít požadavek.");
    assert_eq!(who.text("/supportAccesses/nodes/0/approvedBy/displayName"), "Alena Správná");

    house.tick(Duration::minutes(30));
    assert_eq!(inside.ask(CASES).await.code(), "TENANT_NOT_FOUND");
    assert_eq!(admin.ask_with(END, json!({ "id": access })).await.no(), "SUPPORT_ACCESS_ENDED");
    assert!(ask(&coordinator, &id).await.is_done(), "a new one can be asked for");
}

#[tokio::test]
async fn support_reads_and_does_nothing() {
    let (_, tenant, coordinator, id) = scene("handsoff").await;
    let admin = tenant.admin().await;
    let asked = ask(&coordinator, &id).await;
    admin.done(APPROVE, json!({ "id": asked.text("/openSupportAccess/supportAccess/id") })).await;
    let inside = coordinator.naming(Some(tenant.slug()));
    let case = inside.done(CASES, json!({})).await.text("/requests/nodes/0/id").to_owned();
    for (operation, needs) in [
        (
            "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }",
            "CloseRequest",
        ),
        (
            "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"x\" }) { userErrors { code } } }",
            "CommentOnRequest",
        ),
        (
            "mutation($id: ID!) { recordActivity(input: { serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 1, requestId: $id }) { userErrors { code } } }",
            "RecordActivity",
        ),
        (
            "mutation { attestBenefit(input: { activityId: \"activity_01h455vb4pex5vsknk084sn02q\" }) { userErrors { code } } }",
            "AttestBenefit",
        ),
        (
            "mutation { createSignInLink(input: { participantId: \"participant_01h455vb4pex5vsknk084sn02q\" }) { userErrors { code } } }",
            "InviteUser",
        ),
        (
            "mutation { createApiToken(input: { name: \"x\", days: 1 }) { userErrors { code } } }",
            "ManageOwnTokens",
        ),
        ("{ auditTrail { totalCount } }", "ReadAuditTrail"),
        ("{ grants { totalCount } }", "ReadGrants"),
    ] {
        let refused = inside.ask_with(operation, json!({ "id": case })).await;
        assert_eq!(refused.code(), "FORBIDDEN", "{operation} {refused}");
        assert_eq!(refused.errors()[0]["extensions"]["permission"], needs);
    }
}

#[tokio::test]
async fn either_side_ends_it_at_once() {
    let (_, tenant, coordinator, id) = scene("either").await;
    let admin = tenant.admin().await;
    let inside = coordinator.naming(Some(tenant.slug()));
    for ends in [&admin, &coordinator] {
        let asked = ask(&coordinator, &id).await;
        let access = json!({ "id": asked.text("/openSupportAccess/supportAccess/id") });
        admin.done(APPROVE, access.clone()).await;
        inside.done(CASES, json!({})).await;
        let ended = ends.done(END, access.clone()).await;
        assert_eq!(ended.text("/endSupportAccess/supportAccess/state"), "ENDED");
        assert_eq!(inside.ask(CASES).await.code(), "TENANT_NOT_FOUND");
        assert_eq!(ends.ask_with(END, access.clone()).await.no(), "SUPPORT_ACCESS_ENDED");
        assert_eq!(admin.ask_with(APPROVE, access).await.no(), "SUPPORT_ACCESS_ENDED");
    }
    // Refused, nobody gets in.
    let asked = ask(&coordinator, &id).await;
    admin.done(END, json!({ "id": asked.text("/openSupportAccess/supportAccess/id") })).await;
    assert_eq!(inside.ask(CASES).await.code(), "TENANT_NOT_FOUND");
    let kinds = ["support_access.opened", "support_access.approved", "support_access.ended"];
    let trail = admin.done(TRAIL, json!({ "kinds": kinds })).await;
    assert_eq!(trail.number("/auditTrail/totalCount"), 8);
}

#[tokio::test]
async fn a_tenant_may_let_support_in_at_once() {
    let (_, tenant, coordinator, id) = scene("atonce").await;
    let admin = tenant.admin().await;
    let setting = "{ setting(key: \"support_access.at_once\") { value version } }";
    let before = admin.done(setting, json!({})).await;
    assert_eq!(*before.data("/setting"), json!({ "value": false, "version": 0 }));
    for (value, version, no) in [(json!("ano"), 0, "WRONG_TYPE"), (json!(true), 1, "STALE")] {
        let refused = admin.ask_with(SET, json!({ "value": value, "version": version })).await;
        assert_eq!(refused.no(), no);
    }
    admin.done(SET, json!({ "value": true, "version": 0 })).await;
    let asked = ask(&coordinator, &id).await;
    assert_eq!(asked.text("/openSupportAccess/supportAccess/state"), "OPEN");
    let inside = coordinator.naming(Some(tenant.slug()));
    assert_eq!(inside.done(CASES, json!({})).await.list("/requests/nodes").len(), 1);
    let stale = admin.ask_with(SET, json!({ "value": false, "version": 0 })).await;
    assert_eq!(
        (stale.no(), stale.data("/setSetting/userErrors/0/currentVersion")),
        ("STALE", &json!(1))
    );
    let unknown = "mutation { setSetting(input: { key: \"no.such\", value: 1, expectedVersion: 0 }) { userErrors { code path } } }";
    assert_eq!(admin.ask(unknown).await.no(), "NOT_FOUND");
    assert_eq!(
        *admin.done("{ setting(key: \"no.such\") { value } }", json!({})).await.data("/setting"),
        Value::Null
    );
    for other in [tenant.manager().await.client, tenant.mayor_of(0).await.client] {
        assert_eq!(other.ask(setting).await.code(), "FORBIDDEN");
        assert_eq!(
            other.ask_with(SET, json!({ "value": false, "version": 1 })).await.code(),
            "FORBIDDEN"
        );
    }
}

#[tokio::test]
async fn support_ends_with_the_national_role() {
    let (house, tenant, coordinator, id) = scene("sacked").await;
    let admin = tenant.admin().await;
    let asked = ask(&coordinator, &id).await;
    admin.done(APPROVE, json!({ "id": asked.text("/openSupportAccess/supportAccess/id") })).await;
    let inside = coordinator.naming(Some(tenant.slug()));
    inside.done(CASES, json!({})).await;
    let me = coordinator.done("{ viewer { participant { id } } }", json!({})).await;
    let first = house.coordinator().await;
    let grants = "query($of: ID!) { grants(filter: { participantId: $of }) { nodes { id } } }";
    let of = json!({ "of": me.text("/viewer/participant/id") });
    let grant = first.done(grants, of).await.text("/grants/nodes/0/id").to_owned();
    let revoke = "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }";
    first.done(revoke, json!({ "id": grant })).await;
    assert_eq!(inside.ask(CASES).await.code(), "TENANT_NOT_FOUND");
}

#[tokio::test]
async fn what_can_t_be_asked_for_is_refused_each_with_its_code() {
    let (house, tenant, coordinator, id) = scene("badask").await;
    let mut said = Vec::new();
    let long = "x".repeat(1_001);
    let nation = "tenant_00000000000000000000000001";
    for (what, tenant, why, minutes) in [
        ("no reason", id.as_str(), " ", 30),
        ("too long a reason", id.as_str(), long.as_str(), 30),
        ("no time", id.as_str(), "x", 0),
        ("too much time", id.as_str(), "x", 61),
        ("no tenant", "tenant_01h455vb4pex5vsknk084sn02q", "x", 30),
        ("the nation", nation, "x", 30),
        ("no id", "x", "x", 30),
    ] {
        let variables = json!({ "id": tenant, "why": why, "minutes": minutes });
        let answer = coordinator.ask_with(ASK, variables).await;
        said.push(format!(
            "{what}: {} {}",
            answer.no(),
            answer.data("/openSupportAccess/userErrors/0/path")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    no reason: REQUIRED ["input","reason"]
    too long a reason: TOO_LONG ["input","reason"]
    no time: OUT_OF_RANGE ["input","minutes"]
    too much time: OUT_OF_RANGE ["input","minutes"]
    no tenant: NOT_FOUND ["input","tenantId"]
    the nation: NOT_FOUND ["input","tenantId"]
    no id: MALFORMED ["input","tenantId"]
    "#);
    for other in [house.of_the_nation("auditor").await, tenant.admin().await] {
        assert_eq!(
            ask(&other, &id).await.errors()[0]["extensions"]["permission"],
            "OpenSupportAccess"
        );
    }
    // A week later nobody remembers why: what wasn't approved is over.
    let asked = ask(&coordinator, &id).await;
    house.tick(Duration::days(7));
    let access = json!({ "id": asked.text("/openSupportAccess/supportAccess/id") });
    let admin = tenant.admin().await.again(&house).await;
    assert_eq!(admin.ask_with(APPROVE, access).await.no(), "SUPPORT_ACCESS_ENDED");
}

#[tokio::test]
async fn asked_for_several_times_at_once_it_is_asked_for_once() {
    let (_, tenant, coordinator, id) = scene("rush").await;
    let answers = futures_util::future::join_all((0..4).map(|_| ask(&coordinator, &id))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 1);
    let others = answers.iter().filter(|answer| answer.no() == "SUPPORT_ACCESS_ALREADY_ASKED");
    assert_eq!(others.count(), 3);
    let listed = tenant.admin().await.done("{ supportAccesses { totalCount } }", json!({})).await;
    assert_eq!(listed.number("/supportAccesses/totalCount"), 1);
}
