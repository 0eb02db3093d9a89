//! How a centre does, and why: the numbers are those that SQL counts of the cases, the thresholds the nation's settings.

use super::times::CLOSE;
use crate::figures::rows;
use crate::house::{Client, House, Tenant};
use chrono::Duration;
use serde_json::{Value, json};

const HEALTH: &str = "{ nationalOverview(period: { from: \"2025-01-01\", to: \"2025-01-01\" }) { centres { nodes { name health lastActivityOn
    reasons { code health message count outOf measured threshold } } } } }";
const SET: &str = "mutation($key: String!, $value: JSON!, $version: Int!) { setSetting(input: { key: $key, value: $value, expectedVersion: $version }) {
    setting { key value version } userErrors { code path currentVersion } } }";
const ASK: &str = "query($key: String!) { setting(key: $key) { key value version } }";

async fn health_of(by: &Client, tenant: &Tenant) -> Value {
    let seen = by.done(HEALTH, json!({})).await;
    let is_it = |node: &&Value| node["name"] == tenant.association.name;
    seen.list("/nationalOverview/centres/nodes").iter().find(is_it).expect("a centre").clone()
}

async fn set(
    by: &Client,
    key: &str,
    value: impl Into<Value>,
    version: i32,
) -> crate::house::Answer {
    by.ask_with(SET, json!({ "key": key, "value": value.into(), "version": version })).await
}

fn reason(
    code: &str,
    health: &str,
    [count, out_of, measured, threshold]: [i64; 4],
    message: &str,
) -> Value {
    let out_of = if out_of == 0 { Value::Null } else { json!(out_of) };
    json!({ "code": code, "health": health, "message": message, "count": count, "outOf": out_of, "measured": measured, "threshold": threshold })
}

/// A centre with open requests of which some are overdue, closed ones of which some were late, and staff that rests.
async fn in_a_bad_way(house: &House) -> Tenant {
    let tenant = house.tenant("neduh").await;
    let mut clerk = tenant.clerk().await.client;
    let mut open = Vec::new();
    for number in 0..9 {
        open.push(tenant.open(&clerk, "LEGAL-COUNCIL", 0, &number.to_string()).await);
    }
    // Five in time, two late, two stay.
    for (at, id) in open.iter().take(7).enumerate() {
        if at == 5 {
            house.tick(Duration::days(20));
            clerk = clerk.again(house).await;
        }
        clerk.done(CLOSE, json!({ "id": id })).await;
    }
    house.tick(Duration::days(16));
    clerk = clerk.again(house).await;
    for number in 0..4 {
        tenant.open(&clerk, "DEV-WASTE", 0, &number.to_string()).await;
    }
    house.catch_up().await;
    tenant
}

/// As the nation is told it, from the cases: open, overdue, closed in three months, late of those, days of rest.
async fn counted(house: &House, tenant: &Tenant) -> Vec<i64> {
    let now = house.now();
    let sql = format!(
        "SELECT count(*) FILTER (WHERE closed_at IS NULL), count(*) FILTER (WHERE closed_at IS NULL AND due_at <= '{now}'),
           count(*) FILTER (WHERE closed_at >= date_trunc('month', '{now}'::timestamptz) - interval '2 months'),
           count(*) FILTER (WHERE closed_at >= date_trunc('month', '{now}'::timestamptz) - interval '2 months' AND closed_at >= due_at),
           ('{now}'::timestamptz AT TIME ZONE 'Europe/Prague')::date - (max(closed_at) AT TIME ZONE 'Europe/Prague')::date
         FROM requests JOIN tenants ON tenants.id = tenant_id WHERE slug = '{}'",
        tenant.slug()
    );
    let admin = house.database().superuser().await;
    let found = rows(&admin, &sql).await.remove(0);
    found.split('|').map(|number| number.parse().unwrap()).collect()
}

