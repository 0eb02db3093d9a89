//! The list of centres, filtered and ordered by anything; and one centre beside those of like size.

use super::times::CLOSE;
use crate::figures::rows;
use crate::house::{Client, House, Tenant};
use chrono::Duration;
use serde_json::{Value, json};

const ALL: &str = "query($filter: CentreFilter, $order: CentreOrder) { nationalOverview { centres(filter: $filter, orderBy: $order, first: 100) {
    totalCount nodes { name health municipalitiesServed populationServed requestsOpened requestsClosed requestsOpen requestsOverdue
        slaMetPermille closeMedian closePercentile90 activities minutes benefitSaved benefitBroughtIn lastActivityOn
        kind lifecycle ico district { code region { code } } location { latitude longitude } } } } }";
const CENTRE: &str = "query($id: ID!, $period: PeriodInput) { centre(tenantId: $id, period: $period) { period { from to }
    figures { name tenant { slug } requestsOpened requestsOpen populationServed }
    byArea { area requestsOpened } trend(granularity: MONTH) { from requestsOpened }
    comparison { centres populationFrom populationTo medians { requestsOpened requestsClosed requestsOpen requestsOverdue slaMetPermille
        closeMedian closePercentile90 activities minutes benefitSaved benefitBroughtIn } } } }";
const RECORD: &str = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { userErrors { code } } }";

/// Another region, with a district.
pub(super) const ELSEWHERE: &str = "INSERT INTO regions VALUES ('CZ098', 'Jiný kraj'); INSERT INTO districts VALUES ('CZ0980', 'Jiný okres', 'CZ098')";

/// Four centres that differ in everything, and who looks at them.
async fn country() -> (House, Vec<Tenant>, Client) {
    let house = House::fresh().await;
    let tenants = house.tenants(&["alfa", "beta", "gama", "delta"]).await;
    let admin = house.database().superuser().await;
    let [alfa, beta, gama, delta] = [0, 1, 2, 3].map(|at: usize| &tenants[at].association);
    let sql = format!(
        "{ELSEWHERE};
         UPDATE associations SET district_code = 'CZ0980' WHERE ico = '{}';
         UPDATE associations SET community_from = '2026-01-01' WHERE ico = '{}';
         INSERT INTO association_labels SELECT id, 'Pilot' FROM associations WHERE ico = ANY ('{{{},{}}}');
         INSERT INTO association_labels SELECT id, 'Bývalý', now() FROM associations WHERE ico = '{}';
         UPDATE tenants SET lifecycle = 'ACTIVE' WHERE slug = '{}';
         UPDATE associations SET district_code = NULL WHERE ico = '{}';
         UPDATE populations SET inhabitants = 4000 WHERE municipality_code = '{}';
         UPDATE association_memberships SET left_on = '2026-02-01' WHERE municipality_code = '{}';
         DELETE FROM populations WHERE municipality_code = ANY ('{{{}}}')",
        beta.ico,
        gama.ico,
        alfa.ico,
        gama.ico,
        alfa.ico,
        gama.slug,
        delta.ico,
        alfa.municipalities[0],
        beta.municipalities[2],
        delta.municipalities.join(",")
    );
    admin.batch_execute(&sql).await.unwrap();
    for (at, requests) in [(0, 2), (1, 3), (2, 1_i32)] {
        let clerk = tenants[at].clerk().await;
        for number in 0..requests {
            let id = tenants[at].open(&clerk, "LEGAL-COUNCIL", 0, "a").await;
            if usize::try_from(number) == Ok(at) {
                house.tick(Duration::hours(30) * (requests + 1));
                clerk.done(CLOSE, json!({ "id": id })).await;
            }
        }
        let saved =
            json!({ "method": "MARKET_PRICE", "marketPrice": format!("{}.00", 1_000 * requests) });
        let won = json!({ "method": "GRANT_WON", "amount": format!("{}.00", 3_000 - requests) });
        for benefit in [saved, won] {
            let work = json!({ "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": 10 * (at + 1), "benefit": benefit,
                "beneficiaries": [{ "memberId": tenants[at].members[0] }] });
            clerk.done(RECORD, json!({ "input": work })).await;
        }
    }
    house.tick(Duration::days(8));
    house.catch_up().await;
    let coordinator = house.coordinator().await.again(&house).await;
    (house, tenants, coordinator)
}

fn names(seen: &crate::house::Answer) -> Vec<&str> {
    seen.each("/nationalOverview/centres/nodes", "name")
}

