//! The lists behind a report: to print, and as files that somebody checks who has nothing else.

use super::a_quarter_of_work;
use crate::activities::{record, work};
use crate::house::{Client, House, Tenant};
use crate::overview::shown::{by, is_a_page_without_scripts};
use crate::worktime::{employ, log, step};
use serde_json::json;
use std::collections::HashMap;

/// The lines of a file, each by its headings.
async fn lines(who: &Client, tenant: &Tenant, path: &str) -> Vec<HashMap<String, String>> {
    let file = by(who, &tenant.house, path).await;
    assert_eq!(file.status, 200, "{path}");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8; header=present");
    let mut rows = file.html.trim_start_matches('\u{feff}').split_terminator("\r\n").map(cells);
    let head = rows.next().expect("headings");
    let row = |cells: Vec<String>| head.iter().cloned().zip(cells).collect();
    rows.map(row).collect()
}

/// No text of these tests has a semicolon.
fn cells(line: &str) -> Vec<String> {
    line.split(';').map(|cell| cell.trim_matches('"').to_owned()).collect()
}

fn haler(amount: &str) -> i64 {
    let digits: String = amount.chars().filter(|each| each.is_ascii_digit()).collect();
    let sign = if amount.starts_with(['-', '−']) { -1 } else { 1 };
    sign * digits.parse::<i64>().unwrap_or_else(|_| panic!("{amount:?} is no amount"))
}

/// Minutes at a price by the hour: to the nearest haléř, a half away from zero.
fn cost(minutes: &str, per_hour: &str) -> i64 {
    let sixtieths = minutes.parse::<i64>().unwrap() * haler(per_hour);
    (sixtieths + 30) / 60
}

#[tokio::test]
async fn each_benefit_is_computed_again_from_its_line_to_the_haler() {
    let tenant = House::shared_on("2026-04-02T08:00:00Z").await.tenant("listed-benefits").await;
    let joint = json!({ "performedOn": "2026-02-03", "minutes": 77,
        "beneficiaries": [{ "memberId": tenant.members[0] }, { "memberId": tenant.members[1] }],
        "benefit": { "method": "JOINT_PURCHASE", "pricesAlone": ["1200.50", "999.99"], "jointPrice": "1500.00" } });
    let clerk = tenant.clerk().await;
    record(&clerk, work(&tenant, joint)).await;
    a_quarter_of_work(&tenant).await;
    let manager = tenant.manager().await;
    let mut met = HashMap::<&str, usize>::new();
    for line in lines(&manager, &tenant, "/reports/2026-Q1/benefits.csv").await {
        let of = |name: &str| line[name].as_str();
        let centre = || cost(of("Minut centra"), of("Hodina centra (Kč)"));
        let method = of("Metoda");
        let (before, column) = match method {
            "Ušetřené hodiny" => {
                (cost(of("Ušetřených minut"), of("Hodina obce (Kč)")), "Uspořeno (Kč)")
            }
            "Společný nákup" => {
                let alone: i64 = of("Ceny jednotlivě (Kč)").split(" + ").map(haler).sum();
                (alone - haler(of("Cena, dotace či sankce (Kč)")), "Uspořeno (Kč)")
            }
            "Cena na trhu" | "Odvrácená sankce" => {
                (haler(of("Cena, dotace či sankce (Kč)")), "Uspořeno (Kč)")
            }
            "Získaná dotace" => (haler(of("Cena, dotace či sankce (Kč)")), "Získáno (Kč)"),
            other => panic!("no method: {other}"),
        };
        let is_saved = column == "Uspořeno (Kč)";
        let benefit = if is_saved { before - centre() } else { before };
        assert_eq!(haler(of(column)), benefit, "{line:?}");
        let other = if is_saved { "Získáno (Kč)" } else { "Uspořeno (Kč)" };
        assert_eq!(of(other), "", "saved and brought in are two things: {line:?}");
        let known = [
            "Ušetřené hodiny",
            "Společný nákup",
            "Cena na trhu",
            "Odvrácená sankce",
            "Získaná dotace",
        ];
        *met.entry(known.into_iter().find(|name| *name == method).unwrap()).or_default() += 1;
    }
    assert_eq!(met.len(), 5, "each method: {met:?}");
    assert_eq!(met.values().sum::<usize>(), 33, "each benefit once: {met:?}");
}

