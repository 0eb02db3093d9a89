//! `graphql-transport-ws`, word by word: the handshake, who may come in, and with which code a socket is closed.

use super::CHANGES;
use crate::house::House;
use crate::house::socket::{Came, Socket, init};
use serde_json::{Value, json};
use server::http::{LiveSettings, Settings};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

fn operation(id: &str, query: &str) -> Value {
    json!({ "type": "subscribe", "id": id, "payload": { "query": query } })
}

async fn closed(socket: &mut Socket) -> (u16, String) {
    loop {
        if let Came::Closed(code, reason) = socket.hear().await {
            return (code, reason);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_breaks_the_rules_is_closed_with_the_code_for_it() {
    let house = House::shared().await;
    let tenant = house.tenant("rules").await;
    let clerk = tenant.clerk().await;
    let served = house.served().await;
    let own = init(&clerk);
    let known = json!({ "type": "connection_init", "payload": own });
    let stranger =
        json!({ "type": "connection_init", "payload": { "authorization": "Bearer cst_x" } });
    let elsewhere = json!({ "type": "connection_init", "payload":
        { "authorization": own["Authorization"], "centrum-tenant": "no-such-tenant" } });
    let twice = vec![known.clone(), operation("1", CHANGES), operation("1", CHANGES)];
    for (said, code, reason) in [
        (vec![json!({ "type": "start" })], 4400, "Invalid message"),
        (vec![known.clone(), json!({ "type": "subscribe", "id": "1" })], 4400, "Invalid message"),
        (vec![operation("1", "{ viewer { id } }")], 4401, "Unauthorized"),
        (vec![stranger], 4403, "Forbidden: UNAUTHENTICATED"),
        (vec![json!({ "type": "connection_init" })], 4403, "Forbidden: UNAUTHENTICATED"),
        (vec![elsewhere], 4403, "Forbidden: TENANT_NOT_FOUND"),
        (twice, 4409, "Subscriber for 1 already exists"),
        (vec![known.clone(), known.clone()], 4429, "Too many initialisation requests"),
    ] {
        let mut socket = Socket::open(served.port, &[]).await.unwrap();
        for message in &said {
            socket.say(message).await;
        }
        assert_eq!(closed(&mut socket).await, (code, reason.to_owned()), "{said:?}");
    }
    for (frame, code) in [
        (Message::binary(b"{}".to_vec()), 4400),
        (Message::text("{"), 4400),
        (Message::text("x".repeat(300 * 1024)), 1009),
    ] {
        let mut socket = Socket::open(served.port, &[]).await.unwrap();
        socket.send(frame).await;
        assert_eq!(closed(&mut socket).await.0, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_not_waited_for() {
    let house = House::shared().await;
    let live = LiveSettings { init_within: Duration::from_millis(50), ..LiveSettings::default() };
    let served = house.served_with(Settings { live, ..Settings::default() }).await;
    let mut socket = Socket::open(served.port, &[]).await.unwrap();
    let farewell = (4408, "Connection initialisation timeout".to_owned());
    assert_eq!(closed(&mut socket).await, farewell);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_is_answered_and_a_silent_connection_is_pinged() {
    let house = House::shared().await;
    let tenant = house.tenant("pings").await;
    let live = LiveSettings { ping_every: Duration::from_millis(50), ..LiveSettings::default() };
    let served = house.served_with(Settings { live, ..Settings::default() }).await;
    let mut socket = Socket::of(served.port, &tenant.clerk().await.client).await;
    socket.say(&json!({ "type": "ping", "payload": { "x": 1 } })).await;
    assert_eq!(
        socket.hear().await,
        Came::Message(json!({ "type": "pong", "payload": { "x": 1 } }))
    );
    while !matches!(socket.frame().await, Message::Ping(_)) {}
    socket.say(&json!({ "type": "pong" })).await;
    socket.subscribe("1", "{ viewer { id } }", json!({})).await;
    while !matches!(socket.frame().await, Message::Text(_)) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_isn_t_ours_is_refused() {
    let house = House::shared().await;
    let served = house.served().await;
    for headers in [
        [("sec-websocket-protocol", "graphql-ws")],
        [("sec-websocket-protocol", "")],
        [("sec-websocket-version", "12")],
    ] {
        assert_eq!(Socket::open(served.port, &headers).await.err(), Some(400), "{headers:?}");
    }
    let both = [("sec-websocket-protocol", "graphql-ws, graphql-transport-ws")];
    assert!(Socket::open(served.port, &both).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_counts_on_our_own_pages_alone() {
    let house = House::shared().await;
    let tenant = house.tenant("origins").await;
    let clerk = tenant.clerk().await;
    let served = house.served().await;
    let link = clerk
        .done(
            "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }",
            json!({ "id": clerk.id }),
        )
        .await;
    let browser = house.browser(link.text("/createSignInLink/link/url")).await;
    let value = browser.cookie().split_once('=').unwrap().1;
    let cookie = format!("centrum-{}={value}", served.port);
    let own = format!("http://127.0.0.1:{}", served.port);
    for (origin, is_let_in) in [
        (Some(own.as_str()), true),
        (None, true),
        (Some("https://elsewhere.example"), false),
        (Some("null"), false),
    ] {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        let mut socket = Socket::open(served.port, &headers).await.unwrap();
        socket.say(&json!({ "type": "connection_init" })).await;
        match socket.hear().await {
            Came::Message(_) => assert!(is_let_in, "{origin:?}"),
            Came::Closed(code, _) => assert_eq!((code, is_let_in), (4403, false), "{origin:?}"),
        }
    }
    // A token is nothing that another site's page could send by itself.
    let headers = [("origin", "https://elsewhere.example")];
    let mut socket = Socket::open(served.port, &headers).await.unwrap();
    socket.say(&json!({ "type": "connection_init", "payload": init(&clerk) })).await;
    assert_eq!(socket.hear().await, Came::Message(json!({ "type": "connection_ack" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_and_mutations_run_over_a_socket_too() {
    let house = House::shared().await;
    let tenant = house.tenant("sockets").await;
    let manager = tenant.manager().await;
    let served = house.served().await;
    let mut socket = Socket::of(served.port, &manager).await;
    let open = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { request { title } userErrors { code } } }";
    let input =
        json!({ "serviceCode": "CIT-CONTACT", "title": "Po drátě", "memberId": tenant.members[0] });
    socket.subscribe("1", open, json!({ "input": input })).await;
    let payload = socket.next("1").await;
    assert_eq!(payload["data"]["openRequest"]["request"]["title"], "Po drátě", "{payload}");
    assert_eq!(socket.hear().await, Came::Message(json!({ "type": "complete", "id": "1" })));
    // An id is free again.
    socket.subscribe("1", "{ requests { totalCount } }", json!({})).await;
    assert_eq!(socket.next("1").await["data"]["requests"]["totalCount"], 1);
    socket.hear().await;
    socket.subscribe("2", "{ requests { ", json!({})).await;
    assert_eq!(socket.refused("2").await, ["BAD_USER_INPUT"]);
    socket.subscribe("3", "{ nationalOverview { totals { activities } } }", json!({})).await;
    let payload = socket.next("3").await;
    assert_eq!(payload["errors"][0]["extensions"]["code"], "FORBIDDEN", "{payload}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_more_connections_or_operations_than_they_may() {
    let house = House::shared().await;
    let tenant = house.tenant("seats").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let live = LiveSettings {
        connections_per_person: 2,
        operations_per_person: 2,
        ..LiveSettings::default()
    };
    let served = house.served_with(Settings { live, ..Settings::default() }).await;
    let mut first = Socket::of(served.port, &clerk).await;
    let mut second = Socket::of(served.port, &clerk).await;
    let mut third = Socket::open(served.port, &[]).await.unwrap();
    third.say(&json!({ "type": "connection_init", "payload": init(&clerk) })).await;
    assert_eq!(third.hear().await, Came::Closed(4429, "Too many connections".to_owned()));
    drop(Socket::of(served.port, &manager).await);

    // Of three at once, over both connections, one is one too many.
    first.subscribe("1", CHANGES, json!({})).await;
    first.subscribe("2", CHANGES, json!({})).await;
    second.subscribe("3", CHANGES, json!({})).await;
    let refused = tokio::select! {
        came = first.hear() => came,
        came = second.hear() => came,
    };
    let Came::Message(refused) = refused else { panic!("{refused:?}") };
    assert_eq!(refused["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS", "{refused}");
    // Who ends one may begin another.
    for id in ["1", "2"] {
        first.say(&json!({ "type": "complete", "id": id })).await;
    }
    for id in 4.. {
        first.subscribe(&id.to_string(), "{ viewer { id } }", json!({})).await;
        match first.hear().await {
            Came::Message(message) if message["type"] == "next" => break,
            Came::Message(message) if message["type"] == "error" => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_says_so_to_who_is_connected() {
    let house = House::shared().await;
    let tenant = house.tenant("stops").await;
    let served = house.served().await;
    let mut socket = Socket::of(served.port, &tenant.clerk().await.client).await;
    socket.subscribe("1", CHANGES, json!({})).await;
    served.stop();
    assert_eq!(closed(&mut socket).await, (1001, "Going away".to_owned()));
}
