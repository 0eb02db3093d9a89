//! A version in force in a tenant: what it says counts there, and what the tenant may still say itself.

use super::{Nation, thirty_days};
use crate::house::{Answer, Client};
use serde_json::{Value, json};

const SERVICE: &str = "offered closeWithin nationalCloseWithin origin locked lockedBy version
    offeredLayers { layer value standing } closeWithinLayers { layer value standing }";

async fn set(by: &Client, key: &str, value: Value, version: i32) -> Answer {
    let query = "mutation($input: SetSettingInput!) { setSetting(input: $input) { setting { value origin version } userErrors { code path } } }";
    let input = json!({ "key": key, "value": value, "expectedVersion": version });
    by.ask_with(query, json!({ "input": input })).await
}

async fn setting(by: &Client, key: &str) -> Value {
    let query = "query($key: String!) { setting(key: $key) { value origin locked lockedBy bounds { maximum } layers { layer value standing } } }";
    by.done(query, json!({ "key": key })).await.data("/setting").clone()
}

async fn service(by: &Client, code: &str) -> Value {
    let query = format!("query($code: String!) {{ service(code: $code) {{ {SERVICE} }} }}");
    by.done(&query, json!({ "code": code })).await.data("/service").clone()
}

async fn override_service(by: &Client, input: Value) -> Answer {
    let query = "mutation($input: OverrideServiceInput!) { overrideService(input: $input) { service { version } userErrors { code path } } }";
    by.ask_with(query, json!({ "input": input })).await
}

/// As if a roll-out had brought all tenants to the newest version.
async fn bring_all(nation: &Nation) {
    nation
        .execute(
            "INSERT INTO tenant_models (tenant_id, version_id, since) SELECT t.id, v.id, now() FROM tenants t,
                (SELECT id FROM centre_model_versions ORDER BY number DESC LIMIT 1) v WHERE t.kind = 'ASSOCIATION'
             ON CONFLICT (tenant_id) DO UPDATE SET version_id = excluded.version_id, since = excluded.since",
        )
        .await;
}

/// Asks until it is done: what a process remembers of a tenant's settings it forgets within a second.
async fn done_soon(by: &Client, query: &str, variables: Value) {
    let began = std::time::Instant::now();
    loop {
        let answer = by.ask_with(query, variables.clone()).await;
        if answer.is_done() {
            return;
        }
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{answer}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_value_of_the_version_counts_until_the_tenant_sets_its_own_and_a_lock_binds_it() {
    let nation = Nation::new().await;
    let five = json!({ "key": "tokens.longest_days", "value": 5, "bounds": { "maximum": 40 } });
    let first = nation.saying(None, five).await;
    let tenant = nation.house.tenant("bound").await;
    let admin = tenant.admin().await;
    let key = "tokens.longest_days";
    assert_eq!(
        setting(&admin, key).await,
        json!({ "value": 5, "origin": "MODEL", "locked": false, "lockedBy": null, "bounds": { "maximum": 40 },
            "layers": [{ "layer": "NATION", "value": 366, "standing": "OVERRIDDEN" }, { "layer": "MODEL", "value": 5, "standing": "IN_FORCE" }] })
    );
    let clerk = tenant.clerk().await;
    let token = "mutation($days: Int!) { createApiToken(input: { name: \"x\", days: $days }) { id userErrors { code } } }";
    assert_eq!(clerk.ask_with(token, json!({ "days": 6 })).await.no(), "OUT_OF_RANGE");
    assert_eq!(set(&admin, key, json!(41), 0).await.no(), "OUT_OF_RANGE");
    assert!(set(&admin, key, json!(10), 0).await.is_done());
    assert!(clerk.ask_with(token, json!({ "days": 6 })).await.is_done());

    nation.saying(Some(&first), thirty_days()).await;
    bring_all(&nation).await;
    let locked = setting(&admin, key).await;
    assert_eq!((&locked["value"], &locked["lockedBy"]), (&json!(30), &json!("MODEL")));
    assert_eq!(
        locked["layers"][2],
        json!({ "layer": "TENANT", "value": 10, "standing": "LOCKED" }),
        "it is kept, and doesn't count"
    );
    assert_eq!(set(&admin, key, json!(7), 1).await.no(), "SETTING_LOCKED");
    done_soon(&clerk, token, json!({ "days": 30 })).await;
    assert_eq!(clerk.ask_with(token, json!({ "days": 31 })).await.no(), "OUT_OF_RANGE");
}

#[tokio::test]
async fn a_service_is_as_the_version_says_and_what_it_withdraws_nobody_asks_for() {
    let nation = Nation::new().await;
    let mut draft = nation.draft(None).await;
    for said in [
        json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 20, "locked": true }),
        json!({ "serviceCode": "DEV-WASTE", "withdrawn": true }),
        json!({ "serviceCode": "LEGAL-ADVICE", "offered": false }),
    ] {
        draft.by(&nation.author, "setModelService", said).await;
    }
    nation.publish(&mut draft).await;
    let tenant = nation.house.tenant("served").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let cloud = service(&admin, "IT-SUPPORT").await;
    assert_eq!(
        (&cloud["closeWithin"], &cloud["origin"], &cloud["lockedBy"]),
        (&json!(20), &json!("MODEL"), &json!("MODEL"))
    );
    assert_eq!(
        cloud["closeWithinLayers"][1],
        json!({ "layer": "MODEL", "value": 20, "standing": "IN_FORCE" })
    );
    for code in ["IT-SUPPORT", "DEV-WASTE"] {
        let input = json!({ "serviceCode": code, "offered": true, "expectedVersion": 0 });
        assert_eq!(override_service(&admin, input).await.no(), "SERVICE_LOCKED", "{code}");
    }
    // What it only doesn't offer a centre may.
    let open = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }";
    let asking = |code: &str| json!({ "input": { "serviceCode": code, "title": "T", "memberId": tenant.members[0] } });
    assert_eq!(clerk.ask_with(open, asking("LEGAL-ADVICE")).await.no(), "SERVICE_NOT_OFFERED");
    let input = json!({ "serviceCode": "LEGAL-ADVICE", "offered": true, "expectedVersion": 0 });
    assert!(override_service(&admin, input).await.is_done());
    assert!(clerk.ask_with(open, asking("LEGAL-ADVICE")).await.is_done());
    assert_eq!(service(&admin, "LEGAL-ADVICE").await["origin"], "TENANT");
    assert_eq!(clerk.ask_with(open, asking("DEV-WASTE")).await.no(), "SERVICE_NOT_OFFERED");
    let offered = "{ services(filter: { offered: false }) { nodes { code } } }";
    let offered = admin.done(offered, json!({})).await;
    assert_eq!(offered.each("/services/nodes", "code"), ["DEV-WASTE"]);
}

