//! Gates: each figure is what SQL counts of the wave's own tenants, a red one pauses, and two people force it.

use super::desk::{Desk, run_dry};
use crate::figures::rows;
use crate::house::{House, Tenant};
use chrono::Duration;
use serde_json::{Value, json};

/// How many requests a tenant opens, so that shares of them say something.
const REQUESTS: usize = 6;

async fn scene() -> (Desk, Value, Vec<Tenant>) {
    let house = House::fresh().await;
    let desk = Desk::of(&house).await;
    let tenants = house.tenants(&["alfa", "beta", "gama"]).await;
    for tenant in &tenants {
        let clerk = tenant.clerk().await;
        for number in 0..REQUESTS {
            tenant.open(&clerk, "DEV-WASTE", 0, &format!("Věc {number}")).await;
        }
    }
    house.catch_up().await;
    let version = desk.publish(None, &[("tokens.longest_days", json!(90), false)]).await;
    let waves = json!([{ "name": "Pilot", "tenantIds": [tenants[0].id.to_string(), tenants[1].id.to_string()] },
        { "name": "Ostatní", "percent": 100 }]);
    let planned = desk.plan(&version, waves, json!({ "minimumSoakMinutes": 30 })).await;
    desk.start(&planned).await;
    run_dry(&house).await;
    (desk, planned["id"].clone(), tenants)
}

fn reading<'r>(rollout: &'r Value, figure: &str) -> &'r Value {
    let gate = rollout["waves"][0]["gate"].as_array().unwrap();
    gate.iter().find(|reading| reading["figure"] == figure).unwrap()
}

/// A figure as `count/of`.
fn share(reading: &Value) -> String {
    format!("{}/{}", reading["count"], reading["of"])
}

