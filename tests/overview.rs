//! The nation's figures follow what happens in the centres.

mod browser;
mod centres;
mod drawn;
mod export;
mod health;
mod page;
mod refused;
pub(crate) mod shown;
mod times;

use crate::house::{Client, House};
use serde_json::{Value, json};

const OVERVIEW: &str = "query($period: PeriodInput, $filter: CentreFilter, $order: CentreOrder) {
    nationalOverview(period: $period) { period { from to }
        totals { requestsOpened requestsClosed requestsOpen requestsOverdue }
        centres(filter: $filter, orderBy: $order) { totalCount
            nodes { name requestsOpened requestsClosed requestsOpen requestsOverdue } } } }";

async fn totals(by: &Client) -> [i64; 4] {
    let seen = by.done(OVERVIEW, json!({})).await;
    ["Opened", "Closed", "Open", "Overdue"]
        .map(|figure| seen.number(&format!("/nationalOverview/totals/requests{figure}")))
}

#[tokio::test]
async fn figures_follow_what_happens_within_a_catch_up() {
    let house = House::fresh().await;
    let tenants = house.tenants(&["alfa", "beta"]).await;
    let coordinator = house.coordinator().await;
    let (one, other) = (tenants[0].clerk().await, tenants[1].clerk().await);
    assert_eq!(totals(&coordinator).await, [0, 0, 0, 0]);
    let mut ids = Vec::new();
    for title in ["a", "b", "c"] {
        ids.push(tenants[0].open(&one, "DEV-WASTE", 0, title).await);
    }
    tenants[1].open(&other, "LEGAL-COUNCIL", 0, "d").await;
    assert_eq!(totals(&coordinator).await, [0, 0, 0, 0]);
    house.catch_up().await;
    assert_eq!(totals(&coordinator).await, [4, 0, 4, 0]);

    let close = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
    let reopen = "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code } } }";
    for id in &ids[..2] {
        one.done(close, json!({ "id": id })).await;
    }
    one.done(reopen, json!({ "id": ids[0] })).await;
    // What was refused is counted nowhere.
    assert_eq!(one.ask_with(reopen, json!({ "id": ids[0] })).await.no(), "REQUEST_NOT_CLOSED");
    house.catch_up().await;
    house.catch_up().await;
    assert_eq!(totals(&coordinator).await, [4, 2, 3, 0]);

    house.tick(chrono::Duration::days(90));
    let coordinator = coordinator.again(&house).await;
    let period = json!({ "from": "2026-03-02", "to": "2026-03-02" });
    let order = json!({ "field": "REQUESTS_OPENED", "direction": "DESC" });
    let seen = coordinator.done(OVERVIEW, json!({ "period": period, "order": order })).await;
    let shown = seen.shown_at("/data/nationalOverview");
    let shown = tenants.iter().fold(shown, |shown, tenant| {
        shown.replace(&tenant.association.name, tenant.slug().split('-').next().unwrap())
    });
    insta::assert_snapshot!(shown, @r#"
    {
      "centres": {
        "nodes": [
          {
            "name": "alfa",
            "requestsClosed": 2,
            "requestsOpen": 2,
            "requestsOpened": 3,
            "requestsOverdue": 2
          },
          {
            "name": "beta",
            "requestsClosed": 0,
            "requestsOpen": 1,
            "requestsOpened": 1,
            "requestsOverdue": 1
          }
        ],
        "totalCount": 2
      },
      "period": {"from":"2026-03-01","to":"2026-03-31"},
      "totals": {"requestsClosed":2,"requestsOpen":3,"requestsOpened":4,"requestsOverdue":3}
    }
    "#);
    let period = json!({ "from": "2026-04-01", "to": "2026-12-31" });
    let later = coordinator.done(OVERVIEW, json!({ "period": period })).await;
    assert_eq!(later.number("/nationalOverview/totals/requestsOpened"), 0);
}

#[tokio::test]
async fn files_of_the_data_protection_officer_are_seen_as_one_total_only() {
    let house = House::fresh().await;
    let tenant = house.tenant("soukromi").await;
    let clerk = tenant.clerk().await;
    for (service, title) in [("DPO-INCIDENT", "a"), ("DPO-SUBJECT", "b"), ("DEV-WASTE", "c")] {
        tenant.open(&clerk, service, 0, title).await;
    }
    house.catch_up().await;
    assert_eq!(totals(&house.coordinator().await).await, [3, 0, 3, 0]);
    let sql =
        "SELECT area || ' ' || sum(requests_opened) FROM rollup_daily GROUP BY area ORDER BY area";
    let rows = house.database().superuser().await.query(sql, &[]).await.unwrap();
    let kept: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(kept, ["DEVELOPMENT 1", "DPO 2"]);
}

#[tokio::test]
async fn centres_are_filtered_ordered_and_paged_and_a_period_that_can_t_be_is_refused() {
    let house = House::fresh().await;
    let tenants = house.tenants(&["alfa", "beta", "gama"]).await;
    let clerk = tenants[1].clerk().await;
    tenants[1].open(&clerk, "DEV-WASTE", 0, "a").await;
    house.catch_up().await;
    let coordinator = house.coordinator().await;
    let names = |answer: &crate::house::Answer| -> Vec<String> {
        answer
            .each("/nationalOverview/centres/nodes", "name")
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    let name = |at: usize| tenants[at].association.name.clone();
    let seen = coordinator.done(OVERVIEW, json!({})).await;
    assert_eq!(names(&seen), [name(0), name(1), name(2)]);
    let order = json!({ "field": "REQUESTS_OPEN", "direction": "DESC" });
    let seen = coordinator.done(OVERVIEW, json!({ "order": order })).await;
    assert_eq!(names(&seen)[0], name(1));
    let seen = coordinator.done(OVERVIEW, json!({ "filter": { "name": "BETA" } })).await;
    assert_eq!(names(&seen), [name(1)]);
    // The totals count all, whatever is listed.
    let seen = coordinator.done(OVERVIEW, json!({ "filter": { "overdueAtLeast": 1 } })).await;
    assert_eq!(seen.number("/nationalOverview/centres/totalCount"), 0);
    assert_eq!(seen.number("/nationalOverview/totals/requestsOpen"), 1);
    let query = "query($after: String) { nationalOverview { centres(first: 2, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { name } } } }";
    let page = coordinator.done(query, json!({})).await;
    let cursor = page.text("/nationalOverview/centres/pageInfo/endCursor");
    let rest = coordinator.done(query, json!({ "after": cursor })).await;
    assert_eq!([names(&page), names(&rest)].concat(), [name(0), name(1), name(2)]);

    for period in [
        json!({ "from": "2026-03-02", "to": "2026-03-01" }),
        json!({ "from": "2000-01-01", "to": "2026-03-01" }),
        json!({ "from": "2026-02-30", "to": "2026-03-01" }),
        Value::String("2026".to_owned()),
    ] {
        let refused = coordinator.ask_with(OVERVIEW, json!({ "period": period })).await;
        assert_eq!(refused.code(), "BAD_USER_INPUT", "{period}");
    }
}

const RECORD: &str = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { activity { id } userErrors { code } } }";
const WORK: &str = "query($period: PeriodInput, $order: CentreOrder) { nationalOverview(period: $period) {
    totals { activities minutes benefitSaved benefitBroughtIn }
    centres(orderBy: $order) { nodes { name activities minutes benefitSaved benefitBroughtIn } } } }";