#[tokio::test]
async fn centres_are_found_by_everything_that_they_differ_in() {
    let (_house, tenants, coordinator) = country().await;
    let name = |at: usize| tenants[at].association.name.as_str();
    for (filter, expected) in [
        (json!({ "regionCode": "CZ098" }), vec![name(1)]),
        (json!({ "regionCode": "CZ099" }), vec![name(0), name(2)]),
        (json!({ "districtCode": "CZ0980" }), vec![name(1)]),
        (json!({ "districtCode": "CZ0980", "regionCode": "CZ099" }), vec![]),
        (json!({ "kind": "COMMUNITY" }), vec![name(2)]),
        (json!({ "kind": "ORDINARY", "name": "a" }), vec![name(0), name(1), name(3)]),
        (json!({ "label": "Pilot" }), vec![name(0), name(2)]),
        (json!({ "label": "Pilot", "kind": "COMMUNITY" }), vec![name(2)]),
        (json!({ "label": "Bývalý" }), vec![]),
        (json!({ "label": "pilot" }), vec![]),
        (json!({ "lifecycle": ["ACTIVE", "WOUND_UP"] }), vec![name(2)]),
        (json!({ "lifecycle": ["ONBOARDING"] }), vec![name(0), name(1), name(3)]),
        (json!({ "lifecycle": [] }), vec![]),
        // The last has done nothing since it was onboarded.
        (json!({ "health": ["GREEN"] }), vec![name(0), name(1), name(2)]),
        (json!({ "health": ["RED", "AMBER"] }), vec![name(3)]),
        (json!({ "health": ["RED"] }), vec![]),
        (json!({ "overdueAtLeast": 1 }), vec![name(0), name(1)]),
    ] {
        let seen = coordinator.done(ALL, json!({ "filter": filter })).await;
        // The names begin alike, and Greek letters stand in another order.
        let mut found = names(&seen);
        found.sort_unstable();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected, "{filter}");
        let count = i64::try_from(found.len()).unwrap();
        assert_eq!(seen.number("/nationalOverview/centres/totalCount"), count);
    }
    let seen = coordinator.done(ALL, json!({ "filter": { "name": "delta" } })).await;
    let centre = seen.data("/nationalOverview/centres/nodes/0");
    for (field, told) in [
        ("district", Value::Null),
        ("populationServed", Value::Null),
        ("location", Value::Null),
        ("municipalitiesServed", json!(3)),
        ("lastActivityOn", Value::Null),
        ("ico", json!(tenants[3].association.ico)),
    ] {
        assert_eq!(centre[field], told, "{field}");
    }
}

#[tokio::test]
async fn centres_are_ordered_by_every_figure_both_ways() {
    let (_house, _tenants, coordinator) = country().await;
    let fields = [
        ("NAME", "name"),
        ("HEALTH", "health"),
        ("MUNICIPALITIES_SERVED", "municipalitiesServed"),
        ("POPULATION_SERVED", "populationServed"),
        ("REQUESTS_OPENED", "requestsOpened"),
        ("REQUESTS_CLOSED", "requestsClosed"),
        ("REQUESTS_OPEN", "requestsOpen"),
        ("REQUESTS_OVERDUE", "requestsOverdue"),
        ("SLA_MET", "slaMetPermille"),
        ("CLOSE_MEDIAN", "closeMedian"),
        ("CLOSE_PERCENTILE_90", "closePercentile90"),
        ("ACTIVITIES", "activities"),
        ("MINUTES", "minutes"),
        ("BENEFIT_SAVED", "benefitSaved"),
        ("BENEFIT_BROUGHT_IN", "benefitBroughtIn"),
        ("LAST_ACTIVITY", "lastActivityOn"),
    ];
    assert_eq!(fields.len(), domain::monitoring::CentreField::ALL.len());
    for (field, shown) in fields {
        let mut ways = Vec::new();
        for direction in ["ASC", "DESC"] {
            let order = json!({ "field": field, "direction": direction });
            let seen = coordinator.done(ALL, json!({ "order": order })).await;
            let nodes = seen.list("/nationalOverview/centres/nodes");
            let told: Vec<Value> = nodes.iter().map(|node| node[shown].clone()).collect();
            ways.push(told);
        }
        let without: Vec<Vec<Value>> = ways
            .iter()
            .map(|way| way.iter().filter(|one| !one.is_null()).cloned().collect())
            .collect();
        for (way, known) in ways.iter().zip(&without) {
            assert_eq!(way[..known.len()], known[..], "{field}: who has none comes last");
        }
        // Names and health are in another order than that of letters.
        let number =
            |one: &Value| one.as_f64().or_else(|| one.as_str()?.replace('-', "").parse().ok());
        if !["NAME", "HEALTH"].contains(&field) {
            let numbers: Vec<f64> = without[0].iter().map(|one| number(one).unwrap()).collect();
            assert!(numbers.is_sorted(), "{field}: {numbers:?}");
        }
        let mut back = without[1].clone();
        back.reverse();
        assert_eq!(without[0], back, "{field}");
    }
}

