//! The life of a tenant: which step leads where, and what is still done in one that is suspended or has ended.

use crate::house::{Answer, Client, House, Tenant};
use domain::access::{Lifecycle, Role};
use serde_json::{Value, json};

async fn go(by: &Client, tenant: &Tenant, to: &str) -> Answer {
    let query = "mutation($id: ID!, $to: TenantLifecycle!) { changeTenantLifecycle(input: { tenantId: $id, lifecycle: $to }) {
        tenant { lifecycle lifecycleSteps } userErrors { code message path } } }";
    by.ask_with(query, json!({ "id": tenant.id.to_string(), "to": to })).await
}

/// Lets it go along these.
async fn walk(by: &Client, tenant: &Tenant, path: &[&str]) {
    for to in path {
        let answer = go(by, tenant, to).await;
        assert!(answer.is_done(), "{answer}");
        assert_eq!(answer.text("/changeTenantLifecycle/tenant/lifecycle"), *to);
    }
}

#[tokio::test]
async fn each_state_leads_where_the_table_says_and_the_refusal_names_it() {
    let house = House::shared().await;
    let coordinator = house.coordinator().await;
    for (from, path) in [
        (Lifecycle::Onboarding, &[][..]),
        (Lifecycle::Active, &["ACTIVE"]),
        (Lifecycle::Sustainability, &["ACTIVE", "SUSTAINABILITY"]),
        (Lifecycle::Suspended, &["ACTIVE", "SUSPENDED"]),
        (Lifecycle::WoundUp, &["WOUND_UP"]),
    ] {
        for to in Lifecycle::ALL.iter().copied().filter(|to| *to != from) {
            let tenant = house.tenant("life").await;
            walk(&coordinator, &tenant, path).await;
            let answer = go(&coordinator, &tenant, to.as_str()).await;
            if from.steps().contains(&to) {
                assert!(answer.is_done(), "{from:?} {to:?} {answer}");
                let steps: Vec<&str> = to.steps().iter().map(|step| step.as_str()).collect();
                assert_eq!(
                    *answer.data("/changeTenantLifecycle/tenant/lifecycleSteps"),
                    json!(steps)
                );
                continue;
            }
            let code = answer.no();
            assert!(code.starts_with("TENANT_IS_"), "{from:?} {to:?} {answer}");
            let message = answer.text("/changeTenantLifecycle/userErrors/0/message");
            let (_, named) = message.split_once("From there").expect("where it goes");
            for state in Lifecycle::ALL {
                let is_named = named.contains(state.as_str());
                assert_eq!(is_named, from.steps().contains(state), "{state:?}: {message}");
            }
            let ErrorTexts { cs, .. } = ErrorTexts::of(code);
            let (_, named) = cs.split_once("Odtud").expect("where it goes");
            for state in Lifecycle::ALL {
                assert_eq!(named.contains(state.as_str()), from.steps().contains(state), "{cs}");
            }
        }
    }
}

/// What a code says in Czech.
struct ErrorTexts {
    cs: &'static str,
}

impl ErrorTexts {
    fn of(code: &str) -> Self {
        let known = schema::ErrorCode::ALL.iter().find(|known| known.as_str() == code);
        Self { cs: known.expect("a code").text(schema::Language::Cs) }
    }
}

