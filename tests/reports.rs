//! What a centre did in a quarter, as it is handed in: the same to the haléř as somebody counts who has the tables alone.

mod lists;

use crate::activities::{ATTEST, id_of, record, work};
use crate::house::{House, Tenant};
use crate::overview::shown::{by, is_a_page_without_scripts};
use serde_json::{Value, json};

const REPORT: &str = "query($period: String!) { periodReport(period: $period) { period { state }
    whole { ...sums } byArea { area sums { ...sums } } byMethod { method sums { ...sums } }
    byMember { member { id } attestedSaved attestedBroughtIn sums { ...sums } } byPerformer { performedBy { id } sums { ...sums } } } }
    fragment sums on ReportSums { activities minutes saved broughtIn }";
const CLOSE: &str = "mutation($accepted: Int!) { closePeriod(input: { period: \"2026-Q1\", acceptedUnattested: $accepted }) { userErrors { code } } }";
const TAKE_BACK: &str = "mutation($id: ID!, $minutes: Int, $only: Boolean!) { correctClosedActivity(input: { id: $id, reason: \"Omyl\",
    minutes: $minutes, onlyTakeBack: $only }) { userErrors { code } } }";

/// Forty activities of the first quarter, of all kinds, and what was found wrong about two of them after it had closed.
async fn a_quarter_of_work(tenant: &Tenant) {
    let (clerk, specialist, mayor) =
        (tenant.clerk().await, tenant.specialist().await, tenant.mayor_of(0).await);
    let services = ["DEV-WASTE", "LEGAL-ORDINANCE"];
    let mut ids = Vec::new();
    for number in 0..40_usize {
        let benefit = match number % 5 {
            0 => json!({ "method": "AVOIDED_HOURS", "avoidedMinutes": 601 + number }),
            1 => json!({ "method": "MARKET_PRICE", "marketPrice": format!("{number}37.01") }),
            2 => json!({ "method": "GRANT_WON", "amount": format!("{number}000.07") }),
            3 => json!({ "method": "SANCTION_AVOIDED", "sanction": format!("{number}00.99") }),
            _ => Value::Null,
        };
        let shares: Vec<Value> = tenant.members[..=number % 3]
            .iter()
            .enumerate()
            .map(|(place, member)| json!({ "memberId": member, "weight": place + 1 }))
            .collect();
        let said = json!({
            "serviceCode": services[number % 2], "minutes": 17 + number * 31 % 250, "beneficiaries": shares,
            "benefit": benefit, "performedOn": format!("2026-0{}-{:02}", 1 + number % 3, 1 + number % 28),
        });
        let by = if number % 4 == 0 { &specialist } else { &clerk };
        let id = id_of(&record(by, work(tenant, said)).await).to_owned();
        if number % 5 != 4 && number % 2 == 0 {
            assert!(mayor.ask_with(ATTEST, json!({ "id": id, "version": 1 })).await.is_done());
        }
        ids.push(id);
    }
    let manager = tenant.manager().await;
    let unattested = manager
        .done("{ reportingPeriods(year: 2026) { checklist { unattestedBenefits } } }", json!({}))
        .await;
    let accepted = unattested.data("/reportingPeriods/0/checklist/unattestedBenefits").clone();
    manager.done(CLOSE, json!({ "accepted": accepted })).await;
    let right = json!({ "id": ids[0], "minutes": 5, "only": false });
    manager.done(TAKE_BACK, right).await;
    manager.done(TAKE_BACK, json!({ "id": ids[7], "only": true })).await;
}

#[tokio::test]
async fn a_report_is_what_an_independent_count_gives_to_the_haler() {
    let tenant = House::shared_on("2026-04-02T08:00:00Z").await.tenant("reported").await;
    a_quarter_of_work(&tenant).await;
    let manager = tenant.manager().await;
    for (quarter, from, until, activities) in
        [("2026-Q1", "2026-01-01", "2026-04-01", 40), ("2026-Q2", "2026-04-01", "2026-07-01", -1)]
    {
        let report = manager.done(REPORT, json!({ "period": quarter })).await;
        assert_eq!(report.number("/periodReport/whole/activities"), activities, "{quarter}");
        assert_eq!(told(report.data("/periodReport")), counted(&tenant, from, until).await);
    }
}