#[tokio::test]
async fn a_centre_is_compared_with_the_medians_of_those_of_like_size() {
    let (house, tenants, coordinator) = country().await;
    let id_of = |at: usize| {
        let coordinator = &coordinator;
        let slug = tenants[at].slug();
        async move {
            let seen =
                coordinator.done("{ tenants(first: 100) { nodes { id slug } } }", json!({})).await;
            let is_it = |node: &&Value| node["slug"] == slug;
            seen.list("/tenants/nodes").iter().find(is_it).unwrap()["id"].clone()
        }
    };
    // 200 people in two municipalities; like 300 of the third, unlike 4,200 of the first, and nobody knows of the fourth.
    let seen = coordinator.done(CENTRE, json!({ "id": id_of(1).await })).await;
    let centre = seen.data("/centre");
    assert_eq!(centre["figures"]["tenant"]["slug"], tenants[1].slug());
    assert_eq!(centre["figures"]["populationServed"], 200);
    let comparison = &centre["comparison"];
    let size = [&comparison["centres"], &comparison["populationFrom"], &comparison["populationTo"]];
    assert_eq!(size, [1, 100, 400]);
    let medians = "SELECT count(*), count(closed_at) FROM requests JOIN tenants ON tenants.id = tenant_id WHERE slug = ";
    let admin = house.database().superuser().await;
    let of_gama = rows(&admin, &format!("{medians}'{}'", tenants[2].slug())).await;
    let told = &comparison["medians"];
    assert_eq!(of_gama, [format!("{}|{}", told["requestsOpened"], told["requestsClosed"])]);
    assert_eq!((&told["minutes"], &told["benefitBroughtIn"]), (&json!(60), &json!("2999.00")));
    assert_eq!(
        centre["byArea"],
        json!([{ "area": "LEGAL", "requestsOpened": 3 }, { "area": "DEVELOPMENT", "requestsOpened": 0 }])
    );
    let march = json!({ "from": "2026-03-01", "requestsOpened": 3 });
    assert_eq!(centre["trend"].as_array().unwrap().last(), Some(&march));

    // Nobody is like the first; and of the last it can't be said.
    let alone = coordinator.done(CENTRE, json!({ "id": id_of(0).await })).await;
    assert_eq!(*alone.data("/centre/comparison/centres"), 0);
    assert_eq!(*alone.data("/centre/comparison/medians/requestsOpened"), Value::Null);
    let unknown = coordinator.done(CENTRE, json!({ "id": id_of(3).await })).await;
    assert_eq!(*unknown.data("/centre/comparison"), Value::Null);
    let period = json!({ "from": "2025-02-28", "to": "2025-03-01" });
    let before = coordinator.done(CENTRE, json!({ "id": id_of(1).await, "period": period })).await;
    assert_eq!(*before.data("/centre/period"), json!({ "from": "2025-02-01", "to": "2025-03-31" }));
    let figures = before.data("/centre/figures");
    assert_eq!((&figures["requestsOpened"], &figures["requestsOpen"]), (&json!(0), &json!(2)));

    let nobody = json!({ "id": "tenant_01h455vb4pex5vsknk084sn02q" });
    assert_eq!(*coordinator.done(CENTRE, nobody).await.data("/centre"), Value::Null);
    let wrong =
        coordinator.ask_with(CENTRE, json!({ "id": "request_01h455vb4pex5vsknk084sn02q" })).await;
    assert_eq!(wrong.code(), "BAD_USER_INPUT");
    let auditor = house.of_the_nation("auditor").await;
    assert_eq!(auditor.done(CENTRE, json!({ "id": id_of(0).await })).await.errors().len(), 0);
    let refused =
        tenants[0].manager().await.ask_with(CENTRE, json!({ "id": id_of(0).await })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
}