/// What of each kind of work somebody is told.
async fn told(
    tenant: &Tenant,
    manager: &Client,
    open: &str,
    closed: &str,
    activity: &str,
) -> Vec<String> {
    let (member, mayor) = (&tenant.members[0], tenant.mayor_of(0).await);
    let new = format!(
        "openRequest(input: {{ serviceCode: \"DEV-WASTE\", title: \"x\", memberId: \"{member}\" }})"
    );
    let record = format!(
        "recordActivity(input: {{ serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 5, beneficiaries: [{{ memberId: \"{member}\" }}] }})"
    );
    let me = manager.done("{ participants { nodes { id displayName } } }", json!({})).await;
    let me =
        me.list("/participants/nodes").iter().find(|one| one["displayName"] == "manager").unwrap();
    let me = me["id"].as_str().unwrap().to_owned();
    let mut said = Vec::new();
    for (by, deed) in [
        (manager, new.clone()),
        (&mayor.client, new),
        (manager, format!("assignRequest(input: {{ id: \"{open}\", assigneeId: \"{me}\" }})")),
        (manager, format!("reopenRequest(input: {{ id: \"{closed}\" }})")),
        (manager, record),
        (manager, format!("commentOnRequest(input: {{ id: \"{open}\", body: \"x\" }})")),
        (&mayor.client, format!("commentOnRequest(input: {{ id: \"{open}\", body: \"x\" }})")),
        (
            manager,
            format!(
                "correctActivity(input: {{ id: \"{activity}\", expectedVersion: 1, minutes: 7 }})"
            ),
        ),
        (manager, format!("startRequest(input: {{ id: \"{open}\" }})")),
        (manager, format!("askRequester(input: {{ id: \"{open}\", question: \"x\" }})")),
        (&mayor.client, format!("answerRequest(input: {{ id: \"{open}\", answer: \"x\" }})")),
        (manager, format!("closeRequest(input: {{ id: \"{open}\", outcome: \"x\" }})")),
    ] {
        let answer = by.ask(&format!("mutation {{ {deed} {{ userErrors {{ code }} }} }}")).await;
        let no = if answer.is_done() { "done" } else { answer.no() };
        let what = deed.split_once('(').unwrap().0;
        said.push(format!("{what}: {no}"));
    }
    let read = manager.done(
        "{ requests { totalCount } activities { totalCount } members { totalCount } }",
        json!({}),
    );
    assert!(read.await.number("/requests/totalCount") >= 2);
    assert!(mayor.done("{ requests { totalCount } }", json!({})).await.is_done());
    said
}

/// Two requests, of which the second is closed, and an activity.
async fn with_work(tenant: &Tenant, manager: &Client) -> [String; 3] {
    let open = tenant.open(manager, "DEV-WASTE", 0, "open").await;
    let closed = tenant.open(manager, "DEV-WASTE", 0, "closed").await;
    let close = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
    manager.done(close, json!({ "id": closed })).await;
    let record = "mutation($member: ID!) { recordActivity(input: { serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 5,
        beneficiaries: [{ memberId: $member }] }) { activity { id } userErrors { code } } }";
    let activity = manager.done(record, json!({ "member": tenant.members[0] })).await;
    [open, closed, activity.text("/recordActivity/activity/id").to_owned()]
}