#[tokio::test]
async fn who_isn_t_cleared_has_it_without_what_they_may_not_read() {
    let tenant = House::shared_on("2026-04-02T08:00:00Z").await.tenant("report-of-some").await;
    let (clerk, specialist) = (tenant.clerk().await, tenant.specialist().await);
    record(&clerk, work(&tenant, json!({ "minutes": 10 }))).await;
    let confidential = json!({ "serviceCode": "LEGAL-ADVICE", "minutes": 7 });
    record(&specialist, work(&tenant, confidential)).await;
    let minutes = async |who: &crate::house::Client| {
        let report = who.done(REPORT, json!({ "period": "2026-Q2" })).await;
        report.number("/periodReport/whole/minutes")
    };
    assert_eq!((minutes(&specialist).await, minutes(&clerk).await), (17, 10));
    let mayor = tenant.mayor_of(0).await;
    assert_eq!(mayor.ask_with(REPORT, json!({ "period": "2026-Q2" })).await.code(), "FORBIDDEN");
    let wrong = clerk.ask_with(REPORT, json!({ "period": "2026-Q7" })).await;
    assert_eq!(wrong.code(), "BAD_USER_INPUT");
}

/// What a report tells, a line for each of its parts, in no order.
fn told(report: &Value) -> Vec<String> {
    let sums = |sums: &Value| {
        let of = |name: &str| sums[name].to_string().replace('"', "");
        format!("{} {} {} {}", of("activities"), of("minutes"), of("saved"), of("broughtIn"))
    };
    let each = |name: &str| report[name].as_array().unwrap().clone().into_iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut lines = vec![format!("whole {}", sums(&report["whole"]))];
    lines.extend(each("byArea").map(|of| format!("{} {}", text(&of["area"]), sums(&of["sums"]))));
    lines.extend(
        each("byMethod").map(|of| format!("{} {}", text(&of["method"]), sums(&of["sums"]))),
    );
    lines.extend(each("byPerformer").map(|of| format!("by {}", sums(&of["sums"]))));
    lines.extend(each("byMember").map(|of| {
        let attested = format!("{} {}", text(&of["attestedSaved"]), text(&of["attestedBroughtIn"]));
        format!("for {} {attested}", sums(&of["sums"]))
    }));
    lines.sort();
    lines
}

