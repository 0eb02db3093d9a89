//! Told as it happens.

use super::{CLOSE, WATCH, comments, does};
use crate::house::House;
use crate::house::socket::Socket;
use crate::subscriptions::events::{Event, Events};
use domain::access::Role;
use domain::kernel::page::Cursor;
use serde_json::{Value, json};

const LIVE: &str = "subscription($after: String) { notification(after: $after) {
    cursor kind requestId request { title state } seenAt } }";

#[tokio::test(flavor = "multi_thread")]
async fn each_hears_their_own_over_events_and_goes_on_behind_a_cursor() {
    let house = House::shared().await;
    let tenant = house.tenant("live").await;
    let (clerk, manager, mayor) =
        (tenant.clerk().await, tenant.manager().await, tenant.mayor_of(0).await);
    let id = tenant.open(&mayor, "DEV-WASTE", 0, "Svoz").await;
    does(&manager, WATCH, &id).await;
    let served = house.served().await;
    let start = json!({ "after": Cursor::of_position(0).print() });
    let mut heard = Vec::new();
    for by in [&manager, &mayor] {
        heard.push(Events::of(served.port, by, LIVE, start.clone()).await);
    }
    comments(&clerk, &id, true).await;
    does(&clerk, CLOSE, &id).await;
    served.catch_up().await;

    let mut cursors = Vec::new();
    for (events, expected) in heard.iter_mut().zip([&["COMMENTED", "CLOSED"][..], &["CLOSED"]]) {
        for kind in expected {
            let payload = next(events).await;
            let told = &payload["data"]["notification"];
            assert_eq!((&told["kind"], &told["request"]["title"]), (&json!(kind), &json!("Svoz")));
            cursors.push(told["cursor"].clone());
        }
    }
    // Who comes back goes on behind what they heard last.
    let mut again = Events::of(served.port, &manager, LIVE, json!({ "after": cursors[0] })).await;
    let payload = next(&mut again).await;
    assert_eq!(payload["data"]["notification"]["kind"], "CLOSED");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_loses_their_clearance_hears_no_more_of_what_it_opened() {
    let house = House::shared().await;
    let tenant = house.tenant("live-revoked").await;
    let (manager, admin) = (tenant.manager().await, tenant.admin().await);
    let specialist = tenant.specialist().await;
    let advice = tenant.open(&manager, "LEGAL-ADVICE", 0, "Rada").await;
    let open = tenant.open(&manager, "DEV-WASTE", 0, "Svoz").await;
    for id in [&advice, &open] {
        does(&specialist, WATCH, id).await;
    }
    tenant.person("specialist", Role::Clerk, None).await;
    let served = house.served().await;
    let mut socket = Socket::of(served.port, &specialist).await;
    socket.subscribe("1", LIVE, json!({ "after": Cursor::of_position(0).print() })).await;
    comments(&manager, &advice, true).await;
    served.catch_up().await;
    assert_eq!(title(&socket.next("1").await), "Rada");

    let held = "query($of: ID!) { grants(filter: { participantId: $of, role: DEVELOPMENT_SPECIALIST }) { nodes { id } } }";
    let held = admin.done(held, json!({ "of": specialist.id })).await;
    let revoke = "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }";
    admin.done(revoke, json!({ "id": held.text("/grants/nodes/0/id") })).await;
    comments(&manager, &advice, true).await;
    comments(&manager, &open, true).await;
    served.catch_up().await;
    assert_eq!(title(&socket.next("1").await), "Svoz");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_cases_hears_nothing_but_a_no() {
    let house = House::shared().await;
    let tenant = house.tenant("live-not").await;
    let admin = tenant.admin().await;
    let served = house.served().await;
    let mut events = Events::of(served.port, &admin, LIVE, json!({})).await;
    let payload = next(&mut events).await;
    assert_eq!(payload["errors"][0]["extensions"]["code"], "FORBIDDEN");
}

/// What is told next. Between there may be signs of life.
async fn next(events: &mut Events) -> Value {
    loop {
        match events.next().await {
            Event::Next(payload) => return payload,
            Event::Comment => {}
            other => panic!("{other:?}"),
        }
    }
}

fn title(payload: &Value) -> &str {
    let title = payload.pointer("/data/notification/request/title");
    title.and_then(Value::as_str).unwrap_or_else(|| panic!("{payload}"))
}
