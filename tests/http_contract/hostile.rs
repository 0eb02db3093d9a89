//! What is sent to break the server, over a real connection to a process of its own: it is refused with a code, costs no memory,
//! and who comes next is answered.

use super::asking::peopled;
use super::wire::{Told, Wire, head, whole};
use crate::house::database::TestDatabase;
use crate::house::serving::{Serving, UNHINDERED};
use serde_json::json;

const KIB: usize = 1024;
const GIB: usize = 1024 * 1024 * KIB;
/// What one stream may cost above an idle server.
const COST_MAX_KIB: usize = 2 * KIB;

async fn server() -> (TestDatabase, Serving) {
    let database = peopled().await;
    let server = Serving::start_with(&database.url(), &UNHINDERED);
    (database, server)
}

fn query(text: &str) -> Vec<u8> {
    whole(json!({ "query": text }).to_string())
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// What every answer owes, whatever was asked.
fn owes(what: &str, told: &Told) {
    assert!(told.status < 500, "{what}: {told:?}");
    assert_eq!(told.header("x-content-type-options"), Some("nosniff"), "{what}: {told:?}");
    assert_eq!(told.header("centrum-trace").map(str::len), Some(32), "{what}: {told:?}");
}

async fn next_is_answered(server: &Serving, after: &str) {
    let mut wire = Wire::to(server.port).await;
    wire.send(query("{ viewer { id } }")).await;
    let told = wire.answer().await.unwrap_or_else(|| panic!("no answer after {after}"));
    assert_eq!((told.status, told.code().as_str()), (200, ""), "after {after}: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_to_break_the_server_is_refused_with_a_code() {
    let (_database, server) = server().await;
    let variables =
        format!(r#"{{"query":"{{ a }}","variables":{{"a":"{}"}}}}"#, "x".repeat(10_000_000));
    let circle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ... { ...A } }";
    let chunked = |chunks: &[&[u8]]| {
        let written: Vec<Vec<u8>> = chunks.iter().map(|bytes| chunk(bytes)).collect();
        [
            head("Transfer-Encoding: chunked\r\n").into_bytes(),
            written.concat(),
            b"0\r\n\r\n".to_vec(),
        ]
        .concat()
    };
    let piece = vec![b' '; 64 * KIB];
    for (what, sent, status, code) in [
        ("ten megabytes of variables", whole(variables), 413, "PAYLOAD_TOO_LARGE"),
        ("many chunks", chunked(&vec![piece.as_slice(); 40]), 413, "PAYLOAD_TOO_LARGE"),
        ("half a request in chunks", chunked(&[b"{\"query\"", b":"]), 400, "BAD_REQUEST"),
        ("braces", query(&"{".repeat(10_000)), 400, "QUERY_TOO_DEEP"),
        ("fields in braces", query(&"{a".repeat(10_000)), 400, "QUERY_TOO_DEEP"),
        ("brackets in JSON", whole("[".repeat(100_000)), 400, "BAD_REQUEST"),
        ("objects in JSON", whole("{\"query\":".repeat(20_000)), 400, "BAD_REQUEST"),
        ("fragments in a circle", query(circle), 400, "BAD_USER_INPUT"),
        ("no UTF-8", whole(b"{\"query\":\"{ a \xc3\x28 }\"}"), 400, "BAD_REQUEST"),
        ("half a surrogate", whole(r#"{"query":"\ud800"}"#), 400, "BAD_REQUEST"),
        ("nothing but NUL", whole([0; 1_000]), 400, "BAD_REQUEST"),
        ("NUL in JSON", whole(b"{\"query\":\"{ a \0 }\"}"), 400, "BAD_REQUEST"),
        ("NUL in a document", query("{ viewer \0 { id } }"), 400, "BAD_USER_INPUT"),
        ("NUL in a value", query("{ node(id: \"\\u0000\") { id } }"), 400, "BAD_USER_INPUT"),
    ] {
        let mut wire = Wire::to(server.port).await;
        wire.send(sent).await;
        let told = wire.answer().await.unwrap_or_else(|| panic!("{what}: no answer"));
        assert_eq!((told.status, told.code().as_str()), (status, code), "{what}: {told:?}");
        owes(what, &told);
        next_is_answered(&server, what).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_in_chunks_is_a_body() {
    let (_database, server) = server().await;
    let mut wire = Wire::to(server.port).await;
    wire.send(head("Transfer-Encoding: chunked\r\n")).await;
    for byte in json!({ "query": "{ __typename }" }).to_string().as_bytes() {
        wire.send(chunk(&[*byte])).await;
    }
    wire.send("0\r\n\r\n").await;
    assert_eq!(wire.answer().await.unwrap().body, r#"{"data":{"__typename":"Query"}}"#);
}

/// A length and chunks at once: proxies differ in which they believe, so nobody may smuggle a second request by it.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_lengths_none_hides_a_request() {
    let (_database, server) = server().await;
    let body = json!({ "query": "{ __typename }" }).to_string();
    let hidden = String::from_utf8(query("{ hidden: __typename }")).unwrap();
    for (lines, sent) in [
        ("Content-Length: 5\r\nContent-Length: 6\r\n".to_owned(), body.clone()),
        (
            format!("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n", body.len()),
            format!("0\r\n\r\n{hidden}"),
        ),
        ("Transfer-Encoding: chunked, identity\r\n".to_owned(), format!("0\r\n\r\n{hidden}")),
        ("Transfer-Encoding: chunked\r\n".to_owned(), format!("ffffffffffffffffff\r\n{hidden}")),
    ] {
        let mut wire = Wire::to(server.port).await;
        wire.send(head(&lines) + &sent).await;
        while let Some(told) = wire.answer().await {
            assert!((400..500).contains(&told.status), "{lines}: {told:?}");
            assert!(!told.body.contains("hidden"), "{lines}: {told:?}");
        }
        next_is_answered(&server, &lines).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_come_at_once_are_answered_one_after_another() {
    let (_database, server) = server().await;
    let mut wire = Wire::to(server.port).await;
    let number = |n: usize| query(&format!("{{ n{n}: __typename viewer {{ id }} }}"));
    let bad = whole("{");
    wire.send([(0..20).flat_map(number).collect(), bad, number(20)].concat()).await;
    for n in 0..20 {
        let told = wire.answer().await.unwrap();
        assert!(told.body.contains(&format!("\"n{n}\":\"Query\"")), "{told:?}");
    }
    let told = wire.answer().await.unwrap();
    assert_eq!((told.status, told.code().as_str()), (400, "BAD_REQUEST"));
    assert!(wire.answer().await.unwrap().body.contains("\"n20\":\"Query\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_too_little_or_too_slowly_is_told_or_left() {
    let (_database, server) = server().await;
    let mut short = Wire::to(server.port).await;
    short.send(head("Content-Length: 100\r\n") + "{\"query\":").await;
    short.end().await;
    if let Some(told) = short.answer().await {
        assert_eq!((told.status, told.code().as_str()), (400, "BAD_REQUEST"), "{told:?}");
        owes("a short body", &told);
    }
    next_is_answered(&server, "a short body").await;

    let mut slow = Wire::to(server.port).await;
    slow.send(head("Content-Length: 100\r\n") + "{").await;
    let told = slow.answer().await.unwrap();
    assert_eq!((told.status, told.code().as_str()), (408, "REQUEST_TIMEOUT"), "{told:?}");
    assert_eq!(told.header("connection"), Some("close"), "{told:?}");
    owes("a slow body", &told);
    // What comes now was meant as the rest of a body, and is no request.
    slow.send(query("{ __typename }")).await;
    assert!(slow.is_over().await);
    next_is_answered(&server, "a slow body").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_headers_is_refused() {
    let (_database, server) = server().await;
    let many: String = (0..5_000).map(|n| format!("X-{n}: {n}\r\n")).collect();
    let long = format!("X-Long: {}\r\n", "x".repeat(1_000_000));
    let tokens = format!("Authorization: Bearer {}\r\n", "x".repeat(100_000));
    for (what, lines, status) in
        [("many headers", many, 431), ("a long header", long, 431), ("a long token", tokens, 401)]
    {
        let mut wire = Wire::to(server.port).await;
        let body = json!({ "query": "{ __typename }" }).to_string();
        let lines = format!("{lines}Content-Length: {}\r\n", body.len());
        wire.send(head(&lines) + &body).await;
        let told = wire.answer().await.unwrap_or_else(|| panic!("{what}: no answer"));
        assert_eq!(told.status, status, "{what}: {told:?}");
        next_is_answered(&server, what).await;
    }
    let mut wire = Wire::to(server.port).await;
    wire.send(format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(100_000))).await;
    let told = wire.answer().await.unwrap();
    assert_eq!(told.status, 414, "{told:?}");
    next_is_answered(&server, "a long address").await;
}

/// What the process has held at most since it was asked last, in KiB.
fn peak(server: &Serving) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn forget_peak(server: &Serving) {
    std::fs::write(format!("/proc/{}/clear_refs", server.pid()), "5").unwrap();
}

/// Sends a body without an end until it is cut off; how much of it went out.
async fn stream(server: &Serving, token: &str, max: usize) -> (usize, Option<Told>) {
    let mut wire = Wire::to(server.port).await;
    let head = head("Transfer-Encoding: chunked\r\n").replace("cst_one", token);
    let piece = chunk(&vec![b' '; 64 * KIB]);
    let mut sent = 0;
    if wire.send(head).await {
        while sent < max && wire.send(&piece).await {
            sent += piece.len();
        }
    }
    (sent, wire.answer().await)
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_gibibyte_costs_less_than_two_mebibytes() {
    let (_database, server) = server().await;
    for (who, token, status) in [("a clerk", "cst_one", 413), ("a stranger", "cst_nobodys", 401)] {
        // What is done for the first time reads pages of the program in.
        for _ in 0..20 {
            stream(&server, token, 512 * KIB).await;
        }
        forget_peak(&server);
        let idle = peak(&server);
        let (mut sent, mut streams, mut answers) = (0, 0, 0);
        while sent < GIB {
            let (of_one, told) = stream(&server, token, GIB).await;
            sent += of_one;
            streams += 1;
            if let Some(told) = told {
                assert_eq!(told.status, status, "{told:?}");
                answers += 1;
            }
        }
        let cost = peak(&server).saturating_sub(idle);
        println!(
            "measured: {who} streamed 1 GiB, cut off {streams} times and told so {answers} times; \
                  {idle} KiB idle, {cost} KiB more at most"
        );
        assert!(cost < COST_MAX_KIB, "{cost} KiB");
        assert!(answers > 0, "nobody was told why");
        next_is_answered(&server, who).await;
    }
}
