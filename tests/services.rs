//! The catalogue in force: the nation's, and what a centre changes of it.

use crate::house::{Client, House};
use serde_json::{Value, json};

const SERVICE: &str = "code offered closeWithin nationalCloseWithin origin version";

async fn service(by: &Client, code: &str) -> Value {
    let query = format!("query($code: String!) {{ service(code: $code) {{ {SERVICE} }} }}");
    by.done(&query, json!({ "code": code })).await.data("/service").clone()
}

fn change(operation: &str) -> String {
    let input = format!("{}{}Input", operation[..1].to_uppercase(), &operation[1..]);
    format!(
        "mutation($input: {input}!) {{ {operation}(input: $input) {{
            service {{ {SERVICE} }} userErrors {{ code path currentVersion }} }} }}"
    )
}

#[tokio::test]
async fn an_administrator_turns_a_service_off_and_leaves_it_to_the_nation_again() {
    let house = House::shared().await;
    let (tenant, neighbour) = (house.tenant("off").await, house.tenant("on").await);
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let input = json!({ "serviceCode": "DEV-WASTE", "offered": false, "expectedVersion": 0 });
    let changed = admin.done(&change("overrideService"), json!({ "input": input })).await;
    insta::assert_snapshot!(changed.shown_at("/data/overrideService/service"), @r#"
    {
      "closeWithin": 30,
      "code": "DEV-WASTE",
      "nationalCloseWithin": 30,
      "offered": false,
      "origin": "TENANT",
      "version": 1
    }
    "#);
    assert_eq!(service(&clerk, "DEV-WASTE").await["offered"], false);
    assert_eq!(service(&neighbour.clerk().await.client, "DEV-WASTE").await["origin"], "NATION");

    let open = json!({ "serviceCode": "DEV-WASTE", "title": "T", "memberId": tenant.members[0] });
    let query = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }";
    let refused = clerk.ask_with(query, json!({ "input": open })).await;
    assert_eq!(refused.no(), "SERVICE_NOT_OFFERED");
    let offered =
        "{ services(filter: { area: DEVELOPMENT, offered: false }) { totalCount nodes { code } } }";
    let off = clerk.done(offered, json!({})).await;
    assert_eq!(off.each("/services/nodes", "code"), ["DEV-WASTE"]);

    let input = json!({ "serviceCode": "DEV-WASTE", "expectedVersion": 1 });
    let reset = admin.done(&change("resetService"), json!({ "input": input })).await;
    insta::assert_snapshot!(reset.shown_at("/data/resetService/service"), @r#"
    {
      "closeWithin": 30,
      "code": "DEV-WASTE",
      "nationalCloseWithin": 30,
      "offered": true,
      "origin": "NATION",
      "version": 2
    }
    "#);
    clerk.done(query, json!({ "input": open })).await;
    // Who read it before the reset doesn't undo the reset unnoticed.
    let late = json!({ "serviceCode": "DEV-WASTE", "offered": false, "expectedVersion": 1 });
    let stale = admin.ask_with(&change("overrideService"), json!({ "input": late })).await;
    assert_eq!(stale.no(), "STALE");
}

#[tokio::test]
async fn a_changed_closing_time_counts_for_what_comes_after_it() {
    let tenant = House::shared().await.tenant("faster").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let before = tenant.open(&clerk, "LEGAL-ORDINANCE", 0, "Předtím").await;
    let input = json!({ "serviceCode": "LEGAL-ORDINANCE", "closeWithin": 5, "expectedVersion": 0 });
    admin.done(&change("overrideService"), json!({ "input": input })).await;
    let after = tenant.open(&clerk, "LEGAL-ORDINANCE", 0, "Potom").await;
    let query = "query($a: ID!, $b: ID!) { a: request(id: $a) { dueAt } b: request(id: $b) { dueAt service { closeWithin } } }";
    let due = clerk.done(query, json!({ "a": before, "b": after })).await;
    assert_eq!(due.text("/a/dueAt"), "2026-03-30T22:00:00+00:00");
    assert_eq!(due.text("/b/dueAt"), "2026-03-09T23:00:00+00:00");
    assert_eq!(due.number("/b/service/closeWithin"), 5);
}

#[tokio::test]
async fn a_stale_change_writes_nothing_and_tells_the_version_that_is() {
    let tenant = House::shared().await.tenant("stale").await;
    let admin = tenant.admin().await;
    let with = |days: i32, version: i32| json!({ "input": { "serviceCode": "DEV-WASTE", "closeWithin": days, "expectedVersion": version } });
    let query = change("overrideService");
    admin.done(&query, with(10, 0)).await;
    admin.done(&query, with(11, 1)).await;
    for version in [0, 1, 3, -1] {
        let stale = admin.ask_with(&query, with(99, version)).await;
        assert_eq!(stale.no(), "STALE");
        assert_eq!(stale.number("/overrideService/userErrors/0/currentVersion"), 2);
    }
    let reset = json!({ "input": { "serviceCode": "DEV-WASTE", "expectedVersion": 1 } });
    assert_eq!(admin.ask_with(&change("resetService"), reset).await.no(), "STALE");
    assert_eq!(service(&admin, "DEV-WASTE").await["closeWithin"], 11);
}

#[tokio::test]
async fn of_two_who_change_it_at_once_one_wins_and_the_other_is_told() {
    let tenant = House::shared().await.tenant("race").await;
    let admin = tenant.admin().await;
    let query = change("overrideService");
    // The first override of all, and then one over another.
    for version in [0, 1] {
        let with = |days: i32| json!({ "input": { "serviceCode": "DEV-WASTE", "closeWithin": days, "expectedVersion": version } });
        let changes = (1..=8).map(|days| admin.ask_with(&query, with(days)));
        let answers = futures_util::future::join_all(changes).await;
        let won: Vec<_> = answers.iter().filter(|answer| answer.is_done()).collect();
        assert_eq!(won.len(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.no() == "STALE").count(), 7);
        let now = service(&admin, "DEV-WASTE").await;
        assert_eq!(*won[0].data("/overrideService/service"), now);
        assert_eq!(now["version"], version + 1);
    }
}

#[tokio::test]
async fn what_can_t_be_changed_is_refused_each_with_its_code() {
    let house = House::shared().await;
    let tenant = house.tenant("bounds").await;
    let admin = tenant.admin().await;
    let query = change("overrideService");
    let mut said = Vec::new();
    for changes in [
        json!({}),
        json!({ "closeWithin": 0 }),
        json!({ "closeWithin": 251 }),
        json!({ "serviceCode": "NO-SUCH-SERVICE", "offered": false }),
        json!({ "serviceCode": "š p a t n ě", "offered": false }),
        json!({ "serviceCode": "", "offered": false }),
    ] {
        let mut input = json!({ "serviceCode": "DEV-WASTE", "expectedVersion": 0 });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = admin.ask_with(&query, json!({ "input": input })).await;
        said.push(format!(
            "{changes} {} {}",
            answer.no(),
            answer.data("/overrideService/userErrors/0/path")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    {} NOTHING_TO_OVERRIDE []
    {"closeWithin":0} OUT_OF_RANGE ["input","closeWithin"]
    {"closeWithin":251} OUT_OF_RANGE ["input","closeWithin"]
    {"offered":false,"serviceCode":"NO-SUCH-SERVICE"} NOT_FOUND ["input","serviceCode"]
    {"offered":false,"serviceCode":"š p a t n ě"} NOT_FOUND ["input","serviceCode"]
    {"offered":false,"serviceCode":""} NOT_FOUND ["input","serviceCode"]
    "#);
    let reset = json!({ "input": { "serviceCode": "DEV-WASTE", "expectedVersion": 0 } });
    admin.done(&change("resetService"), reset).await;

    let off =
        json!({ "input": { "serviceCode": "DEV-WASTE", "offered": false, "expectedVersion": 0 } });
    let manager = tenant.manager().await.client;
    let mayor = tenant.mayor_of(0).await.client;
    for by in [manager, mayor, house.coordinator().await] {
        assert_eq!(by.ask_with(&query, off.clone()).await.code(), "FORBIDDEN");
    }
    assert_eq!(service(&admin, "DEV-WASTE").await["version"], 0);
}

#[tokio::test]
async fn the_catalogue_has_its_forty_nine_services_in_the_order_of_their_codes() {
    let tenant = House::shared().await.tenant("catalogue").await;
    let clerk = tenant.clerk().await;
    let query = "query($after: String) { services(first: 20, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { code } } }";
    let (mut codes, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = clerk.done(query, json!({ "after": cursor })).await;
        assert_eq!(page.number("/services/totalCount"), 49);
        codes.extend(page.each("/services/nodes", "code").into_iter().map(str::to_owned));
        if *page.data("/services/pageInfo/hasNextPage") == false {
            break;
        }
        cursor = page.data("/services/pageInfo/endCursor").clone();
    }
    assert_eq!(codes.len(), 49);
    assert!(codes.is_sorted());
    let last = clerk.done("{ services(last: 2) { nodes { code } } }", json!({})).await;
    assert_eq!(last.each("/services/nodes", "code"), codes[47..]);
    let query = "query($id: ID!) { node(id: $id) { ... on Service { name retention { disposal years } } } }";
    let node = clerk.done(query, json!({ "id": "service_LEGAL-ADVICE" })).await;
    assert_eq!(node.text("/node/name"), "Legal advice in own competence");
    assert_eq!(service(&clerk, "legal-advice").await, Value::Null);
}
