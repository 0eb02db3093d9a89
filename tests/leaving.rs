//! A municipality leaves its association on a day: its people lose their reach by the clock, and it gets its own cases.

mod export;
mod files;
mod reach;

use crate::house::{Answer, Client, Tenant};
use serde_json::{Value, json};

/// Writes down that the i-th municipality leaves.
async fn leave(by: &Client, tenant: &Tenant, member: usize, day: &str) -> Answer {
    leave_by_id(by, &json!(tenant.members[member]), day).await
}

async fn leave_by_id(by: &Client, member: &Value, day: &str) -> Answer {
    let query = "mutation($member: ID!, $day: Date!) { endMembership(input: { memberId: $member, leftOn: $day }) {
        member { id leftOn municipality { code } } userErrors { code path } } }";
    by.ask_with(query, json!({ "member": member, "day": day })).await
}
