//! Bytes that are nearly a request, or nearly a conversation, to a process of its own.

use super::super::asking::peopled;
use super::super::wire::{Wire, head, whole};
use super::{PIECES, codes_of, fault_of};
use crate::telemetry::program::Program;
use futures_util::{SinkExt as _, StreamExt as _};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

const HEADERS: [&str; 14] = [
    "Accept",
    "Accept-Language",
    "Authorization",
    "Centrum-CSRF",
    "Centrum-Tenant",
    "Content-Encoding",
    "Content-Type",
    "Cookie",
    "Expect",
    "Forwarded",
    "Idempotency-Key",
    "Origin",
    "traceparent",
    "X-Forwarded-For",
];
const VALUES: [&str; 16] = [
    "",
    "*/*",
    "application/json",
    "text/event-stream, application/json;q=0.1",
    "application/json;q=1e9;charset=\"",
    "Bearer cst_one",
    "Bearer eyJhbGciOiJub25lIn0.e30.",
    "Bearer \u{e9}",
    "svazek-a",
    "svazek-a, svazek-b",
    "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff",
    "for=\"[2001:db8::1]:-1\";proto=x",
    "1, 2, 3, unknown, _x, 300.300.300.300",
    "cs-CZ;q=0.0001, \u{10d}, *;q=NaN",
    "100-continue",
    "key with spaces \u{7f}",
];
/// No test waits so long for an answer that doesn't come: it comes at once, or never.
const QUIET: Duration = Duration::from_secs(20);

fn noise(rng: &mut StdRng, most: usize) -> Vec<u8> {
    (0..rng.random_range(0..most)).map(|_| rng.random()).collect()
}

/// A request of somebody who may ask, in which something is of somewhere else.
fn piece(rng: &mut StdRng) -> Vec<u8> {
    let query = json!({ "query": "query A($b: Int) { viewer { id } }", "variables": { "b": 1 }, "operationName": "A" });
    match rng.random_range(0..5) {
        0 => noise(rng, 2_000),
        1 => whole(noise(rng, 2_000)),
        2 => {
            let mut lines = format!("Content-Length: {}\r\n", query.to_string().len());
            for _ in 0..rng.random_range(1..4) {
                let (name, value) = (HEADERS.choose(rng), VALUES.choose(rng));
                lines.push_str(&format!("{}: {}\r\n", name.unwrap(), value.unwrap()));
            }
            (head(&lines) + &query.to_string()).into_bytes()
        }
        3 => {
            let mut value = query;
            let field = ["query", "variables", "operationName", "extensions", "x"].choose(rng);
            let garbage =
                [json!(null), json!([]), json!({ "": { "": [1e300] } }), json!("{"), json!(7)];
            value[*field.unwrap()] = garbage.choose(rng).unwrap().clone();
            whole(value.to_string())
        }
        _ => {
            let mut bytes = whole(query.to_string());
            for _ in 0..rng.random_range(1..6) {
                let place = rng.random_range(0..bytes.len());
                match rng.random_range(0..3) {
                    0 => bytes[place] = rng.random(),
                    1 => drop(bytes.remove(place)),
                    _ => bytes.insert(place, rng.random()),
                }
            }
            bytes
        }
    }
}

/// Limits that nobody reaches, and a log that is read.
const VARIABLES: [(&str, &str); 3] = crate::house::serving::UNHINDERED;

async fn next_is_answered(program: &Program, after: &str) {
    let mut wire = Wire::to(program.port).await;
    wire.send(whole(json!({ "query": "{ viewer { id } }" }).to_string())).await;
    let told = wire.answer().await.unwrap_or_else(|| panic!("no answer after {after}"));
    assert_eq!((told.status, told.code().as_str()), (200, ""), "after {after}: {told:?}");
}

