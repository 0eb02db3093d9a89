//! Settings in force, through the front door: by layers, in the tenant and for one membership, and what they do.

use crate::house::{Answer, Client, House};
use serde_json::{Value, json};

const FIELDS: &str =
    "key memberId value origin version locked lockedBy layers { layer value standing }";
const SHOWN: &str = "requests.shown_to_member";
const OPEN: &str = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id request { shownToMember } userErrors { code path } } }";
const RECORD: &str = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { activity { id } userErrors { code path } } }";

/// Sets a setting, in the tenant or for a membership.
async fn set(
    by: &Client,
    (key, member): (&str, Option<&str>),
    value: Value,
    version: i32,
) -> Answer {
    let input =
        json!({ "key": key, "memberId": member, "value": value, "expectedVersion": version });
    let query = format!(
        "mutation($input: SetSettingInput!) {{ setSetting(input: $input) {{ setting {{ {FIELDS} }} userErrors {{ code path currentVersion }} }} }}"
    );
    by.ask_with(&query, json!({ "input": input })).await
}

async fn reset(by: &Client, (key, member): (&str, Option<&str>), version: i32) -> Answer {
    let input = json!({ "key": key, "memberId": member, "expectedVersion": version });
    let query = format!(
        "mutation($input: ResetSettingInput!) {{ resetSetting(input: $input) {{ setting {{ {FIELDS} }} userErrors {{ code path currentVersion }} }} }}"
    );
    by.ask_with(&query, json!({ "input": input })).await
}

async fn setting(by: &Client, key: &str, member: Option<&str>) -> Value {
    let query = format!(
        "query($key: String!, $member: ID) {{ setting(key: $key, memberId: $member) {{ {FIELDS} }} }}"
    );
    let asked = by.done(&query, json!({ "key": key, "member": member })).await;
    asked.data("/setting").clone()
}

/// What a tenant's administrator may set.
const OF_A_TENANT: [&str; 13] = [
    "activities.recorded_back_days",
    "attachments.largest_mebibytes",
    "attachments.types",
    "benefits.methods",
    "intake.notice",
    "intake.open",
    "office_hours.from_minute",
    "office_hours.to_minute",
    "requests.due_soon_days",
    SHOWN,
    "support_access.at_once",
    "support_access.longest_minutes",
    "tokens.longest_days",
];

#[tokio::test]
async fn all_settings_in_force_are_told_with_all_there_is_to_know_of_them() {
    let house = House::shared().await;
    let tenant = house.tenant("all-settings").await;
    let admin = tenant.admin().await;
    let query = "query($keys: [String!]) { settings(keys: $keys) { key value origin bounds { minimum maximum words }
        definition { type unit default layers lockable description bounds { minimum maximum words } } } }";
    let all = admin.done(query, json!({})).await;
    let keys = all.each("/settings", "key");
    assert_eq!(keys, OF_A_TENANT);
    let some = json!({ "keys": ["support_access.longest_minutes", "benefits.methods", "no.such"] });
    let some = admin.done(query, some).await;
    insta::assert_snapshot!(some.shown_at("/data/settings"), @r#"
    [
      {
        "bounds": {
          "maximum": null,
          "minimum": null,
          "words": ["AVOIDED_HOURS","GRANT_WON","JOINT_PURCHASE","MARKET_PRICE","SANCTION_AVOIDED"]
        },
        "definition": {
          "bounds": {
            "maximum": null,
            "minimum": null,
            "words": ["AVOIDED_HOURS","GRANT_WON","JOINT_PURCHASE","MARKET_PRICE","SANCTION_AVOIDED"]
          },
          "default": ["AVOIDED_HOURS","MARKET_PRICE","JOINT_PURCHASE","GRANT_WON","SANCTION_AVOIDED"],
          "description": "By which methods a centre computes benefits. What was computed already stays.",
          "layers": ["MODEL","TENANT"],
          "lockable": true,
          "type": "ENUM_LIST",
          "unit": null
        },
        "key": "benefits.methods",
        "origin": "NATION",
        "value": ["AVOIDED_HOURS","MARKET_PRICE","JOINT_PURCHASE","GRANT_WON","SANCTION_AVOIDED"]
      },
      {
        "bounds": {"maximum":60,"minimum":5,"words":null},
        "definition": {
          "bounds": {"maximum":60,"minimum":5,"words":null},
          "default": 60,
          "description": "For how many minutes at most the nation's people may ask for support access.",
          "layers": ["MODEL","TENANT"],
          "lockable": true,
          "type": "MINUTES",
          "unit": "MINUTES"
        },
        "key": "support_access.longest_minutes",
        "origin": "NATION",
        "value": 60
      }
    ]
    "#);
    let nation = house.coordinator().await.done(query, json!({})).await;
    assert!(nation.each("/settings", "key").iter().all(|key| key.starts_with("health.")));
    assert_eq!(nation.list("/settings").len(), 7);
}