fn work(member: &str, service: &str, minutes: i32, benefit: &Value) -> Value {
    json!({ "input": { "serviceCode": service, "competence": "OWN", "minutes": minutes,
        "beneficiaries": [{ "memberId": member }], "benefit": benefit } })
}

#[tokio::test]
async fn work_and_what_it_was_good_for_are_counted() {
    let house = House::fresh().await;
    let tenants = house.tenants(&["alfa", "beta"]).await;
    let coordinator = house.coordinator().await;
    let (clerk, dpo) = (tenants[0].clerk().await, tenants[0].dpo().await);
    let member = &tenants[0].members[0];
    let saved = json!({ "method": "MARKET_PRICE", "marketPrice": "1000.00" });
    clerk.done(RECORD, work(member, "DEV-WASTE", 60, &saved)).await;
    let won = json!({ "method": "GRANT_WON", "amount": "171000000.00" });
    clerk.done(RECORD, work(member, "GRANT-APPLICATION", 600, &won)).await;
    clerk.done(RECORD, work(member, "GRANT-APPLICATION", 600, &won)).await;
    dpo.done(RECORD, work(member, "DPO-AGENDA", 5, &Value::Null)).await;
    let lost = json!({ "method": "AVOIDED_HOURS", "avoidedMinutes": 60 });
    let other = tenants[1].clerk().await;
    other.done(RECORD, work(&tenants[1].members[0], "DEV-WASTE", 6_000, &lost)).await;
    house.catch_up().await;

    let seen = coordinator.done(WORK, json!({})).await;
    let name = |at: usize| &tenants[at].association.name;
    let row = |name: &str, activities: i32, minutes: i32, saved: &str, brought_in: &str| {
        json!({ "name": name, "activities": activities, "minutes": minutes,
            "benefitSaved": saved, "benefitBroughtIn": brought_in })
    };
    let expected = [
        row(name(0), 4, 1_265, "863.00", "342000000.00"),
        row(name(1), 1, 6_000, "-13514.00", "0.00"),
    ];
    assert_eq!(seen.list("/nationalOverview/centres/nodes"), expected);
    let mut total = row("", 5, 7_265, "-12651.00", "342000000.00");
    total.as_object_mut().unwrap().remove("name");
    assert_eq!(*seen.data("/nationalOverview/totals"), total);
    // What was worked at is told, and of the data protection officer's files one total.
    let sql = "SELECT area || ' ' || sum(activities) FROM rollup_daily GROUP BY area ORDER BY area";
    let rows = house.database().superuser().await.query(sql, &[]).await.unwrap();
    let kept: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(kept, ["DEVELOPMENT 2", "DPO 1", "GRANTS 2"]);

    for (field, direction, first) in [
        ("ACTIVITIES", "DESC", 0),
        ("MINUTES", "DESC", 1),
        ("BENEFIT_SAVED", "DESC", 0),
        ("BENEFIT_SAVED", "ASC", 1),
        ("BENEFIT_BROUGHT_IN", "DESC", 0),
        ("BENEFIT_BROUGHT_IN", "ASC", 1),
    ] {
        let order = json!({ "field": field, "direction": direction });
        let seen = coordinator.done(WORK, json!({ "order": order })).await;
        assert_eq!(seen.text("/nationalOverview/centres/nodes/0/name"), name(first), "{order}");
    }
}