#[tokio::test]
async fn who_is_suspended_answers_what_is_there_and_begins_nothing() {
    let house = House::shared().await;
    let (tenant, coordinator) = (house.tenant("suspended").await, house.coordinator().await);
    let manager = tenant.manager().await;
    let [open, closed, activity] = with_work(&tenant, &manager).await;
    walk(&coordinator, &tenant, &["ACTIVE", "SUSPENDED"]).await;
    let said = told(&tenant, &manager, &open, &closed, &activity).await;
    insta::assert_snapshot!(said.join("\n"), @r"
    openRequest: TENANT_TAKES_NO_NEW_WORK
    openRequest: TENANT_TAKES_NO_NEW_WORK
    assignRequest: TENANT_TAKES_NO_NEW_WORK
    reopenRequest: TENANT_TAKES_NO_NEW_WORK
    recordActivity: TENANT_TAKES_NO_NEW_WORK
    commentOnRequest: done
    commentOnRequest: done
    correctActivity: done
    startRequest: done
    askRequester: done
    answerRequest: done
    closeRequest: done
    ");
    let permissions = "{ viewer { permissions } }";
    let has = |answer: &Answer| {
        answer.data("/viewer/permissions").as_array().unwrap().contains(&json!("OpenRequest"))
    };
    assert!(!has(&manager.done(permissions, json!({})).await));
    let why = "query($id: ID!) { explainAccess(participantId: $id, permission: \"OpenRequest\") { allowed missing } }";
    let why = tenant.admin().await.done(why, json!({ "id": manager.id })).await;
    let expected = json!({ "allowed": false, "missing": ["TENANT_TAKES_NO_NEW_WORK"] });
    assert_eq!(*why.data("/explainAccess"), expected);
    // Who never may is told that, and nothing of the tenant.
    let auditor = tenant.person("auditor", Role::Auditor, None).await;
    let refused = auditor
        .ask("mutation { reopenRequest(input: { id: \"x\" }) { userErrors { code } } }")
        .await;
    assert_ne!(refused.no(), "TENANT_TAKES_NO_NEW_WORK");
    walk(&coordinator, &tenant, &["SUSTAINABILITY"]).await;
    assert!(has(&manager.done(permissions, json!({})).await));
    tenant.open(&manager, "DEV-WASTE", 0, "again").await;
}

#[tokio::test]
async fn in_what_was_wound_up_all_is_read_and_nothing_is_done_but_with_people() {
    let house = House::shared().await;
    let (tenant, coordinator) = (house.tenant("wound-up").await, house.coordinator().await);
    let (manager, admin) = (tenant.manager().await, tenant.admin().await);
    let [open, closed, activity] = with_work(&tenant, &manager).await;
    walk(&coordinator, &tenant, &["WOUND_UP"]).await;
    let said = told(&tenant, &manager, &open, &closed, &activity).await;
    let no = said.iter().filter(|said| said.ends_with(": TENANT_TAKES_NO_NEW_WORK")).count();
    assert_eq!(no, said.len(), "{said:?}");
    let invite = "mutation { inviteUser(input: { email: \"liquidator@example.invalid\", displayName: \"Likvidátor\", role: TENANT_ADMIN }) {
        participant { id } userErrors { code } } }";
    assert!(admin.ask(invite).await.is_done());
    // Its municipalities haven't left, and get their cases all the same.
    let (app, token) = (house.app().clone(), admin.token().to_owned());
    let path = format!("/export/members/{}", tenant.members[0]);
    let taken_out = crate::house::on_the_house(async move {
        let request = app.addresses().get(path).header("Authorization", format!("Bearer {token}"));
        request.send().await.0.into_body().into_string().await.unwrap()
    });
    assert!(taken_out.await.contains("\"requests\":2"));
}

#[tokio::test]
async fn both_trails_tell_it_and_what_was_so_already_leaves_nothing() {
    let house = House::shared().await;
    let (tenant, coordinator) =
        (house.tenant("told").await, house.another_coordinator("life").await);
    walk(&coordinator, &tenant, &["ACTIVE", "ACTIVE"]).await;
    let trail = "query($subject: String!) { auditTrail(filter: { kinds: [\"tenant.lifecycle_changed\"], subject: $subject }) { nodes { facts } } }";
    let subject = json!({ "subject": tenant.id.to_string() });
    for reader in [&tenant.admin().await, &coordinator] {
        let told = reader.done(trail, subject.clone()).await;
        let facts = json!([{ "facts": { "from": "ONBOARDING", "to": "ACTIVE" } }]);
        assert_eq!(*told.data("/auditTrail/nodes"), facts);
    }
    let nation = "mutation { changeTenantLifecycle(input: { tenantId: \"tenant_00000000000000000000000001\", lifecycle: WOUND_UP }) {
        tenant { id } userErrors { code path } } }";
    let refused = coordinator.ask(nation).await;
    assert_eq!(refused.no(), "NOT_FOUND", "the nation has no such life: {refused}");
    assert_eq!(*refused.data("/changeTenantLifecycle/tenant"), Value::Null);
}

#[tokio::test]
async fn two_steps_at_once_are_taken_one_after_the_other() {
    let house = House::shared().await;
    let (tenant, coordinator) = (house.tenant("at-once").await, house.coordinator().await);
    walk(&coordinator, &tenant, &["ACTIVE"]).await;
    let (one, two) =
        tokio::join!(go(&coordinator, &tenant, "SUSPENDED"), go(&coordinator, &tenant, "WOUND_UP"));
    assert!(two.is_done(), "{two}");
    assert!(one.is_done() || one.no() == "TENANT_IS_WOUND_UP", "{one}");
    let state = tenant.admin().await.done("{ tenant { lifecycle } }", json!({})).await;
    assert_eq!(state.text("/tenant/lifecycle"), "WOUND_UP");
}
