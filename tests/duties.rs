//! What a centre owes by its version of the centre model, and what of it was done: meetings with who attended, newsletters,
//! reports.

mod at_once;
mod closed;
mod refused;
mod year;

use crate::house::{Answer, Client, Tenant};
use serde_json::{Value, json};

const RECORD: &str = "mutation($input: RecordDutyInput!) { recordDuty(input: $input) { record { id kind dutyCode doneOn period dueOn
    evidence issue version recordedBy { displayName } withdrawnAt
    attendance { attended members attendees { id municipality { code } } } } userErrors { code path } } }";
const CORRECT: &str = "mutation($input: CorrectDutyInput!) { correctDuty(input: $input) { record { kind dutyCode doneOn dueOn evidence issue
    version recordedBy { displayName } attendance { attended members } } userErrors { code path currentVersion } } }";
const WITHDRAW: &str = "mutation($input: WithdrawDutyInput!) { withdrawDuty(input: $input) { record { version withdrawnAt
    withdrawnBy { displayName } withdrawalReason } userErrors { code path currentVersion } } }";
const LIST: &str = "query($filter: DutyRecordFilter, $first: Int, $after: String) { dutyRecords(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id kind doneOn issue withdrawalReason } } }";

async fn record(by: &Client, input: Value) -> Answer {
    by.ask_with(RECORD, json!({ "input": input })).await
}

/// The id of a new record.
async fn recorded(by: &Client, input: Value) -> String {
    let answer = record(by, input).await;
    assert!(answer.is_done(), "{answer}");
    answer.text("/recordDuty/record/id").to_owned()
}

/// Corrects the version that is given.
async fn correct(by: &Client, id: &str, version: i64, said: Value) -> Answer {
    let mut input = json!({ "id": id, "expectedVersion": version });
    input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
    by.ask_with(CORRECT, json!({ "input": input })).await
}

async fn withdraw(by: &Client, id: &str, version: i64, reason: &str) -> Answer {
    let input = json!({ "id": id, "expectedVersion": version, "reason": reason });
    by.ask_with(WITHDRAW, json!({ "input": input })).await
}

/// A meeting on a day of its first two municipalities.
fn meeting(tenant: &Tenant, on: &str) -> Value {
    json!({ "kind": "MEETING", "doneOn": on, "attendedBy": tenant.members[..2] })
}