#[tokio::test]
async fn a_correction_moves_what_was_counted_to_its_day_and_its_amounts() {
    let house = House::fresh().await;
    let tenant = house.tenant("moved").await;
    let (clerk, coordinator) = (tenant.clerk().await, house.coordinator().await);
    let saved = json!({ "method": "MARKET_PRICE", "marketPrice": "1000.00" });
    let recorded = clerk.done(RECORD, work(&tenant.members[0], "DEV-WASTE", 60, &saved)).await;
    house.catch_up().await;
    let correct = "mutation($id: ID!) { correctActivity(input: { id: $id, expectedVersion: 1, performedOn: \"2025-12-31\", minutes: 120 }) {
        userErrors { code } } }";
    clerk.done(correct, json!({ "id": recorded.text("/recordActivity/activity/id") })).await;
    house.catch_up().await;
    for (year, activities, minutes, saved) in [(2025, 1, 120, "726.00"), (2026, 0, 0, "0.00")] {
        let period = json!({ "from": format!("{year}-01-01"), "to": format!("{year}-12-31") });
        let seen = coordinator.done(WORK, json!({ "period": period })).await;
        let totals = json!({ "activities": activities, "minutes": minutes, "benefitSaved": saved, "benefitBroughtIn": "0.00" });
        assert_eq!(*seen.data("/nationalOverview/totals"), totals, "{year}");
    }
}
