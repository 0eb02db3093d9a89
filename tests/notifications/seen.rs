//! What was seen, and what wasn't.

use super::{WATCH, comments, does};
use crate::house::{Client, House};
use serde_json::{Value, json};

const MARK: &str = "mutation($input: MarkNotificationsSeenInput!) {
    markNotificationsSeen(input: $input) { unseen userErrors { code path } } }";
const LIST: &str = "query($seen: Boolean, $first: Int, $after: String, $last: Int) {
    requestNotifications(filter: { seen: $seen }, first: $first, after: $after, last: $last) {
        totalCount pageInfo { hasNextPage endCursor } nodes { id seenAt } } }";

async fn ids(by: &Client, seen: Option<bool>) -> Vec<String> {
    let answer = by.done(LIST, json!({ "seen": seen })).await;
    let ids = answer.each("/requestNotifications/nodes", "id");
    assert_eq!(answer.number("/requestNotifications/totalCount"), ids.len() as i64);
    ids.into_iter().map(str::to_owned).collect()
}

async fn marks(by: &Client, input: Value) -> Value {
    let answer = by.ask_with(MARK, json!({ "input": input })).await;
    answer.data("/markNotificationsSeen").clone()
}

#[tokio::test]
async fn what_was_seen_is_marked_one_by_one_or_up_to_one() {
    let tenant = House::shared().await.tenant("seen").await;
    let (clerk, watcher) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    does(&watcher, WATCH, &id).await;
    for _ in 0..5 {
        comments(&clerk, &id, true).await;
    }
    tenant.house.catch_up().await;
    let all = ids(&watcher, None).await;
    assert_eq!(all.len(), 5);
    assert_eq!(ids(&watcher, Some(false)).await, all);

    let two = json!({ "ids": [all[4], all[1], all[1]] });
    let done = json!({ "unseen": 3, "userErrors": [] });
    assert_eq!(marks(&watcher, two.clone()).await, done);
    assert_eq!(marks(&watcher, two).await, done, "twice is fine");
    assert_eq!(ids(&watcher, Some(true)).await, [all[1].clone(), all[4].clone()]);
    // The latest stands first: up to the third are the third, the fourth and the fifth.
    assert_eq!(marks(&watcher, json!({ "upTo": all[2] })).await["unseen"], 1);
    assert_eq!(ids(&watcher, Some(false)).await, [all[0].clone()]);
    assert_eq!(marks(&watcher, json!({ "ids": [] })).await["unseen"], 1);

    let first = watcher.done(LIST, json!({ "first": 2 })).await;
    assert_eq!(first.each("/requestNotifications/nodes", "id"), all[..2]);
    let after = first.data("/requestNotifications/pageInfo/endCursor");
    let next = watcher.done(LIST, json!({ "first": 3, "after": after })).await;
    assert_eq!(next.each("/requestNotifications/nodes", "id"), all[2..]);
    let last = watcher.done(LIST, json!({ "last": 2 })).await;
    assert_eq!(last.each("/requestNotifications/nodes", "id"), all[3..]);
}

#[tokio::test]
async fn nobody_marks_what_another_was_told_or_what_isn_t_there() {
    let tenant = House::shared().await.tenant("seen-not").await;
    let (clerk, watcher, other) =
        (tenant.clerk().await, tenant.manager().await, tenant.specialist().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    for each in [&watcher, &other] {
        does(each, WATCH, &id).await;
    }
    comments(&clerk, &id, true).await;
    tenant.house.catch_up().await;
    let (own, others) = (ids(&watcher, None).await, ids(&other, None).await);
    assert_ne!(own, others);
    for (input, code, path) in [
        (json!({ "upTo": others[0] }), "NOT_FOUND", json!(["input"])),
        (json!({ "ids": [own[0], others[0]] }), "NOT_FOUND", json!(["input"])),
        (json!({ "ids": [id] }), "MALFORMED", json!(["input", "ids"])),
        (json!({ "upTo": id }), "MALFORMED", json!(["input", "upTo"])),
        (json!({}), "REQUIRED", json!(["input", "upTo"])),
        (json!({ "ids": [own[0]], "upTo": own[0] }), "MALFORMED", json!(["input", "upTo"])),
        (json!({ "ids": vec![own[0].clone(); 101] }), "OUT_OF_RANGE", json!(["input", "ids"])),
    ] {
        let no = marks(&watcher, input).await;
        let expected = json!({ "unseen": null, "userErrors": [{ "code": code, "path": path }] });
        assert_eq!(no, expected);
    }
    assert_eq!(ids(&watcher, Some(false)).await, own, "nothing of it was marked");
}
