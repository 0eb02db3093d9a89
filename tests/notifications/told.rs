//! Whom what happens concerns.

use super::{ANSWER, ASK, CANCEL, CLOSE, REOPEN, START, WATCH, comments, does, gives, told};
use crate::house::{House, Tenant};
use domain::access::Role;
use serde_json::json;

const NOTHING: [&str; 0] = [];

#[tokio::test]
async fn each_is_told_of_what_concerns_them_and_nobody_of_what_they_did() {
    let house = House::shared().await;
    let [tenant, other] = <[Tenant; 2]>::try_from(house.tenants(&["told", "told-not"]).await)
        .unwrap_or_else(|_| panic!("two"));
    let (manager, clerk) = (tenant.manager().await, tenant.clerk().await);
    let (watcher, idle) = (tenant.specialist().await, tenant.chair().await);
    let (mayor, neighbour) = (tenant.mayor_of(0).await, tenant.mayor_of(1).await);
    let deputy = tenant.person("deputy", Role::DeputyMayor, Some(&tenant.members[0])).await;
    let stranger = other.manager().await;

    let id = tenant.open(&mayor, "DEV-WASTE", 0, "Svoz").await;
    gives(&manager, &id, &clerk.id).await;
    does(&watcher, WATCH, &id).await;
    does(&clerk, START, &id).await;
    comments(&clerk, &id, false).await;
    comments(&manager, &id, true).await;
    does(&clerk, ASK, &id).await;
    does(&mayor, ANSWER, &id).await;
    does(&clerk, CLOSE, &id).await;
    does(&manager, REOPEN, &id).await;
    does(&manager, CANCEL, &id).await;
    house.catch_up().await;

    assert_eq!(
        told(&clerk).await,
        ["ASSIGNED Svoz", "COMMENTED Svoz", "ANSWERED Svoz", "REOPENED Svoz", "CANCELLED Svoz"]
    );
    assert_eq!(
        told(&watcher).await,
        [
            "COMMENTED Svoz",
            "COMMENTED Svoz",
            "ASKED Svoz",
            "ANSWERED Svoz",
            "CLOSED Svoz",
            "REOPENED Svoz",
            "CANCELLED Svoz"
        ]
    );
    // Both act for the municipality that is waited for, and then needn't wait any more.
    for one in [&mayor, &deputy] {
        assert_eq!(told(one).await, ["ASKED Svoz", "CLOSED Svoz", "CANCELLED Svoz"]);
    }
    for nobody in [&manager, &idle, &neighbour, &stranger] {
        assert_eq!(told(nobody).await, NOTHING);
    }
}

#[tokio::test]
async fn who_takes_a_case_themselves_isn_t_told_and_who_loses_it_neither() {
    let tenant = House::shared().await.tenant("told-given").await;
    let (manager, clerk) = (tenant.manager().await, tenant.clerk().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    gives(&clerk, &id, &clerk.id).await;
    gives(&clerk, &id, &manager.id).await;
    // Up to a hundred at once are told as each alone.
    let other = tenant.open(&manager, "DEV-WASTE", 0, "Plán").await;
    let both =
        "mutation($ids: [ID!]!, $to: ID!) { assignRequests(input: { ids: $ids, assigneeId: $to }) {
        results { userErrors { code } } userErrors { code } } }";
    manager.ask_with(both, json!({ "ids": [other], "to": clerk.id })).await;
    tenant.house.catch_up().await;
    assert_eq!(told(&manager).await, ["ASSIGNED Svoz"]);
    assert_eq!(told(&clerk).await, ["ASSIGNED Plán"]);
}

#[tokio::test]
async fn a_municipality_is_told_nothing_of_a_case_that_it_doesn_t_see() {
    let tenant = House::shared().await.tenant("told-hidden").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let input = json!({ "serviceCode": "DEV-WASTE", "title": "Stížnost", "memberId": tenant.members[0], "shownToMember": false });
    let open = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }";
    let hidden =
        clerk.done(open, json!({ "input": input })).await.text("/openRequest/id").to_owned();
    let of_a_citizen = tenant.open_for_citizen(&clerk, "DEV-WASTE", "Hluk").await;
    for id in [&hidden, &of_a_citizen] {
        does(&clerk, START, id).await;
        does(&clerk, ASK, id).await;
        does(&clerk, ANSWER, id).await;
        does(&clerk, CLOSE, id).await;
    }
    tenant.house.catch_up().await;
    assert_eq!(told(&mayor).await, NOTHING);
}

#[tokio::test]
async fn a_mayor_who_watches_isn_t_told_what_the_staff_say_among_themselves() {
    let tenant = House::shared().await.tenant("told-inside").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let id = tenant.open(&mayor, "DEV-WASTE", 0, "Svoz").await;
    does(&mayor, WATCH, &id).await;
    comments(&clerk, &id, true).await;
    comments(&clerk, &id, false).await;
    comments(&mayor, &id, false).await;
    tenant.house.catch_up().await;
    assert_eq!(told(&mayor).await, ["COMMENTED Svoz"]);
}

#[tokio::test]
async fn who_may_not_read_a_case_any_more_is_told_nothing_of_it() {
    let tenant = House::shared().await.tenant("told-revoked").await;
    let (manager, dpo, admin) = (tenant.manager().await, tenant.dpo().await, tenant.admin().await);
    let specialist = tenant.specialist().await;
    let open = tenant.open(&manager, "DEV-WASTE", 0, "Svoz").await;
    let advice = tenant.open(&manager, "LEGAL-ADVICE", 0, "Rada").await;
    for id in [&open, &advice] {
        does(&specialist, WATCH, id).await;
        comments(&manager, id, false).await;
    }
    tenant.house.catch_up().await;
    assert_eq!(told(&specialist).await, ["COMMENTED Svoz", "COMMENTED Rada"]);

    // From now on they are a clerk: what is confidential isn't theirs to know, also not what they were told before.
    let again = tenant.person("specialist", Role::Clerk, None).await;
    let held = "query($of: ID!) { grants(filter: { participantId: $of, role: DEVELOPMENT_SPECIALIST }) { nodes { id } } }";
    let held = admin.done(held, json!({ "of": specialist.id })).await;
    let revoke = "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }";
    admin.done(revoke, json!({ "id": held.text("/grants/nodes/0/id") })).await;
    for id in [&open, &advice] {
        comments(&manager, id, true).await;
    }
    tenant.house.catch_up().await;
    assert_eq!(told(&again).await, ["COMMENTED Svoz", "COMMENTED Svoz"]);

    // A case that becomes the data protection officer's takes with it what anybody was told of it.
    let to = json!({ "id": open, "serviceCode": "DPO-INCIDENT", "expectedVersion": 1 });
    let moves = "mutation($input: MoveRequestInput!) { moveRequest(input: $input) { userErrors { code } } }";
    manager.done(moves, json!({ "input": to })).await;
    does(&dpo, WATCH, &open).await;
    comments(&dpo, &open, true).await;
    tenant.house.catch_up().await;
    assert_eq!(told(&again).await, NOTHING);
    assert_eq!(told(&dpo).await, NOTHING, "who said it isn't told");
}

#[tokio::test]
async fn who_has_neither_cases_nor_a_tenant_isn_t_told_of_any() {
    let house = House::shared().await;
    let tenant = house.tenant("told-nobody").await;
    for nobody in [tenant.admin().await, house.coordinator().await] {
        let answer = nobody.ask_with("{ requestNotifications { totalCount } }", json!({})).await;
        assert_eq!(answer.code(), "FORBIDDEN");
    }
}
