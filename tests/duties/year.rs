//! A manager's year: what is owed is recorded, in time and too late.

use super::{LIST, RECORD, correct, meeting, record, recorded, withdraw};
use crate::house::model::{brought_to, published_owing};
use crate::house::{Client, House, Tenant, at};
use serde_json::{Value, json};

/// In December, near the end of the year that is told.
const DECEMBER: &str = "2026-12-15T08:00:00Z";

fn duty(kind: &str, times_a_year: i32, due_days: i32, role: Option<&str>) -> Value {
    json!({ "kind": kind, "nameCs": "Povinnost", "nameEn": "Duty", "role": role,
        "timesAYear": times_a_year, "dueDays": due_days })
}

/// A centre that has been there since January, on a version since February.
async fn centre(name: &str) -> Tenant {
    // In a database of its own: other tests' tenants don't begin with this version.
    let house = House::fresh().await;
    house.tick(at(DECEMBER) - house.now());
    let tenant = house.tenant(name).await;
    let owed = json!({
        "DPO": duty("ROLE", 0, 30, Some("DATA_PROTECTION_OFFICER")),
        "MANAGER": duty("ROLE", 0, 30, Some("CENTRE_MANAGER")),
        "MAYORS_MEETING": duty("MEETING", 2, 15, None),
        "NEWSLETTER": duty("NEWSLETTER", 4, 15, None),
        "REPORT": duty("REPORT", 4, 30, None),
        "REVIEW": duty("REPORT", 1, 60, None),
    });
    brought_to(&tenant, &published_owing(&house, owed).await).await;
    let sql = format!(
        "UPDATE tenants SET onboarded_at = '2026-01-02' WHERE id = '{}'",
        uuid::Uuid::from(tenant.id)
    );
    house.database().superuser().await.batch_execute(&sql).await.unwrap();
    tenant
}

/// Where each duty stands as of a day, and each of its terms: `REPORT OVERDUE: MET late, OPEN`.
async fn standing(by: &Client, period: &str, on: Option<&str>) -> Vec<String> {
    let query = "query($period: String!, $on: Date) { duties(period: $period, onDate: $on) { duty { code } state
        terms { state late } } }";
    let answer = by.done(query, json!({ "period": period, "on": on })).await;
    let term = |term: &Value| {
        let late = if term["late"] == json!(true) { " late" } else { "" };
        format!("{}{late}", term["state"].as_str().unwrap())
    };
    let line = |owed: &Value| {
        let terms: Vec<String> = owed["terms"].as_array().unwrap().iter().map(term).collect();
        let state = owed["state"].as_str().unwrap_or("untold");
        let line =
            format!("{} {state}: {}", owed["duty"]["code"].as_str().unwrap(), terms.join(", "));
        line.trim_end_matches(": ").to_owned()
    };
    answer.list("/duties").iter().map(line).collect()
}

async fn of(by: &Client, code: &str, on: &str) -> String {
    let all = standing(by, "2026", Some(on)).await;
    all.into_iter().find(|line| line.starts_with(code)).unwrap_or_default()
}

