//! Lists of requests: what is in them, in which order, page by page.

use super::{CLOSE, opened};
use crate::house::{Client, House};
use chrono::Duration;
use serde_json::{Value, json};

const LIST: &str = "query($filter: RequestFilter, $orderBy: RequestOrder, $first: Int, $after: String, $last: Int, $before: String) {
    requests(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { title } } }";

async fn titles(by: &Client, variables: Value) -> Vec<String> {
    let answer = by.done(LIST, variables).await;
    answer.each("/requests/nodes", "title").into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_list_is_filtered_by_what_is_said_and_by_all_of_it() {
    let house = House::shared().await;
    let tenant = house.tenant("filters").await;
    let clerk = tenant.clerk().await;
    let ids = opened(&tenant, &[("a", "DEV-WASTE", 0), ("b", "DEV-WASTE", 1)]).await;
    house.tick(Duration::days(2));
    opened(&tenant, &[("c", "LEGAL-COUNCIL", 0), ("d", "SAF-WORK", 1)]).await;
    tenant.open_for_citizen(&clerk, "CIT-CONTACT", "e").await;
    let assign = "mutation($id: ID!, $to: ID!) { assignRequest(input: { id: $id, assigneeId: $to }) { userErrors { code } } }";
    clerk.done(assign, json!({ "id": ids[0], "to": clerk.id })).await;
    clerk.done(CLOSE, json!({ "id": ids[1], "outcome": "Hotovo." })).await;

    let mut said = Vec::new();
    for filter in [
        json!({}),
        json!({ "states": ["NEW"] }),
        json!({ "states": ["ASSIGNED", "CLOSED"] }),
        json!({ "states": [] }),
        json!({ "serviceCode": "DEV-WASTE" }),
        json!({ "area": "SAFETY" }),
        json!({ "area": "GRANTS" }),
        json!({ "memberId": tenant.members[0] }),
        json!({ "memberId": tenant.itself }),
        json!({ "assigneeId": clerk.id }),
        json!({ "requester": "CITIZEN" }),
        json!({ "openedFrom": "2026-03-03" }),
        json!({ "openedTo": "2026-03-03" }),
        json!({ "openedFrom": "2026-03-02", "openedTo": "2026-03-02", "memberId": tenant.members[1] }),
        json!({ "overdue": true }),
        json!({ "overdue": false, "states": ["NEW"], "area": "LEGAL" }),
    ] {
        let order = json!({ "field": "OPENED_AT", "direction": "ASC" });
        let answer = clerk.done(LIST, json!({ "filter": filter, "orderBy": order })).await;
        let found = answer.each("/requests/nodes", "title");
        // The count counts what the filter takes.
        assert_eq!(answer.number("/requests/totalCount"), i64::try_from(found.len()).unwrap());
        said.push(format!(
            "{:<12} {}",
            found.join(" "),
            filter
                .to_string()
                .replace(&tenant.members[0], "(member 0)")
                .replace(&tenant.members[1], "(member 1)")
                .replace(&tenant.itself, "(itself)")
                .replace(&clerk.id, "(clerk)")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    a b c d e    {}
    c d e        {"states":["NEW"]}
    a b          {"states":["ASSIGNED","CLOSED"]}
                 {"states":[]}
    a b          {"serviceCode":"DEV-WASTE"}
    d            {"area":"SAFETY"}
                 {"area":"GRANTS"}
    a c          {"memberId":"(member 0)"}
    e            {"memberId":"(itself)"}
    a            {"assigneeId":"(clerk)"}
    e            {"requester":"CITIZEN"}
    c d e        {"openedFrom":"2026-03-03"}
    a b          {"openedTo":"2026-03-03"}
    b            {"memberId":"(member 1)","openedFrom":"2026-03-02","openedTo":"2026-03-02"}
                 {"overdue":true}
    c            {"area":"LEGAL","overdue":false,"states":["NEW"]}
    "#);
}

#[tokio::test]
async fn what_is_open_past_its_deadline_is_overdue_and_what_can_t_be_an_id_is_refused() {
    let house = House::shared().await;
    let tenant = house.tenant("overdue").await;
    let clerk = tenant.clerk().await;
    let ids = opened(&tenant, &[("a", "DEV-WASTE", 0), ("b", "DEV-WASTE", 1)]).await;
    clerk.done(CLOSE, json!({ "id": ids[1], "outcome": "Hotovo." })).await;
    tenant.open_for_citizen(&clerk, "CIT-CONTACT", "c").await;
    house.tick(Duration::days(60));
    let overdue = json!({ "filter": { "overdue": true } });
    assert_eq!(titles(&clerk.again(&house).await, overdue).await, ["c", "a"]);
    for filter in [json!({ "memberId": clerk.id }), json!({ "assigneeId": "clerk" })] {
        let refused = tenant.clerk().await.ask_with(LIST, json!({ "filter": filter })).await;
        assert_eq!(refused.code(), "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn a_list_is_ordered_by_coming_or_by_deadline_either_way() {
    let tenant = House::shared().await.tenant("order").await;
    let clerk = tenant.clerk().await;
    // Each has another time to be closed in.
    opened(
        &tenant,
        &[("a", "LEGAL-ORDINANCE", 0), ("b", "LEGAL-COUNCIL", 0), ("c", "DEV-STRATEGY", 0)],
    )
    .await;
    let by = |field: &str, direction: &str| json!({ "orderBy": { "field": field, "direction": direction } });
    assert_eq!(titles(&clerk, json!({})).await, ["c", "b", "a"]);
    assert_eq!(titles(&clerk, by("OPENED_AT", "ASC")).await, ["a", "b", "c"]);
    assert_eq!(titles(&clerk, by("DUE_AT", "ASC")).await, ["b", "a", "c"]);
    assert_eq!(titles(&clerk, by("DUE_AT", "DESC")).await, ["c", "a", "b"]);
}

#[tokio::test]
async fn pages_forwards_and_back_hold_each_item_once_also_among_equals() {
    let house = House::shared().await;
    let tenant = house.tenant("pages").await;
    let clerk = tenant.clerk().await;
    let names: Vec<String> = (0..11).map(|number| format!("{number:02}")).collect();
    // Ordered by the deadline, many stand at the same place: only their ids tell them apart.
    let requests: Vec<_> = names.iter().map(|name| (name.as_str(), "DEV-WASTE", 0)).collect();
    opened(&tenant, &requests).await;
    for field in ["OPENED_AT", "DUE_AT"] {
        for direction in ["ASC", "DESC"] {
            let order = json!({ "field": field, "direction": direction });
            let forwards = walk(&clerk, &order, true).await;
            let mut expected = names.clone();
            if direction == "DESC" {
                expected.reverse();
            }
            assert_eq!(forwards.concat(), expected, "{field} {direction}");
            assert_eq!(forwards.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 3]);
            let mut backwards = walk(&clerk, &order, false).await;
            backwards.reverse();
            assert_eq!(backwards.concat(), expected, "{field} {direction}, backwards");
        }
    }
}

/// All pages of four, from the start or from the end.
async fn walk(by: &Client, order: &Value, is_forwards: bool) -> Vec<Vec<String>> {
    let (size, place, more, end) = if is_forwards {
        ("first", "after", "hasNextPage", "endCursor")
    } else {
        ("last", "before", "hasPreviousPage", "startCursor")
    };
    let (mut pages, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = by.done(LIST, json!({ "orderBy": order, size: 4, place: cursor })).await;
        assert_eq!(page.number("/requests/totalCount"), 11);
        let titles = page.each("/requests/nodes", "title");
        pages.push(titles.into_iter().map(str::to_owned).collect());
        let info = page.data("/requests/pageInfo");
        let behind = if is_forwards { "hasPreviousPage" } else { "hasNextPage" };
        assert_eq!(info[behind], pages.len() > 1, "{page}");
        if info[more] == false {
            return pages;
        }
        cursor = info[end].clone();
    }
}

#[tokio::test]
async fn a_page_that_can_t_be_is_refused() {
    let tenant = House::shared().await.tenant("nopage").await;
    let clerk = tenant.clerk().await;
    for variables in [
        json!({ "first": 101 }),
        json!({ "first": -1 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "after": "nonsense" }),
        json!({ "after": "" }),
    ] {
        let refused = clerk.ask_with(LIST, variables.clone()).await;
        assert_eq!(refused.code(), "BAD_USER_INPUT", "{variables}");
    }
    assert_eq!(titles(&clerk, json!({ "first": 0 })).await, [""; 0]);
}

#[tokio::test]
async fn children_come_page_by_page_for_each_request_of_a_list() {
    let tenant = House::shared().await.tenant("children").await;
    let clerk = tenant.clerk().await;
    let ids =
        opened(&tenant, &[("a", "DEV-WASTE", 0), ("b", "DEV-WASTE", 0), ("c", "DEV-WASTE", 1)])
            .await;
    let comment = "mutation($id: ID!, $body: String!) { commentOnRequest(input: { id: $id, body: $body }) { userErrors { code } } }";
    for (id, count) in [(&ids[0], 5), (&ids[2], 2)] {
        for number in 0..count {
            clerk.done(comment, json!({ "id": id, "body": number.to_string() })).await;
        }
    }
    let query = "{ requests(orderBy: { field: OPENED_AT, direction: ASC }) { nodes { title
        early: comments(first: 2) { totalCount pageInfo { hasNextPage } nodes { body } }
        late: comments(last: 1) { nodes { body } } service { code } member { municipality { code } } } } }";
    let seen = clerk.done(query, json!({})).await;
    let shown: Vec<String> = seen
        .list("/requests/nodes")
        .iter()
        .map(|node| {
            let bodies = |list: &Value| {
                list["nodes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|c| c["body"].as_str().unwrap().to_owned())
                    .collect::<Vec<_>>()
            };
            let (early, late) = (&node["early"], &node["late"]);
            format!(
                "{} {:?} of {} more {} last {:?}",
                node["title"],
                bodies(early),
                early["totalCount"],
                early["pageInfo"]["hasNextPage"],
                bodies(late)
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    "a" ["0", "1"] of 5 more true last ["4"]
    "b" [] of 0 more false last []
    "c" ["0", "1"] of 2 more false last ["1"]
    "#);
    assert_eq!(
        *seen.data("/requests/nodes/2/member/municipality/code"),
        tenant.association.municipalities[1].as_str()
    );
    assert_eq!(*seen.data("/requests/nodes/2/service/code"), "DEV-WASTE");
}