/// Whoever broke something of ours would stand in the log.
fn nothing_broke(program: &Program) {
    let wrong: Vec<String> = program
        .logged
        .all()
        .into_iter()
        .filter(|line| line.contains("panic") || line.contains("\"ERROR\""))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_bytes_come_they_are_answered_or_the_connection_ends() {
    let database = peopled().await;
    let program = Program::serve(&database.url(), &VARIABLES).await;
    let mut rng = StdRng::seed_from_u64(1);
    let (mut faults, mut answers) = (Vec::new(), 0);
    for _ in 0..PIECES {
        let sent = piece(&mut rng);
        let mut wire = Wire::to(program.port).await;
        wire.send(&sent).await;
        wire.end().await;
        // All that is answered, until the server has nothing to say any more.
        while let Some(told) = wire.answer().await {
            answers += 1;
            let body: Value = serde_json::from_str(&told.body).unwrap_or_default();
            let text = format!("{}{}", told.head, told.body);
            if let Some(fault) = fault_of(told.status, &text, &codes_of(&body)) {
                faults.push(format!("{fault}: {}\n  {text}", String::from_utf8_lossy(&sent)));
            }
        }
    }
    println!("{answers} answers to {PIECES} pieces");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(answers > 100, "{answers}");
    next_is_answered(&program, "garbage").await;
    nothing_broke(&program);
}

/// What somebody says over a socket: the protocol's words, and others, in any order.
fn message(rng: &mut StdRng) -> Message {
    let types = ["connection_init", "subscribe", "complete", "ping", "pong", "next", "", "start"];
    let ids = [json!("1"), json!(""), json!(null), json!(7), json!("x".repeat(300)), json!([])];
    let payloads = [
        json!({ "query": "{ viewer { id } }" }),
        json!({ "query": "subscription { requestChanged { cursor } }" }),
        json!({ "query": "subscription { requestChanged(after: \"x\") { cursor } }", "variables": [] }),
        json!({ "Authorization": "Bearer cst_one", "Centrum-Tenant": "\u{0}" }),
        json!({ "Authorization": ["Bearer cst_one"] }),
        json!(null),
        json!("{"),
    ];
    match rng.random_range(0..8) {
        0 => Message::binary(noise(rng, 300)),
        1 => Message::text(String::from_utf8_lossy(&noise(rng, 300)).into_owned()),
        2 => Message::Ping(noise(rng, 100).into()),
        _ => {
            let (kind, id) = (types.choose(rng).unwrap(), ids.choose(rng).unwrap());
            let payload = payloads.choose(rng).unwrap();
            Message::text(json!({ "type": kind, "id": id, "payload": payload }).to_string())
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_said_over_a_socket_it_is_answered_or_closed_with_a_code() {
    let database = peopled().await;
    let program = Program::serve(&database.url(), &VARIABLES).await;
    let mut rng = StdRng::seed_from_u64(2);
    let (mut faults, mut closed) = (Vec::new(), 0);
    for _ in 0..PIECES / 4 {
        let address = format!("ws://127.0.0.1:{}/graphql", program.port);
        let mut request = address.into_client_request().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let (mut socket, _) = connect_async(request).await.expect("a handshake");
        let init =
            json!({ "type": "connection_init", "payload": { "Authorization": "Bearer cst_one" } });
        let begins = rng.random_bool(0.7);
        let mut said = Vec::from_iter(begins.then(|| Message::text(init.to_string())));
        said.extend((0..rng.random_range(1..10)).map(|_| message(&mut rng)));
        for message in &said {
            // Once it is closed nothing more can be said.
            let _ = socket.send(message.clone()).await;
        }
        let _ = socket.close(None).await;
        while let Some(Ok(came)) = tokio::time::timeout(QUIET, socket.next()).await.expect("an end")
        {
            match came {
                Message::Text(text) => {
                    let heard: Value = serde_json::from_str(&text).expect("JSON");
                    let body = match &heard["payload"] {
                        Value::Array(errors) => json!({ "errors": errors }),
                        other => other.clone(),
                    };
                    if let Some(fault) = fault_of(200, &text, &codes_of(&body)) {
                        faults.push(format!("{fault}: {text}\n  to {said:?}"));
                    }
                }
                Message::Close(Some(frame)) => {
                    closed += 1;
                    let code = u16::from(frame.code);
                    let known = [1000, 1003, 1007, 1009, 4400, 4401, 4403, 4404, 4408, 4409, 4429];
                    if !known.contains(&code) {
                        faults.push(format!("closed with {code} {}: {said:?}", frame.reason));
                    }
                }
                _ => {}
            }
        }
    }
    println!("{closed} conversations were closed by the server's word");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(closed > 20, "{closed}");
    next_is_answered(&program, "garbage over sockets").await;
    nothing_broke(&program);
}