#[tokio::test]
async fn a_manager_s_year_goes_from_what_is_owed_to_what_is_done() {
    let tenant = centre("owing").await;
    let manager = tenant.manager().await;
    assert_eq!(
        standing(&manager, "2026", Some("2026-05-11")).await,
        [
            "DPO OVERDUE",
            "MANAGER OVERDUE",
            "MAYORS_MEETING OPEN: OPEN, OPEN",
            "NEWSLETTER OVERDUE: OVERDUE, OPEN, OPEN, OPEN",
            "REPORT OVERDUE: OVERDUE, OPEN, OPEN, OPEN",
            "REVIEW OPEN: OPEN",
        ],
        "the manager came in December, and nothing was recorded"
    );

    // A meeting, of which one municipality was missing.
    let met = record(&manager, meeting(&tenant, "2026-03-12")).await;
    insta::assert_snapshot!(met.shown_at("/data/recordDuty/record/attendance/attended"), @"2");
    assert_eq!(met.number("/recordDuty/record/attendance/members"), 3);
    assert_eq!(met.text("/recordDuty/record/dutyCode"), "MAYORS_MEETING");
    let codes = &tenant.association.municipalities;
    let attended = met.data("/recordDuty/record/attendance/attendees");
    assert_eq!(attended[0]["municipality"]["code"], json!(codes[0]));
    assert_eq!(of(&manager, "MAYORS", "2026-12-15").await, "MAYORS_MEETING OPEN: MET, OPEN");
    assert_eq!(of(&manager, "MAYORS", "2026-03-11").await, "MAYORS_MEETING OPEN: OPEN, OPEN");

    // Newsletters: one in time, the second quarter's in July.
    let news =
        |issue: &str, on: &str| json!({ "kind": "NEWSLETTER", "doneOn": on, "issue": issue });
    recorded(&manager, news("1/2026", "2026-03-30")).await;
    let mut second = news("2/2026", "2026-07-20");
    second["dueOn"] = json!("2026-07-15");
    recorded(&manager, second).await;
    assert_eq!(
        of(&manager, "NEWS", "2026-07-19").await,
        "NEWSLETTER OVERDUE: MET, OVERDUE, OPEN, OPEN"
    );
    assert_eq!(
        of(&manager, "NEWS", "2026-07-20").await,
        "NEWSLETTER OPEN: MET, MET late, OPEN, OPEN"
    );

    // A report is overdue, then it is handed in, too late.
    let report = |due: &str, on: &str| json!({ "kind": "REPORT", "dutyCode": "REPORT", "dueOn": due, "doneOn": on, "evidence": "č. j. 12/2026" });
    recorded(&manager, report("2026-04-30", "2026-05-12")).await;
    assert_eq!(
        of(&manager, "REPORT", "2026-05-11").await,
        "REPORT OVERDUE: OVERDUE, OPEN, OPEN, OPEN"
    );
    assert_eq!(
        of(&manager, "REPORT", "2026-05-12").await,
        "REPORT OPEN: MET late, OPEN, OPEN, OPEN"
    );

    assert_eq!(
        standing(&manager, "2026-Q4", None).await,
        [
            "DPO OVERDUE",
            "MANAGER MET",
            "MAYORS_MEETING OPEN: OPEN",
            "NEWSLETTER OPEN: OPEN",
            "REPORT OPEN: OPEN",
            "REVIEW OPEN: OPEN",
        ]
    );
    // Before it was a tenant nothing was owed.
    assert_eq!(standing(&manager, "2025", None).await, ["DPO OVERDUE", "MANAGER MET"]);
}

#[tokio::test]
async fn a_mayor_reads_what_the_centre_owes_and_who_was_there_and_records_nothing() {
    let tenant = centre("read-by-mayors").await;
    let (manager, mayor) = (tenant.manager().await, tenant.mayor_of(0).await);
    recorded(&manager, meeting(&tenant, "2026-03-12")).await;
    let query = "{ duties(period: \"2026-Q2\") { duty { code } since state dueOn terms { startsOn endsOn dueOn state late recorded
        metBy { doneOn recordedBy { displayName } attendance { attended members attendees { id municipality { code } } } } } } }";
    let seen = mayor.done(query, json!({})).await;
    let codes: Vec<&str> =
        seen.list("/duties").iter().map(|owed| owed["duty"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["DPO", "MANAGER", "MAYORS_MEETING", "NEWSLETTER", "REPORT"]);
    let municipalities = &tenant.association.municipalities;
    // Who of the centre has which role isn't theirs to read, nor is another municipality's row.
    assert_eq!(seen.data("/duties/1/state"), &Value::Null);
    assert_eq!(
        seen.data("/duties/2/terms/0"),
        &json!({
            "startsOn": "2026-01-01", "endsOn": "2026-06-30", "dueOn": "2026-07-15", "state": "MET", "late": false, "recorded": 1,
            "metBy": { "doneOn": "2026-03-12", "recordedBy": { "displayName": "manager" }, "attendance": { "attended": 2, "members": 3, "attendees": [
                { "id": tenant.members[0], "municipality": { "code": municipalities[0] } },
            ] } },
        })
    );
    assert_eq!(seen.text("/duties/2/since"), "2026-02-01");
    let staff = manager.done(query, json!({})).await;
    assert_eq!(staff.text("/duties/2/terms/0/metBy/attendance/attendees/1/id"), tenant.members[1]);
    assert_eq!(
        mayor.ask_with(RECORD, json!({ "input": meeting(&tenant, "2026-04-01") })).await.no(),
        "FORBIDDEN"
    );
}

