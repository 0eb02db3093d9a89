//! Tenants that come later, or not at all, or once more.

use super::desk::{Desk, run_dry};
use crate::house::{House, Tenant};
use chrono::Duration;
use serde_json::{Value, json};

/// A plan for some tenants, whose first wave are so many of them.
async fn scene(slugs: &[&str], first: usize) -> (Desk, Value, Vec<Tenant>) {
    let house = House::fresh().await;
    let desk = Desk::of(&house).await;
    let tenants = house.tenants(slugs).await;
    let version = desk.publish(None, &[("tokens.longest_days", json!(90), false)]).await;
    let ids = |of: &[Tenant]| of.iter().map(|one| one.id.to_string()).collect::<Vec<_>>();
    let (pilot, others) = tenants.split_at(first);
    let mut waves = vec![json!({ "name": "Pilot", "tenantIds": ids(pilot) })];
    if !others.is_empty() {
        waves.push(json!({ "name": "Ostatní", "tenantIds": ids(others) }));
    }
    let soak = if others.is_empty() { 0 } else { 60 };
    let more = json!({ "gates": { "failedPermille": 1000 }, "minimumSoakMinutes": soak });
    let planned = desk.plan(&version, waves.into(), more).await;
    (desk, planned, tenants)
}

/// Does something with one tenant; answers its state, or why not.
async fn does(desk: &Desk, what: &str, (id, tenant): (&Value, &Tenant), more: Value) -> String {
    let kind = format!("{}{}Input", what[..1].to_uppercase(), &what[1..]);
    let mut input = json!({ "rolloutId": id, "tenantId": tenant.id.to_string() });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let query = format!(
        "mutation($input: {kind}!) {{ {what}(input: $input) {{ rolloutTenant {{ state version }} userErrors {{ code }} }} }}"
    );
    let told = desk.coordinator.ask_with(&query, json!({ "input": input })).await;
    let payload = told.data(&format!("/{what}"));
    let state =
        payload["rolloutTenant"]["state"].as_str().or(payload["userErrors"][0]["code"].as_str());
    state.unwrap_or_else(|| panic!("{told}")).to_owned()
}

