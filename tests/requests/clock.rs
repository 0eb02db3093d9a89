//! Terms: within office hours, moved by stops, told day by day.

use super::{CLOSE, OPEN, REOPEN};
use crate::house::{Answer, Client, House, at};
use serde_json::{Value, json};

const SET: &str = "mutation($key: String!, $value: JSON!) { setSetting(input: { key: $key, value: $value, expectedVersion: 0 }) {
    setting { value } userErrors { code path } } }";
const START: &str =
    "mutation($id: ID!) { startRequest(input: { id: $id }) { userErrors { code } } }";
const ASK: &str = "mutation($id: ID!) { askRequester(input: { id: $id, question: \"?\" }) { userErrors { code } } }";
const ANSWER: &str = "mutation($id: ID!) { answerRequest(input: { id: $id, answer: \"!\" }) { userErrors { code } } }";
const CLOCK: &str = "query($id: ID!) { request(id: $id) { overdue dueAt firstAnswerDueAt clock { dueAt firstAnswerDueAt stoppedSince
    officeHoursFromMinute officeHoursToMinute explanation { day kind ranMinutes stoppedMinutes leftMinutes text } } } }";
const LIST: &str = "query($overdue: Boolean!) { requests(filter: { overdue: $overdue }) { totalCount nodes { title } } }";

/// How many are in the list of what is overdue, or of what isn't.
async fn listed(by: &Client, overdue: bool) -> i64 {
    by.done(LIST, json!({ "overdue": overdue })).await.number("/requests/totalCount")
}

