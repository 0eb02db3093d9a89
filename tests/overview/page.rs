//! The coordinator's page: what the contract tells, drawn for people.

use super::centres::ELSEWHERE;
use super::export::scene;
use super::shown::{ALL, asked, by, figures};
use crate::house::House;
use crate::house::wire::Wire;
use serde_json::{Value, json};
use std::time::Duration;

const FIELDS: [&str; 13] = [
    "REQUESTS_OVERDUE",
    "REQUESTS_OPEN",
    "REQUESTS_OPENED",
    "REQUESTS_CLOSED",
    "SLA_MET",
    "CLOSE_MEDIAN",
    "CLOSE_PERCENTILE_90",
    "ACTIVITIES",
    "MINUTES",
    "BENEFIT_SAVED",
    "BENEFIT_BROUGHT_IN",
    "MUNICIPALITIES_SERVED",
    "POPULATION_SERVED",
];
/// A figure of the contract as a Czech reads it.
fn written(figures: &Value, field: &str) -> String {
    let number = |name: &str| figures[name].as_i64();
    let crowns = |name: &str| {
        let text = figures[name].as_str().unwrap();
        apart(text.strip_suffix(".00").expect("whole crowns here").parse().unwrap())
    };
    let tenths = |tenths: i64| format!("{},{}", apart(tenths / 10), tenths % 10);
    let found = match field {
        "REQUESTS_OVERDUE" => number("requestsOverdue").map(apart),
        "REQUESTS_OPEN" => number("requestsOpen").map(apart),
        "REQUESTS_OPENED" => number("requestsOpened").map(apart),
        "REQUESTS_CLOSED" => number("requestsClosed").map(apart),
        "SLA_MET" => number("slaMetPermille").map(|share| tenths(share) + "\u{a0}%"),
        "CLOSE_MEDIAN" => number("closeMedian").map(apart),
        "CLOSE_PERCENTILE_90" => number("closePercentile90").map(apart),
        "ACTIVITIES" => number("activities").map(apart),
        "MINUTES" => number("minutes").map(|minutes| tenths(minutes / 6)),
        "BENEFIT_SAVED" => Some(crowns("benefitSaved")),
        "BENEFIT_BROUGHT_IN" => Some(crowns("benefitBroughtIn")),
        "MUNICIPALITIES_SERVED" => number("municipalitiesServed").map(apart),
        "POPULATION_SERVED" => number("populationServed").map(apart),
        _ => panic!("{field}"),
    };
    found.unwrap_or_else(|| "–".to_owned())
}

/// Thousands, millions.
fn apart(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    let digits = number.abs().to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    format!("{sign}{}", groups.join("\u{a0}"))
}

#[tokio::test]
async fn the_page_shows_what_the_contract_tells_in_words_and_numbers_of_czechs() {
    let (house, _tenants, coordinator) = scene().await;
    for (query, variables) in [
        ("", json!({})),
        (
            "?orderBy=REQUESTS_OPEN&direction=DESC&from=2026-03-10&to=2026-03-10",
            json!({ "period": { "from": "2026-03-10", "to": "2026-03-10" }, "order": { "field": "REQUESTS_OPEN", "direction": "DESC" } }),
        ),
        (
            "?from=2025-01-01&to=2025-12-31",
            json!({ "period": { "from": "2025-01-01", "to": "2025-12-31" } }),
        ),
    ] {
        let shown = by(&coordinator, &house, &format!("/overview{query}")).await;
        assert_eq!(shown.status, 200, "{}", shown.html);
        let told = coordinator.done(ALL, variables).await;
        let nodes = told.list("/nationalOverview/centres/nodes");
        let rows = shown.rows();
        assert_eq!((rows.len(), nodes.len()), (2, 2));
        for ((slug, figures), node) in rows.iter().zip(nodes) {
            assert_eq!(node["tenant"]["slug"], *slug);
            for field in FIELDS {
                assert_eq!(figures[field], written(node, field), "{query} {slug} {field}");
            }
            let id = node["tenant"]["id"].as_str().unwrap();
            assert!(shown.html.contains(&format!("href=\"/overview/centres/{id}\"")));
        }
        // Whoever filters nothing sees the sums of all, below the table and above it.
        let (totals, sums) = (told.data("/nationalOverview/totals"), shown.sums());
        for field in &FIELDS[..11] {
            let expected = written(totals, field).replace('–', "");
            assert_eq!(sums[*field], expected, "{query} {field}");
        }
        let above = figures(
            shown.html.split("<dl class=\"sums\">").nth(1).unwrap().split("</dl>").next().unwrap(),
        );
        assert_eq!(above["REQUESTS_OPENED"], written(totals, "REQUESTS_OPENED"));
        assert_eq!(above["CLOSE_MEDIAN"], written(totals, "CLOSE_MEDIAN"));
    }
    let shown = by(&coordinator, &house, "/overview").await;
    assert!(shown.html.contains("Otevřené požadavky po termínu: 5 / 5 (1000 ‰, mez 250 ‰)."));
    assert!(shown.html.contains("1.\u{a0}1.\u{a0}2026 – 31.\u{a0}3.\u{a0}2026"));
    assert!(shown.html.contains("březen\u{a0}2026") && shown.html.contains("<html lang=\"cs\""));
    // Each has a place on the map where the register knows one, and the table says everything that the map does.
    assert!(shown.html.contains("Polohu neznáme u center: 2."), "{}", shown.html);
}