#[tokio::test]
async fn an_override_behind_a_lock_is_kept_can_be_reset_and_counts_again_without_it() {
    let nation = Nation::new().await;
    let tenant = nation.house.tenant("kept").await;
    let admin = tenant.admin().await;
    let input = json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 7, "expectedVersion": 0 });
    assert!(override_service(&admin, input).await.is_done());
    let mut draft = nation.draft(None).await;
    let locked = json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 20, "locked": true });
    draft.by(&nation.author, "setModelService", locked).await;
    nation.publish(&mut draft).await;
    bring_all(&nation).await;
    let behind = service(&admin, "IT-SUPPORT").await;
    assert_eq!((&behind["closeWithin"], &behind["origin"]), (&json!(20), &json!("MODEL")));
    assert_eq!(
        behind["closeWithinLayers"][2],
        json!({ "layer": "TENANT", "value": 7, "standing": "LOCKED" })
    );
    let first = draft.id.clone();
    let mut draft = nation.draft(Some(&first)).await;
    let open = json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 20 });
    draft.by(&nation.author, "setModelService", open).await;
    nation.publish(&mut draft).await;
    bring_all(&nation).await;
    assert_eq!(service(&admin, "IT-SUPPORT").await["closeWithin"], 7, "it counts again");
    let reset = "mutation { resetService(input: { serviceCode: \"IT-SUPPORT\", expectedVersion: 1 }) { service { closeWithin origin } userErrors { code } } }";
    let reset = admin.done(reset, json!({})).await;
    assert_eq!(
        *reset.data("/resetService/service"),
        json!({ "closeWithin": 20, "origin": "MODEL" })
    );
}

const MODEL: &str = "model { pinnedSince version { number } overrides { kind key memberId value standing } duties { code } indicators { code } }";