#[tokio::test]
async fn a_membership_s_value_is_nearer_than_the_tenant_s_and_a_reset_leaves_it_to_that() {
    let tenant = House::shared().await.tenant("nearer").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let (first, second) = (tenant.members[0].as_str(), tenant.members[1].as_str());
    let shown = async |member: &str| {
        let input = json!({ "serviceCode": "DEV-WASTE", "title": "T", "memberId": member });
        let opened = clerk.done(OPEN, json!({ "input": input })).await;
        opened.data("/openRequest/request/shownToMember").clone()
    };
    assert_eq!(shown(first).await, true);
    assert!(set(&admin, (SHOWN, None), json!(false), 0).await.is_done());
    assert!(set(&admin, (SHOWN, Some(first)), json!(true), 0).await.is_done());
    assert_eq!((shown(first).await, shown(second).await), (json!(true), json!(false)));
    let layers = json!([
        { "layer": "NATION", "value": true, "standing": "OVERRIDDEN" },
        { "layer": "TENANT", "value": false, "standing": "OVERRIDDEN" },
        { "layer": "MEMBERSHIP", "value": true, "standing": "IN_FORCE" },
    ]);
    assert_eq!(setting(&admin, SHOWN, Some(first)).await["layers"], layers);
    assert_eq!(setting(&admin, SHOWN, Some(second)).await["origin"], "TENANT");

    let left = reset(&admin, (SHOWN, Some(first)), 1).await;
    let left = left.data("/resetSetting/setting");
    assert_eq!(
        (&left["origin"], &left["value"], &left["version"]),
        (&json!("TENANT"), &json!(false), &json!(2))
    );
    assert_eq!(shown(first).await, false);
    // What who files it says counts before any setting.
    let input = json!({ "serviceCode": "DEV-WASTE", "title": "T", "memberId": first, "shownToMember": true });
    let said = clerk.done(OPEN, json!({ "input": input })).await;
    assert_eq!(*said.data("/openRequest/request/shownToMember"), true);
    // Twice: nothing is changed, and nothing is told.
    let again = reset(&admin, (SHOWN, Some(first)), 2).await;
    assert_eq!(again.number("/resetSetting/setting/version"), 2);
    assert!(set(&admin, (SHOWN, Some(first)), json!(true), 2).await.is_done());
    let trail = "{ auditTrail(filter: { kinds: [\"setting.changed\", \"setting.reset\"] }) { nodes { kind subject facts } } }";
    let trail = admin.done(trail, json!({})).await;
    assert_eq!(trail.list("/auditTrail/nodes").len(), 4);
    assert_eq!(
        trail.list("/auditTrail/nodes")[0]["facts"],
        json!({ "value": true, "member": first })
    );
}

#[tokio::test]
async fn a_value_that_can_t_be_is_refused_with_the_reason() {
    let house = House::shared().await;
    let (tenant, other) =
        (house.tenant("refused-values").await, house.tenant("refused-other").await);
    let admin = tenant.admin().await;
    let methods = "benefits.methods";
    let mut said = Vec::new();
    for (key, member, value) in [
        ("no.such", None, json!(true)),
        ("health.least_requests", None, json!(5)),
        (SHOWN, None, json!("yes")),
        ("tokens.longest_days", None, json!(0)),
        ("tokens.longest_days", None, json!(367)),
        ("tokens.longest_days", None, json!(30.5)),
        ("tokens.longest_days", Some(&tenant.members[0]), json!(30)),
        (methods, None, json!("GRANT_WON")),
        (methods, None, json!(["GRANT_WON", "GRANT_WON"])),
        (methods, None, json!(["GUESSED"])),
        (SHOWN, Some(&other.members[0]), json!(false)),
        (SHOWN, Some(&tenant.association.slug), json!(false)),
    ] {
        let refused = set(&admin, (key, member.map(String::as_str)), value.clone(), 0).await;
        let path = refused.data("/setSetting/userErrors/0/path");
        said.push(format!("{key} {value}: {} {path}", refused.no()));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    no.such true: NOT_FOUND ["input","key"]
    health.least_requests 5: NOT_FOUND ["input","key"]
    requests.shown_to_member "yes": WRONG_TYPE ["input","value"]
    tokens.longest_days 0: OUT_OF_RANGE ["input","value"]
    tokens.longest_days 367: OUT_OF_RANGE ["input","value"]
    tokens.longest_days 30.5: WRONG_TYPE ["input","value"]
    tokens.longest_days 30: LAYER_NOT_ALLOWED []
    benefits.methods "GRANT_WON": WRONG_TYPE ["input","value"]
    benefits.methods ["GRANT_WON","GRANT_WON"]: OUT_OF_RANGE ["input","value"]
    benefits.methods ["GUESSED"]: OUT_OF_RANGE ["input","value"]
    requests.shown_to_member false: NOT_FOUND ["input","memberId"]
    requests.shown_to_member false: MALFORMED ["input","memberId"]
    "#);
    assert_eq!(setting(&admin, SHOWN, Some(&other.members[0])).await, Value::Null);
    let none = "query($member: ID!) { settings(memberId: $member) { key } }";
    let none = admin.done(none, json!({ "member": other.members[0] })).await;
    assert_eq!(none.list("/settings").len(), 0);
    for person in [tenant.manager().await.client, tenant.mayor_of(0).await.client] {
        assert_eq!(set(&person, (SHOWN, None), json!(true), 0).await.code(), "FORBIDDEN");
        assert_eq!(reset(&person, (SHOWN, None), 0).await.code(), "FORBIDDEN");
    }
}

#[tokio::test]
async fn of_eight_who_set_it_at_once_one_wins_and_the_others_are_told() {
    let tenant = House::shared().await.tenant("set-at-once").await;
    let admin = tenant.admin().await;
    for (member, version) in
        [(None, 0), (None, 1), (Some(&tenant.members[0]), 0), (Some(&tenant.members[0]), 1)]
    {
        let member = member.map(String::as_str);
        let all = (0..8).map(|n| set(&admin, (SHOWN, member), json!(n % 2 == 0), version));
        let answers = futures_util::future::join_all(all).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.no() == "STALE").count(), 7);
        assert_eq!(setting(&admin, SHOWN, member).await["version"], version + 1);
    }
    let late = reset(&admin, (SHOWN, None), 1).await;
    assert_eq!((late.no(), late.number("/resetSetting/userErrors/0/currentVersion")), ("STALE", 2));
}

