//! A municipality says that a benefit is so.

use super::{ATTEST, correct, id_of, record, work};
use crate::house::{Client, House, Tenant};
use domain::access::Role;
use serde_json::{Value, json};

const BENEFIT: &str = "query($id: ID!) { activity(id: $id) { benefit { attestedAt }
    beneficiaries { saved attestedBy { displayName } attestedAt } } }";

/// Work for the first two municipalities that saved something.
async fn saved_something(tenant: &Tenant, by: &Client) -> String {
    let input = work(
        tenant,
        json!({
            "minutes": 60, "benefit": { "method": "MARKET_PRICE", "marketPrice": "2137.00" },
            "beneficiaries": [{ "memberId": tenant.members[0] }, { "memberId": tenant.members[1] }],
        }),
    );
    id_of(&record(by, input).await).to_owned()
}

async fn attested(by: &Client, id: &str) -> (bool, Vec<Value>) {
    let seen = by.done(BENEFIT, json!({ "id": id })).await;
    let shares = seen.list("/activity/beneficiaries").iter();
    let by_whom = shares.map(|share| share["attestedBy"]["displayName"].clone()).collect();
    (!seen.data("/activity/benefit/attestedAt").is_null(), by_whom)
}

#[tokio::test]
async fn a_benefit_is_attested_when_each_municipality_has_attested_its_share() {
    let tenant = House::shared().await.tenant("attested").await;
    let (clerk, one, other) =
        (tenant.clerk().await, tenant.mayor_of(0).await, tenant.mayor_of(1).await);
    let id = saved_something(&tenant, &clerk).await;
    assert_eq!(attested(&clerk, &id).await, (false, vec![Value::Null, Value::Null]));

    let done = one.done(ATTEST, json!({ "id": id, "version": 1 })).await;
    insta::assert_snapshot!(done.shown_at("/data/attestBenefit"), @r#"
    {
      "activity": {
        "beneficiaries": [
          {
            "attestedAt": "2026-03-02 (some time)",
            "attestedBy": {"displayName":"mayor-0"},
            "broughtIn": null,
            "saved": "1000.00"
          }
        ],
        "benefit": {"attestedAt":null}
      },
      "userErrors": []
    }
    "#);
    let (whole, shares) = attested(&clerk, &id).await;
    assert!(!whole);
    assert_eq!(shares.iter().filter(|by| !by.is_null()).count(), 1);
    // A municipality sees its own share only, and so doesn't claim that all are attested.
    assert_eq!(attested(&one, &id).await, (false, vec![json!("mayor-0")]));
    assert_eq!(attested(&other, &id).await, (false, vec![Value::Null]));

    other.done(ATTEST, json!({ "id": id })).await;
    let (whole, mut shares) = attested(&clerk, &id).await;
    shares.sort_by_key(Value::to_string);
    assert_eq!((whole, shares), (true, vec![json!("mayor-0"), json!("mayor-1")]));
    assert_eq!(attested(&one, &id).await, (false, vec![json!("mayor-0")]));
}

#[tokio::test]
async fn who_acts_for_several_attests_all_their_shares_and_no_other() {
    let tenant = House::shared().await.tenant("several").await;
    let clerk = tenant.clerk().await;
    let input = work(
        &tenant,
        json!({
            "benefit": { "method": "GRANT_WON", "amount": "90000.00" },
            "beneficiaries": tenant.members.iter().map(|id| json!({ "memberId": id })).collect::<Vec<_>>(),
        }),
    );
    let id = id_of(&record(&clerk, input).await).to_owned();
    tenant.person("both", Role::MunicipalClerk, Some(&tenant.members[0])).await;
    let both = tenant.person("both", Role::DeputyMayor, Some(&tenant.members[1])).await;
    let seen = both.done(BENEFIT, json!({ "id": id })).await;
    assert_eq!(seen.list("/activity/beneficiaries").len(), 2);
    let list = "{ activities { totalCount nodes { id } } }";
    assert_eq!(both.done(list, json!({})).await.each("/activities/nodes", "id"), [id.as_str()]);

    both.done(ATTEST, json!({ "id": id })).await;
    let (whole, shares) = attested(&clerk, &id).await;
    assert_eq!((whole, shares.iter().filter(|by| **by == json!("both")).count()), (false, 2));
    assert_eq!(both.ask_with(ATTEST, json!({ "id": id })).await.no(), "BENEFIT_ALREADY_ATTESTED");
    tenant.mayor_of(2).await.done(ATTEST, json!({ "id": id })).await;
    assert!(attested(&clerk, &id).await.0);
}

#[tokio::test]
async fn a_correction_takes_back_what_of_it_was_attested_and_has_changed() {
    let tenant = House::shared().await.tenant("taken-back").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let id = saved_something(&tenant, &clerk).await;
    mayor.done(ATTEST, json!({ "id": id })).await;
    let is_attested = async || attested(&mayor, &id).await.1 == [json!("mayor-0")];

    let said = correct(&clerk, &id, 1, json!({ "output": "Srovnání nabídek" })).await;
    assert!(said.is_done() && is_attested().await, "{said}");
    let said = correct(&clerk, &id, 2, json!({ "minutes": 120 })).await;
    assert!(said.is_done() && !is_attested().await, "{said}");
    // What was seen is attested, or nothing.
    let late = mayor.ask_with(ATTEST, json!({ "id": id, "version": 2 })).await;
    assert_eq!(late.no(), "STALE");
    assert_eq!(late.number("/attestBenefit/userErrors/0/currentVersion"), 3);
    mayor.done(ATTEST, json!({ "id": id, "version": 3 })).await;
    assert!(is_attested().await);
    let said = correct(&clerk, &id, 3, json!({ "benefit": null })).await;
    assert!(said.is_done() && !is_attested().await, "{said}");
    assert_eq!(mayor.ask_with(ATTEST, json!({ "id": id })).await.no(), "NOTHING_TO_ATTEST");
}

#[tokio::test]
async fn of_two_who_attest_at_once_one_did_it() {
    let tenant = House::shared().await.tenant("both-attest").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let deputy = tenant.person("deputy", Role::DeputyMayor, Some(&tenant.members[0])).await;
    let id = saved_something(&tenant, &clerk).await;
    let ask = |by: &Client| {
        let by = by.clone();
        let variables = json!({ "id": id });
        async move { by.ask_with(ATTEST, variables).await }
    };
    let (one, other) = futures_util::join!(ask(&mayor), ask(&deputy));
    let mut said = [one.no().to_owned(), other.no().to_owned()];
    said.sort();
    assert_eq!(said, ["", "BENEFIT_ALREADY_ATTESTED"]);
}

#[tokio::test]
async fn nobody_else_attests() {
    let house = House::shared().await;
    let tenant = house.tenant("nobody").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let id = saved_something(&tenant, &clerk).await;
    for who in [&clerk.client, &manager.client, &tenant.chair().await.client, &tenant.admin().await]
    {
        let refused = who.ask_with(ATTEST, json!({ "id": id })).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        assert_eq!(refused.errors()[0]["extensions"]["permission"], "AttestBenefit");
    }
    let neighbour = tenant.mayor_of(2).await;
    let refused = neighbour.ask_with(ATTEST, json!({ "id": id })).await;
    assert_eq!(refused.no(), "NOT_FOUND");
    assert_eq!(*refused.data("/attestBenefit/userErrors/0/path"), json!(["input", "activityId"]));
    let stranger = house.tenant("nobody-too").await.mayor_of(0).await;
    assert_eq!(stranger.ask_with(ATTEST, json!({ "id": id })).await.no(), "NOT_FOUND");
    assert_eq!(
        neighbour.ask_with(ATTEST, json!({ "id": tenant.members[0] })).await.no(),
        "MALFORMED"
    );
    assert_eq!(attested(&clerk, &id).await, (false, vec![Value::Null, Value::Null]));
}

#[tokio::test]
async fn the_trail_of_attesting_is_the_municipality_s_own() {
    let house = House::fresh().await;
    let tenant = house.tenant("trail").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let dpo = tenant.dpo().await;
    let id = saved_something(&tenant, &clerk).await;
    mayor.done(ATTEST, json!({ "id": id })).await;
    record(&dpo, work(&tenant, json!({ "serviceCode": "DPO-AGENDA" }))).await;
    let superuser = house.database().superuser().await;
    let rows = superuser
        .query(
            "SELECT kind || ' ' || secrecy || ' ' || shown_to_member || ' ' || (member_id IS NOT NULL) || ' ' || (payload ->> 'minutes' IS NOT NULL)
             FROM events WHERE kind ~ '^(activity|benefit)' ORDER BY id",
            &[],
        )
        .await
        .unwrap();
    let told: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(
        told,
        [
            "activity.recorded OPEN false false true",
            "activity.shared OPEN true true false",
            "activity.shared OPEN true true false",
            "benefit.attested OPEN true true false",
            "activity.recorded DPO false false true",
        ]
    );
    assert_eq!(crate::structure::prose_in(&superuser).await, Vec::<String>::new());
}