#[tokio::test]
async fn a_tenant_s_people_and_the_nation_see_its_version_and_what_it_set_itself() {
    let nation = Nation::new().await;
    let mut draft = nation.draft(None).await;
    draft.by(&nation.author, "setModelSetting", thirty_days()).await;
    let duty = json!({ "code": "MANAGER", "kind": "ROLE", "nameCs": "Manažer", "nameEn": "Manager", "role": "CENTRE_MANAGER" });
    draft.by(&nation.author, "setModelDuty", duty).await;
    let indicator =
        json!({ "code": "TRAININGS", "nameCs": "Školení", "nameEn": "Trainings", "target": 4 });
    draft.by(&nation.author, "setModelIndicator", indicator).await;
    let old = nation.house.tenant("old").await;
    nation.publish(&mut draft).await;
    let tenants = nation.house.tenants(&["one", "two"]).await;
    let admin = tenants[0].admin().await;
    assert!(set(&admin, "requests.shown_to_member", json!(false), 0).await.is_done());
    let input = json!({ "serviceCode": "IT-SUPPORT", "closeWithin": 7, "expectedVersion": 0 });
    assert!(override_service(&admin, input).await.is_done());

    let own = admin.done(&format!("{{ tenant {{ {MODEL} }} }}"), json!({})).await;
    insta::assert_snapshot!(own.shown_at("/data/tenant/model"), @r#"
    {
      "duties": [{"code":"MANAGER"}],
      "indicators": [{"code":"TRAININGS"}],
      "overrides": [
        {
          "key": "requests.shown_to_member",
          "kind": "SETTING",
          "memberId": null,
          "standing": "IN_FORCE",
          "value": false
        },
        {"key":"IT-SUPPORT","kind":"CLOSING","memberId":null,"standing":"IN_FORCE","value":7}
      ],
      "pinnedSince": "2026-03-02 (some time)",
      "version": {"number":1}
    }
    "#);
    let query = format!("{{ tenants {{ nodes {{ slug {MODEL} }} }} }}");
    let all = nation.author.done(&query, json!({})).await;
    let of = |slug: &str| {
        let tenant = all.list("/tenants/nodes").iter().find(|tenant| tenant["slug"] == slug);
        tenant.unwrap()["model"].clone()
    };
    assert_eq!(of(tenants[0].slug()), *own.data("/tenant/model"));
    assert_eq!(of(tenants[1].slug())["overrides"], json!([]));
    assert_eq!(of(old.slug()), Value::Null, "older than any version");
    // Of another tenant nothing is seen, and a mayor isn't asked for it.
    let other = tenants[1].admin().await;
    let seen = other.done(&format!("{{ tenant {{ slug {MODEL} }} }}"), json!({})).await;
    assert_eq!(seen.list("/tenant/model/overrides").len(), 0);
    let mayor = tenants[0].mayor_of(0).await;
    let refused = mayor.ask("{ tenant { model { pinnedSince } } }").await;
    assert_eq!(refused.errors()[0]["extensions"]["permission"], "ReadCentreModels");
    // What the version says counts for who acts for a member too.
    let token =
        "mutation { createApiToken(input: { name: \"x\", days: 31 }) { id userErrors { code } } }";
    assert_eq!(mayor.ask(token).await.no(), "OUT_OF_RANGE");
    // Of a region's tenants its coordinator sees the models.
    let (elsewhere, _) = nation.house.association_elsewhere("elsewhere").await;
    let elsewhere = crate::house::Tenant::onboard(&nation.house, elsewhere).await;
    let territorial = nation.house.of_the_nation("territorial").await;
    let seen = territorial.done(&query, json!({})).await;
    let slugs = seen.each("/tenants/nodes", "slug");
    assert!(slugs.contains(&tenants[0].slug()) && !slugs.contains(&elsewhere.slug()), "{slugs:?}");
    let own = seen.list("/tenants/nodes").iter().find(|t| t["slug"] == tenants[0].slug());
    assert_eq!(own.unwrap()["model"], of(tenants[0].slug()));
}

#[tokio::test]
async fn a_lock_binds_memberships_too_and_what_was_set_for_one_is_kept() {
    let nation = Nation::new().await;
    let tenant = nation.house.tenant("memberships").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let (key, member) = ("requests.shown_to_member", tenant.members[0].as_str());
    let query = "mutation($input: SetSettingInput!) { setSetting(input: $input) { setting { value } userErrors { code } } }";
    let setting = |value: bool, version: i32| json!({ "input": { "key": key, "memberId": member, "value": value, "expectedVersion": version } });
    assert!(admin.ask_with(query, setting(true, 0)).await.is_done());
    nation.saying(None, json!({ "key": key, "value": false, "locked": true })).await;
    bring_all(&nation).await;
    assert_eq!(admin.ask_with(query, setting(true, 1)).await.no(), "SETTING_LOCKED");
    let model = "{ tenant { model { overrides { kind key memberId value standing } } } }";
    let kept = admin.done(model, json!({})).await;
    assert_eq!(
        *kept.data("/tenant/model/overrides"),
        json!([{ "kind": "SETTING", "key": key, "memberId": member, "value": true, "standing": "LOCKED" }])
    );
    // What who files it says counts before any setting, and nothing else does.
    let open = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { request { shownToMember } userErrors { code } } }";
    let input = json!({ "serviceCode": "DEV-WASTE", "title": "T", "memberId": member });
    let shown = async || {
        let opened = clerk.done(open, json!({ "input": input })).await;
        opened.data("/openRequest/request/shownToMember").clone()
    };
    let began = std::time::Instant::now();
    while shown().await != json!(false) {
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "the version counts soon");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