#[tokio::test]
async fn work_is_recorded_as_far_back_and_by_the_methods_that_the_centre_has_set() {
    let house = House::shared().await;
    let tenant = house.tenant("set-work").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let activity = |day: &str, benefit: Value| {
        json!({ "input": {
            "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": 60, "output": "Přehled", "performedOn": day,
            "beneficiaries": [{ "memberId": tenant.members[0] }], "benefit": benefit,
        } })
    };
    let won = json!({ "method": "GRANT_WON", "amount": "100.00" });
    let today = house.now().date_naive();
    let long_ago = (today - chrono::TimeDelta::days(40)).to_string();
    let today = today.to_string();
    let recorded = clerk.done(RECORD, activity(&long_ago, won.clone())).await;
    let id = recorded.text("/recordActivity/activity/id").to_owned();

    assert!(set(&admin, ("activities.recorded_back_days", None), json!(30), 0).await.is_done());
    assert!(set(&admin, ("benefits.methods", None), json!(["MARKET_PRICE"]), 0).await.is_done());
    assert_eq!(clerk.ask_with(RECORD, activity(&long_ago, Value::Null)).await.no(), "OUT_OF_RANGE");
    let refused = clerk.ask_with(RECORD, activity(&today, won)).await;
    assert_eq!(refused.no(), "BENEFIT_METHOD_NOT_USED");
    clerk.done(RECORD, activity(&today, Value::Null)).await;
    // What was computed by a method stays, and is corrected by it.
    let correct = "mutation($input: CorrectActivityInput!) { correctActivity(input: $input) { activity { id } userErrors { code } } }";
    let corrected = json!({ "id": id, "expectedVersion": 1, "benefit": { "method": "GRANT_WON", "amount": "200.00" } });
    clerk.done(correct, json!({ "input": corrected })).await;
}

#[tokio::test]
async fn tokens_and_support_last_no_longer_than_the_tenant_allows() {
    let house = House::shared().await;
    let tenant = house.tenant("set-lifetimes").await;
    let admin = tenant.admin().await;
    assert!(set(&admin, ("tokens.longest_days", None), json!(7), 0).await.is_done());
    let token = |days: i32| json!({ "days": days });
    let make = "mutation($days: Int!) { createApiToken(input: { name: \"T\", days: $days }) { expiresAt userErrors { code path } } }";
    for person in [tenant.clerk().await.client, tenant.mayor_of(0).await.client] {
        assert_eq!(person.ask_with(make, token(8)).await.no(), "OUT_OF_RANGE");
        person.done(make, token(7)).await;
    }
    let longest = ("support_access.longest_minutes", None);
    assert!(set(&admin, longest, json!(15), 0).await.is_done());
    let id = admin.done("{ tenant { id } }", json!({})).await.text("/tenant/id").to_owned();
    let ask = "mutation($id: ID!, $minutes: Int!) { openSupportAccess(input: { tenantId: $id, reason: \"R\", minutes: $minutes }) { userErrors { code path } } }";
    let coordinator = house.coordinator().await;
    let refused = coordinator.ask_with(ask, json!({ "id": id, "minutes": 16 })).await;
    assert_eq!(refused.no(), "OUT_OF_RANGE");
    coordinator.done(ask, json!({ "id": id, "minutes": 15 })).await;
}
