//! Lists of activities: what is in them, in which order, page by page.

use super::{ATTEST, id_of, record, work};
use crate::house::tenant::Person;
use crate::house::{Client, House, Tenant};
use chrono::Duration;
use serde_json::{Value, json};

const LIST: &str = "query($filter: ActivityFilter, $orderBy: ActivityOrder, $first: Int, $after: String, $last: Int, $before: String) {
    activities(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { output } } }";

#[tokio::test]
async fn a_list_is_filtered_by_what_is_said_and_by_all_of_it() {
    let tenant = House::shared().await.tenant("work-filters").await;
    let (clerk, manager, mayor) =
        (tenant.clerk().await, tenant.manager().await, tenant.mayor_of(0).await);
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "T").await;
    let both = [json!({ "memberId": tenant.members[0] }), json!({ "memberId": tenant.members[1] })];
    let won = json!({ "method": "GRANT_WON", "amount": "5.00" });
    let saved = json!({ "method": "SANCTION_AVOIDED", "sanction": "5.00" });
    record(&clerk, work(&tenant, json!({ "output": "a", "performedOn": "2026-02-01" }))).await;
    record(&clerk, work(&tenant, json!({ "output": "b", "beneficiaries": both, "benefit": won })))
        .await;
    let c = record(
        &manager,
        work(&tenant, json!({ "output": "c", "requestId": request, "benefit": saved })),
    )
    .await;
    let other = json!({ "output": "d", "serviceCode": "SAF-WORK", "beneficiaries": [{ "memberId": tenant.itself }] });
    record(&clerk, work(&tenant, other)).await;
    mayor.done(ATTEST, json!({ "id": id_of(&c) })).await;

    let mut said = Vec::new();
    for (by, filter) in filters(&tenant, &clerk, &mayor, (&manager.id, &request)) {
        let order = json!({ "field": "RECORDED_AT", "direction": "ASC" });
        let answer = by.done(LIST, json!({ "filter": filter, "orderBy": order })).await;
        let found = answer.each("/activities/nodes", "output");
        // The count counts what the filter takes.
        assert_eq!(answer.number("/activities/totalCount"), i64::try_from(found.len()).unwrap());
        let who = if by.id == mayor.id { "mayor" } else { "clerk" };
        let told = named(&filter.to_string(), &tenant, (&manager.id, &request));
        said.push(format!("{:<8} {who} {told}", found.join(" ")));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    a b c d  clerk {}
    b c d    clerk {"from":"2026-02-02"}
    a        clerk {"to":"2026-02-01"}
             clerk {"from":"2026-03-01","to":"2026-02-01"}
    d        clerk {"serviceCode":"SAF-WORK"}
    a b c    clerk {"area":"DEVELOPMENT"}
    a b c    clerk {"memberId":"(member 0)"}
    b        clerk {"memberId":"(member 1)"}
    d        clerk {"area":"SAFETY","memberId":"(itself)"}
    c        clerk {"performedBy":"(manager)"}
    c        clerk {"requestId":"(request)"}
    b        clerk {"method":"GRANT_WON"}
    c        clerk {"attested":true}
    b        clerk {"attested":false}
    b        clerk {"attested":false,"memberId":"(member 1)"}
    a b c    mayor {}
    c        mayor {"attested":true}
    b        mayor {"attested":false}
    b c      mayor {"from":"2026-03-01","memberId":"(member 0)"}
             mayor {"memberId":"(member 1)"}
    c        mayor {"requestId":"(request)"}
    "#);
    for filter in [
        json!({ "memberId": "obec" }),
        json!({ "performedBy": request }),
        json!({ "requestId": manager.id }),
    ] {
        assert_eq!(
            clerk.ask_with(LIST, json!({ "filter": filter })).await.code(),
            "BAD_USER_INPUT",
            "{filter}"
        );
    }
}

/// With names instead of ids.
fn named(told: &str, tenant: &Tenant, (manager, request): (&str, &str)) -> String {
    let told = told.replace(manager, "(manager)").replace(request, "(request)");
    let told = told.replace(&tenant.itself, "(itself)");
    told.replace(&tenant.members[0], "(member 0)").replace(&tenant.members[1], "(member 1)")
}

