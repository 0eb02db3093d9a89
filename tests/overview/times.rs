//! How long closing takes, and what is in term: against SQL of the cases themselves.

use crate::figures::rows;
use crate::house::{Client, House, Tenant};
use chrono::Duration;
use serde_json::{Value, json};

pub(in crate::overview) const CLOSE: &str = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
const REOPEN: &str =
    "mutation($id: ID!) { reopenRequest(input: { id: $id }) { userErrors { code } } }";
const TIMES: &str = "query($period: PeriodInput, $order: CentreOrder) { nationalOverview(period: $period) {
    totals { requestsClosed slaMetPermille closeMedian closePercentile90 }
    byRegion { region { code } centres figures { requestsOpened requestsClosed closeMedian } }
    byArea { area requestsOpened requestsClosed requestsOpen requestsOverdue slaMetPermille activities minutes }
    trend { from requestsOpened requestsClosed slaMetPermille closeMedian closePercentile90 activities minutes benefitSaved benefitBroughtIn }
    centres(orderBy: $order) { nodes { name requestsClosed slaMetPermille closeMedian closePercentile90 } } } }";

/// The hours that requests took from their opening, and how many were in term, of a tenant or of all.
async fn by_sql(house: &House, of: Option<&Tenant>) -> Value {
    let slug = of.map_or("%", Tenant::slug);
    let sql = format!(
        "SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY hours), percentile_disc(0.9) WITHIN GROUP (ORDER BY hours),
            sum(in_term::int) * 1000 / count(*)
         FROM (SELECT greatest(ceil(extract(epoch FROM closed_at - opened_at) / 3600), 1) AS hours, closed_at < due_at AS in_term
           FROM requests JOIN tenants ON tenants.id = tenant_id WHERE closed_at IS NOT NULL AND slug LIKE '{slug}') c"
    );
    let admin = house.database().superuser().await;
    let found = rows(&admin, &sql).await.remove(0);
    let numbers: Vec<i64> = found.split('|').map(|number| number.parse().unwrap()).collect();
    json!({ "closed": numbers[0], "median": numbers[1], "ninth": numbers[2], "inTerm": numbers[3] })
}

fn is_near(told: &Value, exact: &Value) -> bool {
    let (told, exact) = (told.as_i64().unwrap(), exact.as_i64().unwrap());
    (told - exact).abs() * 20 <= exact
}

/// Opens requests, and closes each after so many hours.
async fn closed_after(house: &House, tenant: &Tenant, by: &Client, hours: &[i64]) {
    let mut open = Vec::new();
    for (number, hours) in hours.iter().enumerate() {
        open.push((*hours, tenant.open(by, "LEGAL-COUNCIL", 0, &number.to_string()).await));
    }
    open.sort_unstable();
    let mut passed = 0;
    for (hours, id) in open {
        house.tick(Duration::hours(hours - passed));
        passed = hours;
        by.again(house).await.done(CLOSE, json!({ "id": id })).await;
    }
}

#[tokio::test]
async fn how_long_closing_takes_is_told_within_five_percent_and_in_term_exactly() {
    let house = House::fresh().await;
    let tenants = house.tenants(&["rychli", "pomali", "novi"]).await;
    let (one, other) = (tenants[0].clerk().await, tenants[1].clerk().await);
    closed_after(&house, &tenants[0], &one, &[1, 3, 5, 19, 30, 47, 48]).await;
    let other = other.again(&house).await;
    closed_after(&house, &tenants[1], &other, &[20, 77, 133, 300, 411, 650, 900, 901, 1_234]).await;
    house.catch_up().await;
    let coordinator = house.coordinator().await.again(&house).await;
    let order = json!({ "field": "CLOSE_MEDIAN", "direction": "DESC" });
    let seen = coordinator.done(TIMES, json!({ "order": order })).await;
    for (told, of) in [
        (seen.data("/nationalOverview/totals"), None),
        (seen.data("/nationalOverview/centres/nodes/0"), Some(&tenants[1])),
        (seen.data("/nationalOverview/centres/nodes/1"), Some(&tenants[0])),
    ] {
        let exact = by_sql(&house, of).await;
        assert_eq!(told["requestsClosed"], exact["closed"]);
        assert_eq!(told["slaMetPermille"], exact["inTerm"]);
        assert!(is_near(&told["closeMedian"], &exact["median"]), "{told} {exact}");
        assert!(is_near(&told["closePercentile90"], &exact["ninth"]), "{told} {exact}");
    }
    // Who closed nothing has no share, no median, and the last place.
    let last = seen.data("/nationalOverview/centres/nodes/2");
    let name = &tenants[2].association.name;
    let nothing = json!({ "name": name, "requestsClosed": 0, "slaMetPermille": null, "closeMedian": null, "closePercentile90": null });
    assert_eq!(*last, nothing);
    let region = json!([{ "region": { "code": "CZ099" }, "centres": 3,
        "figures": { "requestsOpened": 16, "requestsClosed": 16, "closeMedian": seen.data("/nationalOverview/totals/closeMedian") } }]);
    assert_eq!(*seen.data("/nationalOverview/byRegion"), region);
}

