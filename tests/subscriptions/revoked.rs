//! Who may not any more is told nothing more, and is told so, also when nothing happens.

use super::CHANGES;
use crate::house::House;
use crate::house::socket::{Came, Socket};
use domain::access::Role;
use serde_json::json;
use std::time::{Duration, Instant};

const GRANTS: &str =
    "query($of: ID!) { grants(filter: { participantId: $of }) { nodes { id role } } }";
const REVOKE: &str =
    "mutation($id: ID!) { revokeRole(input: { id: $id }) { userErrors { code } } }";
const REVOKE_TOKEN: &str =
    "mutation($id: ID!) { revokeApiToken(input: { id: $id }) { userErrors { code } } }";
const TOKEN: &str =
    "mutation { createApiToken(input: { name: \"x\", days: 1 }) { id token userErrors { code } } }";

/// What is promised: what ends ends within a second.
const PROMISED: Duration = Duration::from_secs(1);

async fn standing(socket: &mut Socket) {
    socket.subscribe("1", CHANGES, json!({})).await;
    socket.subscribe("2", "{ viewer { id } }", json!({})).await;
    socket.next("2").await;
    socket.hear().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_ends_ends_the_socket_of_who_has_no_other() {
    let house = House::shared().await;
    let tenant = house.tenant("revoked-a").await;
    let (clerk, admin, manager) =
        (tenant.clerk().await, tenant.admin().await, tenant.manager().await);
    let served = house.served().await;
    let mut socket = Socket::of(served.port, &clerk).await;
    standing(&mut socket).await;

    let held = admin.done(GRANTS, json!({ "of": clerk.id })).await;
    admin.done(REVOKE, json!({ "id": held.text("/grants/nodes/0/id") })).await;
    let ended = Instant::now();
    let waited = socket.hear();
    let happens = async {
        tokio::time::sleep(PROMISED).await;
        tenant.open(&manager, "CIT-CONTACT", 0, "too late").await;
        served.catch_up().await;
    };
    let (came, ()) = tokio::join!(async { (waited.await, ended.elapsed()) }, happens);
    assert_eq!(came.0, Came::Closed(4403, "Forbidden: TENANT_NOT_FOUND".to_owned()));
    println!("measured: a socket ended {} ms after its grant", came.1.as_millis());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ends_ends_its_socket_and_no_other() {
    let house = House::shared().await;
    let tenant = house.tenant("revoked-b").await;
    let clerk = tenant.clerk().await;
    let served = house.served().await;
    let made = clerk.done(TOKEN, json!({})).await;
    let another = house.bearer(made.text("/createApiToken/token"), clerk.slug());
    let mut socket = Socket::of(served.port, &another).await;
    let mut stays = Socket::of(served.port, &clerk).await;
    standing(&mut socket).await;
    standing(&mut stays).await;
    clerk.done(REVOKE_TOKEN, json!({ "id": made.text("/createApiToken/id") })).await;
    let farewell = Came::Closed(4403, "Forbidden: UNAUTHENTICATED".to_owned());
    assert_eq!(socket.hear().await, farewell);
    tenant.open(&tenant.manager().await.client, "CIT-CONTACT", 0, "still told").await;
    served.catch_up().await;
    assert_eq!(stays.next("1").await["data"]["requestChanged"]["kind"], "OPENED");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_keeps_another_role_loses_the_operation_that_the_lost_one_allowed() {
    let house = House::shared().await;
    let tenant = house.tenant("revoked-c").await;
    let admin = tenant.admin().await;
    let both = tenant.person("both", Role::Clerk, None).await;
    tenant.person("both", Role::Auditor, None).await;
    let served = house.served().await;
    let mut socket = Socket::of(served.port, &both).await;
    standing(&mut socket).await;
    let held = admin.done(GRANTS, json!({ "of": both.id })).await;
    let clerk = held.list("/grants/nodes").iter().find(|grant| grant["role"] == "CLERK").unwrap();
    admin.done(REVOKE, json!({ "id": clerk["id"] })).await;
    assert_eq!(socket.refused("1").await, ["FORBIDDEN"]);
    // What the other role allows goes on.
    socket.subscribe("3", "{ auditTrail(first: 1) { nodes { kind } } }", json!({})).await;
    assert!(socket.next("3").await["errors"].is_null());
}