/// The same, counted by SQL that knows nothing of ours.
async fn counted(tenant: &Tenant, from: &str, until: &str) -> Vec<String> {
    let sql = format!(
        "WITH own AS (SELECT a.*, CASE WHEN is_reversal THEN -1 ELSE 1 END AS one, s.area FROM activities a JOIN services s ON s.code = a.service_code
           WHERE tenant_id = (SELECT id FROM tenants WHERE slug = '{}') AND performed_on >= '{from}' AND performed_on < '{until}'),
         sums AS (SELECT 'whole' AS what, one, minutes::bigint, saved_haler, brought_in_haler, 1 AS part, NULL::uuid AS id FROM own
           UNION ALL SELECT area, one, minutes, saved_haler, brought_in_haler, 2, NULL FROM own
           UNION ALL SELECT method, one, minutes, saved_haler, brought_in_haler, 3, NULL FROM own WHERE method IS NOT NULL
           UNION ALL SELECT 'by', one, minutes, saved_haler, brought_in_haler, 4, performed_by FROM own),
         told AS (SELECT what || ' ' || concat_ws(' ', sum(one), sum(minutes), to_char(coalesce(sum(saved_haler), 0) / 100.0, 'FM999999990.00'),
           to_char(coalesce(sum(brought_in_haler), 0) / 100.0, 'FM999999990.00')) AS line FROM sums GROUP BY what, part, id),
         shared AS (SELECT concat_ws(' ', 'for', sum(one), sum(h.minutes), to_char(coalesce(sum(h.saved_haler), 0) / 100.0, 'FM999999990.00'),
           to_char(coalesce(sum(h.brought_in_haler), 0) / 100.0, 'FM999999990.00'),
           to_char(coalesce(sum(h.saved_haler) FILTER (WHERE h.attested_at IS NOT NULL), 0) / 100.0, 'FM999999990.00'),
           to_char(coalesce(sum(h.brought_in_haler) FILTER (WHERE h.attested_at IS NOT NULL), 0) / 100.0, 'FM999999990.00')) AS line
           FROM activity_shares h JOIN own ON (own.tenant_id, own.id) = (h.tenant_id, h.activity_id) GROUP BY h.member_id)
         SELECT line FROM told UNION ALL SELECT line FROM shared",
        tenant.slug()
    );
    let rows = tenant.house.database().superuser().await.query(&sql, &[]).await.unwrap();
    let mut lines: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn it_is_a_page_to_print_and_a_file_for_a_spreadsheet() {
    let tenant = House::shared_on("2026-04-02T08:00:00Z").await.tenant("printed").await;
    a_quarter_of_work(&tenant).await;
    let manager = tenant.manager().await;
    let report = manager.done(REPORT, json!({ "period": "2026-Q1" })).await;
    let whole = report.data("/periodReport/whole");
    let (saved, brought_in) = (in_czech(&whole["saved"]), in_czech(&whole["broughtIn"]));

    let all = by(&manager, &tenant.house, "/reports").await;
    assert!(all.html.contains("href=\"/reports/2026-Q1\""), "{}", all.html);
    let page = by(&manager, &tenant.house, "/reports/2026-Q1").await;
    is_a_page_without_scripts(&page);
    let grouped = |amount: &str| {
        let (crowns, haler) = amount.split_once(',').unwrap();
        let digits: Vec<char> = crowns.chars().rev().collect();
        let parts: Vec<String> = digits.chunks(3).map(|part| part.iter().rev().collect()).collect();
        format!("{},{haler}", parts.into_iter().rev().collect::<Vec<_>>().join("\u{a0}"))
    };
    for amount in [&saved, &brought_in] {
        assert!(page.html.contains(&grouped(amount)), "{amount} isn't in {}", page.html);
    }

    let file = by(&manager, &tenant.house, "/reports/2026-Q1/activities.csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8; header=present");
    let lines: Vec<Vec<&str>> =
        file.html.lines().skip(1).map(|line| line.split(';').collect()).collect();
    let haler = |column: usize| -> i64 {
        let amounts = lines.iter().map(|cells| cells[column].replace(',', ""));
        amounts
            .filter(|amount| !amount.is_empty())
            .map(|amount| amount.parse::<i64>().unwrap())
            .sum()
    };
    assert_eq!(haler(10), whole["minutes"].as_i64().unwrap());
    assert_eq!(haler(11).to_string(), saved.replace(',', ""));
    assert_eq!(haler(12).to_string(), brought_in.replace(',', ""));

    let corrections = by(&manager, &tenant.house, "/reports/2026-Q2/activities.csv").await;
    let corrected: Vec<&str> =
        corrections.html.lines().skip(1).map(|line| line.split(';').nth(6).unwrap()).collect();
    assert_eq!(corrected.first(), Some(&"\"2026/1\""), "{}", corrections.html);
    assert!(corrected.contains(&"\"2026/8\""));

    let mayor = tenant.mayor_of(0).await;
    for path in [
        "/reports",
        "/reports/2026-Q1",
        "/reports/2026-Q1/requests",
        "/reports/2026-Q1/requests.csv",
    ] {
        assert_eq!(by(&mayor, &tenant.house, path).await.status, 403, "{path}");
    }
    for path in [
        "/reports/2026-Q5",
        "/reports/x/requests.csv",
        "/reports/2026-Q1/people",
        "/reports/2026-Q1.csv",
    ] {
        assert_eq!(by(&manager, &tenant.house, path).await.status, 404, "{path}");
    }
}

fn in_czech(amount: &Value) -> String {
    amount.as_str().unwrap().replace('.', ",")
}