#[tokio::test]
async fn a_centre_in_a_bad_way_is_told_with_the_numbers_that_sql_counts() {
    let house = House::fresh().await;
    let other = house.tenant("zdravi").await;
    let tenant = in_a_bad_way(&house).await;
    let clerk = other.clerk().await;
    let id = other.open(&clerk, "DEV-WASTE", 0, "a").await;
    let assign = "mutation($id: ID!, $to: ID!) { assignRequest(input: { id: $id, assigneeId: $to }) { userErrors { code } } }";
    clerk.done(assign, json!({ "id": id, "to": clerk.id })).await;
    house.catch_up().await;
    let coordinator = house.coordinator().await.again(&house).await;
    let [open, overdue, closed, late, days] = counted(&house, &tenant).await[..] else { panic!() };
    assert_eq!([open, overdue, closed, late, days], [6, 2, 7, 2, 16], "the story");
    let seen = health_of(&coordinator, &tenant).await;
    let expected = json!([
        reason(
            "OVERDUE_REQUESTS",
            "RED",
            [overdue, open, overdue * 1_000 / open, 250],
            "Open requests that are overdue: 2 of 6 (333 ‰, the limit is 250 ‰)."
        ),
        reason(
            "CLOSED_LATE",
            "AMBER",
            [late, closed, late * 1_000 / closed, 200],
            "Requests closed late, this month and in the two before: 2 of 7 (285 ‰, the limit is 200 ‰)."
        ),
        reason(
            "SILENT",
            "AMBER",
            [days, 0, days, 14],
            "Days without any work of the staff: 16 (the limit is 14)."
        ),
    ]);
    assert_eq!((&seen["health"], &seen["reasons"]), (&json!("RED"), &expected));
    assert_eq!(seen["lastActivityOn"], "2026-03-22");
    let well = health_of(&coordinator, &other).await;
    assert_eq!((&well["health"], &well["reasons"]), (&json!("GREEN"), &json!([])));

    // The nation thinks again: red later, so few closings are no share, and nobody minds a rest.
    for (key, value) in [
        ("health.overdue.red_permille", 334),
        ("health.least_requests", 6),
        ("health.closed_late.amber_permille", 286),
        ("health.silent.amber_days", 17),
    ] {
        assert!(set(&coordinator, key, value, 0).await.is_done(), "{key}");
    }
    let seen = health_of(&coordinator, &tenant).await;
    assert_eq!(seen["health"], "AMBER");
    assert_eq!(seen["reasons"].as_array().unwrap().len(), 1);
    assert_eq!(seen["reasons"][0]["threshold"], 100);
    assert!(set(&coordinator, "health.least_requests", 7, 1).await.is_done());
    assert_eq!(health_of(&coordinator, &tenant).await["health"], "GREEN");
}

#[tokio::test]
async fn thresholds_are_the_nation_s_within_bounds_and_in_its_trail() {
    let house = House::fresh().await;
    let tenant = house.tenant("cizi").await;
    let coordinator = house.coordinator().await;
    let key = "health.silent.red_days";
    let asked = coordinator.done(ASK, json!({ "key": key })).await;
    assert_eq!(*asked.data("/setting"), json!({ "key": key, "value": 30, "version": 0 }));
    for (value, code) in [
        (json!(0), "OUT_OF_RANGE"),
        (json!(367), "OUT_OF_RANGE"),
        (json!(1.5), "WRONG_TYPE"),
        (json!("30"), "WRONG_TYPE"),
        (json!(true), "WRONG_TYPE"),
    ] {
        assert_eq!(set(&coordinator, key, value.clone(), 0).await.no(), code, "{value}");
    }
    assert!(set(&coordinator, key, 45, 0).await.is_done());
    let stale = set(&coordinator, key, 50, 0).await;
    assert_eq!(
        (stale.no(), stale.data("/setSetting/userErrors/0/currentVersion")),
        ("STALE", &json!(1))
    );
    let asked = coordinator.done(ASK, json!({ "key": key })).await;
    assert_eq!(*asked.data("/setting"), json!({ "key": key, "value": 45, "version": 1 }));
    let trail =
        "{ auditTrail(filter: { kinds: [\"setting.changed\"] }) { nodes { subject facts } } }";
    let told = coordinator.done(trail, json!({})).await;
    let expected =
        json!([{ "subject": "setting_health-silent-red_days", "facts": { "value": 45 } }]);
    assert_eq!(*told.data("/auditTrail/nodes"), expected);

    // Each has its own: what isn't theirs isn't there.
    let admin = tenant.admin().await;
    assert_eq!(*admin.done(ASK, json!({ "key": key })).await.data("/setting"), Value::Null);
    assert_eq!(set(&admin, key, 45, 0).await.no(), "NOT_FOUND");
    let of_tenants = "support_access.at_once";
    assert_eq!(
        *coordinator.done(ASK, json!({ "key": of_tenants })).await.data("/setting"),
        Value::Null
    );
    assert_eq!(set(&coordinator, of_tenants, true, 0).await.no(), "NOT_FOUND");
    for (part, refused) in [("auditor", true), ("approver", true)] {
        let answer = set(&house.of_the_nation(part).await, key, 10, 1).await;
        assert_eq!(answer.code() == "FORBIDDEN", refused, "{part}");
    }
}
