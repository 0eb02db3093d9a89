//! Shares are exact: nothing is lost and nothing is invented, however crooked the weights are.

use super::{RECORD, id_of, record, work};
use crate::house::{House, on_the_house};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

#[tokio::test]
async fn what_can_t_be_parted_goes_to_the_largest_fraction_and_is_seen_so() {
    let tenant = House::shared().await.tenant("parted").await;
    let clerk = tenant.clerk().await;
    let thirds: Vec<Value> = tenant.members.iter().map(|id| json!({ "memberId": id })).collect();
    let input = work(
        &tenant,
        json!({
            "minutes": 100, "beneficiaries": thirds, "benefit": { "method": "GRANT_WON", "amount": "171000000.01" },
        }),
    );
    let recorded = record(&clerk, input).await;
    let shares = recorded.shown_at("/data/recordActivity/activity/beneficiaries");
    let shares = shares.replace("\"attestedAt\":null,\"attestedBy\":null,", "");
    insta::assert_snapshot!(shares.replace(",\"member\":{\"isAssociationItself\":false}", ""), @r#"
    [
      {
        "attestedAt": null,
        "attestedBy": null,
        "broughtIn": "57000000.01",
        "member": {"isAssociationItself":false},
        "minutes": 34,
        "saved": null,
        "weight": 1
      },
      {
        "attestedAt": null,
        "attestedBy": null,
        "broughtIn": "57000000.00",
        "member": {"isAssociationItself":false},
        "minutes": 33,
        "saved": null,
        "weight": 1
      },
      {
        "attestedAt": null,
        "attestedBy": null,
        "broughtIn": "57000000.00",
        "member": {"isAssociationItself":false},
        "minutes": 33,
        "saved": null,
        "weight": 1
      }
    ]
    "#);
    // It cost more than it saved: the parts of a loss are a loss.
    let input = work(
        &tenant,
        json!({
            "minutes": 100, "beneficiaries": thirds, "benefit": { "method": "AVOIDED_HOURS", "avoidedMinutes": 1 },
        }),
    );
    let recorded = record(&clerk, input).await;
    assert_eq!(recorded.text("/recordActivity/activity/benefit/saved"), "-225.23");
    let saved = recorded.each("/recordActivity/activity/beneficiaries", "saved");
    assert_eq!(saved, ["-75.08", "-75.08", "-75.07"]);
}

#[derive(Debug, Clone)]
struct Case {
    minutes: i32,
    weights: Vec<i32>,
    haler: i64,
}

fn cases() -> impl Strategy<Value = Case> {
    let weights = prop::collection::vec(1..=1_000_000_i32, 2..=3);
    (1..=100_000_i32, weights, 0..=1_000_000_000_000_i64)
        .prop_map(|(minutes, weights, haler)| Case { minutes, weights, haler })
}

/// Through the contract for as many members as a tenant of the tests has; the rule itself is tried for up to fifty beside it.
#[tokio::test(flavor = "multi_thread")]
async fn shares_add_up_to_the_haler_and_the_minute_for_whatever_weights() {
    let tenant = House::shared().await.tenant("exact").await;
    let clerk = tenant.clerk().await.client;
    let mut runner = TestRunner::deterministic();
    for _ in 0..24 {
        let case = cases().new_tree(&mut runner).unwrap().current();
        let members = tenant.members.iter().zip(&case.weights);
        let shares: Vec<Value> =
            members.map(|(id, weight)| json!({ "memberId": id, "weight": weight })).collect();
        let amount = format!("{}.{:02}", case.haler / 100, case.haler % 100);
        let input = work(
            &tenant,
            json!({
                "minutes": case.minutes, "beneficiaries": shares,
                "benefit": { "method": "GRANT_WON", "amount": amount },
            }),
        );
        let recorded = record(&clerk, input).await;
        let shares = recorded.list("/recordActivity/activity/beneficiaries");
        let minutes: i64 = shares.iter().map(|share| share["minutes"].as_i64().unwrap()).sum();
        assert_eq!(minutes, i64::from(case.minutes), "{case:?}");
        let haler = |share: &Value| -> i64 {
            share["broughtIn"].as_str().unwrap().replace('.', "").parse().unwrap()
        };
        assert_eq!(shares.iter().map(haler).sum::<i64>(), case.haler, "{case:?}");
        let whole: i64 = case.weights.iter().map(|weight| i64::from(*weight)).sum();
        for share in shares {
            let quota = i128::from(case.haler) * i128::from(share["weight"].as_i64().unwrap());
            let off = i128::from(haler(share)) * i128::from(whole) - quota;
            assert!(off.abs() < i128::from(whole), "{case:?} {share}");
        }
    }
}

#[tokio::test]
async fn a_rate_that_changes_later_changes_no_benefit_that_is_kept() {
    // A database of its own: rates are everybody's.
    let house = House::fresh().await;
    let tenant = house.tenant("rates").await;
    let clerk = tenant.clerk().await;
    let benefit = json!({ "method": "AVOIDED_HOURS", "avoidedMinutes": 600 });
    let input = || work(&tenant, json!({ "minutes": 240, "benefit": benefit }));
    let before = record(&clerk, input()).await;
    let id = id_of(&before).to_owned();
    assert_eq!(before.text("/recordActivity/activity/benefit/saved"), "1312.00");

    let superuser = house.database().superuser().await;
    let dearer = "INSERT INTO benefit_rates VALUES ('CENTRE_HOUR', '2026-02-01', 20000, 'test'), ('MUNICIPAL_HOUR', '2026-03-03', 1, 'test')";
    superuser.batch_execute(dearer).await.unwrap();
    let after = record(&clerk, input()).await;
    // 1 860.00 − 800.00: the centre's new rate counts on that day already, the municipality's not yet.
    assert_eq!(after.text("/recordActivity/activity/benefit/saved"), "1060.00");

    let query =
        "query($id: ID!) { activity(id: $id) { benefit { saved method methodVersion inputs } } }";
    let kept = clerk.done(query, json!({ "id": id })).await;
    assert_eq!(kept.text("/activity/benefit/saved"), "1312.00");
    let inputs = kept.data("/activity/benefit/inputs").clone();
    let amounts = on_the_house(async move {
        domain::benefits::recompute(domain::benefits::Method::AvoidedHours, 1, &inputs).unwrap()
    })
    .await;
    assert_eq!(amounts.saved.unwrap().to_string(), "1312.00");
    // A correction of something else leaves it as it was computed; of the minutes, it is computed by what counts now.
    let said = super::correct(&clerk, &id, 1, json!({ "output": "Upřesněno" })).await;
    assert_eq!(said.text("/correctActivity/activity/benefit/saved"), "1312.00");
    let said = super::correct(&clerk, &id, 2, json!({ "minutes": 120 })).await;
    assert_eq!(said.text("/correctActivity/activity/benefit/saved"), "1460.00");
}

#[tokio::test]
async fn fifty_municipalities_share_and_a_fifty_first_is_too_many() {
    let house = House::fresh().await;
    let tenant = house.tenant("fifty").await;
    let clerk = tenant.clerk().await;
    // Fifty more rows for the association's memberships, as its files would bring them.
    let code = &tenant.association.municipalities[0];
    let more = format!(
        "INSERT INTO municipalities (code, name, status, district_code, extended_powers_code, authorised_office_code)
           SELECT (900000 + n)::text, 'Obec', 'TOWN', district_code, extended_powers_code, authorised_office_code
           FROM municipalities, generate_series(1, 50) n WHERE code = '{code}';
         INSERT INTO association_memberships (id, association_id, municipality_code)
           SELECT gen_random_uuid(), association_id, (900000 + n)::text FROM association_memberships, generate_series(1, 50) n
           WHERE municipality_code = '{code}';
         INSERT INTO members (tenant_id, id, membership_id)
           SELECT association_id, gen_random_uuid(), id FROM association_memberships WHERE municipality_code > '900000'"
    );
    house.database().superuser().await.batch_execute(&more).await.unwrap();
    let members = clerk.done("{ members(first: 60) { nodes { id } } }", json!({})).await;
    let all: Vec<Value> = members
        .each("/members/nodes", "id")
        .iter()
        .zip(1..)
        .map(|(id, weight)| json!({ "memberId": id, "weight": weight }))
        .collect();
    let with = |shares: &[Value]| {
        work(
            &tenant,
            json!({
                "minutes": 100_000, "beneficiaries": shares, "benefit": { "method": "SANCTION_AVOIDED", "sanction": "1000000.00" },
            }),
        )
    };
    let recorded = record(&clerk, with(&all[..50])).await;
    let shares = recorded.list("/recordActivity/activity/beneficiaries");
    let sum = |field: &str| -> i64 {
        let number = |share: &Value| match &share[field] {
            Value::String(czk) => czk.replace('.', "").parse().unwrap(),
            other => other.as_i64().unwrap(),
        };
        shares.iter().map(number).sum()
    };
    assert_eq!((shares.len(), sum("minutes")), (50, 100_000));
    assert_eq!(recorded.text("/recordActivity/activity/benefit/saved"), "771666.67");
    assert_eq!(sum("saved"), 77_166_667);
    assert_eq!(clerk.ask_with(RECORD, with(&all[..51])).await.no(), "OUT_OF_RANGE");
}
