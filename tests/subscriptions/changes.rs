//! What is told: each change once, in order, and only to who may see it.

use super::CHANGES;
use crate::house::House;
use crate::house::socket::Socket;
use domain::kernel::page::Cursor;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio_tungstenite::tungstenite::Message;

const COMMENT: &str = "mutation($id: ID!, $internal: Boolean!) {
    commentOnRequest(input: { id: $id, body: \"…\", internal: $internal }) { userErrors { code } } }";
const ASSIGN: &str = "mutation($id: ID!, $to: ID!) {
    assignRequest(input: { id: $id, assigneeId: $to }) { userErrors { code } } }";
const CLOSE: &str = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"hotovo\" }) { userErrors { code } } }";
const REOPEN: &str =
    "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code } } }";

fn told(payload: &Value) -> (&str, &str) {
    let change = &payload["data"]["requestChanged"];
    let text = |value: &'static str| change.pointer(value).and_then(Value::as_str).unwrap_or("-");
    (text("/kind"), text("/request/title"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_is_told_each_change_of_a_request_in_its_order() {
    let house = House::shared().await;
    let tenant = house.tenant("told").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let served = house.served().await;
    let mut socket = Socket::of(served.port, &clerk).await;
    socket.subscribe("1", CHANGES, json!({})).await;
    // The subscription stands once a later operation of the same socket was answered.
    socket.subscribe("2", "{ viewer { id } }", json!({})).await;
    socket.next("2").await;
    socket.hear().await;

    let id = tenant.open(&manager, "CIT-CONTACT", 0, "Rozbitá lampa").await;
    manager.done(ASSIGN, json!({ "id": id, "to": clerk.id })).await;
    manager.done(COMMENT, json!({ "id": id, "internal": true })).await;
    manager.done(CLOSE, json!({ "id": id })).await;
    manager.done(REOPEN, json!({ "id": id })).await;
    for step in [
        "askRequester(input: { id: $id, question: \"?\" })",
        "answerRequest(input: { id: $id, answer: \"!\" })",
    ] {
        let step = format!("mutation($id: ID!) {{ {step} {{ userErrors {{ code }} }} }}");
        manager.done(&step, json!({ "id": id })).await;
    }
    let withdraw = "mutation($id: ID!) { cancelRequest(input: { id: $id, reason: \"x\" }) { userErrors { code } } }";
    manager.done(withdraw, json!({ "id": id })).await;
    served.catch_up().await;

    let mut kinds = Vec::new();
    for _ in 0..8 {
        let payload = socket.next("1").await;
        assert_eq!(told(&payload).1, "Rozbitá lampa", "{payload}");
        kinds.push(told(&payload).0.to_owned());
    }
    assert_eq!(
        kinds,
        ["OPENED", "ASSIGNED", "COMMENTED", "CLOSED", "REOPENED", "ASKED", "ANSWERED", "CANCELLED"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_what_they_may_not_see() {
    let house = House::shared().await;
    let [tenant, other] = <[_; 2]>::try_from(house.tenants(&["told-a", "told-b"]).await)
        .unwrap_or_else(|_| panic!("two"));
    let (manager, clerk) = (tenant.manager().await, tenant.clerk().await);
    let (mayor, stranger) = (tenant.mayor_of(0).await, other.manager().await);
    let served = house.served().await;
    let mut sockets = Vec::new();
    for client in [&*manager, &*clerk, &*mayor, &*stranger] {
        let mut socket = Socket::of(served.port, client).await;
        socket.subscribe("1", CHANGES, json!({ "after": start() })).await;
        sockets.push(socket);
    }

    let own = tenant.open(&manager, "CIT-CONTACT", 0, "own").await;
    tenant.open(&manager, "CIT-CONTACT", 1, "neighbour's").await;
    tenant.open(&manager, "LEGAL-ADVICE", 1, "confidential").await;
    manager.done(COMMENT, json!({ "id": own, "internal": true })).await;
    manager.done(COMMENT, json!({ "id": own, "internal": false })).await;
    other.open(&stranger, "CIT-CONTACT", 0, "the stranger's").await;
    // The last that each of them is told.
    tenant.open(&manager, "CIT-CONTACT", 0, "last").await;
    other.open(&stranger, "CIT-CONTACT", 0, "last").await;
    served.catch_up().await;

    let opened = |title: &'static str| ("OPENED".to_owned(), title.to_owned());
    let commented = ("COMMENTED".to_owned(), "own".to_owned());
    let (all, open): (Vec<_>, Vec<_>) = (
        vec![
            opened("own"),
            opened("neighbour's"),
            opened("confidential"),
            commented.clone(),
            commented.clone(),
        ],
        vec![opened("own"), opened("neighbour's"), commented.clone(), commented.clone()],
    );
    let own = vec![opened("own"), commented];
    for (mut socket, expected) in
        sockets.into_iter().zip([all, open, own, vec![opened("the stranger's")]])
    {
        let mut heard = Vec::new();
        loop {
            let payload = socket.next("1").await;
            let (kind, title) = told(&payload);
            if title == "last" {
                break;
            }
            heard.push((kind.to_owned(), title.to_owned()));
        }
        assert_eq!(heard, expected);
    }
}

/// Before the first change of a tenant.
fn start() -> String {
    Cursor::of_position(0).print()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_on_behind_a_cursor_misses_nothing_and_hears_nothing_twice() {
    let house = House::shared().await;
    let tenant = house.tenant("resumed").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let served = house.served().await;
    let mut expected = Vec::new();
    let mut heard = Vec::new();
    let mut after = Some(start());
    for round in 0..5 {
        for number in 0..round {
            let title = format!("{round}-{number}");
            tenant.open(&manager, "CIT-CONTACT", 0, &title).await;
            expected.push(title);
        }
        served.catch_up().await;
        let mut socket = Socket::of(served.port, &clerk).await;
        socket.subscribe("1", CHANGES, json!({ "after": after })).await;
        // It hangs up in the middle of what there is to tell.
        for _ in 0..round {
            let payload = socket.next("1").await;
            heard.push(told(&payload).1.to_owned());
            after = payload["data"]["requestChanged"]["cursor"].as_str().map(str::to_owned);
        }
    }
    assert_eq!(heard, expected);
    assert_eq!(heard.iter().collect::<BTreeSet<_>>().len(), heard.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_filter_names_is_told() {
    let house = House::shared().await;
    let tenant = house.tenant("filtered").await;
    let manager = tenant.manager().await;
    let served = house.served().await;
    let mine = tenant.open(&manager, "CIT-CONTACT", 0, "mine").await;
    let other = tenant.open(&manager, "CIT-CONTACT", 1, "other").await;
    for id in [&mine, &other] {
        manager.done(CLOSE, json!({ "id": id })).await;
    }
    served.catch_up().await;
    let after = start();
    for (filter, expected) in [
        (json!({ "requestIds": [mine] }), vec![("OPENED", "mine"), ("CLOSED", "mine")]),
        (json!({ "memberId": tenant.members[1] }), vec![("OPENED", "other"), ("CLOSED", "other")]),
        (json!({ "kinds": ["CLOSED"] }), vec![("CLOSED", "mine"), ("CLOSED", "other")]),
    ] {
        let mut socket = Socket::of(served.port, &manager).await;
        socket.subscribe("1", CHANGES, json!({ "filter": filter, "after": after })).await;
        for expected in expected {
            let payload = socket.next("1").await;
            assert_eq!(told(&payload), expected, "{filter}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_t_be_asked_is_refused_before_anything_is_told() {
    let house = House::shared().await;
    let tenant = house.tenant("refused-feed").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let served = house.served().await;
    let mut socket = Socket::of(served.port, &clerk).await;
    let ahead = Cursor::of_position(1_000_000).print();
    let wrong = tenant.members[0].clone();
    let many = vec![wrong.clone(); 101];
    for (index, (query, variables, code)) in [
        (CHANGES, json!({ "after": "x" }), "BAD_USER_INPUT"),
        (CHANGES, json!({ "after": ahead }), "BAD_USER_INPUT"),
        (CHANGES, json!({ "filter": { "requestIds": [wrong] } }), "BAD_USER_INPUT"),
        (CHANGES, json!({ "filter": { "requestIds": many } }), "BAD_USER_INPUT"),
        (CHANGES, json!({ "filter": { "kinds": ["GONE"] } }), "BAD_USER_INPUT"),
        (
            "subscription { requestChanged { cursor } again: requestChanged { at } }",
            json!({}),
            "BAD_USER_INPUT",
        ),
        ("subscription { __typename }", json!({}), "BAD_USER_INPUT"),
        ("subscription { nothing }", json!({}), "BAD_USER_INPUT"),
        ("subscription {", json!({}), "BAD_USER_INPUT"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = index.to_string();
        socket.subscribe(&id, query, variables.clone()).await;
        assert_eq!(socket.refused(&id).await, [code], "{query} {variables}");
    }
    // By who may not.
    let mut socket = Socket::of(served.port, &admin).await;
    socket.subscribe("1", CHANGES, json!({})).await;
    assert_eq!(socket.refused("1").await, ["FORBIDDEN"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn fragments_at_the_root_and_below_are_answered_in_their_order() {
    let house = House::shared().await;
    let tenant = house.tenant("fragments-feed").await;
    let manager = tenant.manager().await;
    let served = house.served().await;
    tenant.open(&manager, "CIT-CONTACT", 0, "Lampa").await;
    served.catch_up().await;
    let query = "subscription($after: String) { ...Root }
        fragment Root on Subscription { requestChanged(after: $after) { ...Change } }
        fragment Change on RequestChange { request { requester { ... on MunicipalityRequester { memberId } } title } kind }";
    let mut socket = Socket::of(served.port, &manager).await;
    let after = start();
    socket.subscribe("1", query, json!({ "after": after })).await;
    let Message::Text(text) = socket.frame().await else { panic!("a text") };
    let member = &tenant.members[0];
    let expected = format!(
        r#""data":{{"requestChanged":{{"request":{{"requester":{{"memberId":"{member}"}},"title":"Lampa"}},"kind":"OPENED"}}}}"#
    );
    assert!(text.contains(&expected), "{text}");
}
