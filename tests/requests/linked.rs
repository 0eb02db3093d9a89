//! Requests that are linked, and who sees that they are.

use crate::house::{Answer, Client, House};
use crate::subscriptions::CHANGES;
use serde_json::{Value, json};

pub(super) const LINK: &str =
    "mutation($one: ID!, $other: ID!) { linkRequests(input: { requestId: $one, otherId: $other }) {
    request { linked { totalCount } } userErrors { code path mergedIntoId } } }";
pub(super) const UNLINK: &str = "mutation($one: ID!, $other: ID!) { unlinkRequests(input: { requestId: $one, otherId: $other }) {
    request { linked { totalCount } } userErrors { code path mergedIntoId } } }";
const SEEN: &str = "query($id: ID!) { request(id: $id) { version linked { totalCount nodes { kind linkedAt request { title } }
    edges { cursor } pageInfo { hasNextPage } } history { totalCount nodes { kind } } } }";

/// The titles of what a request is linked with, as somebody sees it; they are as many as are counted.
pub(super) async fn linked(by: &Client, id: &str) -> Vec<String> {
    let seen = by.done(SEEN, json!({ "id": id })).await;
    let links = seen.list("/request/linked/nodes");
    assert_eq!(seen.number("/request/linked/totalCount"), i64::try_from(links.len()).unwrap());
    links.iter().map(|link| link["request"]["title"].as_str().unwrap().to_owned()).collect()
}

async fn link(by: &Client, one: &str, other: &str) -> Answer {
    by.ask_with(LINK, json!({ "one": one, "other": other })).await
}

