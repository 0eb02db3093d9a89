//! Watching: each for themselves, what they may read.

use super::{CLOSE, UNWATCH, WATCH, comments, does, told};
use crate::house::{Answer, House, Tenant};
use serde_json::{Value, json};

const WATCHERS: &str = "query($id: ID!, $after: String) { request(id: $id) {
    watchers(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { displayName } } } }";
const HISTORY: &str = "query($id: ID!) { request(id: $id) { version history { nodes { kind } } } }";

fn watchers(answer: &Answer, deed: &str) -> Vec<String> {
    let pointer = format!("/{deed}/request/watchers/nodes");
    answer.each(&pointer, "displayName").into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn watching_begins_once_and_ends_once_and_both_are_put_down() {
    let tenant = House::shared().await.tenant("watching").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let of = json!({ "id": id });
    for _ in 0..2 {
        let watched = manager.done(WATCH, of.clone()).await;
        assert_eq!(watchers(&watched, "watchRequest"), ["manager"]);
        assert_eq!(watched.number("/watchRequest/request/watchers/totalCount"), 1);
    }
    let watched = clerk.done(WATCH, of.clone()).await;
    assert_eq!(watchers(&watched, "watchRequest"), ["manager", "clerk"]);
    for _ in 0..2 {
        let unwatched = manager.done(UNWATCH, of.clone()).await;
        assert_eq!(watchers(&unwatched, "unwatchRequest"), ["clerk"]);
    }
    let seen = clerk.done(HISTORY, of).await;
    // It isn't a step of the case: who works on it isn't told that their version is stale.
    assert_eq!(seen.number("/request/version"), 1);
    assert_eq!(
        seen.each("/request/history/nodes", "kind"),
        ["request.opened", "request.watched", "request.watched", "request.unwatched"]
    );
    does(&clerk, CLOSE, &id).await;
    tenant.house.catch_up().await;
    assert_eq!(told(&manager).await, [""; 0], "who watches no more isn't told");
}

#[tokio::test]
async fn ten_who_watch_at_once_all_do_and_are_shown_by_pages() {
    let tenant = House::shared().await.tenant("watching-ten").await;
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let of = json!({ "id": id });
    let twice: Vec<_> = (0..10).map(|_| clerk.ask_with(WATCH, of.clone())).collect();
    for answer in futures_util::future::join_all(twice).await {
        assert!(answer.is_done(), "{answer}");
    }
    for more in [&tenant.manager().await, &tenant.mayor_of(0).await] {
        does(more, WATCH, &id).await;
    }
    let first = clerk.done(WATCHERS, of.clone()).await;
    assert_eq!(first.number("/request/watchers/totalCount"), 3);
    assert_eq!(first.each("/request/watchers/nodes", "displayName"), ["clerk", "manager"]);
    let after = first.data("/request/watchers/pageInfo/endCursor");
    let next = clerk.done(WATCHERS, json!({ "id": id, "after": after })).await;
    assert_eq!(next.each("/request/watchers/nodes", "displayName"), ["mayor-0"]);
    assert_eq!(*next.data("/request/watchers/pageInfo/hasNextPage"), Value::Bool(false));
}

#[tokio::test]
async fn nobody_watches_what_they_may_not_read() {
    let house = House::shared().await;
    let [tenant, other] = <[Tenant; 2]>::try_from(house.tenants(&["watched", "watched-not"]).await)
        .unwrap_or_else(|_| panic!("two"));
    let (manager, clerk) = (tenant.manager().await, tenant.clerk().await);
    let advice = json!({ "id": tenant.open(&manager, "LEGAL-ADVICE", 0, "Rada").await });
    let stranger = other.manager().await;
    let neighbour = tenant.mayor_of(1).await;
    for deed in [WATCH, UNWATCH] {
        for by in [&clerk, &stranger, &neighbour] {
            assert_eq!(by.ask_with(deed, advice.clone()).await.no(), "NOT_FOUND");
        }
        let admin = tenant.admin().await;
        assert_eq!(admin.ask_with(deed, advice.clone()).await.no(), "FORBIDDEN");
        let no_request = manager.ask_with(deed, json!({ "id": clerk.id })).await;
        assert_eq!(no_request.no(), "MALFORMED");
    }
    // What is filed elsewhere is watched on by who may read it there.
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    does(&clerk, WATCH, &id).await;
    does(&manager, WATCH, &id).await;
    let to = json!({ "id": id, "serviceCode": "LEGAL-ADVICE", "expectedVersion": 1 });
    let moves = "mutation($input: MoveRequestInput!) { moveRequest(input: $input) { userErrors { code } } }";
    clerk.done(moves, json!({ "input": to })).await;
    comments(&tenant.specialist().await.client, &id, true).await;
    house.catch_up().await;
    assert_eq!(told(&manager).await, ["MOVED Svoz", "COMMENTED Svoz"]);
    assert_eq!(told(&clerk).await, [""; 0]);
    assert_eq!(clerk.ask_with(UNWATCH, json!({ "id": id })).await.no(), "NOT_FOUND");
}
