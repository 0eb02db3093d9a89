//! A file on its way to its case, as it should be.

use super::desk::{Desk, PDF, PREPARE, hash};
use crate::house::House;
use serde_json::json;

#[tokio::test]
async fn a_file_is_sent_once_and_hangs_on_its_case_from_then_on() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("attached").await, Desk::of(&house));
    let (mayor, clerk) = (tenant.mayor_of(0).await, tenant.clerk().await);
    let request = tenant.open(&mayor, "DEV-WASTE", 0, "Odpady").await;

    let id = desk.prepare(&mayor, &request, "Smlouva č. 7.pdf", PDF).await;
    assert_eq!(desk.listed(&clerk, &request).await.number("/node/attachments/totalCount"), 0);
    assert_eq!(desk.get(&mayor, &id, &[]).await.status, 404, "announced is not attached");

    let sent = desk.send(&mayor, &id, PDF).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    assert_eq!(sent.header("location"), format!("/files/attachments/{id}"));
    let shown = desk.listed(&clerk, &request).await;
    let file = shown.data("/node/attachments/nodes/0").clone();
    assert_eq!(shown.number("/node/attachments/totalCount"), 1);
    assert_eq!(
        (file["id"].as_str(), file["name"].as_str(), file["size"].as_u64()),
        (Some(id.as_str()), Some("Smlouva č. 7.pdf"), u64::try_from(PDF.len()).ok())
    );
    assert_eq!(file["contentType"], "application/pdf");
    assert_eq!(file["sha256"], hash(PDF));
    assert_eq!(file["attachedBy"]["displayName"], "mayor-0");
    assert!(file["address"].as_str().unwrap().ends_with(&format!("/files/attachments/{id}")));
    let history = shown.each("/node/history/nodes", "kind");
    assert_eq!(history, ["request.opened", "request.file_attached"]);

    assert_eq!(desk.get(&clerk, &id, &[]).await.body, PDF);
    assert_eq!(desk.kept(), 1);
    let again = desk.send(&mayor, &id, PDF).await;
    assert_eq!(
        (again.status, again.code().as_str()),
        (404, "NOT_FOUND"),
        "an address is used once"
    );
    assert_eq!(
        (desk.rows("uploads", &request).await, desk.rows("attachments", &request).await),
        (0, 1)
    );
}

#[tokio::test]
async fn under_one_key_a_file_is_announced_once() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("announced-once").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let keyed = clerk.keyed("the first file");
    let first = desk.prepare(&keyed, &request, "a.pdf", PDF).await;
    assert_eq!(desk.prepare(&keyed, &request, "a.pdf", PDF).await, first);
    assert_eq!(desk.rows("uploads", &request).await, 1);
    assert_eq!(desk.send(&clerk, &first, PDF).await.status, 201);
    let input =
        json!({ "requestId": request, "name": "a.pdf", "size": PDF.len(), "sha256": hash(PDF) });
    let later = keyed.ask_with(PREPARE, json!({ "input": input })).await;
    assert_eq!(later.no(), "UPLOAD_EXPIRED", "{later}");
}

#[tokio::test]
async fn of_two_who_send_at_the_same_moment_one_attaches_and_the_file_is_there_once() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("at-once").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    for round in 0..10 {
        let id = desk.prepare(&clerk, &request, "a.pdf", PDF).await;
        let both = tokio::join!(desk.send(&clerk, &id, PDF), desk.send(&clerk, &id, PDF));
        let mut statuses = [both.0.status, both.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 201, "{round}: {statuses:?}");
        assert!([404, 409].contains(&statuses[1]), "{round}: {statuses:?}");
    }
    assert_eq!(desk.rows("attachments", &request).await, 10);
    assert_eq!((desk.rows("uploads", &request).await, desk.kept()), (0, 10));
}

#[tokio::test]
async fn ten_people_attach_to_one_case_at_the_same_moment() {
    let house = House::shared().await;
    let (tenant, desk) = (house.tenant("ten-at-once").await, Desk::of(&house));
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpady").await;
    let names: Vec<String> = (0..10).map(|number| format!("{number}.pdf")).collect();
    let people = futures_util::future::join_all((0..10).map(|number| {
        let (tenant, part) = (&tenant, format!("clerk-{number}"));
        async move { tenant.person(&part, domain::access::Role::Clerk, None).await }
    }))
    .await;
    let attaching = people.iter().zip(&names);
    futures_util::future::join_all(
        attaching.map(|(by, name)| desk.attach(by, &request, name, PDF)),
    )
    .await;
    let shown = desk.listed(&clerk, &request).await;
    let mut listed = shown.each("/node/attachments/nodes", "name");
    listed.sort_unstable();
    assert_eq!(listed, names);
    let history = shown.each("/node/history/nodes", "kind");
    assert_eq!(history.iter().filter(|kind| **kind == "request.file_attached").count(), 10);
}
