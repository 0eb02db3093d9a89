//! Reminders: once for each term, to who can do something about it.

use crate::house::{Client, House, Tenant, at, left_after, on_the_house};
use domain::requests::reminders::remind;
use serde_json::json;

const TAKE: &str =
    "mutation($id: ID!) { startRequest(input: { id: $id }) { userErrors { code } } }";
const COMMENT: &str = "mutation($id: ID!) { commentOnRequest(input: { id: $id, body: \"Volali jsme.\" }) { userErrors { code } } }";
const ASK: &str = "mutation($id: ID!) { askRequester(input: { id: $id, question: \"?\" }) { userErrors { code } } }";
const ANSWER: &str = "mutation($id: ID!) { answerRequest(input: { id: $id, answer: \"!\" }) { userErrors { code } } }";
const CLOSE: &str = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
const HISTORY: &str =
    "query($id: ID!) { request(id: $id) { history(first: 100) { nodes { kind actor { id } } } } }";
const TOLD: &str = "{ requestNotifications(first: 100) { nodes { kind } } }";

/// What the worker does every five minutes: of how many terms it reminded, and who is told.
async fn reminds(tenant: &Tenant) -> usize {
    let (db, id) = (tenant.house.db().clone(), tenant.id);
    let reminded = on_the_house(async move { remind(&db, id).await.unwrap() }).await;
    tenant.house.catch_up().await;
    reminded
}

async fn of_terms(by: &Client, query: &str, nodes: &str, id: &str) -> Vec<String> {
    let answer = by.done(query, json!({ "id": id })).await;
    let kinds = answer.each(nodes, "kind").into_iter().map(str::to_owned);
    kinds
        .filter(|kind| kind.to_uppercase().replace("REQUEST.", "").starts_with(['D', 'O']))
        .collect()
}

async fn told(by: &Client) -> Vec<String> {
    of_terms(by, TOLD, "/requestNotifications/nodes", "").await
}

async fn closes_in_three_days(tenant: &Tenant) {
    let service = "mutation { overrideService(input: { serviceCode: \"DEV-WASTE\", closeWithin: 3, expectedVersion: 0 }) { userErrors { code } } }";
    tenant.admin().await.done(service, json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_term_is_reminded_of_before_it_ends_and_when_it_is_over() {
    // A Monday: the first answer is due until Wednesday's end, closing until Thursday's.
    let house = House::shared_on("2026-03-02T08:00:00Z").await;
    let tenant = house.tenant("reminded").await;
    closes_in_three_days(&tenant).await;
    let (mayor, manager) = (tenant.mayor_of(0).await, tenant.manager().await);
    let id = tenant.open(&mayor, "DEV-WASTE", 0, "Svoz").await;
    let case = json!({ "id": id });
    assert_eq!((reminds(&tenant).await, reminds(&tenant).await), (1, 0), "the first answer, once");
    assert_eq!(told(&manager).await, ["DUE_SOON"], "nobody has it: who leads the centre is told");

    let clerk = tenant.clerk().await;
    clerk.done(TAKE, case.clone()).await;
    clerk.done(COMMENT, case.clone()).await;
    house.tick(chrono::Duration::days(1));
    assert_eq!((reminds(&tenant).await, reminds(&tenant).await), (1, 0), "closing");
    assert_eq!((told(&clerk).await.len(), told(&manager).await.len()), (1, 1));

    // While the requester is waited for nobody is reminded, however late it gets.
    clerk.done(ASK, case.clone()).await;
    house.tick(at("2026-03-06T08:00:00Z") - house.now());
    assert_eq!(reminds(&tenant).await, 0);
    let (clerk, mayor) = (clerk.again(&house).await, mayor.again(&house).await);
    mayor.done(ANSWER, case.clone()).await;
    assert_eq!((reminds(&tenant).await, reminds(&tenant).await), (1, 0), "it is due later now");
    house.tick(at("2026-03-11T08:00:00Z") - house.now());
    assert_eq!((reminds(&tenant).await, reminds(&tenant).await), (1, 0));
    assert_eq!(told(&clerk).await, ["OVERDUE", "DUE_SOON", "DUE_SOON"]);
    let kinds = ["request.due_soon", "request.due_soon", "request.due_soon", "request.overdue"];
    assert_eq!(of_terms(&clerk, HISTORY, "/request/history/nodes", &id).await[1..], kinds);
    let seen = of_terms(&mayor, HISTORY, "/request/history/nodes", &id).await;
    assert_eq!(seen, ["request.opened"], "how late the centre is it tells its own people");
    assert_eq!(told(&mayor).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_or_was_late_a_week_ago_is_no_news() {
    let house = House::shared_on("2026-03-02T08:00:00Z").await;
    let tenant = house.tenant("reminded-not").await;
    closes_in_three_days(&tenant).await;
    let clerk = tenant.clerk().await;
    let done = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    clerk.done(CLOSE, json!({ "id": done })).await;
    assert_eq!(reminds(&tenant).await, 0, "it is closed");
    tenant.open(&clerk, "DEV-WASTE", 0, "Lavička").await;
    // Thursday's end a week later.
    house.tick(at("2026-03-12T23:00:00Z") - house.now());
    assert_eq!(reminds(&tenant).await, 0);
    house.tick(-chrono::Duration::seconds(1));
    assert_eq!(
        reminds(&tenant).await,
        1,
        "closing, and the answer a day before isn't news any more"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_killed_or_beside_another_reminds_once() {
    let house = House::shared_on("2026-03-02T08:00:00Z").await;
    let tenant = house.tenant("reminded-once").await;
    closes_in_three_days(&tenant).await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let (db, id) = (house.db().clone(), tenant.id);
    let both = on_the_house(async move {
        let (one, other) = futures_util::join!(remind(&db, id), remind(&db, id));
        one.unwrap() + other.unwrap()
    })
    .await;
    assert_eq!(both, 1);
    tenant.open(&clerk, "DEV-WASTE", 1, "Lavička").await;
    for polls in 0.. {
        if let Some(reminded) = left_after(polls, remind(house.db(), tenant.id)).await {
            // Who was left after the commit has reminded, and nobody does again.
            assert!(reminded.unwrap() <= 1 && polls > 3, "it was never interrupted");
            break;
        }
    }
    assert_eq!(reminds(&tenant).await, 0);
    house.catch_up().await;
    assert_eq!(told(&manager).await, ["DUE_SOON"; 2]);
}
