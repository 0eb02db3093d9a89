//! `explainAccess` says what is really decided: for every role, every permission, and cases of every label.

use super::{ME, grant};
use crate::house::tenant::Person;
use crate::house::{House, Tenant};
use domain::access::{Permission, Reach, Role};
use serde_json::{Value, json};

const EXPLAIN: &str = "query($who: ID!, $permission: String!, $id: ID) {
    explainAccess(participantId: $who, permission: $permission, id: $id) {
        allowed permission missing path { role } roles participant { displayName } } }";

/// Somebody of each role, by its name.
async fn everybody(tenant: &Tenant) -> Vec<(Role, Person)> {
    let mut people = Vec::new();
    for role in Role::ALL.iter().copied().filter(|role| role.reach() != Reach::Nation) {
        let part = role.as_str().to_lowercase();
        let member = (role.reach() == Reach::Member).then(|| tenant.members[0].as_str());
        people.push((role, tenant.person(&part, role, member).await));
    }
    people
}

#[tokio::test(flavor = "multi_thread")]
async fn it_agrees_with_the_real_decision_on_the_whole_matrix() {
    let house = House::shared().await;
    let tenant = house.tenant("explained").await;
    let (admin, manager) = (tenant.admin().await, tenant.manager().await);
    let mut cases = Vec::new();
    for service in ["DEV-WASTE", "LEGAL-ADVICE", "DPO-INCIDENT"] {
        for member in [0, 1] {
            cases.push(tenant.open(&manager, service, member, service).await);
        }
    }
    cases.push(tenant.open_for_citizen(&manager, "CIT-CONTACT", "Stížnost").await);
    let mut wrong = Vec::new();
    for (role, person) in everybody(&tenant).await {
        let me = person.done(ME, json!({})).await;
        let really: Vec<&str> =
            me.list("/viewer/permissions").iter().filter_map(Value::as_str).collect();
        for permission in Permission::ALL {
            let asked = json!({ "who": person.id, "permission": permission.name() });
            let told = admin.done(EXPLAIN, asked).await;
            let allowed = told.data("/explainAccess/allowed") == true;
            if allowed != really.contains(&permission.name()) {
                wrong.push(format!("{role:?} {}: {told}", permission.name()));
            }
            // It says why: a path when they may, what is missing when they may not.
            let reasons = if allowed { "/explainAccess/path" } else { "/explainAccess/missing" };
            assert!(!told.list(reasons).is_empty(), "{told}");
        }
        for case in &cases {
            let seen = person
                .ask_with("query($id: ID!) { request(id: $id) { id } }", json!({ "id": case }))
                .await;
            let seen = seen.code().is_empty() && *seen.data("/request") != Value::Null;
            let asked = json!({ "who": person.id, "permission": "ReadRequests", "id": case });
            let told = admin.done(EXPLAIN, asked).await;
            if (told.data("/explainAccess/allowed") == true) != seen {
                wrong.push(format!("{role:?} sees {case}: {seen}, but {told}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn it_tells_what_is_missing_as_far_as_who_asks_may_know() {
    let house = House::shared().await;
    let tenant = house.tenant("missing").await;
    let (admin, clerk, mayor) =
        (tenant.admin().await, tenant.clerk().await, tenant.mayor_of(0).await);
    let manager = tenant.manager().await;
    let confidential = tenant.open(&manager, "LEGAL-ADVICE", 0, "Spor").await;
    let dpo_file = tenant.open(&manager, "DPO-INCIDENT", 0, "Únik").await;
    let neighbour = tenant.open(&manager, "DEV-WASTE", 1, "Odpady").await;
    let missing =
        async |by: &crate::house::Client, who: &str, permission: &str, id: Option<&str>| {
            let told =
                by.done(EXPLAIN, json!({ "who": who, "permission": permission, "id": id })).await;
            told.data("/explainAccess/missing").clone()
        };
    assert_eq!(missing(&admin, &clerk.id, "GrantRole", None).await, json!(["NO_GRANT"]));
    // An administrator reads no case, and so learns no label of any.
    for case in [&confidential, &dpo_file, &"request_01h455vb4pex5vsknk084sn02q".to_owned()] {
        let told = missing(&admin, &clerk.id, "ReadRequests", Some(case)).await;
        assert_eq!(told, json!(["HIDDEN"]));
    }
    assert_eq!(
        missing(&admin, &mayor.id, "ReadRequests", Some(&neighbour)).await,
        json!(["HIDDEN"])
    );
    // Who also works on cases sees the reason, of those they see themselves.
    grant(&admin, &manager.id, "TENANT_ADMIN", json!({})).await;
    assert_eq!(
        missing(&manager, &clerk.id, "ReadRequests", Some(&confidential)).await,
        json!(["CLEARANCE"])
    );
    assert_eq!(
        missing(&manager, &mayor.id, "ReadRequests", Some(&neighbour)).await,
        json!(["REACH"])
    );
    assert_eq!(
        missing(&manager, &clerk.id, "ReadRequests", Some(&dpo_file)).await,
        json!(["HIDDEN"])
    );
    let pending = grant(&admin, &clerk.id, "DATA_PROTECTION_OFFICER", json!({})).await;
    assert!(pending.is_done());
    let later = json!({ "validFrom": "2026-04-01T08:00:00Z" });
    grant(&admin, &clerk.id, "AUDITOR", later).await;
    assert_eq!(missing(&admin, &clerk.id, "ReadAuditTrail", None).await, json!(["NOT_YET"]));
    // Staff who are mayor as well act as staff.
    let member = json!({ "memberId": tenant.members[0] });
    let auditor = tenant.person("stuffy", Role::Auditor, None).await;
    grant(&admin, &auditor.id, "MAYOR", member).await;
    assert_eq!(missing(&admin, &auditor.id, "OpenRequest", None).await, json!(["ACTS_AS_STAFF"]));
}

#[tokio::test]
async fn about_oneself_everybody_may_ask_and_about_others_an_administrator() {
    let house = House::shared().await;
    let tenant = house.tenant("curious").await;
    let (admin, clerk, mayor) =
        (tenant.admin().await, tenant.clerk().await, tenant.mayor_of(0).await);
    for person in [&clerk, &mayor] {
        let own = json!({ "who": person.id, "permission": "CloseRequest" });
        person.done(EXPLAIN, own).await;
    }
    let other = json!({ "who": mayor.id, "permission": "CloseRequest" });
    let refused = clerk.ask_with(EXPLAIN, other).await;
    assert_eq!(refused.errors()[0]["extensions"]["permission"], "ExplainAccess");
    let nobody =
        json!({ "who": "participant_01h455vb4pex5vsknk084sn02q", "permission": "CloseRequest" });
    assert_eq!(*admin.done(EXPLAIN, nobody).await.data("/explainAccess"), Value::Null);
    for wrong in [
        json!({ "who": clerk.id, "permission": "Everything" }),
        json!({ "who": clerk.id, "permission": "CloseRequest", "id": clerk.id }),
    ] {
        assert_eq!(admin.ask_with(EXPLAIN, wrong).await.code(), "BAD_USER_INPUT");
    }
}
