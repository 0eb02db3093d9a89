//! A person is told what concerns them, and nobody of what they did themselves or may not read.

mod live;
mod mailed;
mod once;
mod seen;
mod told;
mod watched;

use crate::house::Client;
use serde_json::json;

const ASSIGN: &str = "mutation($id: ID!, $to: ID!) { assignRequest(input: { id: $id, assigneeId: $to }) { userErrors { code } } }";
const COMMENT: &str = "mutation($id: ID!, $internal: Boolean!) {
    commentOnRequest(input: { id: $id, body: \"Volal jsem tam.\", internal: $internal }) { userErrors { code } } }";
const START: &str =
    "mutation($id: ID!) { startRequest(input: { id: $id }) { userErrors { code } } }";
const ASK: &str = "mutation($id: ID!) { askRequester(input: { id: $id, question: \"Kolik?\" }) { userErrors { code } } }";
const ANSWER: &str = "mutation($id: ID!) { answerRequest(input: { id: $id, answer: \"Deset.\" }) { userErrors { code } } }";
const CLOSE: &str = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"Hotovo.\" }) { userErrors { code } } }";
const REOPEN: &str =
    "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code } } }";
const CANCEL: &str = "mutation($id: ID!) { cancelRequest(input: { id: $id, reason: \"Omylem.\" }) { userErrors { code } } }";
const WATCH: &str = "mutation($id: ID!) { watchRequest(input: { id: $id }) {
    request { watchers { totalCount nodes { displayName } } } userErrors { code path } } }";
const UNWATCH: &str = "mutation($id: ID!) { unwatchRequest(input: { id: $id }) {
    request { watchers { totalCount nodes { displayName } } } userErrors { code path } } }";
const TOLD: &str = "{ requestNotifications(first: 100) { totalCount nodes { id kind requestId request { title } seenAt } } }";

/// What somebody was told, the first first: what happened, and to what.
async fn told(by: &Client) -> Vec<String> {
    let answer = by.done(TOLD, json!({})).await;
    let nodes = answer.list("/requestNotifications/nodes");
    assert_eq!(answer.number("/requestNotifications/totalCount"), nodes.len() as i64);
    let line = |node: &serde_json::Value| {
        let title = node["request"]["title"].as_str().expect("who is told may read it");
        format!("{} {title}", node["kind"].as_str().unwrap())
    };
    nodes.iter().rev().map(line).collect()
}

async fn does(by: &Client, what: &str, id: &str) {
    by.done(what, json!({ "id": id })).await;
}

async fn gives(by: &Client, id: &str, to: &str) {
    by.done(ASSIGN, json!({ "id": id, "to": to })).await;
}

async fn comments(by: &Client, id: &str, internal: bool) {
    by.done(COMMENT, json!({ "id": id, "internal": internal })).await;
}