#[tokio::test]
async fn a_record_is_for_a_duty_of_the_version_and_for_one_of_its_due_dates() {
    let tenant = centre("placed").await;
    let manager = tenant.manager().await;
    let report = |said: Value| {
        let mut input = json!({ "kind": "REPORT", "doneOn": "2026-05-12" });
        input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        input
    };
    for (said, code, field) in [
        (json!({}), "REQUIRED", Some("dueOn")),
        (json!({ "dueOn": "2026-04-30" }), "SEVERAL_DUTIES", None),
        (json!({ "dutyCode": "REPORT", "dueOn": "2026-04-29" }), "DUTY_NOT_DUE_THEN", None),
        (json!({ "dutyCode": "REPORT", "dueOn": "2026-10-30" }), "OUT_OF_RANGE", Some("doneOn")),
        (
            json!({ "dutyCode": "MAYORS_MEETING", "dueOn": "2026-04-30" }),
            "MALFORMED",
            Some("dutyCode"),
        ),
        (json!({ "dutyCode": "MANAGER", "dueOn": "2026-04-30" }), "MALFORMED", Some("dutyCode")),
        (json!({ "dutyCode": "NOBODY_S", "dueOn": "2026-04-30" }), "NOT_FOUND", Some("dutyCode")),
    ] {
        let refused = record(&manager, report(said.clone())).await;
        let path = refused.data("/recordDuty/userErrors/0/path").clone();
        let expected = field.map_or(json!([]), |field| json!(["input", field]));
        assert_eq!((refused.no(), path), (code, expected), "{said}");
    }
    // The yearly one, by mistake; it was the second quarter's, and handed in in July.
    let mistaken = json!({ "dutyCode": "REVIEW", "dueOn": "2027-03-01" });
    let id = recorded(&manager, report(mistaken)).await;
    assert_eq!(of(&manager, "REVIEW", "2026-12-15").await, "REVIEW MET: MET");
    let right = json!({ "dutyCode": "REPORT", "dueOn": "2026-07-30", "doneOn": "2026-07-30" });
    let corrected = correct(&manager, &id, 1, right).await;
    assert_eq!(corrected.number("/correctDuty/record/version"), 2);
    assert_eq!(of(&manager, "REVIEW", "2026-12-15").await, "REVIEW OPEN: OPEN");
    assert_eq!(
        of(&manager, "REPORT", "2026-12-15").await,
        "REPORT OVERDUE: OVERDUE, MET, OVERDUE, OPEN"
    );
    assert!(withdraw(&manager, &id, 2, "Nikdy neodešla.").await.is_done());
    assert_eq!(
        of(&manager, "REPORT", "2026-12-15").await,
        "REPORT OVERDUE: OVERDUE, OVERDUE, OVERDUE, OPEN"
    );
}

#[tokio::test]
async fn where_no_version_says_what_is_owed_there_is_still_what_was_done() {
    let tenant = House::shared().await.tenant("without-model").await;
    let clerk = tenant.clerk().await;
    assert_eq!(standing(&clerk, "2026", None).await, [""; 0]);
    for input in [
        meeting(&tenant, "2026-01-20"),
        json!({ "kind": "REPORT", "doneOn": "2026-02-10", "dueOn": "2026-01-31" }),
        json!({ "kind": "NEWSLETTER", "doneOn": "2026-03-01", "issue": " Zpravodaj 1 " }),
    ] {
        let answer = record(&clerk, input).await;
        assert!(answer.is_done(), "{answer}");
        assert_eq!(answer.data("/recordDuty/record/dutyCode"), &Value::Null);
    }
    let page =
        |filter: Value, after: Value| json!({ "filter": filter, "first": 2, "after": after });
    let first = clerk.done(LIST, page(json!(null), json!(null))).await;
    assert_eq!(first.each("/dutyRecords/nodes", "doneOn"), ["2026-03-01", "2026-02-10"]);
    assert_eq!(first.number("/dutyRecords/totalCount"), 3);
    assert_eq!(first.text("/dutyRecords/nodes/0/issue"), "Zpravodaj 1");
    let end = first.data("/dutyRecords/pageInfo/endCursor").clone();
    let second = clerk.done(LIST, page(json!(null), end)).await;
    assert_eq!(second.each("/dutyRecords/nodes", "doneOn"), ["2026-01-20"]);
    assert_eq!(second.data("/dutyRecords/pageInfo/hasNextPage"), &json!(false));
    for (filter, days) in [
        (json!({ "kind": "REPORT" }), vec!["2026-02-10"]),
        (json!({ "from": "2026-02-10" }), vec!["2026-03-01", "2026-02-10"]),
        (json!({ "to": "2026-02-10", "withdrawn": false }), vec!["2026-02-10", "2026-01-20"]),
        (json!({ "withdrawn": true }), vec![]),
        (json!({ "dutyCode": "REPORT" }), vec![]),
    ] {
        let found = clerk.done(LIST, page(filter.clone(), json!(null))).await;
        assert_eq!(found.each("/dutyRecords/nodes", "doneOn"), days, "{filter}");
    }
    let other = tenant.house.tenant("sees-none").await.manager().await;
    let nothing = other.done(LIST, page(json!(null), json!(null))).await;
    assert_eq!(nothing.number("/dutyRecords/totalCount"), 0);
}
