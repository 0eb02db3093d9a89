//! What can't be recorded, each with its reason.

use super::{CORRECT, RECORD, id_of, record, work};
use crate::house::{Client, House, Tenant};
use serde_json::{Value, json};

/// What is said to each of these, and where the reason stands.
async fn said_to(
    tenant: &Tenant,
    by: &Client,
    field: &str,
    with: impl Fn(Value) -> Value,
    query: &str,
    tried: Vec<Value>,
) -> String {
    let mut said = Vec::new();
    for one in tried {
        let told = one.to_string();
        let told = tenant.members.iter().fold(told, |told, id| told.replace(id, "(member)"));
        let told: String = told.chars().take(100).collect();
        let answer = by.ask_with(query, with(one)).await;
        let path = answer.data(&format!("/{field}/userErrors/0/path"));
        said.push(format!("{told}\n  {} {path}", answer.no()));
    }
    said.join("\n")
}

#[tokio::test]
async fn what_can_t_be_recorded_is_refused_with_its_code_and_place() {
    let house = House::shared().await;
    let tenant = house.tenant("refused-work").await;
    let (clerk, other) = (tenant.clerk().await, house.tenant("other-work").await);
    let foreign = other.open(&other.clerk().await.client, "DEV-WASTE", 0, "Cizí").await;
    let confidential = tenant.open(&clerk, "LEGAL-ADVICE", 0, "Důvěrné").await;
    let others = (other.members[0].as_str(), foreign.as_str(), confidential.as_str());
    let tried = tried(&tenant.members[0], others);
    let said =
        said_to(&tenant, &clerk, "recordActivity", |one| work(&tenant, one), RECORD, tried).await;
    let said = said
        .replace(&foreign, "(foreign)")
        .replace(&confidential, "(confidential)")
        .replace(&other.members[0], "(foreign member)");
    insta::assert_snapshot!(said, @r#"
    {"minutes":0}
      OUT_OF_RANGE ["input","minutes"]
    {"minutes":100001}
      OUT_OF_RANGE ["input","minutes"]
    {"minutes":-5}
      OUT_OF_RANGE ["input","minutes"]
    {"output":"řřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřřř
      TOO_LONG ["input","output"]
    {"output":"\u0000"}
      MALFORMED ["input","output"]
    {"performedOn":"2026-03-03"}
      OUT_OF_RANGE ["input","performedOn"]
    {"performedOn":"2025-02-28"}
      OUT_OF_RANGE ["input","performedOn"]
    {"serviceCode":"NO-SUCH-SERVICE"}
      NOT_FOUND ["input","serviceCode"]
    {"competence":"DELEGATED"}
      COMPETENCE_NOT_OF_SERVICE []
    {"serviceCode":"CIT-CZECHPOINT"}
      COMPETENCE_NOT_OF_SERVICE []
    {"beneficiaries":null}
      REQUIRED ["input","beneficiaries"]
    {"beneficiaries":[]}
      REQUIRED ["input","beneficiaries"]
    {"beneficiaries":[{"memberId":"(member)"},{"memberId":"(member)"},{"memberId":"(member)"},{"memberId
      OUT_OF_RANGE ["input","beneficiaries"]
    {"beneficiaries":[{"memberId":"(member)"},{"memberId":"(member)","weight":2}]}
      MALFORMED ["input","beneficiaries"]
    {"beneficiaries":[{"memberId":"(member)","weight":0}]}
      OUT_OF_RANGE ["input","beneficiaries"]
    {"beneficiaries":[{"memberId":"(member)","weight":1000001}]}
      OUT_OF_RANGE ["input","beneficiaries"]
    {"beneficiaries":[{"memberId":"(foreign member)"}]}
      NOT_FOUND ["input","beneficiaries"]
    {"beneficiaries":[{"memberId":"member_00000000000000000000000000"}]}
      NOT_FOUND ["input","beneficiaries"]
    {"beneficiaries":[{"memberId":"obec"}]}
      MALFORMED ["input","beneficiaries"]
    {"requestId":"(foreign)"}
      NOT_FOUND ["input","requestId"]
    {"requestId":"(confidential)"}
      NOT_FOUND ["input","requestId"]
    {"requestId":"(member)"}
      MALFORMED ["input","requestId"]
    {"serviceCode":"LEGAL-ADVICE"}
      ACTIVITY_BEYOND_CLEARANCE []
    {"serviceCode":"DPO-AGENDA"}
      ACTIVITY_BEYOND_CLEARANCE []
    "#);
    let none = clerk.done("{ activities { totalCount } }", json!({})).await;
    assert_eq!(none.number("/activities/totalCount"), 0);
}

/// What a clerk tries for one member, with another tenant's member and request, and a request that a clerk doesn't read.
fn tried(member: &str, (of_another, foreign, confidential): (&str, &str, &str)) -> Vec<Value> {
    let many: Vec<Value> = (0..51).map(|_| json!({ "memberId": member })).collect();
    vec![
        json!({ "minutes": 0 }),
        json!({ "minutes": 100_001 }),
        json!({ "minutes": -5 }),
        json!({ "output": "ř".repeat(2_001) }),
        json!({ "output": "\u{0}" }),
        json!({ "performedOn": "2026-03-03" }),
        json!({ "performedOn": "2025-02-28" }),
        json!({ "serviceCode": "NO-SUCH-SERVICE" }),
        json!({ "competence": "DELEGATED" }),
        json!({ "serviceCode": "CIT-CZECHPOINT" }),
        json!({ "beneficiaries": null }),
        json!({ "beneficiaries": [] }),
        json!({ "beneficiaries": many }),
        json!({ "beneficiaries": [{ "memberId": member }, { "memberId": member, "weight": 2 }] }),
        json!({ "beneficiaries": [{ "memberId": member, "weight": 0 }] }),
        json!({ "beneficiaries": [{ "memberId": member, "weight": 1_000_001 }] }),
        json!({ "beneficiaries": [{ "memberId": of_another }] }),
        json!({ "beneficiaries": [{ "memberId": "member_00000000000000000000000000" }] }),
        json!({ "beneficiaries": [{ "memberId": "obec" }] }),
        json!({ "requestId": foreign }),
        json!({ "requestId": confidential }),
        json!({ "requestId": member }),
        json!({ "serviceCode": "LEGAL-ADVICE" }),
        json!({ "serviceCode": "DPO-AGENDA" }),
    ]
}

#[tokio::test]
async fn a_benefit_says_what_its_method_needs_and_nothing_else() {
    let tenant = House::shared().await.tenant("refused-benefit").await;
    let clerk = tenant.clerk().await;
    let most = "10000000000.00";
    let tried = vec![
        json!({ "method": "AVOIDED_HOURS" }),
        json!({ "method": "AVOIDED_HOURS", "avoidedMinutes": 0 }),
        json!({ "method": "AVOIDED_HOURS", "avoidedMinutes": 1_000_001 }),
        json!({ "method": "AVOIDED_HOURS", "avoidedMinutes": 5, "amount": "1.00" }),
        json!({ "method": "MARKET_PRICE", "amount": "1.00" }),
        json!({ "method": "MARKET_PRICE", "marketPrice": "-0.01" }),
        json!({ "method": "MARKET_PRICE", "marketPrice": "10000000000.01" }),
        json!({ "method": "MARKET_PRICE", "marketPrice": "99999999999999999999999.00" }),
        json!({ "method": "JOINT_PURCHASE", "pricesAlone": ["1.00", "2.00"] }),
        json!({ "method": "JOINT_PURCHASE", "pricesAlone": ["1.00"], "jointPrice": "1.00" }),
        json!({ "method": "JOINT_PURCHASE", "pricesAlone": vec!["1.00"; 51], "jointPrice": "1.00" }),
        json!({ "method": "JOINT_PURCHASE", "pricesAlone": ["1.00", "-2.00"], "jointPrice": "1.00" }),
        json!({ "method": "JOINT_PURCHASE", "pricesAlone": [most, most], "jointPrice": "0.00" }),
        json!({ "method": "GRANT_WON", "sanction": "1.00" }),
        json!({ "method": "SANCTION_AVOIDED" }),
    ];
    let with = |benefit| work(&tenant, json!({ "benefit": benefit }));
    let said = said_to(&tenant, &clerk, "recordActivity", with, RECORD, tried).await;
    insta::assert_snapshot!(said, @r#"
    {"method":"AVOIDED_HOURS"}
      REQUIRED ["input","benefit","avoidedMinutes"]
    {"avoidedMinutes":0,"method":"AVOIDED_HOURS"}
      OUT_OF_RANGE ["input","benefit","avoidedMinutes"]
    {"avoidedMinutes":1000001,"method":"AVOIDED_HOURS"}
      OUT_OF_RANGE ["input","benefit","avoidedMinutes"]
    {"amount":"1.00","avoidedMinutes":5,"method":"AVOIDED_HOURS"}
      MALFORMED ["input","benefit","amount"]
    {"amount":"1.00","method":"MARKET_PRICE"}
      MALFORMED ["input","benefit","amount"]
    {"marketPrice":"-0.01","method":"MARKET_PRICE"}
      OUT_OF_RANGE ["input","benefit","marketPrice"]
    {"marketPrice":"10000000000.01","method":"MARKET_PRICE"}
      OUT_OF_RANGE ["input","benefit","marketPrice"]
    {"marketPrice":"99999999999999999999999.00","method":"MARKET_PRICE"}
      OUT_OF_RANGE ["input","benefit","marketPrice"]
    {"method":"JOINT_PURCHASE","pricesAlone":["1.00","2.00"]}
      REQUIRED ["input","benefit","jointPrice"]
    {"jointPrice":"1.00","method":"JOINT_PURCHASE","pricesAlone":["1.00"]}
      OUT_OF_RANGE ["input","benefit","pricesAlone"]
    {"jointPrice":"1.00","method":"JOINT_PURCHASE","pricesAlone":["1.00","1.00","1.00","1.00","1.00","1.
      OUT_OF_RANGE ["input","benefit","pricesAlone"]
    {"jointPrice":"1.00","method":"JOINT_PURCHASE","pricesAlone":["1.00","-2.00"]}
      OUT_OF_RANGE ["input","benefit","pricesAlone"]
    {"jointPrice":"0.00","method":"JOINT_PURCHASE","pricesAlone":["10000000000.00","10000000000.00"]}
      OUT_OF_RANGE ["input","benefit"]
    {"method":"GRANT_WON","sanction":"1.00"}
      MALFORMED ["input","benefit","sanction"]
    {"method":"SANCTION_AVOIDED"}
      REQUIRED ["input","benefit","sanction"]
    "#);
    // What isn't written as money is no value of the contract.
    for czk in [
        json!("1"),
        json!("1.0"),
        json!("1,00"),
        json!("01.00"),
        json!(1.00),
        json!("1e3.00"),
        json!("-0.00"),
    ] {
        let benefit = json!({ "method": "GRANT_WON", "amount": czk });
        let refused = clerk.ask_with(RECORD, work(&tenant, json!({ "benefit": benefit }))).await;
        assert_eq!(refused.code(), "BAD_USER_INPUT", "{czk}");
    }
}

#[tokio::test]
async fn what_fits_exactly_is_recorded() {
    let tenant = House::shared().await.tenant("exactly").await;
    let clerk = tenant.clerk().await;
    for one in [
        json!({ "minutes": 1 }),
        json!({ "minutes": 100_000, "output": "ř".repeat(2_000) }),
        json!({ "performedOn": "2025-03-01" }),
        json!({ "performedOn": "2026-03-02" }),
        json!({ "beneficiaries": [{ "memberId": tenant.members[0], "weight": 1_000_000 }, { "memberId": tenant.itself }] }),
        json!({ "benefit": { "method": "GRANT_WON", "amount": "10000000000.00" } }),
        json!({ "benefit": { "method": "GRANT_WON", "amount": "0.00" } }),
        json!({ "minutes": 100_000, "benefit": { "method": "MARKET_PRICE", "marketPrice": "0.00" } }),
        json!({ "serviceCode": "ADM-FEES", "competence": "DELEGATED" }),
        json!({ "serviceCode": "ADM-FEES", "competence": "OWN" }),
    ] {
        record(&clerk, work(&tenant, one)).await;
    }
}

#[tokio::test]
async fn a_municipality_has_a_share_only_of_what_was_done_while_it_belonged() {
    let house = House::shared().await;
    let tenant = house.tenant("belonged").await;
    let clerk = tenant.clerk().await;
    let dates = format!(
        "UPDATE association_memberships SET joined_on = '2025-06-01', left_on = '2026-02-15' WHERE municipality_code = '{}'",
        tenant.association.municipalities[0]
    );
    house.database().superuser().await.batch_execute(&dates).await.unwrap();
    let on = |day: &str| work(&tenant, json!({ "performedOn": day }));
    for (day, said) in [
        ("2025-05-31", "MEMBER_DID_NOT_BELONG"),
        ("2025-06-01", ""),
        ("2026-02-14", ""),
        ("2026-02-15", "MEMBER_DID_NOT_BELONG"),
        ("2026-03-02", "MEMBER_DID_NOT_BELONG"),
    ] {
        assert_eq!(clerk.ask_with(RECORD, on(day)).await.no(), said, "{day}");
    }
}

#[tokio::test]
async fn who_lacks_the_permission_is_told_which() {
    let house = House::shared().await;
    let tenant = house.tenant("work-roles").await;
    let clerk = tenant.clerk().await;
    let id = id_of(&record(&clerk, work(&tenant, json!({}))).await).to_owned();
    let correction = json!({ "input": { "id": id, "expectedVersion": 1, "minutes": 5 } });
    let (chair, mayor) = (tenant.chair().await.client, tenant.mayor_of(0).await.client);
    let (admin, coordinator) = (tenant.admin().await, house.coordinator().await);
    let list = "{ activities { totalCount } }";
    let mut said = Vec::new();
    for (name, by, query, variables) in [
        ("chair records", &chair, RECORD, work(&tenant, json!({}))),
        ("mayor records", &mayor, RECORD, work(&tenant, json!({}))),
        ("admin records", &admin, RECORD, work(&tenant, json!({}))),
        ("coordinator records", &coordinator, RECORD, work(&tenant, json!({}))),
        ("chair corrects", &chair, CORRECT, correction.clone()),
        ("mayor corrects", &mayor, CORRECT, correction),
        ("admin reads", &admin, list, json!({})),
        ("coordinator reads", &coordinator, list, json!({})),
    ] {
        let answer = by.ask_with(query, variables).await;
        let lacks = &answer.errors()[0]["extensions"]["permission"];
        said.push(format!("{name}: {} {}", answer.code(), lacks.as_str().unwrap()));
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    chair records: FORBIDDEN RecordActivity
    mayor records: FORBIDDEN RecordActivity
    admin records: FORBIDDEN RecordActivity
    coordinator records: FORBIDDEN RecordActivity
    chair corrects: FORBIDDEN CorrectActivity
    mayor corrects: FORBIDDEN CorrectActivity
    admin reads: FORBIDDEN ReadActivities
    coordinator reads: FORBIDDEN ReadActivities
    ");
}