/// The days of a clock, each in one line.
fn told(answer: &Answer) -> String {
    let numbers = ["day", "kind", "ranMinutes", "stoppedMinutes", "leftMinutes"];
    let line = |day: &Value| {
        let told = numbers.map(|field| day[field].to_string()).join(" ");
        format!("{told}: {}", day["text"]).replace('"', "")
    };
    let days = answer.list("/request/clock/explanation");
    days.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_term_moves_by_how_long_the_requester_was_waited_for_and_tells_how() {
    let house = House::shared_on("2026-03-30T07:00:00Z").await;
    let tenant = house.tenant("stopped").await;
    let admin = tenant.admin().await;
    for (key, value) in [("office_hours.from_minute", 480), ("office_hours.to_minute", 990)] {
        admin.done(SET, json!({ "key": key, "value": value })).await;
    }
    let clerk = tenant.clerk().await;
    // Of three working days: Tuesday, Wednesday, Thursday; then comes Easter.
    let service = "mutation { overrideService(input: { serviceCode: \"DEV-WASTE\", closeWithin: 3, expectedVersion: 0 }) { userErrors { code } } }";
    admin.done(service, json!({})).await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let id = json!({ "id": id });
    let opened = clerk.done(CLOCK, id.clone()).await;
    assert_eq!(opened.text("/request/dueAt"), "2026-04-02T14:30:00+00:00");
    assert_eq!(opened.number("/request/clock/officeHoursFromMinute"), 480);

    // Asked on Thursday at half past two, answered on Tuesday at nine: 120 and 60 minutes.
    house.tick(at("2026-04-02T12:30:00Z") - house.now());
    let clerk = clerk.again(&house).await;
    clerk.done(START, id.clone()).await;
    clerk.done(ASK, id.clone()).await;
    house.tick(at("2026-04-07T07:00:00Z") - house.now());
    let clerk = clerk.again(&house).await;
    let waiting = clerk.done(CLOCK, id.clone()).await;
    assert!(waiting.text("/request/clock/stoppedSince").starts_with("2026-04-02T12:30:"));
    assert_eq!(*waiting.data("/request/overdue"), false, "its clock stands still");
    assert_eq!(listed(&clerk, true).await, 0);
    assert_eq!(listed(&clerk, false).await, 1);
    clerk.done(ANSWER, id.clone()).await;
    let answered = clerk.done(CLOCK, id.clone()).await;
    assert_eq!(answered.text("/request/dueAt"), "2026-04-07T09:00:00+00:00");
    assert_eq!(answered.text("/request/clock/dueAt"), "2026-04-07T09:00:00+00:00");
    insta::assert_snapshot!(told(&answered), @r"
    2026-03-30 STARTED 0 0 1530: The day on which the term began isn't counted; 1530 min are left.
    2026-03-31 WORKING 510 0 1020: A working day: the term ran for 510 min, stood still for 0 min, 1020 min are left.
    2026-04-01 WORKING 510 0 510: A working day: the term ran for 510 min, stood still for 0 min, 510 min are left.
    2026-04-02 WORKING 390 120 120: A working day: the term ran for 390 min, stood still for 120 min, 120 min are left.
    2026-04-03 DAY_OFF 0 0 120: A day off: Good Friday.
    2026-04-04 WEEKEND 0 0 120: A weekend.
    2026-04-05 WEEKEND 0 0 120: A weekend.
    2026-04-06 DAY_OFF 0 0 120: A day off: Easter Monday.
    2026-04-07 WORKING 120 60 0: A working day: the term ran for 120 min, stood still for 60 min, 0 min are left.
    ");

    // Past it, it is overdue; who asks then moves nothing.
    house.tick(at("2026-04-07T10:00:00Z") - house.now());
    let clerk = clerk.again(&house).await;
    clerk.done(ASK, id.clone()).await;
    let late = clerk.done(CLOCK, id.clone()).await;
    assert_eq!(*late.data("/request/overdue"), true);
    assert_eq!(listed(&clerk, true).await, 1);
    house.tick(chrono::Duration::days(1));
    let clerk = clerk.again(&house).await;
    clerk.done(ANSWER, id.clone()).await;
    assert_eq!(clerk.done(CLOCK, id).await.text("/request/dueAt"), "2026-04-07T09:00:00+00:00");
}

#[tokio::test]
async fn other_office_hours_change_no_term_that_runs() {
    let house = House::shared().await;
    let tenant = house.tenant("hours").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let id = json!({ "id": id });
    let before = clerk.done(CLOCK, id.clone()).await;
    assert!(before.text("/request/dueAt").ends_with("22:00:00+00:00"), "{before}");
    admin.done(SET, json!({ "key": "office_hours.to_minute", "value": 990 })).await;
    let after = clerk.done(CLOCK, id.clone()).await;
    assert_eq!(*after.data("/request"), *before.data("/request"));
    // The term of what is opened again is a new one.
    clerk.done(CLOSE, json!({ "id": id["id"], "outcome": "x" })).await;
    clerk.done(REOPEN, id.clone()).await;
    let again = clerk.done(CLOCK, id).await;
    assert!(again.text("/request/dueAt").ends_with("14:30:00+00:00"), "{again}");
    assert_eq!(again.number("/request/clock/officeHoursToMinute"), 990);
    let input = json!({ "serviceCode": "DEV-WASTE", "title": "T", "memberId": tenant.members[0] });
    let opened = clerk.done(OPEN, json!({ "input": input })).await;
    assert!(opened.text("/openRequest/request/dueAt").ends_with("14:30:00+00:00"), "{opened}");
}

#[tokio::test]
async fn office_hours_that_can_t_be_aren_t_set() {
    let tenant = House::shared().await.tenant("no-hours").await;
    let admin = tenant.admin().await;
    let mut said = Vec::new();
    for (key, value) in [
        ("office_hours.from_minute", json!(-1)),
        ("office_hours.from_minute", json!(721)),
        ("office_hours.to_minute", json!(779)),
        ("office_hours.to_minute", json!(1_441)),
        ("office_hours.to_minute", json!("16:30")),
    ] {
        said.push(admin.ask_with(SET, json!({ "key": key, "value": value })).await.no().to_owned());
    }
    assert_eq!(said.join(" "), "OUT_OF_RANGE OUT_OF_RANGE OUT_OF_RANGE OUT_OF_RANGE WRONG_TYPE");
    // The widest apart and the closest together are hours all the same.
    for (key, value) in [("office_hours.from_minute", 720), ("office_hours.to_minute", 780)] {
        admin.done(SET, json!({ "key": key, "value": value })).await;
    }
    let clerk = tenant.clerk().await;
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let seen = clerk.done(CLOCK, json!({ "id": id })).await;
    assert!(seen.text("/request/dueAt").ends_with("11:00:00+00:00"), "{seen}");
}

#[tokio::test]
async fn what_is_closed_while_the_requester_is_waited_for_is_in_term() {
    let house = House::shared().await;
    let tenant = house.tenant("closed-waiting").await;
    let clerk = tenant.clerk().await;
    let id = json!({ "id": tenant.open(&clerk, "INF-WEB", 0, "Web").await });
    clerk.done(START, id.clone()).await;
    clerk.done(ASK, id.clone()).await;
    let due = clerk.done(CLOCK, id.clone()).await.text("/request/dueAt").to_owned();
    house.tick(chrono::Duration::days(200));
    let clerk = clerk.again(&house).await;
    clerk.done(CLOSE, json!({ "id": id["id"], "outcome": "Bez odpovědi." })).await;
    let closed = clerk.done(CLOCK, id).await;
    assert!(closed.text("/request/dueAt") > due.as_str(), "{closed}");
    assert_eq!(*closed.data("/request/clock/stoppedSince"), Value::Null);
}

#[tokio::test]
async fn what_is_due_soon_is_neither_late_nor_waits_for_anybody() {
    let house = House::shared().await;
    let tenant = house.tenant("soon").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let mut ids = Vec::new();
    for title in ["one", "two"] {
        ids.push(tenant.open(&clerk, "INF-WEB", 0, title).await);
    }
    clerk.done(START, json!({ "id": ids[1] })).await;
    let due = clerk.done(CLOCK, json!({ "id": ids[0] })).await;
    let due = at(due.text("/request/dueAt"));
    let list = "query($soon: Boolean!) { requests(filter: { dueSoon: $soon }, orderBy: { field: OPENED_AT, direction: ASC }) { nodes { title } } }";
    let mut said = Vec::new();
    let minute = chrono::Duration::minutes(1);
    // By default two working days ahead: on the day before the last one it is soon, whatever the hour.
    for (when, then) in [
        ("long before", due - chrono::Duration::days(8)),
        ("the day before", due - chrono::Duration::days(1) - minute),
        ("a minute before", due - minute),
        ("too late", due),
    ] {
        house.tick(then - house.now());
        let clerk = clerk.again(&house).await;
        if when == "a minute before" {
            clerk.done(ASK, json!({ "id": ids[1] })).await;
        }
        for soon in [true, false] {
            let found = clerk.done(list, json!({ "soon": soon })).await;
            let titles = found.each("/requests/nodes", "title").join(" ");
            said.push(format!("{when}, {soon}: ({titles})"));
        }
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    long before, true: ()
    long before, false: (one two)
    the day before, true: (one two)
    the day before, false: ()
    a minute before, true: (one)
    a minute before, false: (two)
    too late, true: ()
    too late, false: (one two)
    ");
    let set = json!({ "key": "requests.due_soon_days", "value": 31 });
    assert_eq!(admin.again(&house).await.ask_with(SET, set).await.no(), "OUT_OF_RANGE");
}