#[tokio::test]
async fn a_page_in_english_is_english() {
    let (house, _tenants, coordinator) = scene().await;
    let bearer = format!("Bearer {}", coordinator.token());
    let headers = [("authorization", bearer.as_str()), ("accept-language", "en-GB,cs;q=0.5")];
    let shown = asked(&house, "/overview", &headers).await;
    for text in [
        "<html lang=\"en\"",
        "Centres at a glance",
        "Open requests that are overdue: 5 of 5",
        "−13,514",
        "100.0%",
        "March\u{a0}2026",
    ] {
        assert!(shown.html.contains(text), "{text}: {}", shown.html);
    }
    assert!(!shown.html.contains("Stav") && !shown.html.contains("Zobrazit"));
    assert!(shown.header("vary").contains("Accept-Language"));
}

#[tokio::test]
async fn filters_stand_in_the_address_and_lead_to_the_same_files() {
    let (house, tenants, coordinator) = scene().await;
    let label = format!(
        "INSERT INTO association_labels SELECT id, 'CSS 2016–2020' FROM associations WHERE ico = '{}'",
        tenants[1].association.ico
    );
    house.database().superuser().await.batch_execute(&label).await.unwrap();
    let (alfa, beta) = (tenants[0].slug(), tenants[1].slug());
    for (filter, graphql, expected) in [
        ("regionCode=CZ098", json!({ "regionCode": "CZ098" }), vec![alfa]),
        ("districtCode=CZ0990", json!({ "districtCode": "CZ0990" }), vec![beta]),
        ("health=GREEN%2CAMBER", json!({ "health": ["GREEN", "AMBER"] }), vec![beta]),
        ("name=%C3%A1bel", json!({ "name": "ábel" }), vec![beta]),
        ("kind=COMMUNITY", json!({ "kind": "COMMUNITY" }), vec![]),
        ("lifecycle=ONBOARDING", json!({ "lifecycle": ["ONBOARDING"] }), vec![beta, alfa]),
        ("overdueAtLeast=5", json!({ "overdueAtLeast": 5 }), vec![alfa]),
        ("label=CSS+2016%E2%80%932020", json!({ "label": "CSS 2016–2020" }), vec![beta]),
        ("label=CSS", json!({ "label": "CSS" }), vec![]),
    ] {
        let shown = by(&coordinator, &house, &format!("/overview?{filter}")).await;
        let mut found = shown.slugs();
        let told = coordinator.done(ALL, json!({ "filter": graphql })).await;
        let nodes = told.list("/nationalOverview/centres/nodes");
        let slugs: Vec<&str> =
            nodes.iter().map(|node| node["tenant"]["slug"].as_str().unwrap()).collect();
        assert_eq!(found, slugs, "{filter}");
        found.sort_unstable();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected, "{filter}");
        if let [only] = &expected[..] {
            let (_, of_only) = shown.rows().remove(0);
            assert_eq!(
                shown.sums()["REQUESTS_OPEN"],
                of_only["REQUESTS_OPEN"],
                "the sums of {only} alone"
            );
        }
        for form in ["csv", "jsonl"] {
            let link = format!("href=\"/overview/centres.{form}?{filter}\"");
            assert!(shown.html.contains(&link), "{link}");
        }
        let file = by(&coordinator, &house, &format!("/overview/centres.jsonl?{filter}")).await;
        assert_eq!(file.html.lines().count(), expected.len(), "{filter}");
    }
    // What is asked is what the form shows, and the headings keep it.
    let shown =
        by(&coordinator, &house, "/overview?regionCode=CZ098&orderBy=MINUTES&direction=DESC").await;
    assert!(
        shown.html.contains("<option value=\"CZ098\" selected>Jiný kraj</option>"),
        "{}",
        shown.html
    );
    assert!(
        shown
            .html
            .contains("href=\"/overview?regionCode=CZ098&amp;orderBy=MINUTES&amp;direction=ASC\"")
    );
    assert!(shown.html.contains("aria-sort=\"descending\""));
}

