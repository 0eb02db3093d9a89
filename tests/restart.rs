//! A server that is told to end loses nothing: what was asked of it is answered, and whoever balances sends the rest
//! elsewhere.

mod balancer;

use crate::house::load::{Asked, Load, assert_nothing_is_lost_or_half};
use crate::house::serving::{Serving, free_port};
use crate::house::visitor::Visitor;
use crate::house::{House, Patience};
use balancer::Balancer;
use serde_json::json;
use std::time::Duration;

const LIST: &str = "{ requests(first: 1) { nodes { number } } }";
const OPEN: &str = "mutation { openRequest(input: {serviceCode: \"CIT-CONTACT\", title: \"begun\",
    requester: CITIZEN, requesterName: \"Nikdo\"}) { id userErrors { code } } }";
const DRAIN: &str = "CENTRUM_HTTP_DRAIN_SECONDS";
/// How often both are restarted.
const ROUNDS: usize = 3;

/// A clerk's token that counts now, for servers in processes of their own.
async fn clerk(house: &House, name: &str) -> String {
    let clerk = house.tenant(name).await.clerk().await;
    let now = house.remembering(&house.database().url(), 2, Duration::ZERO);
    now.tick(chrono::Utc::now() - now.now());
    clerk.client.again(&now).await.token().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_are_restarted_one_after_the_other_and_no_request_is_lost() {
    let house = House::fresh().await;
    let token = clerk(&house, "rolling").await;
    let url = house.database().url();
    let settings = [(DRAIN, "2"), ("CENTRUM_LOG", "off")];
    let start = |port| Serving::begin(&url, port, &settings);
    let mut servers = vec![start(free_port()), start(free_port())];
    let balancer = Balancer::between([servers[0].port, servers[1].port]);
    balancer.until_all_are_up().await;

    let load = Load::begin(balancer.port(), &token, "rolling");
    for _ in 0..ROUNDS {
        for _ in 0..servers.len() {
            let server = servers.remove(0);
            let port = server.port;
            server.signal("TERM");
            assert!(server.end().await.success(), "it ends well");
            servers.push(start(port));
            balancer.until_all_are_up().await;
        }
    }
    let asked = load.end().await;

    let failed: Vec<_> = asked.iter().filter(|asked| !asked.is_done()).collect();
    let longest = asked.iter().map(Asked::took).max().unwrap_or_default();
    println!(
        "measured: rolling restart | {} | {} | {} ms",
        asked.len(),
        failed.len(),
        longest.as_millis()
    );
    assert!(asked.len() > 100, "{} requests are no load", asked.len());
    assert!(failed.is_empty(), "{} of {}, such as {:?}", failed.len(), asked.len(), failed.first());
    assert_nothing_is_lost_or_half(&asked, "rolling", &house.database().superuser().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_leaves_it_says_so_and_serves_on_until_somebody_has_no_patience() {
    let house = House::fresh().await;
    let token = clerk(&house, "leaving").await;
    let mut server = Serving::begin(&house.database().url(), free_port(), &[(DRAIN, "60")]);
    server.until_ready_is(200).await;
    let mut visitor = Visitor::keeping(server.port, &token);
    let told = visitor.ask(LIST, json!({})).await.unwrap();
    assert!(told.status == 200 && !told.has("connection: close"), "{told:?}");

    server.signal("TERM");
    server.until_ready_is(503).await;
    let told = visitor.ask(LIST, json!({})).await.unwrap();
    assert!(
        told.status == 200 && told.has("connection: close"),
        "on the kept connection: {told:?}"
    );
    let told = visitor.ask(LIST, json!({})).await.unwrap();
    assert!(told.status == 200 && told.has("connection: close"), "on a new one: {told:?}");

    server.signal("TERM");
    assert!(!server.end().await.success(), "nobody was waited for, and that is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_answered_when_the_port_is_closed() {
    let house = House::fresh().await;
    let token = clerk(&house, "begun").await;
    // Ctrl-C doesn't wait for whoever balances, whatever is set.
    let mut server = Serving::begin(&house.database().url(), free_port(), &[(DRAIN, "60")]);
    server.until_ready_is(200).await;
    let mut admin = house.database().superuser().await;
    let looking = house.database().superuser().await;
    let locked = admin.transaction().await.unwrap();
    locked.batch_execute("LOCK TABLE requests IN SHARE MODE").await.unwrap();
    let mut visitor = Visitor::keeping(server.port, &token);
    let begun = tokio::spawn(async move { visitor.ask(OPEN, json!({})).await });
    let waits = "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database()
        AND usename = 'centrum' AND wait_event_type = 'Lock'";
    let mut tick = tokio::time::interval(Duration::from_millis(10));
    while !looking.query_one(waits, &[]).await.unwrap().get::<_, bool>(0) {
        assert!(!begun.is_finished(), "it waits for the lock");
        tick.tick().await;
    }

    server.signal("INT");
    let patience = Patience::until("the port is closed");
    while Visitor::coming_anew(server.port, &token).look("/healthz").await.is_ok() {
        patience.lasts();
        tick.tick().await;
    }
    locked.rollback().await.unwrap();
    let told = begun.await.unwrap().unwrap();
    assert!(told.status == 200 && told.has("connection: close"), "{told:?}");
    assert_eq!(told.body["data"]["openRequest"]["userErrors"], json!([]), "{told:?}");
    assert!(server.end().await.success());
}
