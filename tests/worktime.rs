//! What the centre's people are employed for, what they worked, and what becomes of their months.

mod at_once;
mod employments;
mod timesheets;
mod worklog;

use crate::house::tenant::Person;
use crate::house::{Answer, Client, Tenant};
use serde_json::{Value, json};

const START: &str = "mutation($input: StartEmploymentInput!) { startEmployment(input: $input) { employment { id role
    fteThousandths startsOn endsOn version participant { displayName } } userErrors { code path } } }";
const CHANGE: &str = "mutation($input: ChangeEmploymentInput!) { changeEmployment(input: $input) { employment { id role
    fteThousandths startsOn endsOn version } userErrors { code path currentVersion } } }";
const END: &str = "mutation($input: EndEmploymentInput!) { endEmployment(input: $input) { employment { endsOn version }
    userErrors { code path currentVersion } } }";
const LOG: &str = "mutation($input: LogWorkInput!) { logWork(input: $input) { entry { id timesheetId workedOn minutes kind note
    takesChanges version participant { displayName } employment { id role } service { code } activity { output } }
    warnings { reason day minutes limitMinutes employment { role } } userErrors { code path } } }";
const CORRECT: &str = "mutation($input: CorrectWorkInput!) { correctWork(input: $input) { entry { workedOn minutes kind note version
    employment { role } service { code } activity { output } } warnings { reason day minutes limitMinutes }
    userErrors { code path currentVersion } } }";
const REMOVE: &str = "mutation($input: RemoveWorkInput!) { removeWork(input: $input) { timesheet { state workMinutes }
    userErrors { code path currentVersion } } }";
const SHEET: &str = "timesheet { id month state version workMinutes leaveMinutes sicknessMinutes submittedAt decidedBy { displayName }
    decidedAt reason parts { askedMinutes workMinutes leaveMinutes sicknessMinutes employment { role } }
    warnings { reason day minutes limitMinutes employment { role } } } userErrors { code path currentVersion }";

/// Somebody with half a post of a clerk from the beginning of the year before last.
pub async fn half_clerk(tenant: &Tenant) -> Person {
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    employ(&admin, &clerk, "CLERK", 500).await;
    clerk
}

/// The id of a new employment.
pub async fn employ(by: &Client, who: &Person, role: &str, fte: i32) -> String {
    let input = json!({ "participantId": who.id, "role": role, "fteThousandths": fte, "startsOn": "2024-01-01" });
    let started = by.done(START, json!({ "input": input })).await;
    started.text("/startEmployment/employment/id").to_owned()
}

pub async fn log(by: &Client, day: &str, minutes: i32, said: Value) -> Answer {
    let mut input = json!({ "workedOn": day, "minutes": minutes });
    input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
    by.ask_with(LOG, json!({ "input": input })).await
}

/// The id of a new entry, and of its month.
pub async fn logged(by: &Client, day: &str, minutes: i32, said: Value) -> (String, String) {
    let answer = log(by, day, minutes, said).await;
    assert!(answer.is_done(), "{answer}");
    let of = |name: &str| answer.text(&format!("/logWork/entry/{name}")).to_owned();
    (of("id"), of("timesheetId"))
}

/// Asks for a step of a month: `submit`, `approve`, or `return` with a reason.
pub async fn step(by: &Client, what: &str, month: &str, version: i64) -> Answer {
    let title = format!("{}{}", what[..1].to_uppercase(), &what[1..]);
    let query = format!(
        "mutation($input: {title}TimesheetInput!) {{ {what}Timesheet(input: $input) {{ {SHEET} }} }}"
    );
    let mut input = json!({ "id": month, "expectedVersion": version });
    if what == "return" {
        input["reason"] = json!("Chybí pondělí.");
    }
    by.ask_with(&query, json!({ "input": input })).await
}

/// What somebody was told, the newest first.
async fn told(who: &Client) -> Vec<String> {
    let query = "{ viewer { notifications { nodes { kind } } } }";
    let answer = who.done(query, json!({})).await;
    let kinds = answer.each("/viewer/notifications/nodes", "kind");
    kinds.into_iter().filter(|kind| kind.starts_with("timesheet.")).map(str::to_owned).collect()
}
