//! A roll-back: all is in force as before, to the byte; and what a tenant changed in between is as the tenant made it.

use super::desk::{Desk, run_dry};
use crate::house::model::published;
use crate::house::{House, Tenant};
use serde_json::{Value, json};

const OWN: &str = "{ setting(key: \"tokens.longest_days\") { value origin version } }";

async fn sets(tenant: &Tenant, value: i64, version: i64) {
    let set = "mutation($value: JSON!, $version: Int!) { setSetting(input: { key: \"tokens.longest_days\", value: $value, expectedVersion: $version }) {
        setting { value } userErrors { code } } }";
    tenant.admin().await.done(set, json!({ "value": value, "version": version })).await;
}

async fn own(tenant: &Tenant) -> Value {
    tenant.admin().await.done(OWN, json!({})).await.data("/setting").clone()
}

/// Three tenants that a version doesn't fit, which is planned for them: two by a value that it bounds, one by open requests.
async fn misfits() -> (Desk, Value, Vec<Tenant>) {
    let house = House::fresh().await;
    let desk = Desk::of(&house).await;
    let tenants = house.tenants(&["alfa", "beta", "gama"]).await;
    for tenant in &tenants[..2] {
        sets(tenant, 60, 0).await;
    }
    let clerk = tenants[2].clerk().await;
    tenants[2].open(&clerk, "DEV-WASTE", 0, "Běží").await;
    let narrower = json!({ "tokens.longest_days": {
        "value": 20, "isLocked": false, "narrows": { "least": null, "most": 30, "words": null } } });
    let services = json!({ "DEV-WASTE": { "isOffered": null, "closeDays": null, "isLocked": false, "isWithdrawn": true } });
    let version = published(&house, narrower, services).await;
    let waves = json!([{ "name": "Všichni", "percent": 100 }]);
    let planned =
        desk.plan(&version, waves, json!({ "gates": { "conflictsPermille": 1000 } })).await;
    let lines = desk.tenants(&planned["id"]).await;
    let conflicts: Vec<(&Value, &Value)> = lines
        .iter()
        .flat_map(|line| line["changes"].as_array().unwrap())
        .filter(|change| change["outcome"] == "CONFLICT")
        .map(|change| (&change["conflict"], &change["resolutions"]))
        .collect();
    let narrowed = (&json!("OUT_OF_BOUNDS"), &json!(["TAKE_THEIRS", "DROP_OURS", "ADJUST"]));
    let in_use = (&json!("SERVICE_WITHDRAWN"), &json!(["TAKE_THEIRS"]));
    assert_eq!(conflicts, [narrowed, narrowed, in_use]);
    (desk, planned, tenants)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_adjusted_comes_back_unless_the_tenant_has_changed_it_since() {
    let (desk, planned, tenants) = misfits().await;
    let (house, id) = (desk.house.clone(), &planned["id"]);
    desk.start(&planned).await;
    run_dry(&house).await;
    let resolve = "mutation($input: ResolveConflictInput!) { resolveConflict(input: $input) { rolloutTenant { state } userErrors { code } } }";
    for (tenant, (subject, resolution)) in tenants.iter().zip([
        ("setting:tokens.longest_days", "ADJUST"),
        ("setting:tokens.longest_days", "ADJUST"),
        ("offer:DEV-WASTE", "TAKE_THEIRS"),
    ]) {
        let input = json!({ "rolloutId": id, "tenantId": tenant.id.to_string(), "subject": subject,
            "resolution": resolution, "expectedVersion": 2 });
        tenant.admin().await.done(resolve, json!({ "input": input })).await;
    }
    run_dry(&house).await;
    assert_eq!(desk.now(id).await["state"], "DONE");
    for tenant in &tenants[..2] {
        assert_eq!(
            own(tenant).await,
            json!({ "value": 30, "origin": "TENANT", "version": 2 }),
            "the nearest that may be"
        );
    }
    sets(&tenants[1], 25, 2).await;

    let version = desk.now(id).await["version"].clone();
    let undone = desk.does(&desk.coordinator, "rollBackRollout", id, &version).await;
    assert!(undone.is_done(), "{undone}");
    run_dry(&house).await;
    assert_eq!(own(&tenants[0]).await, json!({ "value": 60, "origin": "TENANT", "version": 3 }));
    assert_eq!(
        own(&tenants[1]).await,
        json!({ "value": 25, "origin": "TENANT", "version": 3 }),
        "its own edit"
    );
    let lines = desk.tenants(id).await;
    let edited: Vec<&Value> = lines.iter().map(|line| &line["edited"]).collect();
    assert_eq!(edited, [&json!([]), &json!(["setting:tokens.longest_days"]), &json!([])]);
    for (line, is_as_before) in lines.iter().zip([true, false, true]) {
        assert_eq!(line["beforeHash"] == line["afterHash"], is_as_before, "{line}");
    }
    // Twice is done already: nobody is left to be brought back.
    let version = desk.now(id).await["version"].clone();
    let again = desk.does(&desk.coordinator, "rollBackRollout", id, &version).await;
    assert!(again.is_done(), "{again}");
    run_dry(&house).await;
    assert_eq!(desk.now(id).await["state"], "ROLLED_BACK");
    assert_eq!(own(&tenants[0]).await["value"], 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_decides_its_own_conflicts_and_sees_no_other_tenant_s() {
    let house = House::fresh().await;
    let desk = Desk::of(&house).await;
    let tenants = house.tenants(&["alfa", "beta"]).await;
    for tenant in &tenants {
        sets(tenant, 60, 0).await;
    }
    let version = desk.publish(None, &[("tokens.longest_days", json!(30), true)]).await;
    let waves = json!([{ "name": "Všichni", "percent": 100 }]);
    let planned =
        desk.plan(&version, waves, json!({ "gates": { "conflictsPermille": 1000 } })).await;
    desk.start(&planned).await;
    run_dry(&house).await;
    let (alfa, id) = (tenants[0].admin().await, &planned["id"]);
    let resolve = "mutation($input: ResolveConflictInput!) { resolveConflict(input: $input) { rolloutTenant { state } userErrors { code } } }";
    let decide = async |whose: &Tenant, subject: &str, resolution: &str| {
        let input = json!({ "rolloutId": id, "tenantId": whose.id.to_string(), "subject": subject,
            "resolution": resolution, "expectedVersion": 2 });
        let told = alfa.ask_with(resolve, json!({ "input": input })).await;
        told.data("/resolveConflict/userErrors/0/code").as_str().unwrap_or_default().to_owned()
    };
    let subject = "setting:tokens.longest_days";
    assert_eq!(decide(&tenants[1], subject, "TAKE_THEIRS").await, "NOT_FOUND");
    assert_eq!(
        decide(&tenants[0], "setting:benefits.methods", "TAKE_THEIRS").await,
        "NO_SUCH_CONFLICT"
    );
    assert_eq!(decide(&tenants[0], subject, "ADJUST").await, "NO_SUCH_RESOLUTION");
    assert_eq!(decide(&tenants[0], subject, "TAKE_THEIRS").await, "");
    assert_eq!(decide(&tenants[0], subject, "DROP_OURS").await, "STALE");
    let seen = "{ tenant { rollouts { tenant { slug } decisions { subject } } } }";
    let seen = alfa.done(seen, json!({})).await;
    assert_eq!(seen.list("/tenant/rollouts").len(), 1);
    assert_eq!(seen.data("/tenant/rollouts/0/tenant/slug"), tenants[0].slug());
    let all = "query($id: ID!) { rollout(id: $id) { name } drift { totalCount } }";
    let all = alfa.ask_with(all, json!({ "id": id })).await;
    assert_eq!((all.data("/rollout"), all.code()), (&Value::Null, "FORBIDDEN"), "{all}");
}