/// Centres without any work, more than a page of them.
async fn many(house: &House) {
    let many = format!(
        "{ELSEWHERE};
         INSERT INTO associations (id, ico, name, district_code)
           SELECT gen_random_uuid(), lpad(n::text, 8, '0'), 'Svazek ' || lpad(n::text, 3, '0'), 'CZ0980' FROM generate_series(1, 230) n;
         INSERT INTO tenants (id, slug, kind, lifecycle, onboarded_at)
           SELECT id, 'svazek-' || ico, 'ASSOCIATION', 'ACTIVE', '2026-02-20' FROM associations WHERE name LIKE 'Svazek ___'"
    );
    house.database().superuser().await.batch_execute(&many).await.unwrap();
}

#[tokio::test]
async fn a_hundred_centres_are_a_page_and_each_is_on_one() {
    let house = House::fresh().await;
    many(&house).await;
    let coordinator = house.coordinator().await;
    let mut seen = Vec::new();
    for (page, rows, prev, next) in
        [(1, 100, None, Some(2)), (2, 100, Some(1), Some(3)), (3, 30, Some(2), None)]
    {
        let shown =
            by(&coordinator, &house, &format!("/overview?regionCode=CZ098&page={page}")).await;
        let slugs = shown.slugs();
        assert_eq!(slugs.len(), rows);
        seen.extend(slugs);
        for (rel, to) in [("prev", prev), ("next", next)] {
            let link = to.map(|to| {
                format!("<a rel=\"{rel}\" href=\"/overview?regionCode=CZ098&amp;page={to}\">")
            });
            match link {
                Some(link) => assert!(shown.html.contains(&link), "{link}"),
                None => assert!(!shown.html.contains(&format!("rel=\"{rel}\"")), "{page}"),
            }
        }
        assert!(shown.html.contains("Celkem (230)"));
    }
    let expected: Vec<String> = (1..=230).map(|number| format!("svazek-{number:08}")).collect();
    assert_eq!(seen, expected);
    // Whoever kept an address that is no page any more sees the last.
    let shown = by(&coordinator, &house, "/overview?page=99999999999").await;
    assert_eq!(shown.slugs().len(), 30);
    assert!(shown.html.len() < 200_000, "{}", shown.html.len());
}

/// Figures are one trip to the database and borders another, in a transaction each.
#[tokio::test]
async fn a_page_of_hundreds_asks_the_database_no_more_than_one_of_none() {
    let house = House::fresh().await;
    let wire = Wire::in_front_of(house.database());
    let narrow = house.remembering(wire.url(), 1, Duration::from_secs(600));
    let coordinator = house.coordinator().await.again(&narrow).await;
    let mut costs = Vec::new();
    for rows in [0, 100] {
        if rows > 0 {
            many(&house).await;
        }
        by(&coordinator, &narrow, "/overview").await;
        wire.take();
        assert_eq!(by(&coordinator, &narrow, "/overview").await.slugs().len(), rows);
        let cost = wire.take();
        costs.push((cost.statements.len(), cost.round_trips, cost.prepared, cost.connections));
    }
    assert_eq!(costs, [(17, 2, 0, 0), (17, 2, 0, 0)]);
}
