//! The deepest questions that are let in: each is answered, and ends no program. What answers one is a future within another,
//! and where nothing is optimised they had outgrown the stack of a thread.

use crate::house::House;
use crate::house::serving::{Serving, UNHINDERED};
use crate::killed::Client as Asking;
use serde_json::json;
use std::time::Duration;

/// Twelve fields deep, from what has an id and around in circles.
const OF_A_NODE: &[&str] = &[
    "... on Member { municipality { memberships(first: 2) { nodes { association { members(first: 2) { nodes { municipality {
        memberships(first: 1) { nodes { association { name } } } } } } } } } } }",
    "... on Member { municipality { memberships(first: 2) { nodes { association { members(first: 2) { nodes { association {
        tenant { members(first: 1) { nodes { id } } } } } } } } } } }",
    "... on Member { municipality { memberships(first: 2) { nodes { association { tenant { association { members(first: 2) {
        nodes { municipality { name } } } } } } } } } }",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_deepest_questions_are_answered_and_end_no_program() {
    let house = House::fresh().await;
    let tenant = house.tenant("deepest").await;
    let url = house.database().url();
    let now = house.remembering(&url, 4, Duration::ZERO);
    now.tick(chrono::Utc::now() - now.now());
    let clerk = tenant.clerk().await.again(&now).await;
    let server = Serving::start_with(&url, &UNHINDERED);
    let asking = Asking::bearing(server.port, clerk.token());
    for selected in OF_A_NODE {
        let deepest = format!("query($id: ID!) {{ node(id: $id) {{ {selected} }} }}");
        let answer = asking.ask(&deepest, json!({ "id": tenant.members[0] })).await;
        let answer = answer.expect("the program is there");
        assert!(answer["data"]["node"]["municipality"].is_object(), "{answer}");
    }
}
