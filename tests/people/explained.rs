//! `explainAccess` says what is really decided: for every role, every permission, and cases of every label.

use super::{ME, grant};
use crate::house::tenant::Person;
use crate::house::{Client, House, Tenant};
use domain::access::{Permission, Reach, Role};
use serde_json::{Value, json};

const EXPLAIN: &str = "query($who: ID!, $permission: String!, $id: ID) {
    explainAccess(participantId: $who, permission: $permission, id: $id) {
        allowed permission missing path { role } roles participant { displayName } } }";
const RECORD: &str = "mutation($input: RecordActivityInput!) {
    recordActivity(input: $input) { activity { id } userErrors { code } } }";

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

/// Records work; its id.
async fn record(by: &Client, service: &str, members: &[&str], request: Option<&str>) -> String {
    let of: Vec<Value> = members.iter().map(|id| json!({ "memberId": id })).collect();
    let input = json!({
        "serviceCode": service, "competence": "OWN", "minutes": 60, "requestId": request, "beneficiaries": of,
    });
    by.done(RECORD, json!({ "input": input })).await.text("/recordActivity/activity/id").to_owned()
}

/// Activities of each secrecy, for one member, the other, and both; and on a case that isn't shown.
async fn work_of_each_kind(tenant: &Tenant) -> Vec<String> {
    let (manager, dpo) = (tenant.manager().await.client, tenant.dpo().await.client);
    let members: Vec<&str> = tenant.members.iter().map(String::as_str).collect();
    let mut work = Vec::new();
    for (by, service) in
        [(&manager, "DEV-WASTE"), (&manager, "LEGAL-ADVICE"), (&dpo, "DPO-INCIDENT")]
    {
        for members in [&members[..1], &members[1..2], &members[..2]] {
            work.push(record(by, service, members, None).await);
        }
    }
    let citizen_s = tenant.open_for_citizen(&manager, "CIT-CONTACT", "Dotaz").await;
    work.push(record(&manager, "DEV-WASTE", &members[..1], Some(&citizen_s)).await);
    work
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
    let work = work_of_each_kind(&tenant).await;
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
        for (things, one, permission) in [
            (&cases, "query($id: ID!) { one: request(id: $id) { id } }", "ReadRequests"),
            (&work, "query($id: ID!) { one: activity(id: $id) { id } }", "ReadActivities"),
        ] {
            for id in things {
                let seen = person.ask_with(one, json!({ "id": id })).await;
                let seen = seen.code().is_empty() && *seen.data("/one") != Value::Null;
                let asked = json!({ "who": person.id, "permission": permission, "id": id });
                let told = admin.done(EXPLAIN, asked).await;
                if (told.data("/explainAccess/allowed") == true) != seen {
                    wrong.push(format!("{role:?} sees {id}: {seen}, but {told}"));
                }
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
    let missing = async |by: &Client, who: &str, permission: &str, id: Option<&str>| {
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
async fn of_an_activity_it_tells_clearance_reach_and_what_isn_t_shown() {
    let house = House::shared().await;
    let tenant = house.tenant("missing-work").await;
    let (admin, manager, dpo) = (tenant.admin().await, tenant.manager().await, tenant.dpo().await);
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let [own, neighbour] = [0, 1].map(|place| tenant.members[place].as_str());
    let confidential = record(&manager, "LEGAL-ADVICE", &[own, neighbour], None).await;
    let foreign = record(&manager, "DEV-WASTE", &[neighbour], None).await;
    let citizen_s = tenant.open_for_citizen(&manager, "CIT-CONTACT", "Dotaz").await;
    let unshown = record(&manager, "DEV-WASTE", &[own], Some(&citizen_s)).await;
    let open = record(&manager, "DEV-WASTE", &[own, neighbour], None).await;
    let officer_s = record(&dpo, "DPO-INCIDENT", &[own], None).await;
    let nobody_s = "activity_01h455vb4pex5vsknk084sn02q".to_owned();
    let missing = async |by: &Client, who: &str, id: &str| {
        let asked = json!({ "who": who, "permission": "ReadActivities", "id": id });
        by.done(EXPLAIN, asked).await.data("/explainAccess/missing").clone()
    };
    // An administrator reads no activity, and so learns no label of any.
    for id in [&confidential, &officer_s, &nobody_s] {
        assert_eq!(missing(&admin, &clerk.id, id).await, json!(["HIDDEN"]));
    }
    assert_eq!(missing(&admin, &mayor.id, &unshown).await, json!(["HIDDEN"]));
    assert_eq!(missing(&admin, &mayor.id, &open).await, json!([]));
    // Who also works on activities sees the reason, of those they see themselves.
    grant(&admin, &manager.id, "TENANT_ADMIN", json!({})).await;
    for (who, id, gap) in [
        (&clerk, &confidential, "CLEARANCE"),
        (&mayor, &confidential, "CLEARANCE"),
        (&mayor, &foreign, "REACH"),
        (&mayor, &unshown, "NOT_SHOWN"),
        (&clerk, &officer_s, "HIDDEN"),
        (&mayor, &officer_s, "HIDDEN"),
        (&clerk, &nobody_s, "HIDDEN"),
    ] {
        assert_eq!(missing(&manager, &who.id, id).await, json!([gap]), "{id}");
    }
    for (who, id) in [(&clerk, &open), (&mayor, &open), (&clerk, &unshown), (&dpo, &officer_s)] {
        assert_eq!(missing(&manager, &who.id, id).await, json!([]), "{id}");
    }
    // About oneself, one's own words aren't told either.
    assert_eq!(missing(&mayor, &mayor.id, &foreign).await, json!(["HIDDEN"]));
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
