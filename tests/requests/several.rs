//! Several requests at once, each with its own result.

use super::{ASSIGN, CLOSE};
use crate::house::{Answer, House};
use serde_json::{Value, json};

const ASSIGN_ALL: &str = "mutation($ids: [ID!]!, $to: ID!) { assignRequests(input: { ids: $ids, assigneeId: $to }) {
    results { id request { title state assignee { displayName } } userErrors { code path legalMoves } } userErrors { code path } } }";
const CLOSE_ALL: &str = "mutation($ids: [ID!]!, $outcome: String!) { closeRequests(input: { ids: $ids, outcome: $outcome }) {
    results { id request { title state outcome } userErrors { code path legalMoves } } userErrors { code path } } }";

/// What came of each: where it stands, or why not and what could be done.
fn said(answer: &Answer, root: &str) -> Vec<String> {
    let one = |result: &Value| match &result["userErrors"][0] {
        Value::Null => result["request"]["state"].as_str().unwrap().to_owned(),
        error => {
            format!("{} {} {}", error["code"].as_str().unwrap(), error["path"], error["legalMoves"])
        }
    };
    answer.list(&format!("/{root}/results")).iter().map(one).collect()
}

#[tokio::test]
async fn each_has_its_own_result_and_one_no_keeps_no_other_from_being_done() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("several").await, house.tenant("several-other").await);
    let (clerk, specialist) = (tenant.clerk().await, tenant.specialist().await);
    let ids = [
        tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await,
        tenant.open(&specialist, "LEGAL-ADVICE", 0, "Spor").await,
        tenant.open(&clerk, "DEV-SOCIAL", 1, "Plán").await,
        other.open(&other.clerk().await.client, "DEV-WASTE", 0, "Cizí").await,
    ];
    clerk.done(CLOSE, json!({ "id": ids[2], "outcome": "Hotovo." })).await;

    // Who may not read one is told what a stranger is told; and nobody gets what they may not read.
    let given = clerk.ask_with(ASSIGN_ALL, json!({ "ids": ids, "to": specialist.id })).await;
    assert_eq!(
        said(&given, "assignRequests"),
        [
            "ASSIGNED",
            "NOT_FOUND [\"input\",\"ids\"] null",
            "REQUEST_ALREADY_CLOSED [] [\"REOPEN\"]",
            "NOT_FOUND [\"input\",\"ids\"] null",
        ]
    );
    let given = specialist.ask_with(ASSIGN_ALL, json!({ "ids": ids[..2], "to": clerk.id })).await;
    assert_eq!(said(&given, "assignRequests"), ["ASSIGNED", "ASSIGNEE_MAY_NOT_READ [] null"]);
    assert_eq!(given.text("/assignRequests/results/0/request/assignee/displayName"), "clerk");

    let all = json!({ "ids": ids, "outcome": " Vyřízeno. " });
    let closed = specialist.ask_with(CLOSE_ALL, all.clone()).await;
    assert_eq!(
        said(&closed, "closeRequests"),
        [
            "CLOSED",
            "CLOSED",
            "REQUEST_ALREADY_CLOSED [] [\"REOPEN\"]",
            "NOT_FOUND [\"input\",\"ids\"] null",
        ]
    );
    assert_eq!(closed.text("/closeRequests/results/0/request/outcome"), "Vyřízeno.");
    // Once more nothing is left to be done, and nothing is.
    let again = specialist.ask_with(CLOSE_ALL, all).await;
    assert!(said(&again, "closeRequests").iter().all(|said| said != "CLOSED"));
    let history = "query($id: ID!) { request(id: $id) { history { nodes { kind } } } }";
    let seen = specialist.done(history, json!({ "id": ids[0] })).await;
    assert_eq!(
        seen.each("/request/history/nodes", "kind"),
        ["request.opened", "request.assigned", "request.assigned", "request.closed"]
    );
}

