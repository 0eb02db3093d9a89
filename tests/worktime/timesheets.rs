//! Submitting months, approving and returning them.

use super::{CORRECT, REMOVE, employ, half_clerk, log, logged, step, told};
use crate::house::{Client, House, Tenant};
use serde_json::{Value, json};

#[tokio::test]
async fn a_month_is_submitted_returned_with_a_reason_and_approved() {
    let tenant = House::shared().await.tenant("month").await;
    let (clerk, manager) = (half_clerk(&tenant).await, tenant.manager().await);
    let (entry, month) = logged(&clerk, "2026-02-10", 300, json!({})).await;
    let correct = |version: i32| json!({ "input": { "id": entry, "expectedVersion": version, "minutes": 400 + version } });
    let remove = json!({ "input": { "id": entry, "expectedVersion": 1 } });
    let is_closed = async || {
        for no in [
            clerk.ask_with(CORRECT, correct(1)).await,
            clerk.ask_with(REMOVE, remove.clone()).await,
            log(&clerk, "2026-02-11", 60, json!({})).await,
            step(&clerk, "submit", &month, 2).await,
        ] {
            assert_eq!(no.no(), "MONTH_HANDED_IN", "{no}");
        }
    };
    assert_eq!(step(&manager, "approve", &month, 1).await.no(), "TIMESHEET_NOT_SUBMITTED");
    let submitted = step(&clerk, "submit", &month, 1).await;
    assert_eq!(submitted.text("/submitTimesheet/timesheet/state"), "SUBMITTED");
    assert_eq!(told(&manager).await, ["timesheet.submitted"]);
    assert_eq!(told(&tenant.chair().await.client).await, [""; 0]);
    is_closed().await;

    assert_eq!(step(&manager, "return", &month, 1).await.no(), "STALE");
    let returned = step(&manager, "return", &month, 2).await;
    assert_eq!(returned.text("/returnTimesheet/timesheet/reason"), "Chybí pondělí.");
    assert_eq!(returned.text("/returnTimesheet/timesheet/decidedBy/displayName"), "manager");
    assert_eq!(told(&clerk).await, ["timesheet.returned"]);
    assert!(clerk.ask_with(CORRECT, correct(1)).await.is_done());
    let again = step(&clerk, "submit", &month, 3).await;
    assert_eq!(*again.data("/submitTimesheet/timesheet/reason"), Value::Null);

    let approved = step(&manager, "approve", &month, 4).await;
    insta::assert_snapshot!(approved.shown_at("/data/approveTimesheet/timesheet/parts"), @r#"
    [
      {
        "askedMinutes": 4800,
        "employment": {"role":"CLERK"},
        "leaveMinutes": 0,
        "sicknessMinutes": 0,
        "workMinutes": 401
      }
    ]
    "#);
    assert_eq!(told(&clerk).await, ["timesheet.approved", "timesheet.returned"]);
    is_closed().await;
    for what in ["approve", "return"] {
        assert_eq!(step(&manager, what, &month, 5).await.no(), "TIMESHEET_NOT_SUBMITTED");
    }
}

#[tokio::test]
async fn nobody_approves_their_own_and_the_manager_s_goes_to_the_chair() {
    let tenant = House::shared().await.tenant("own-month").await;
    let (manager, chair) = (tenant.manager().await, tenant.chair().await);
    employ(&tenant.admin().await, &manager, "CENTRE_MANAGER", 1000).await;
    let (_, month) = logged(&manager, "2026-02-10", 480, json!({})).await;
    step(&manager, "submit", &month, 1).await;
    assert_eq!(told(&manager).await, [""; 0]);
    assert_eq!(told(&chair).await, ["timesheet.submitted"]);
    for what in ["approve", "return"] {
        assert_eq!(step(&manager, what, &month, 2).await.no(), "OWN_TIMESHEET");
    }
    for who in
        [&tenant.clerk().await.client, &tenant.admin().await, &tenant.mayor_of(0).await.client]
    {
        assert_eq!(step(who, "approve", &month, 2).await.no(), "FORBIDDEN");
    }
    assert!(step(&chair, "approve", &month, 2).await.is_done());
    assert_eq!(told(&manager).await, ["timesheet.approved"]);
}

#[tokio::test]
async fn a_month_that_hasn_t_begun_isn_t_submitted_and_a_reason_is_some_words() {
    let tenant = House::shared().await.tenant("early-month").await;
    let (clerk, manager) = (half_clerk(&tenant).await, tenant.manager().await);
    let (_, april) = logged(&clerk, "2026-04-01", 240, json!({ "kind": "LEAVE" })).await;
    assert_eq!(step(&clerk, "submit", &april, 1).await.no(), "MONTH_NOT_BEGUN");
    let (_, march) = logged(&clerk, "2026-03-02", 240, json!({})).await;
    assert!(step(&clerk, "submit", &march, 1).await.is_done());
    let query = "mutation($id: ID!, $reason: String!) { returnTimesheet(input: { id: $id, expectedVersion: 2, reason: $reason }) { userErrors { code } } }";
    for (reason, code) in [("  ".to_owned(), "REQUIRED"), ("x".repeat(1001), "TOO_LONG")] {
        let no = manager.ask_with(query, json!({ "id": march, "reason": reason })).await;
        assert_eq!(no.no(), code);
    }
}

/// What the program tells of months is what somebody counts who has the tables and a calendar, and nothing of ours.
#[tokio::test]
async fn sums_are_those_of_an_independent_count() {
    let tenant = House::shared().await.tenant("summed-months").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let posts = [
        employ(&admin, &clerk, "CLERK", 333).await,
        employ(&admin, &clerk, "LEGAL_ADVISER", 667).await,
    ];
    let kinds = ["WORK", "LEAVE", "SICKNESS"];
    for number in 0..60_usize {
        let month = ["2025-12", "2026-01", "2026-02"][number % 3];
        let day = format!("{month}-{:02}", 1 + number * 7 % 28);
        let said = json!({ "employmentId": posts[number / 3 % 2], "kind": kinds[number / 5 % 3] });
        let minutes = i32::try_from(17 + number * 31 % 250).unwrap();
        logged(&clerk, &day, minutes, said).await;
    }
    let list = format!("{{ timesheets {{ nodes {{ {SHEETS} }} }} }}");
    let seen = tenant.manager().await.done(&list, json!({})).await;
    let counted = counted(&tenant).await;
    assert_eq!(counted.len(), 6);
    let told: Vec<String> = seen.list("/timesheets/nodes").iter().flat_map(told_of).collect();
    assert_eq!(told, counted);
    for sheet in seen.list("/timesheets/nodes") {
        for kind in ["workMinutes", "leaveMinutes", "sicknessMinutes"] {
            let parts = sheet["parts"].as_array().unwrap().iter();
            let sum: i64 = parts.map(|part| part[kind].as_i64().unwrap()).sum();
            assert_eq!(sheet[kind], sum);
        }
    }
}

const SHEETS: &str = "month workMinutes leaveMinutes sicknessMinutes
    parts { askedMinutes workMinutes leaveMinutes sicknessMinutes employment { role } }";

fn told_of(sheet: &Value) -> Vec<String> {
    let part = |part: &Value| {
        let of = |name: &str| part[name].as_i64().unwrap();
        format!(
            "{} {} {} {} {} {}",
            sheet["month"].as_str().unwrap(),
            part["employment"]["role"].as_str().unwrap(),
            of("askedMinutes"),
            of("workMinutes"),
            of("leaveMinutes"),
            of("sicknessMinutes")
        )
    };
    sheet["parts"].as_array().unwrap().iter().map(part).collect()
}

/// The same by SQL of the tables: working days by the weekday and a list of days off that was written by hand.
async fn counted(tenant: &Tenant) -> Vec<String> {
    let client = tenant.house.database().superuser().await;
    let sql = "WITH days AS (SELECT day::date, date_trunc('month', day)::date AS month FROM generate_series(date '2025-12-01', date '2026-02-28', '1 day') day
          WHERE extract(isodow FROM day) < 6 AND day::date NOT IN ('2025-12-24', '2025-12-25', '2025-12-26', '2026-01-01')),
        asked AS (SELECT e.id, e.role, d.month, round(count(*) * 480 * e.fte_thousandths / 1000.0) AS minutes
          FROM employments e, days d WHERE e.tenant_id = $1::text::uuid GROUP BY e.id, e.role, e.fte_thousandths, d.month)
        SELECT concat_ws(' ', a.month, a.role, a.minutes,
          (SELECT coalesce(sum(w.minutes), 0) FROM worklog_entries w WHERE w.employment_id = a.id AND date_trunc('month', w.worked_on) = a.month AND w.kind = 'WORK'),
          (SELECT coalesce(sum(w.minutes), 0) FROM worklog_entries w WHERE w.employment_id = a.id AND date_trunc('month', w.worked_on) = a.month AND w.kind = 'LEAVE'),
          (SELECT coalesce(sum(w.minutes), 0) FROM worklog_entries w WHERE w.employment_id = a.id AND date_trunc('month', w.worked_on) = a.month AND w.kind = 'SICKNESS'))
        FROM asked a ORDER BY a.month DESC, a.id";
    let rows = client.query(sql, &[&uuid::Uuid::from(tenant.id).to_string()]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn months_are_found_by_whose_when_and_where_they_stand() {
    let tenant = House::shared().await.tenant("found-months").await;
    let (clerk, manager) = (half_clerk(&tenant).await, tenant.manager().await);
    let (_, january) = logged(&clerk, "2026-01-05", 60, json!({})).await;
    logged(&clerk, "2026-02-10", 60, json!({})).await;
    step(&clerk, "submit", &january, 1).await;
    let list = "query($filter: TimesheetFilter) { timesheets(filter: $filter) { totalCount nodes { month } } }";
    let months = async |by: &Client, filter: Value| {
        let answer = by.done(list, json!({ "filter": filter })).await;
        answer.each("/timesheets/nodes", "month").join(" ")
    };
    assert_eq!(months(&manager, json!(null)).await, "2026-02-01 2026-01-01");
    assert_eq!(months(&manager, json!({ "state": "SUBMITTED" })).await, "2026-01-01");
    assert_eq!(months(&manager, json!({ "month": "2026-02-28" })).await, "2026-02-01");
    assert_eq!(months(&clerk, json!({ "participantId": clerk.id })).await, "2026-02-01 2026-01-01");
    assert_eq!(months(&tenant.specialist().await.client, json!(null)).await, "");
    let one = "query($id: ID!) { timesheet(id: $id) { month } }";
    let seen = tenant.specialist().await.done(one, json!({ "id": january })).await;
    assert_eq!(*seen.data("/timesheet"), Value::Null);
}
