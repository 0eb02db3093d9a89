//! A worker that is killed again and again while it brings tenants to a version, and back: nobody is brought there twice or half.

use super::desk::{Desk, run_dry};
use crate::figures::rows;
use crate::histories::Worker;
use crate::house::House;
use serde_json::{Value, json};
use std::time::Duration;
use tokio_postgres::Client;

const TENANTS: usize = 100;
/// So often on the way there, where there is twice as much to do, and so often on the way back.
const THERE: usize = 65;
const BACK: usize = 35;
/// After it was seen to do something, a worker lives for so long at most.
const LIFE: Duration = Duration::from_millis(10);
/// How long a worker may take until it does something.
const PATIENCE: Duration = Duration::from_secs(60);

/// Rows that are half done: none may be.
const HALF_DONE: &str = "WITH told AS (SELECT l.*, m.version_id, s.value,
    (SELECT count(*) FROM events e WHERE e.tenant_id = l.tenant_id AND e.kind = 'rollout.announced') AS announced,
    (SELECT count(*) FROM events e WHERE e.tenant_id = l.tenant_id AND e.kind = 'rollout.applied') AS applied,
    (SELECT count(*) FROM events e WHERE e.tenant_id = l.tenant_id AND e.kind = 'rollout.rolled_back') AS rolled_back,
    (SELECT count(*) FROM notifications n WHERE n.tenant_id = l.tenant_id) AS notices
  FROM rollout_tenants l LEFT JOIN tenant_models m USING (tenant_id)
  LEFT JOIN tenant_settings s ON s.tenant_id = l.tenant_id AND s.key = 'tokens.longest_days')
  SELECT tenant_id, state, announced, applied, rolled_back, notices, version_id, value FROM told
  WHERE CASE state
    WHEN 'WAITING' THEN (announced, applied, rolled_back) <> (0, 0, 0) OR version_id = to_id
    WHEN 'ANNOUNCED' THEN (announced, applied, rolled_back) <> (1, 0, 0) OR version_id = to_id
    WHEN 'BLOCKED' THEN (announced, applied, rolled_back) <> (1, 0, 0) OR version_id = to_id
    WHEN 'APPLIED' THEN (announced, applied, rolled_back) <> (1, 1, 0) OR version_id IS DISTINCT FROM to_id OR value <> 'null'
    WHEN 'ROLLED_BACK' THEN (announced, applied, rolled_back) <> (1, 1, 1) OR version_id = to_id OR value = 'null'
    ELSE true END
   OR notices <> announced + applied + rolled_back";

async fn count(admin: &Client, sql: &str) -> i64 {
    admin.query_one(sql, &[]).await.unwrap().get(0)
}

/// Kills workers at random points of their work until it was done so often, or there is no more work; answers how often.
async fn kill(admin: &Client, url: &str, left: &str, times: usize) -> usize {
    let mut killed = 0;
    while killed < times {
        let before = count(admin, left).await;
        if before == 0 {
            break;
        }
        let worker = Worker::started(url);
        let deadline = tokio::time::Instant::now() + PATIENCE;
        // It is at work once something is done.
        let mut again = tokio::time::interval(Duration::from_millis(3));
        while count(admin, left).await == before {
            assert!(tokio::time::Instant::now() < deadline, "the worker does nothing");
            again.tick().await;
        }
        let life = LIFE.mul_f64(rand::random());
        tokio::time::sleep(life).await;
        drop(worker);
        killed += 1;
        assert_eq!(
            rows(admin, HALF_DONE).await,
            [""; 0],
            "killed for the {killed}th time, after {life:?}"
        );
    }
    killed
}

/// Of tenants that haven't been told, or brought there.
const TO_GO: &str = "SELECT count(*) * 2 - count(*) FILTER (WHERE state <> 'WAITING') FROM rollout_tenants WHERE state IN ('WAITING', 'ANNOUNCED', 'BLOCKED')";
const TO_COME_BACK: &str = "SELECT count(*) FROM rollout_tenants WHERE state = 'APPLIED'";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_killed_nobody_is_brought_there_twice_or_half() {
    let house = House::fresh().await;
    let desk = Desk::of(&house).await;
    let first = desk.publish(None, &[("tokens.longest_days", json!(90), false)]).await;
    let names: Vec<String> = (0..TENANTS).map(|number| format!("svazek{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for tenant in house.tenants(&names).await {
        let set = "mutation { setSetting(input: { key: \"tokens.longest_days\", value: 60, expectedVersion: 0 }) { setting { value } userErrors { code } } }";
        tenant.admin().await.done(set, json!({})).await;
    }
    let second = desk.publish(Some(&first), &[("tokens.longest_days", json!(30), true)]).await;
    let waves = json!([{ "name": "Všichni", "percent": 100 }]);
    let gates = json!({ "gates": { "conflictsPermille": 1000 } });
    let planned = desk.plan(&second, waves, gates).await;
    let id = &planned["id"];
    for tenant in desk.tenants(id).await {
        let decide = "mutation($input: ResolveConflictInput!) { resolveConflict(input: $input) { rolloutTenant { openConflicts } userErrors { code } } }";
        let input = json!({ "rolloutId": id, "tenantId": tenant["tenant"]["id"], "subject": "setting:tokens.longest_days",
            "resolution": "DROP_OURS", "reason": "Jednotně.", "expectedVersion": tenant["version"] });
        desk.coordinator.done(decide, json!({ "input": input })).await;
    }
    desk.start(&planned).await;

    let (admin, url) = (house.database().superuser().await, house.database().url());
    let there = kill(&admin, &url, TO_GO, THERE).await;
    let left_there = count(&admin, TO_GO).await;
    run_dry(&house).await;
    assert_eq!(rows(&admin, HALF_DONE).await, [""; 0]);
    assert_eq!(desk.now(id).await["state"], "DONE");

    // Programs in a process of their own go by this machine's clock, and the house by its own.
    let version = desk.now(id).await["version"].clone();
    let undone = desk.does(&desk.coordinator, "rollBackRollout", id, &version).await;
    assert!(undone.is_done(), "{undone}");
    let back = kill(&admin, &url, TO_COME_BACK, BACK).await;
    let left_back = count(&admin, TO_COME_BACK).await;
    run_dry(&house).await;
    assert_eq!(rows(&admin, HALF_DONE).await, [""; 0]);
    println!(
        "measured: {there} workers were killed on the way there, {back} on the way back; {left_there} and {left_back} steps were left"
    );
    assert_eq!((there, back), (THERE, BACK), "there was too little to do");

    let tenants = desk.tenants(id).await;
    assert_eq!(tenants.len(), TENANTS);
    for tenant in tenants {
        let hashes = (&tenant["beforeHash"], &tenant["afterHash"]);
        assert_eq!(tenant["state"], Value::from("ROLLED_BACK"));
        assert!(hashes.0.is_string() && hashes.0 == hashes.1, "byte for byte as before: {tenant}");
    }
}