#[tokio::test]
async fn the_requests_of_a_quarter_are_those_that_its_reader_may_read() {
    let tenant = House::shared_on("2026-04-02T08:00:00Z").await.tenant("listed-requests").await;
    let (clerk, dpo, manager) = (tenant.clerk().await, tenant.dpo().await, tenant.manager().await);
    for number in 0..3 {
        tenant.open(&clerk, "DEV-WASTE", number % 2, &format!("Odpady {number}")).await;
    }
    tenant.open_for_citizen(&manager, "LEGAL-ADVICE", "=Přístavba").await;
    let titles = async |who: &Client| -> Vec<String> {
        let lines = lines(who, &tenant, "/reports/2026-Q2/requests.csv").await;
        lines.into_iter().map(|line| line["Název"].clone()).collect()
    };
    let open = ["Odpady 0", "Odpady 1", "Odpady 2"];
    assert_eq!(titles(&clerk).await, open);
    assert_eq!(titles(&manager).await, [&open[..], &["'=Přístavba"]].concat());
    assert_eq!(titles(&dpo).await, open);
    let first = lines(&clerk, &tenant, "/reports/2026-Q2/requests.csv").await.swap_remove(0);
    for (column, text) in [
        ("Požadavek", "2026/1"),
        ("Přijato", "2026-04-02"),
        ("Služba", "DEV-WASTE"),
        ("Žádá", "obec"),
        ("Stav", "nový"),
        ("Priorita", "běžná"),
        ("Uzavřeno", ""),
    ] {
        assert_eq!(first[column], text, "{column}");
    }
    assert!(lines(&clerk, &tenant, "/reports/2026-Q1/requests.csv").await.is_empty());
    let page = by(&clerk, &tenant.house, "/reports/2026-Q2/requests").await;
    is_a_page_without_scripts(&page);
    assert!(page.html.contains("Odpady 2") && !page.html.contains("Přístavba"), "{}", page.html);
}

#[tokio::test]
async fn months_are_listed_to_who_decides_on_them_and_to_each_their_own() {
    let tenant = House::shared_on("2026-04-02T08:00:00Z").await.tenant("listed-months").await;
    let (admin, manager) = (tenant.admin().await, tenant.manager().await);
    let (clerk, specialist) = (tenant.clerk().await, tenant.specialist().await);
    employ(&admin, &clerk, "CLERK", 500).await;
    employ(&admin, &specialist, "DEVELOPMENT_SPECIALIST", 1000).await;
    let logged = log(&clerk, "2026-03-02", 240, json!({})).await;
    assert!(logged.is_done(), "{logged}");
    let month = logged.text("/logWork/entry/timesheetId").to_owned();
    assert!(log(&specialist, "2026-02-03", 800, json!({})).await.is_done());
    assert!(log(&specialist, "2026-02-04", 480, json!({ "kind": "LEAVE" })).await.is_done());
    assert!(step(&clerk, "submit", &month, 1).await.is_done());

    let path = "/reports/2026-Q1/timesheets.csv";
    let all = lines(&manager, &tenant, path).await;
    let told: Vec<Vec<&str>> = all
        .iter()
        .map(|line| {
            let columns = [
                "Měsíc",
                "Stav",
                "Role",
                "Úvazek (tisíciny)",
                "Práce (minut)",
                "Dovolená (minut)",
                "Dnů nad 12 hodin",
            ];
            columns.map(|column| line[column].as_str()).to_vec()
        })
        .collect();
    assert_eq!(
        told,
        [
            [
                "2026-02",
                "rozepsaný",
                "Specialista pro rozvoj mikroregionu",
                "1000",
                "800",
                "480",
                "1"
            ],
            ["2026-03", "předložený", "Referent centra", "500", "240", "0", "0"],
        ]
    );
    let own = lines(&clerk, &tenant, path).await;
    assert_eq!(own.len(), 1, "{own:?}");
    assert_eq!(own[0]["Měsíc"], "2026-03");
    let page = by(&manager, &tenant.house, "/reports/2026-Q1/timesheets").await;
    is_a_page_without_scripts(&page);
    assert!(page.html.contains("únor\u{a0}2026"), "{}", page.html);
}