/// What servers counted of a tenant in the house's minute.
async fn tally(desk: &Desk, tenant: &Tenant, (answered, internal, timed_out): (i64, i64, i64)) {
    let admin = desk.house.database().superuser().await;
    let insert = format!(
        "INSERT INTO operation_tallies VALUES ('{}', date_trunc('minute', '{}'::timestamptz), 'requests', {answered}, {internal}, {timed_out})
         ON CONFLICT (tenant_id, minute, operation) DO UPDATE SET answered = operation_tallies.answered + {answered},
           internal = operation_tallies.internal + {internal}, timed_out = operation_tallies.timed_out + {timed_out}",
        uuid::Uuid::from(tenant.id),
        desk.house.now().to_rfc3339()
    );
    admin.batch_execute(&insert).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_the_wave_s_own_tenants_pause_it_and_nobody_else_s_do() {
    let (desk, id, tenants) = scene().await;
    // Of a tenant that isn't in the wave.
    tally(&desk, &tenants[2], (1_000, 1_000, 0)).await;
    tally(&desk, &tenants[0], (100, 0, 0)).await;
    run_dry(&desk.house).await;
    let now = desk.now(&id).await;
    assert_eq!(
        (&now["state"], share(reading(&now, "OPERATION_ERRORS"))),
        (&json!("RUNNING"), "0/100".into())
    );

    tally(&desk, &tenants[1], (100, 3, 1)).await;
    run_dry(&desk.house).await;
    let now = desk.now(&id).await;
    assert_eq!(now["state"], "PAUSED");
    let red = &now["red"][0];
    assert_eq!(
        (share(red), &red["figure"], &red["permille"]),
        ("4/200".into(), &json!("OPERATION_ERRORS"), &json!(20))
    );
    let admin = desk.house.database().superuser().await;
    let counted = "SELECT concat(sum(internal + timed_out), '/', sum(answered)) FROM operation_tallies WHERE tenant_id IN
        (SELECT tenant_id FROM rollout_tenants WHERE wave = 1)";
    assert_eq!(rows(&admin, counted).await, [share(red)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_became_overdue_in_the_wave_pause_it() {
    let (desk, id, _tenants) = scene().await;
    let now = desk.now(&id).await;
    assert_eq!(share(reading(&now, "OVERDUE_REQUESTS")), "0/12");
    // Longer than any service takes.
    desk.house.tick(Duration::days(120));
    let desk = Desk { coordinator: desk.coordinator.again(&desk.house).await, ..desk };
    run_dry(&desk.house).await;
    let now = desk.now(&id).await;
    let reading = reading(&now, "OVERDUE_REQUESTS");
    assert_eq!((&now["state"], &reading["isRed"]), (&json!("PAUSED"), &json!(true)), "{now}");
    let admin = desk.house.database().superuser().await;
    let counted = format!(
        "SELECT concat(count(*) FILTER (WHERE due_at < '{}'), '/', count(*)) FROM requests WHERE closed_at IS NULL AND tenant_id IN
         (SELECT tenant_id FROM rollout_tenants WHERE wave = 1)",
        desk.house.now().to_rfc3339()
    );
    assert_eq!(rows(&admin, &counted).await, [share(reading)]);
    assert_eq!(reading["beforePermille"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn tenants_that_can_t_be_brought_there_pause_it() {
    let house = House::fresh().await;
    let desk = Desk::of(&house).await;
    let tenants = house.tenants(&["alfa", "beta", "gama"]).await;
    let version = desk.publish(None, &[("tokens.longest_days", json!(90), false)]).await;
    let waves = json!([{ "name": "Všichni", "percent": 100 }]);
    let planned = desk.plan(&version, waves, json!({})).await;
    // It isn't as it was planned any more.
    let set = "mutation { setSetting(input: { key: \"tokens.longest_days\", value: 20, expectedVersion: 0 }) { setting { value } userErrors { code } } }";
    tenants[1].admin().await.done(set, json!({})).await;
    desk.start(&planned).await;
    run_dry(&house).await;
    let now = desk.now(&planned["id"]).await;
    let red = &now["red"][0];
    assert_eq!(
        (&now["state"], &red["figure"]),
        (&json!("PAUSED"), &json!("FAILED_APPLICATIONS")),
        "{now}"
    );
    let admin = house.database().superuser().await;
    let counted = "SELECT concat(count(*) FILTER (WHERE state = 'FAILED'), '/', count(*)) FROM rollout_tenants WHERE state IN ('FAILED', 'APPLIED')";
    assert_eq!(rows(&admin, counted).await, [share(red)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_red_gate_is_forced_by_two_people_and_by_nobody_alone() {
    let (desk, id, tenants) = scene().await;
    let early = desk.does(&desk.coordinator, "forceGate", &id, &json!(2)).await;
    assert_eq!(early.data("/forceGate/userErrors/0/code"), "WRONG_ROLLOUT_STATE");
    tally(&desk, &tenants[0], (100, 50, 0)).await;
    run_dry(&desk.house).await;
    let version = |rollout: Value| rollout["version"].clone();
    // Whoever just goes on is stopped again.
    let read = version(desk.now(&id).await);
    let resumed = desk.does(&desk.coordinator, "resumeRollout", &id, &read).await;
    assert!(resumed.is_done(), "{resumed}");
    run_dry(&desk.house).await;
    assert_eq!(desk.now(&id).await["state"], "PAUSED");

    let read = version(desk.now(&id).await);
    let asked = desk.does(&desk.coordinator, "forceGate", &id, &read).await;
    assert_eq!(asked.data("/forceGate/rollout/state"), "PAUSED", "{asked}");
    let read = version(desk.now(&id).await);
    let alone = desk.does(&desk.coordinator, "forceGate", &id, &read).await;
    assert_eq!(alone.data("/forceGate/userErrors/0/code"), "SECOND_PERSON_NEEDED");
    let forced = desk.does(&desk.approver, "forceGate", &id, &read).await;
    assert_eq!(forced.data("/forceGate/rollout/state"), "RUNNING", "{forced}");
    run_dry(&desk.house).await;
    assert_eq!(desk.now(&id).await["state"], "RUNNING", "it is red still, and goes on");
    desk.house.tick(Duration::minutes(31));
    run_dry(&desk.house).await;
    let now = desk.now(&id).await;
    assert_eq!(
        (&now["wave"], &now["waves"][0]["forceReason"]),
        (&json!(2), &json!("Zkouška")),
        "{now}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wave_waits_its_time_before_the_next_one_begins() {
    let (desk, id, _tenants) = scene().await;
    desk.house.tick(Duration::minutes(29));
    run_dry(&desk.house).await;
    let now = desk.now(&id).await;
    assert_eq!((&now["wave"], &now["waves"][1]["startedAt"]), (&json!(1), &Value::Null));
    desk.house.tick(Duration::minutes(2));
    run_dry(&desk.house).await;
    let now = desk.now(&id).await;
    assert_eq!((&now["wave"], &now["state"]), (&json!(2), &json!("RUNNING")));
    desk.house.tick(Duration::minutes(31));
    run_dry(&desk.house).await;
    assert_eq!(desk.now(&id).await["state"], "DONE");
}