#[tokio::test]
async fn who_reopens_gets_a_new_term_and_the_time_since_the_first_opening_counts() {
    let house = House::fresh().await;
    let tenant = house.tenant("znovu").await;
    let clerk = tenant.clerk().await;
    // Due in seven working days.
    let id = tenant.open(&clerk, "LEGAL-COUNCIL", 0, "a").await;
    house.tick(Duration::days(30));
    let clerk = clerk.again(&house).await;
    clerk.done(CLOSE, json!({ "id": id })).await;
    house.tick(Duration::days(70));
    let clerk = clerk.again(&house).await;
    clerk.done(REOPEN, json!({ "id": id })).await;
    house.tick(Duration::hours(20));
    clerk.done(CLOSE, json!({ "id": id })).await;
    house.catch_up().await;

    let coordinator = house.coordinator().await.again(&house).await;
    let seen = coordinator.done(TIMES, json!({})).await;
    let trend = seen.list("/nationalOverview/trend");
    let told: Vec<Value> = trend
        .iter()
        .map(|month| {
            json!([
                month["from"],
                month["requestsClosed"],
                month["slaMetPermille"],
                month["closeMedian"]
            ])
        })
        .collect();
    // Thirty days, which had begun an hour more; a hundred days and twenty hours. Each is at most 5 % off.
    let (first, second) = (&trend[3]["closeMedian"], &trend[5]["closeMedian"]);
    assert!(
        is_near(first, &json!(30 * 24 + 1)) && is_near(second, &json!(100 * 24 + 21)),
        "{told:?}"
    );
    let months =
        ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"];
    let nothing = |month: &str| json!([month, 0, null, null]);
    let expected = [
        nothing(months[0]),
        nothing(months[1]),
        nothing(months[2]),
        json!([months[3], 1, 0, first]),
        nothing(months[4]),
        json!([months[5], 1, 1_000, second]),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn areas_add_up_and_the_officer_s_files_are_one_line_without_an_area() {
    let house = House::fresh().await;
    let tenant = house.tenant("oblasti").await;
    let clerk = tenant.clerk().await;
    for service in ["DPO-INCIDENT", "DPO-SUBJECT", "DEV-WASTE", "LEGAL-COUNCIL", "LEGAL-ORDINANCE"]
    {
        tenant.open(&clerk, service, 0, "a").await;
    }
    // An incident of personal data is to be closed in two days, a matter of the assembly in seven, the others later.
    house.tick(Duration::days(14));
    house.catch_up().await;
    let coordinator = house.coordinator().await.again(&house).await;
    let seen = coordinator.done(TIMES, json!({})).await;
    let line = |area: Value, opened: i64, overdue: i64| {
        json!({ "area": area, "requestsOpened": opened, "requestsClosed": 0, "requestsOpen": opened, "requestsOverdue": overdue,
            "slaMetPermille": null, "activities": 0, "minutes": 0 })
    };
    let expected =
        [line(json!("LEGAL"), 2, 1), line(json!("DEVELOPMENT"), 1, 0), line(Value::Null, 2, 1)];
    assert_eq!(seen.list("/nationalOverview/byArea"), expected);
}