async fn states(desk: &Desk, id: &Value) -> Vec<String> {
    let tenants = desk.tenants(id).await;
    tenants.iter().map(|tenant| tenant["state"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_put_off_comes_after_the_last_day_and_keeps_the_roll_out_open() {
    let (desk, planned, tenants) = scene(&["alfa", "beta"], 2).await;
    let (id, place) = (&planned["id"], (&planned["id"], &tenants[0]));
    let early = json!({ "reason": "Volby.", "until": "2026-03-05", "expectedVersion": 1 });
    assert_eq!(
        does(&desk, "deferRollout", place, early.clone()).await,
        "WRONG_ROLLOUT_STATE",
        "a plan stays as it was hashed"
    );
    desk.start(&planned).await;
    for (until, code) in [("2026-03-01", "OUT_OF_RANGE"), ("2026-06-01", "OUT_OF_RANGE")] {
        let wrong = json!({ "reason": "Volby.", "until": until, "expectedVersion": 1 });
        assert_eq!(does(&desk, "deferRollout", place, wrong).await, code, "{until}");
    }
    let long = "a".repeat(2_001);
    for (reason, code) in
        [("  ", "REQUIRED"), (long.as_str(), "TOO_LONG"), ("Volby\u{0}", "MALFORMED")]
    {
        let wrong = json!({ "reason": reason, "until": "2026-03-05", "expectedVersion": 1 });
        assert_eq!(does(&desk, "deferRollout", place, wrong).await, code);
    }
    assert_eq!(does(&desk, "deferRollout", place, early).await, "DEFERRED");
    run_dry(&desk.house).await;
    assert_eq!(states(&desk, id).await, ["DEFERRED", "APPLIED"]);
    assert_eq!(desk.now(id).await["state"], "RUNNING", "somebody is still to come");
    desk.house.tick(Duration::days(3));
    run_dry(&desk.house).await;
    assert_eq!(
        states(&desk, id).await,
        ["DEFERRED", "APPLIED"],
        "the 5th is the last day of waiting"
    );
    desk.house.tick(Duration::days(1));
    run_dry(&desk.house).await;
    assert_eq!(states(&desk, id).await, ["APPLIED", "APPLIED"]);
    assert_eq!(desk.now(id).await["state"], "DONE");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_skipped_is_taken_up_again_with_a_plan_of_its_own() {
    let (desk, planned, tenants) = scene(&["alfa", "beta"], 2).await;
    let place = (&planned["id"], &tenants[0]);
    desk.start(&planned).await;
    let skip = json!({ "reason": "Mění manažera.", "expectedVersion": 1 });
    assert_eq!(does(&desk, "skipInRollout", place, skip.clone()).await, "SKIPPED");
    assert_eq!(does(&desk, "skipInRollout", place, skip).await, "STALE", "twice");
    // What it sets meanwhile is in its new plan.
    let set = "mutation { setSetting(input: { key: \"tokens.longest_days\", value: 20, expectedVersion: 0 }) { setting { value } userErrors { code } } }";
    tenants[0].admin().await.done(set, json!({})).await;
    assert_eq!(
        does(&desk, "retryInRollout", place, json!({ "expectedVersion": 2 })).await,
        "ANNOUNCED"
    );
    run_dry(&desk.house).await;
    assert_eq!(states(&desk, &planned["id"]).await, ["APPLIED", "APPLIED"]);
    let tenant = desk.tenants(&planned["id"]).await.remove(0);
    let outcomes: Vec<&Value> =
        tenant["changes"].as_array().unwrap().iter().map(|change| &change["outcome"]).collect();
    assert_eq!(outcomes, ["KEPT"], "{tenant}");
    let late = json!({ "expectedVersion": tenant["version"] });
    assert_eq!(does(&desk, "retryInRollout", place, late).await, "WRONG_ROLLOUT_STATE", "too late");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_told_and_isn_t_reached_before_a_roll_back_is_told_that_nothing_comes() {
    let (desk, planned, tenants) = scene(&["alfa", "beta", "gama"], 1).await;
    let (id, put_off) = (&planned["id"], (&planned["id"], &tenants[2]));
    desk.start(&planned).await;
    run_dry(&desk.house).await;
    let volby = json!({ "reason": "Volby.", "until": "2026-03-05", "expectedVersion": 2 });
    assert_eq!(does(&desk, "deferRollout", put_off, volby).await, "DEFERRED");
    assert_eq!(states(&desk, id).await, ["APPLIED", "ANNOUNCED", "DEFERRED"]);
    let version = desk.now(id).await["version"].clone();
    let undone = desk.does(&desk.coordinator, "rollBackRollout", id, &version).await;
    assert!(undone.is_done(), "{undone}");
    // What isn't reached yet is no longer anybody's to put off or to take up.
    let again = json!({ "expectedVersion": 3 });
    assert_eq!(does(&desk, "retryInRollout", put_off, again).await, "WRONG_ROLLOUT_STATE");
    let later = json!({ "reason": "Volby.", "until": "2026-03-06", "expectedVersion": 3 });
    assert_eq!(does(&desk, "deferRollout", put_off, later).await, "WRONG_ROLLOUT_STATE");

    run_dry(&desk.house).await;
    assert_eq!(states(&desk, id).await, ["ROLLED_BACK", "SKIPPED", "SKIPPED"]);
    assert_eq!(desk.now(id).await["state"], "ROLLED_BACK");
    let notices = "{ viewer { notifications(first: 9) { nodes { kind } } } }";
    let told = tenants[1].admin().await.done(notices, json!({})).await;
    let kinds = json!([{ "kind": "rollout.skipped" }, { "kind": "rollout.announced" }]);
    assert_eq!(told.data("/viewer/notifications/nodes"), &kinds);
}