async fn history(by: &Client, id: &str) -> Vec<String> {
    let seen = by.done(SEEN, json!({ "id": id })).await;
    let kinds = seen.each("/request/history/nodes", "kind");
    assert_eq!(seen.number("/request/history/totalCount"), i64::try_from(kinds.len()).unwrap());
    kinds.into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn two_that_belong_together_show_each_other_until_the_link_is_taken_away() {
    let tenant = House::shared().await.tenant("linked").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let waste = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let plan = tenant.open(&clerk, "DEV-SOCIAL", 1, "Plán").await;
    let done = link(&clerk, &waste, &plan).await;
    assert_eq!(done.number("/linkRequests/request/linked/totalCount"), 1);
    let seen = manager.done(SEEN, json!({ "id": plan })).await;
    insta::assert_snapshot!(seen.shown_at("/data/request/linked/nodes"), @r#"[{"kind":"RELATED","linkedAt":"2026-03-02 (some time)","request":{"title":"Svoz"}}]"#);
    assert_eq!(linked(&manager, &waste).await, ["Plán"]);
    assert_eq!(seen.number("/request/version"), 1, "a link is no step of either");
    for id in [&waste, &plan] {
        assert_eq!(history(&clerk, id).await, ["request.opened", "request.linked"]);
    }

    // From the other side as well.
    let away = manager.ask_with(UNLINK, json!({ "one": plan, "other": waste })).await;
    assert_eq!(away.number("/unlinkRequests/request/linked/totalCount"), 0);
    for id in [&waste, &plan] {
        assert_eq!(linked(&clerk, id).await, [""; 0]);
        let told = ["request.opened", "request.linked", "request.unlinked"];
        assert_eq!(history(&clerk, id).await, told);
    }
    // And once more: what was taken away can be linked anew.
    assert!(link(&manager, &plan, &waste).await.is_done());
}

#[tokio::test]
async fn a_link_is_seen_by_who_may_read_both_and_counted_for_nobody_else() {
    let tenant = House::shared().await.tenant("link-hidden").await;
    let (clerk, specialist, dpo) =
        (tenant.clerk().await, tenant.specialist().await, tenant.dpo().await);
    let (mayor, neighbour) = (tenant.mayor_of(0).await, tenant.mayor_of(1).await);
    let road = tenant.open(&mayor, "DEV-WASTE", 0, "Cesta").await;
    let bridge = tenant.open(&mayor, "DEV-WASTE", 0, "Most").await;
    let theirs = tenant.open(&clerk, "DEV-SOCIAL", 1, "Sousedé").await;
    let hidden = json!({ "serviceCode": "LEGAL-ADVICE", "title": "Stížnost", "memberId": tenant.members[0], "shownToMember": false });
    let open = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }";
    let hidden = specialist.done(open, json!({ "input": hidden })).await;
    let hidden = hidden.text("/openRequest/id");
    for other in [&bridge, &theirs, hidden] {
        assert!(link(&specialist, &road, other).await.is_done());
    }

    assert_eq!(linked(&specialist, &road).await, ["Most", "Sousedé", "Stížnost"]);
    assert_eq!(linked(&clerk, &road).await, ["Most", "Sousedé"]);
    assert_eq!(linked(&mayor, &road).await, ["Most"]);
    assert_eq!(linked(&neighbour, &theirs).await, [""; 0]);
    assert_eq!(linked(&specialist, hidden).await, ["Cesta"]);
    // The history doesn't tell of it either.
    let is_linked =
        |history: Vec<String>| history.iter().filter(|kind| *kind == "request.linked").count();
    assert_eq!(is_linked(history(&specialist, &road).await), 2);
    assert_eq!(is_linked(history(&clerk, &road).await), 2);
    assert_eq!(is_linked(history(&mayor, &road).await), 1);
    assert_eq!(is_linked(history(&neighbour, &theirs).await), 0);
    assert_eq!(is_linked(history(&specialist, hidden).await), 1);

    // What goes out of sight takes its links along.
    let file = "mutation($id: ID!) { moveRequest(input: { id: $id, secrecy: DPO, expectedVersion: 1 }) { moved userErrors { code } } }";
    clerk.done(file, json!({ "id": bridge })).await;
    assert_eq!(linked(&specialist, &road).await, ["Sousedé", "Stížnost"]);
    assert_eq!(linked(&dpo, &bridge).await, ["Cesta"]);
    assert_eq!(linked(&mayor, &road).await, ["Most"], "it is shown to its municipality still");
    let away = json!({ "one": road, "other": bridge });
    assert_eq!(specialist.ask_with(UNLINK, away.clone()).await.no(), "NOT_FOUND");
    assert!(dpo.ask_with(UNLINK, away).await.is_done());
    assert_eq!(linked(&mayor, &road).await, [""; 0]);
}

#[tokio::test]
async fn twice_with_itself_unknown_foreign_and_by_the_wrong_people_it_is_refused() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("link-no").await, house.tenant("link-no-other").await);
    let (clerk, specialist) = (tenant.clerk().await, tenant.specialist().await);
    let waste = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let plan = tenant.open(&clerk, "DEV-SOCIAL", 0, "Plán").await;
    let legal = tenant.open(&specialist, "LEGAL-ADVICE", 0, "Spor").await;
    let foreign = other.open(&other.clerk().await.client, "DEV-WASTE", 0, "Cizí").await;
    let unknown = "request_01h455vb4pex5vsknk084sn02q";

    assert_eq!(link(&clerk, &waste, &waste).await.no(), "SAME_REQUEST");
    for (one, two, path) in [
        (waste.as_str(), unknown, "otherId"),
        (unknown, waste.as_str(), "requestId"),
        (&waste, &foreign, "otherId"),
        (&foreign, &waste, "requestId"),
        (&waste, &legal, "otherId"),
    ] {
        for (query, root) in [(LINK, "linkRequests"), (UNLINK, "unlinkRequests")] {
            let answer = clerk.ask_with(query, json!({ "one": one, "other": two })).await;
            assert_eq!(answer.no(), "NOT_FOUND");
            let at = format!("/{root}/userErrors/0/path");
            assert_eq!(*answer.data(&at), json!(["input", path]));
        }
    }
    assert_eq!(link(&clerk, &waste, &clerk.id).await.no(), "MALFORMED");
    let pair = json!({ "one": waste, "other": plan });
    assert_eq!(clerk.ask_with(UNLINK, pair.clone()).await.no(), "REQUESTS_NOT_LINKED");
    assert!(link(&clerk, &waste, &plan).await.is_done());
    assert_eq!(link(&clerk, &waste, &plan).await.no(), "REQUESTS_ALREADY_LINKED");
    assert_eq!(link(&clerk, &plan, &waste).await.no(), "REQUESTS_ALREADY_LINKED");
    for by in [&tenant.mayor_of(0).await, &tenant.chair().await] {
        assert_eq!(link(by, &waste, &plan).await.code(), "FORBIDDEN");
        assert_eq!(by.ask_with(UNLINK, pair.clone()).await.code(), "FORBIDDEN");
    }
    assert_eq!(linked(&clerk, &waste).await, ["Plán"]);
}