/// Who asks for what.
fn filters<'a>(
    tenant: &Tenant,
    clerk: &'a Person,
    mayor: &'a Person,
    (manager, request): (&str, &str),
) -> Vec<(&'a Person, Value)> {
    vec![
        (clerk, json!({})),
        (clerk, json!({ "from": "2026-02-02" })),
        (clerk, json!({ "to": "2026-02-01" })),
        (clerk, json!({ "from": "2026-03-01", "to": "2026-02-01" })),
        (clerk, json!({ "serviceCode": "SAF-WORK" })),
        (clerk, json!({ "area": "DEVELOPMENT" })),
        (clerk, json!({ "memberId": tenant.members[0] })),
        (clerk, json!({ "memberId": tenant.members[1] })),
        (clerk, json!({ "memberId": tenant.itself, "area": "SAFETY" })),
        (clerk, json!({ "performedBy": manager })),
        (clerk, json!({ "requestId": request })),
        (clerk, json!({ "method": "GRANT_WON" })),
        (clerk, json!({ "attested": true })),
        (clerk, json!({ "attested": false })),
        (clerk, json!({ "attested": false, "memberId": tenant.members[1] })),
        (mayor, json!({})),
        (mayor, json!({ "attested": true })),
        (mayor, json!({ "attested": false })),
        (mayor, json!({ "memberId": tenant.members[0], "from": "2026-03-01" })),
        (mayor, json!({ "memberId": tenant.members[1] })),
        (mayor, json!({ "requestId": request })),
    ]
}

#[tokio::test]
async fn pages_follow_each_other_in_every_order_both_ways_for_staff_and_mayor() {
    let house = House::shared().await;
    let tenant = house.tenant("work-pages").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    // Two on each day, recorded in another order than they were done in.
    for (output, day) in [
        ("a", "2026-02-03"),
        ("b", "2026-02-01"),
        ("c", "2026-02-02"),
        ("d", "2026-02-03"),
        ("e", "2026-02-01"),
        ("f", "2026-02-02"),
    ] {
        record(&clerk, work(&tenant, json!({ "output": output, "performedOn": day }))).await;
        house.tick(Duration::minutes(5));
    }
    for (field, direction, expected) in [
        ("PERFORMED_ON", "DESC", "dafceb"),
        ("PERFORMED_ON", "ASC", "becfad"),
        ("RECORDED_AT", "DESC", "fedcba"),
        ("RECORDED_AT", "ASC", "abcdef"),
    ] {
        for by in [&clerk, &mayor] {
            let order = json!({ "field": field, "direction": direction });
            let forward = walk(
                by,
                &order,
                ("first", "after"),
                "/pageInfo/endCursor",
                "/pageInfo/hasNextPage",
            )
            .await;
            assert_eq!(forward.concat(), expected, "{order}");
            let mut backward = walk(
                by,
                &order,
                ("last", "before"),
                "/pageInfo/startCursor",
                "/pageInfo/hasPreviousPage",
            )
            .await;
            backward.reverse();
            assert_eq!(backward.concat(), expected, "{order}");
        }
    }
    // A cursor of another order is before everything, and of nothing is refused.
    let page = clerk.done(LIST, json!({ "first": 1 })).await;
    let cursor = page.text("/activities/pageInfo/endCursor");
    let by_recording = json!({ "field": "RECORDED_AT", "direction": "ASC" });
    clerk.done(LIST, json!({ "orderBy": by_recording, "after": cursor })).await;
    assert_eq!(clerk.ask_with(LIST, json!({ "after": "x" })).await.code(), "BAD_USER_INPUT");
}

/// All pages of two, in the order in which they are read.
async fn walk(
    by: &Client,
    order: &Value,
    (size, place): (&str, &str),
    end: &str,
    more: &str,
) -> Vec<String> {
    let (mut pages, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = by.done(LIST, json!({ "orderBy": order, (size): 2, (place): cursor })).await;
        pages.push(page.each("/activities/nodes", "output").concat());
        assert_eq!(page.number("/activities/totalCount"), 6);
        if *page.data(&format!("/activities{more}")) == false {
            return pages;
        }
        cursor = page.data(&format!("/activities{end}")).clone();
    }
}
