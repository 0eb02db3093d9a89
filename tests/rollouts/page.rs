//! The coordinator's page of roll-outs: it shows what the contract tells, to who may see it.

use super::desk::{Desk, run_dry};
use crate::house::{Client, House, Tenant};
use crate::overview::shown::{Shown, by, is_a_page_without_scripts};
use serde_json::{Value, json};

/// A roll-out that its gate has stopped: alfa waits for a decision, gama was put off.
async fn scene() -> (Desk, Value, Vec<Tenant>) {
    let house = House::fresh().await;
    let desk = Desk::of(&house).await;
    let tenants = house.tenants(&["alfa", "beta", "gama"]).await;
    let set = "mutation { setSetting(input: { key: \"tokens.longest_days\", value: 60, expectedVersion: 0 }) { setting { value } userErrors { code } } }";
    tenants[0].admin().await.done(set, json!({})).await;
    let version = desk.publish(None, &[("tokens.longest_days", json!(30), true)]).await;
    let waves = json!([{ "name": "Pilot", "tenantIds": [tenants[0].id.to_string(), tenants[1].id.to_string()] },
        { "name": "Ostatní <b>", "percent": 100 }]);
    let planned = desk.plan(&version, waves, json!({})).await;
    let defer = "mutation($input: DeferRolloutInput!) { deferRollout(input: $input) { rolloutTenant { state } userErrors { code } } }";
    let input = json!({ "rolloutId": planned["id"], "tenantId": tenants[2].id.to_string(), "reason": "Volby do zastupitelstva.",
        "until": "2026-03-20", "expectedVersion": 1 });
    desk.start(&planned).await;
    desk.coordinator.done(defer, json!({ "input": input })).await;
    let told = "{ viewer { notifications(first: 5) { nodes { kind subject } } } }";
    let told = tenants[2].admin().await.done(told, json!({})).await;
    let expected = json!([{ "kind": "rollout.deferred", "subject": planned["id"] }]);
    assert_eq!(told.data("/viewer/notifications/nodes"), &expected, "who is put off is told");
    run_dry(&house).await;
    (desk, planned["id"].clone(), tenants)
}

async fn page(desk: &Desk, who: &Client, id: &Value) -> Shown {
    by(who, &desk.house, &format!("/overview/rollouts/{}", id.as_str().unwrap())).await
}

#[tokio::test]
async fn it_shows_waves_gates_who_is_where_and_who_was_put_off_and_why() {
    let (desk, id, tenants) = scene().await;
    let told = desk.now(&id).await;
    let shown = page(&desk, &desk.coordinator, &id).await;
    assert_eq!(shown.status, 200, "{}", shown.html);
    is_a_page_without_scripts(&shown);
    for wave in told["waves"].as_array().unwrap() {
        assert!(shown.html.contains(&format!("<tr data-wave=\"{}\"", wave["number"])));
    }
    let red = &told["red"][0];
    assert_eq!((&told["state"], &red["figure"]), (&json!("PAUSED"), &json!("OPEN_CONFLICTS")));
    let sentence = format!(
        "Centra s nerozhodnutými rozpory: {} / {} ({} ‰, mez {} ‰).",
        red["count"], red["of"], red["permille"], red["limitPermille"]
    );
    assert!(shown.html.contains(&sentence), "{sentence}\n{}", shown.html);
    for told in desk.tenants(&id).await {
        let (slug, state) =
            (told["tenant"]["slug"].as_str().unwrap(), told["state"].as_str().unwrap());
        assert!(
            shown.html.contains(&format!("<tr data-tenant=\"{slug}\" data-state=\"{state}\">")),
            "{told}"
        );
    }
    assert!(
        shown.html.contains("Volby do zastupitelstva. do 20.\u{a0}3.\u{a0}2026"),
        "{}",
        shown.html
    );
    assert!(
        shown.html.contains("Ostatní &lt;b&gt;") && !shown.html.contains("<b>"),
        "a name is no markup"
    );
    let listed = by(&desk.coordinator, &desk.house, "/overview/rollouts").await;
    assert_eq!(listed.status, 200);
    assert!(listed.html.contains(&format!("href=\"/overview/rollouts/{}\"", id.as_str().unwrap())));
    assert!(
        listed.html.contains("zastavila brána") && listed.html.contains("→ 1"),
        "{}",
        listed.html
    );
    assert!(!tenants.is_empty());
}

#[tokio::test]
async fn who_may_not_see_roll_outs_sees_no_page_of_them() {
    let (desk, id, tenants) = scene().await;
    // A tenant's people who read roll-outs see their own lines by the contract, and no roll-out: it isn't there for them.
    for (who, of_one, of_all) in [
        (tenants[0].admin().await, 404, 403),
        (tenants[0].clerk().await.client, 403, 403),
        (tenants[0].mayor_of(0).await.client, 403, 403),
        (desk.approver.clone(), 200, 200),
        (desk.house.of_the_nation("auditor").await, 200, 200),
    ] {
        assert_eq!(page(&desk, &who, &id).await.status, of_one);
        assert_eq!(by(&who, &desk.house, "/overview/rollouts").await.status, of_all);
    }
    let nobody = crate::overview::shown::asked(&desk.house, "/overview/rollouts", &[]).await;
    assert_eq!(nobody.status, 401);
    let unknown = json!("rollout_01h455vb4pex5vsknk084sn02q");
    assert_eq!(page(&desk, &desk.coordinator, &unknown).await.status, 404);
}

#[tokio::test]
async fn a_region_s_coordinator_sees_the_tenants_of_the_region_and_runs_nothing() {
    let house = House::fresh().await;
    let (association, region) = house.association_elsewhere("sever").await;
    let own = Tenant::onboard(&house, association).await;
    let other = house.tenant("jih").await;
    let desk = Desk::of(&house).await;
    let version = desk.publish(None, &[("tokens.longest_days", json!(90), false)]).await;
    let planned =
        desk.plan(&version, json!([{ "name": "Všichni", "percent": 100 }]), json!({})).await;
    desk.start(&planned).await;
    run_dry(&house).await;
    let coordinator = house.coordinator_of(&region).await;
    let query = "query($id: ID!) { rollout(id: $id) { state tenants { nodes { tenant { slug } state } } } drift { nodes { tenant { slug } } } }";
    let seen = coordinator.done(query, json!({ "id": planned["id"] })).await;
    let slugs = |pointer: &str| -> Vec<String> {
        seen.list(pointer)
            .iter()
            .map(|node| node["tenant"]["slug"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(slugs("/rollout/tenants/nodes"), [own.slug()]);
    assert_eq!(slugs("/drift/nodes"), [own.slug()]);
    let shown = by(
        &coordinator,
        &house,
        &format!("/overview/rollouts/{}", planned["id"].as_str().unwrap()),
    )
    .await;
    assert!(
        shown.html.contains(own.slug()) && !shown.html.contains(other.slug()),
        "{}",
        shown.html
    );
    let refused = desk.does(&coordinator, "rollBackRollout", &planned["id"], &json!(2)).await;
    assert_eq!(refused.code(), "FORBIDDEN");
}