#[tokio::test]
async fn under_one_key_the_same_is_answered_again_with_each_no() {
    let tenant = House::shared().await.tenant("keyed").await;
    let clerk = tenant.clerk().await;
    let ids = [
        tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await,
        tenant.open(&clerk, "DEV-SOCIAL", 1, "Plán").await,
    ];
    clerk.done(CLOSE, json!({ "id": ids[1], "outcome": "Hotovo." })).await;
    let keyed = clerk.keyed("all");
    let all = json!({ "ids": ids, "to": clerk.id });
    let first = keyed.ask_with(ASSIGN_ALL, all.clone()).await;
    assert_eq!(
        said(&first, "assignRequests"),
        ["ASSIGNED", "REQUEST_ALREADY_CLOSED [] [\"REOPEN\"]"]
    );
    let second = keyed.ask_with(ASSIGN_ALL, all).await;
    assert_eq!(first.body["data"], second.body["data"]);
    // Nothing but refusals is an outcome of several, too.
    let closed = json!({ "ids": [ids[1]], "outcome": "x" });
    let keyed = clerk.keyed("none");
    let first = keyed.ask_with(CLOSE_ALL, closed.clone()).await;
    assert_eq!(first.body["data"], keyed.ask_with(CLOSE_ALL, closed).await.body["data"]);
    let other = json!({ "ids": [ids[0]], "outcome": "x" });
    assert_eq!(keyed.ask_with(CLOSE_ALL, other).await.no(), "IDEMPOTENCY_KEY_REUSED");
}

#[tokio::test]
async fn none_too_many_twice_the_same_and_the_wrong_people_are_refused() {
    let tenant = House::shared().await.tenant("none").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let many: Vec<String> = (0..101).map(|_| id.clone()).collect();
    for (ids, no) in [
        (json!([]), "REQUIRED"),
        (json!(many), "OUT_OF_RANGE"),
        (json!([id, id]), "MALFORMED"),
        (json!([clerk.id]), "MALFORMED"),
    ] {
        let given = clerk.ask_with(ASSIGN_ALL, json!({ "ids": ids, "to": clerk.id })).await;
        assert_eq!(given.no(), no);
        assert_eq!(*given.data("/assignRequests/userErrors/0/path"), json!(["input", "ids"]));
        let closed = clerk.ask_with(CLOSE_ALL, json!({ "ids": ids, "outcome": "x" })).await;
        assert_eq!(closed.no(), no);
    }
    let said_nothing = clerk.ask_with(CLOSE_ALL, json!({ "ids": [id], "outcome": " " })).await;
    assert_eq!(said_nothing.no(), "REQUIRED");
    let nobody = json!({ "ids": [id], "to": "participant_01h455vb4pex5vsknk084sn02q" });
    assert_eq!(clerk.ask_with(ASSIGN_ALL, nobody).await.no(), "NOT_FOUND");
    assert_eq!(
        mayor.ask_with(CLOSE_ALL, json!({ "ids": [id], "outcome": "x" })).await.code(),
        "FORBIDDEN"
    );
    let chair = tenant.chair().await;
    assert_eq!(
        chair.ask_with(ASSIGN_ALL, json!({ "ids": [id], "to": clerk.id })).await.code(),
        "FORBIDDEN"
    );
    let seen =
        clerk.done("query($id: ID!) { request(id: $id) { version } }", json!({ "id": id })).await;
    assert_eq!(seen.number("/request/version"), 1);
}

#[tokio::test]
async fn two_who_close_a_hundred_at_once_from_both_ends_close_each_once() {
    let tenant = House::shared().await.tenant("hundred").await;
    let clerk = tenant.clerk().await;
    let mut ids = Vec::new();
    for number in 0..100 {
        ids.push(tenant.open(&clerk, "DEV-WASTE", 0, &number.to_string()).await);
    }
    clerk.done(ASSIGN, json!({ "id": ids[0], "to": clerk.id })).await;
    let backwards: Vec<&String> = ids.iter().rev().collect();
    let (one, other) = futures_util::join!(
        clerk.ask_with(CLOSE_ALL, json!({ "ids": ids, "outcome": "Jeden." })),
        clerk.ask_with(CLOSE_ALL, json!({ "ids": backwards, "outcome": "Druhý." }))
    );
    let all: Vec<String> =
        [&one, &other].into_iter().flat_map(|answer| said(answer, "closeRequests")).collect();
    assert_eq!(all.iter().filter(|said| *said == "CLOSED").count(), 100);
    assert!(all.iter().all(|said| said == "CLOSED" || said.starts_with("REQUEST_ALREADY_CLOSED")));
}
