//! A file is taken away from its case.

use super::desk::{Desk, PDF, REMOVE};
use crate::house::{Answer, Client, House};
use serde_json::json;

async fn remove(by: &Client, id: &str) -> Answer {
    by.ask_with(REMOVE, json!({ "id": id })).await
}

#[tokio::test]
async fn a_municipality_takes_away_what_it_attached_and_the_centre_whatever_it_reads() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("removed").await, Desk::of(&house));
    let (mayor, clerk) = (tenant.mayor_of(0).await, tenant.clerk().await);
    let request = tenant.open(&mayor, "DEV-WASTE", 0, "Odpady").await;
    let own = desk.attach(&mayor, &request, "own.pdf", PDF).await;
    let second = desk.attach(&mayor, &request, "second.pdf", PDF).await;
    let centres = desk.attach(&clerk, &request, "centre.pdf", PDF).await;

    assert_eq!(remove(&mayor, &centres).await.no(), "ATTACHED_BY_ANOTHER");
    let (neighbour, chair) = (tenant.mayor_of(1).await, tenant.chair().await);
    assert_eq!(remove(&neighbour, &own).await.no(), "NOT_FOUND");
    let stranger = house.tenant("removed-other").await.clerk().await;
    assert_eq!(remove(&stranger, &own).await.no(), "NOT_FOUND");
    assert_eq!(remove(&chair, &own).await.code(), "FORBIDDEN");

    let removed = remove(&mayor, &own).await;
    assert_eq!(removed.number("/removeAttachment/request/attachments/totalCount"), 2, "{removed}");
    assert_eq!(remove(&mayor, &own).await.no(), "NOT_FOUND", "twice");
    assert_eq!(desk.get(&mayor, &own, &[]).await.status, 404);
    assert!(remove(&clerk, &second).await.is_done());
    let shown = desk.listed(&mayor, &request).await;
    assert_eq!(shown.each("/node/attachments/nodes", "name"), ["centre.pdf"]);
    let history = shown.each("/node/history/nodes", "kind");
    assert_eq!(history.iter().filter(|kind| **kind == "request.file_removed").count(), 2);
}

#[tokio::test]
async fn what_a_case_was_closed_on_stays_with_it() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("closed-on").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let id = desk.attach(&clerk, &request, "a.pdf", PDF).await;
    let close = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
    clerk.done(close, json!({ "id": request })).await;
    assert_eq!(remove(&clerk, &id).await.no(), "REQUEST_ALREADY_CLOSED");
    assert_eq!(desk.get(&clerk, &id, &[]).await.body, PDF);
    let reopen = "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code } } }";
    clerk.done(reopen, json!({ "id": request })).await;
    assert!(remove(&clerk, &id).await.is_done());
    let second = desk.attach(&clerk, &request, "b.pdf", PDF).await;
    let cancel = "mutation($id: ID!) { cancelRequest(input: { id: $id, reason: \"x\" }) { userErrors { code } } }";
    clerk.done(cancel, json!({ "id": request })).await;
    assert_eq!(remove(&clerk, &second).await.no(), "REQUEST_CANCELLED");
}

#[tokio::test]
async fn of_two_who_take_it_away_at_the_same_moment_one_is_told_that_it_is_gone() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("both-remove").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    for _ in 0..5 {
        let id = desk.attach(&clerk, &request, "a.pdf", PDF).await;
        let (one, two) = tokio::join!(remove(&clerk, &id), remove(&clerk, &id));
        assert!(one.is_done() != two.is_done(), "{one} {two}");
        let other = if one.is_done() { two } else { one };
        assert_eq!(other.no(), "NOT_FOUND");
    }
}