#[tokio::test]
async fn with_fifty_others_a_request_is_linked_and_with_no_more() {
    let tenant = House::shared().await.tenant("link-fifty").await;
    let clerk = tenant.clerk().await;
    let waste = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let mut others = Vec::new();
    for number in 0..51 {
        others.push(tenant.open(&clerk, "DEV-WASTE", 0, &number.to_string()).await);
    }
    for other in &others[..50] {
        assert!(link(&clerk, &waste, other).await.is_done());
    }
    assert_eq!(link(&clerk, &waste, &others[50]).await.no(), "TOO_MANY_LINKS");
    assert_eq!(link(&clerk, &others[50], &waste).await.no(), "TOO_MANY_LINKS");
    let page = "query($id: ID!, $after: String) { request(id: $id) { linked(first: 30, after: $after) { totalCount
        nodes { request { title } } pageInfo { hasNextPage endCursor } } } }";
    let first = clerk.done(page, json!({ "id": waste })).await;
    assert_eq!(first.number("/request/linked/totalCount"), 50);
    let after = first.data("/request/linked/pageInfo/endCursor");
    let second = clerk.done(page, json!({ "id": waste, "after": after })).await;
    let titles = |answer: &Answer| -> Vec<String> {
        let nodes = answer.list("/request/linked/nodes");
        nodes.iter().map(|link| link["request"]["title"].as_str().unwrap().to_owned()).collect()
    };
    let all: Vec<String> = titles(&first).into_iter().chain(titles(&second)).collect();
    assert_eq!(all, (0..50).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(*second.data("/request/linked/pageInfo/hasNextPage"), Value::Bool(false));
}

#[tokio::test]
async fn who_link_the_same_two_at_once_from_both_ends_link_them_once() {
    let tenant = House::shared().await.tenant("link-at-once").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let waste = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let plan = tenant.open(&clerk, "DEV-SOCIAL", 0, "Plán").await;
    let (one, other) =
        futures_util::join!(link(&clerk, &waste, &plan), link(&manager, &plan, &waste));
    let mut said = [one.no(), other.no()];
    said.sort_unstable();
    assert_eq!(said, ["", "REQUESTS_ALREADY_LINKED"]);
    assert_eq!(linked(&clerk, &plan).await, ["Svoz"]);
}

#[tokio::test]
async fn who_watches_both_is_told_that_they_were_linked() {
    let house = House::shared().await;
    let tenant = house.tenant("link-told").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let own = tenant.open(&mayor, "DEV-WASTE", 0, "Vlastní").await;
    let theirs = tenant.open(&clerk, "DEV-WASTE", 1, "Cizí").await;
    assert!(link(&clerk, &own, &theirs).await.is_done());
    clerk.done(UNLINK, json!({ "one": own, "other": theirs })).await;
    house.catch_up().await;
    let of =
        |kind: &str| json!({ "filter": { "kinds": [kind], "requestIds": [own] }, "after": "MAo" });
    for kind in ["LINKED", "UNLINKED"] {
        let told = clerk.done(CHANGES, of(kind)).await;
        assert_eq!(told.text("/requestChanged/kind"), kind);
        assert_eq!(told.text("/requestChanged/request/title"), "Vlastní");
    }
    // To the municipality it would tell of a neighbour's.
    let opened = mayor.done(CHANGES, of("OPENED")).await;
    assert_eq!(opened.text("/requestChanged/kind"), "OPENED");
    assert_eq!(history(&mayor, &own).await, ["request.opened"]);
}
