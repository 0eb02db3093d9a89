//! Two coordinators act at the same moment: one wins, the other is told, and nothing is half done.

use super::desk::{Desk, run_dry};
use crate::figures::rows;
use crate::house::{Answer, House};
use serde_json::{Value, json};

/// The codes of what two were answered, in order; `""`: it was done.
fn codes(answers: [&Answer; 2]) -> Vec<String> {
    let code = |answer: &&Answer| {
        let data = answer.body["data"].as_object().expect("data");
        let payload = data.values().next().expect("a field");
        payload["userErrors"][0]["code"].as_str().unwrap_or_default().to_owned()
    };
    let mut codes: Vec<String> = answers.iter().map(code).collect();
    codes.sort();
    codes
}

async fn scene() -> (Desk, String, Vec<crate::house::Tenant>) {
    let house = House::fresh().await;
    let desk = Desk::of(&house).await;
    let tenants = house.tenants(&["alfa", "beta", "gama", "delta"]).await;
    let version = desk.publish(None, &[("tokens.longest_days", json!(90), false)]).await;
    (desk, version, tenants)
}

fn everybody() -> Value {
    json!([{ "name": "Všichni", "percent": 100 }])
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_plans_that_are_started_at_once_one_is() {
    let (desk, version, _tenants) = scene().await;
    let other = desk.house.another_coordinator("druhá").await;
    let whatever_fails = json!({ "gates": { "failedPermille": 1000 } });
    let one = desk.plan(&version, everybody(), whatever_fails.clone()).await;
    let two = desk.plan(&version, everybody(), whatever_fails).await;
    let (first, second) =
        tokio::join!(desk.starts(&desk.coordinator, &one), desk.starts(&other, &two));
    assert_eq!(codes([&first, &second]), ["", "ROLLOUT_ACTIVE"]);
    run_dry(&desk.house).await;
    let states =
        [desk.now(&one["id"]).await, desk.now(&two["id"]).await].map(|one| one["state"].clone());
    assert!(states.contains(&json!("DONE")) && states.contains(&json!("PLANNED")), "{states:?}");
    // What the other planned is true no more: nobody is where it thought.
    let late = if states[0] == "PLANNED" { &one } else { &two };
    desk.start(late).await;
    run_dry(&desk.house).await;
    let failures: Vec<Value> =
        desk.tenants(&late["id"]).await.iter().map(|tenant| tenant["failure"].clone()).collect();
    assert_eq!(failures, vec![json!("PLAN_STALE"); 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_plan_is_started_once() {
    let (desk, version, _tenants) = scene().await;
    let other = desk.house.another_coordinator("druhá").await;
    let planned = desk.plan(&version, everybody(), json!({})).await;
    let (first, second) =
        tokio::join!(desk.starts(&desk.coordinator, &planned), desk.starts(&other, &planned));
    assert_eq!(codes([&first, &second]), ["", "STALE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_resumption_and_a_roll_back_at_once_the_slower_one_is_stale() {
    let (desk, version, _tenants) = scene().await;
    let other = desk.house.another_coordinator("druhá").await;
    let planned = desk.plan(&version, everybody(), json!({ "minimumSoakMinutes": 60 })).await;
    let id = &planned["id"];
    desk.start(&planned).await;
    let paused = desk.does(&desk.coordinator, "pauseRollout", id, &json!(2)).await;
    assert!(paused.is_done(), "{paused}");
    let read = json!(3);
    let (resumed, undone) = tokio::join!(
        desk.does(&desk.coordinator, "resumeRollout", id, &read),
        desk.does(&other, "rollBackRollout", id, &read)
    );
    assert_eq!(codes([&resumed, &undone]), ["", "STALE"]);
    let state = desk.now(id).await;
    assert_eq!(state["version"], 4, "{state}");
    // Twice is once too often.
    let twice = desk.does(&desk.coordinator, "pauseRollout", id, &json!(2)).await;
    assert_eq!(codes([&twice, &twice]), ["STALE", "STALE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_pause_and_a_resumption_that_read_the_same_only_the_pause_is_done() {
    let (desk, version, _tenants) = scene().await;
    let other = desk.house.another_coordinator("druhá").await;
    let planned = desk.plan(&version, everybody(), json!({ "minimumSoakMinutes": 60 })).await;
    let id = &planned["id"];
    desk.start(&planned).await;
    let read = json!(2);
    let (paused, resumed) = tokio::join!(
        desk.does(&desk.coordinator, "pauseRollout", id, &read),
        desk.does(&other, "resumeRollout", id, &read)
    );
    assert!(paused.is_done(), "{paused}");
    // It came after the pause, or before it, when there was nothing to resume.
    let code = resumed.data("/resumeRollout/userErrors/0/code");
    assert!(code == "STALE" || code == "WRONG_ROLLOUT_STATE", "{resumed}");
    let now = desk.now(id).await;
    assert_eq!((&now["state"], &now["version"]), (&json!("PAUSED"), &json!(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_withdrawn_or_rolled_out_and_not_both() {
    let (desk, version, _tenants) = scene().await;
    let planned = desk.plan(&version, everybody(), json!({})).await;
    let other = desk.house.another_coordinator("druhá").await;
    let withdraw = "mutation($id: ID!) { withdrawCentreModel(input: { id: $id }) { version { state } userErrors { code } } }";
    let withdrawing = desk.coordinator.ask_with(withdraw, json!({ "id": version }));
    let (started, withdrawn) = tokio::join!(desk.starts(&other, &planned), withdrawing);
    let codes = codes([&started, &withdrawn]);
    assert!(
        codes == ["", "VERSION_IN_ROLLOUT"] || codes == ["", "VERSION_WITHDRAWN"],
        "{started}\n{withdrawn}"
    );
    run_dry(&desk.house).await;
    let admin = desk.house.database().superuser().await;
    let half = "SELECT m.tenant_id FROM tenant_models m JOIN centre_model_versions v ON v.id = m.version_id WHERE v.withdrawn_at < m.since";
    assert_eq!(rows(&admin, half).await, [""; 0], "nobody was brought to what was withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_changes_a_value_after_the_plan_is_refused_as_stale_and_planned_anew() {
    let (desk, version, tenants) = scene().await;
    let planned =
        desk.plan(&version, everybody(), json!({ "gates": { "failedPermille": 1000 } })).await;
    let set = "mutation { setSetting(input: { key: \"tokens.longest_days\", value: 20, expectedVersion: 0 }) { setting { value } userErrors { code } } }";
    tenants[0].admin().await.done(set, json!({})).await;
    desk.start(&planned).await;
    run_dry(&desk.house).await;
    let told = desk.tenants(&planned["id"]).await;
    let states: Vec<&Value> = told.iter().map(|tenant| &tenant["state"]).collect();
    assert_eq!(states, ["FAILED", "APPLIED", "APPLIED", "APPLIED"], "{told:?}");
    assert_eq!(told[0]["failure"], "PLAN_STALE");
    let model = "{ tenant { model { version { number } } } }";
    let as_it_was = tenants[0].admin().await.done(model, json!({})).await;
    assert_eq!(as_it_was.data("/tenant/model"), &Value::Null, "it is where it was: on none");

    // The roll-out has come to its end; another one brings it there.
    assert_eq!(desk.now(&planned["id"]).await["state"], "DONE");
    let again = desk.plan(&version, everybody(), json!({})).await;
    assert_eq!(again["plan"]["tenants"], 1);
    desk.start(&again).await;
    run_dry(&desk.house).await;
    let there = tenants[0].admin().await.done(model, json!({})).await;
    assert_eq!(there.data("/tenant/model/version/number"), 1);
    let own = "{ setting(key: \"tokens.longest_days\") { value origin } }";
    let own = tenants[0].admin().await.done(own, json!({})).await;
    assert_eq!(
        own.data("/setting"),
        &json!({ "value": 20, "origin": "TENANT" }),
        "no local value is lost"
    );
}
