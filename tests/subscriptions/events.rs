//! The same as server-sent events: one connection for each operation.

use super::CHANGES;
use crate::house::{Client, House};
use domain::kernel::page::Cursor;
use serde_json::{Value, json};
use server::http::{LiveSettings, Settings};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;

const WAITED_MAX: Duration = Duration::from_secs(60);

/// An answer that comes bit by bit.
pub(crate) struct Events {
    status: u16,
    content_type: String,
    lines: Lines<BufReader<TcpStream>>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Event {
    Next(Value),
    Complete,
    Comment,
    End,
}

impl Events {
    pub(crate) async fn of(port: u16, client: &Client, query: &str, variables: Value) -> Self {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let slug = client.slug().unwrap_or_default();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: text/event-stream\r\n\
             Authorization: Bearer {}\r\nCentrum-Tenant: {slug}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            client.token(),
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream).lines();
        let mut head = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap().filter(|line| !line.is_empty()) {
            head.push(line);
        }
        let status = head[0].split(' ').nth(1).unwrap().parse().unwrap();
        let content_type = head.iter().find_map(|line| line.strip_prefix("content-type: "));
        Self { status, content_type: content_type.unwrap_or_default().to_owned(), lines }
    }

    /// The next event. Lengths of chunks, which stand between the lines, are left out.
    pub(crate) async fn next(&mut self) -> Event {
        let next = async {
            let mut is_next = false;
            while let Ok(Some(line)) = self.lines.next_line().await {
                match line.as_str() {
                    "event: next" => is_next = true,
                    "event: complete" => return Event::Complete,
                    ":" => return Event::Comment,
                    data if is_next && data.starts_with("data: ") => {
                        return Event::Next(serde_json::from_str(&data[6..]).expect("JSON"));
                    }
                    _ => {}
                }
            }
            Event::End
        };
        tokio::time::timeout(WAITED_MAX, next).await.expect("something comes")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_come_as_events_and_go_on_behind_a_cursor() {
    let house = House::shared().await;
    let tenant = house.tenant("events").await;
    let manager = tenant.manager().await;
    let served = house.served().await;
    for title in ["first", "second"] {
        tenant.open(&manager, "CIT-CONTACT", 0, title).await;
    }
    served.catch_up().await;
    let mut after = Cursor::of_position(0).print();
    for title in ["first", "second"] {
        let mut events =
            Events::of(served.port, &manager, CHANGES, json!({ "after": after })).await;
        assert_eq!(
            (events.status, events.content_type.as_str()),
            (200, "text/event-stream; charset=utf-8")
        );
        let Event::Next(payload) = events.next().await else { panic!("an event") };
        let change = &payload["data"]["requestChanged"];
        assert_eq!(change["request"]["title"], title, "{payload}");
        after = change["cursor"].as_str().unwrap().to_owned();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_one_event_and_what_can_t_run_has_a_status() {
    let house = House::shared().await;
    let tenant = house.tenant("events-once").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let served = house.served().await;
    let mut events =
        Events::of(served.port, &clerk, "{ requests { totalCount } }", json!({})).await;
    let expected = json!({ "data": { "requests": { "totalCount": 0 } } });
    assert_eq!(events.next().await, Event::Next(expected));
    assert_eq!(events.next().await, Event::Complete);
    assert_eq!(events.next().await, Event::End);

    let stranger = house.bearer("cst_nobody", None);
    for (client, query, status) in [
        (&*clerk, "{ nothing }", 400),
        (&*clerk, "subscription {", 400),
        (&stranger, CHANGES, 401),
        (&clerk.naming(Some("no-such-tenant")), CHANGES, 404),
    ] {
        let events = Events::of(served.port, client, query, json!({})).await;
        assert_eq!(events.status, status, "{query}");
        assert_eq!(events.content_type, "application/graphql-response+json; charset=utf-8");
    }
    // What is found out at the first turn is told in the stream.
    let mut events = Events::of(served.port, &admin, CHANGES, json!({})).await;
    let Event::Next(payload) = events.next().await else { panic!("an event") };
    assert_eq!(payload["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert_eq!(events.next().await, Event::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_the_role_and_with_the_server_and_is_never_quite_silent() {
    let house = House::shared().await;
    let tenant = house.tenant("events-end").await;
    let (clerk, manager, admin) =
        (tenant.clerk().await, tenant.manager().await, tenant.admin().await);
    let live = LiveSettings {
        ping_every: Duration::from_millis(50),
        connections_per_person: 1,
        ..LiveSettings::default()
    };
    let served = house.served_with(Settings { live, ..Settings::default() }).await;
    let mut ending = Events::of(served.port, &clerk, CHANGES, json!({})).await;
    let mut staying = Events::of(served.port, &manager, CHANGES, json!({})).await;
    assert_eq!(ending.next().await, Event::Comment);
    let another = Events::of(served.port, &clerk, CHANGES, json!({})).await;
    assert_eq!(another.status, 429);

    let held = admin
        .done(
            "query($of: ID!) { grants(filter: { participantId: $of }) { nodes { id } } }",
            json!({ "of": clerk.id }),
        )
        .await;
    admin
        .done(
            "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }",
            json!({ "id": held.text("/grants/nodes/0/id") }),
        )
        .await;
    let told = loop {
        match ending.next().await {
            Event::Comment => {}
            other => break other,
        }
    };
    let Event::Next(payload) = told else { panic!("{told:?}") };
    assert_eq!(payload["errors"][0]["extensions"]["code"], "TENANT_NOT_FOUND");
    assert_eq!(ending.next().await, Event::Complete);

    served.stop();
    while staying.next().await != Event::End {}
}
