//! Roll-outs of the centre model.

mod at_once;
mod desk;
mod gates;
mod guide;
mod killed;
mod later;
mod page;
mod planned;
mod told;
mod undone;

use crate::house::model::published;
use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};

const ROLLOUT: &str = "id name state fromVersionId toVersionId minimumSoakMinutes wave reason version
    gates { failedPermille conflictsPermille overdueRisePermille errorsRisePermille } red { figure }
    plan { tenants changes withConflicts hash } waves { number name tenantCount startedAt states { state count } gate { figure count of isRed } }";
const LINE: &str = "rolloutId wave state fromVersionId toVersionId openConflicts version beforeHash afterHash
    tenant { slug } changes { subject outcome conflict base ours theirs before after nearest resolutions }
    decisions { subject resolution byTenant reason } edited failure reason until";

/// A version that locks how long tokens last, and closes waste's requests later.
async fn stricter(house: &House) -> String {
    let settings = json!({ "tokens.longest_days": {
        "value": 90, "isLocked": true, "narrows": { "least": null, "most": null, "words": null } } });
    let services = json!({ "DEV-WASTE": { "isOffered": null, "closeDays": 20, "isLocked": false, "isWithdrawn": false } });
    published(house, settings, services).await
}

/// Lets a tenant have values of its own: of how long tokens last, and of when waste's requests are closed.
async fn differs(tenant: &Tenant) {
    let set = "mutation { setSetting(input: { key: \"tokens.longest_days\", value: 200, expectedVersion: 0 }) { userErrors { code } }
        overrideService(input: { serviceCode: \"DEV-WASTE\", closeWithin: 9, expectedVersion: 0 }) { userErrors { code } } }";
    tenant.admin().await.done(set, json!({})).await;
}

/// Does something, by the name of its mutation.
async fn ask(by: &Client, field: &str, selected: &str, input: Value) -> Answer {
    let mut title = field.to_owned();
    title.get_mut(..1).unwrap().make_ascii_uppercase();
    let query = format!(
        "mutation($input: {title}Input!) {{ {field}(input: $input) {{ {selected} userErrors {{ code path currentVersion }} }} }}"
    );
    by.ask_with(&query, json!({ "input": input })).await
}

/// Plans a roll-out to a version, in these waves.
async fn plan(by: &Client, to: &str, waves: Value) -> Answer {
    let input =
        json!({ "name": "Jaro", "toVersionId": to, "minimumSoakMinutes": 60, "waves": waves });
    ask(by, "planRollout", &format!("rollout {{ {ROLLOUT} }}"), input).await
}

/// Starts a roll-out as it was planned.
async fn start(by: &Client, planned: &Answer) -> Answer {
    let rollout = planned.data("/planRollout/rollout");
    let input = json!({
        "rolloutId": rollout["id"], "planHash": rollout["plan"]["hash"], "expectedVersion": rollout["version"],
    });
    ask(by, "startRollout", &format!("rollout {{ {ROLLOUT} }}"), input).await
}

/// Everybody in one wave.
fn everybody() -> Value {
    json!([{ "name": "Všichni", "percent": 100 }])
}

fn id_of(tenant: &Tenant) -> String {
    tenant.id.to_string()
}
