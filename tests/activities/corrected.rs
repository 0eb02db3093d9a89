//! Corrections: by whom, of what, and what becomes of the rest.

use super::{CORRECT, correct, id_of, record, work};
use crate::house::House;
use domain::access::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn whatever_is_said_is_corrected_and_the_rest_stays() {
    let tenant = House::shared().await.tenant("corrected").await;
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "ADM-FEES", 1, "Poplatky").await;
    let benefit = json!({ "method": "AVOIDED_HOURS", "avoidedMinutes": 600 });
    let recorded = record(
        &clerk,
        work(&tenant, json!({ "minutes": 240, "output": "Dřív", "benefit": benefit })),
    )
    .await;
    let id = id_of(&recorded).to_owned();
    let corrected = correct(&clerk, &id, 1, json!({
        "serviceCode": "ADM-FEES", "competence": "DELEGATED", "performedOn": "2026-02-27", "minutes": 100, "output": "Potom",
        "requestId": request, "beneficiaries": [{ "memberId": tenant.members[1], "weight": 3 }, { "memberId": tenant.itself }],
        "benefit": { "method": "JOINT_PURCHASE", "pricesAlone": ["100.00", "200.00"], "jointPrice": "50.00" },
    })).await;
    let shown = corrected.shown_at("/data/correctActivity").replace(&tenant.members[1], "m");
    insta::assert_snapshot!(shown, @r#"
    {
      "activity": {
        "beneficiaries": [
          {
            "attestedAt": null,
            "broughtIn": null,
            "member": {"id":"member 1"},
            "minutes": 25,
            "saved": "5.42",
            "weight": 1
          },
          {
            "attestedAt": null,
            "broughtIn": null,
            "member": {"id":"member 2"},
            "minutes": 75,
            "saved": "16.25",
            "weight": 3
          }
        ],
        "benefit": {
          "attestedAt": null,
          "broughtIn": null,
          "inputs": {
            "centreHour": {"perHour":"137.00","validFrom":"2017-01-01"},
            "centreMinutes": 100,
            "jointPrice": "50.00",
            "performedOn": "2026-02-27",
            "pricesAlone": ["100.00","200.00"]
          },
          "method": "JOINT_PURCHASE",
          "saved": "21.67"
        },
        "competence": "DELEGATED",
        "id": "activity 1",
        "minutes": 100,
        "number": "2026/1",
        "output": "Potom",
        "performedOn": "2026-02-27",
        "request": {"title":"Poplatky"},
        "secrecy": "OPEN",
        "service": {"code":"ADM-FEES"},
        "version": 2
      },
      "userErrors": []
    }
    "#);
}

#[tokio::test]
async fn null_takes_away_what_needn_t_be_there_and_what_isn_t_said_stays() {
    let tenant = House::shared().await.tenant("taken-away").await;
    let clerk = tenant.clerk().await;
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Odpad").await;
    let benefit = json!({ "method": "GRANT_WON", "amount": "7.00" });
    let said = json!({ "output": "Zůstane", "requestId": request, "benefit": benefit });
    let id = id_of(&record(&clerk, work(&tenant, said)).await).to_owned();
    let bare = correct(&clerk, &id, 1, json!({ "requestId": null, "benefit": null })).await;
    assert!(bare.is_done(), "{bare}");
    let now = |pointer: &str| bare.data(&format!("/correctActivity/activity/{pointer}"));
    for gone in ["request", "benefit", "beneficiaries/0/broughtIn"] {
        assert_eq!(*now(gone), Value::Null, "{gone}");
    }
    assert_eq!((now("output"), now("minutes")), (&json!("Zůstane"), &json!(90)));
}

#[tokio::test]
async fn a_correction_that_changes_nothing_is_none() {
    let tenant = House::shared().await.tenant("nothing-new").await;
    let clerk = tenant.clerk().await;
    let said =
        json!({ "output": "Stejně", "benefit": { "method": "GRANT_WON", "amount": "5.00" } });
    let id = id_of(&record(&clerk, work(&tenant, said.clone())).await).to_owned();
    for same in
        [json!({}), said, json!({ "minutes": 90, "performedOn": "2026-03-02", "requestId": null })]
    {
        let answer = correct(&clerk, &id, 1, same).await;
        assert!(answer.is_done(), "{answer}");
        assert_eq!(answer.number("/correctActivity/activity/version"), 1);
    }
}

#[tokio::test]
async fn of_two_corrections_of_one_version_one_wins_and_the_other_is_told() {
    let tenant = House::shared().await.tenant("two-corrections").await;
    let clerk = tenant.clerk().await;
    let id = id_of(&record(&clerk, work(&tenant, json!({}))).await).to_owned();
    for version in 1..=2 {
        let with = |minutes: i64| {
            let input = json!({ "id": id, "expectedVersion": version, "minutes": minutes });
            clerk.ask_with(CORRECT, json!({ "input": input }))
        };
        let answers = futures_util::future::join_all((1..=6).map(|n| with(n + 10 * version))).await;
        let won: Vec<_> = answers.iter().filter(|answer| answer.is_done()).collect();
        assert_eq!(won.len(), 1);
        let stale: Vec<_> = answers.iter().filter(|answer| answer.no() == "STALE").collect();
        assert_eq!(stale.len(), 5);
        for answer in stale {
            assert_eq!(answer.number("/correctActivity/userErrors/0/currentVersion"), version + 1);
        }
        let query = "query($id: ID!) { activity(id: $id) { minutes version } }";
        let now = clerk.done(query, json!({ "id": id })).await;
        assert_eq!(now.data("/activity/minutes"), won[0].data("/correctActivity/activity/minutes"));
        assert_eq!(now.number("/activity/version"), version + 1);
    }
}

#[tokio::test]
async fn one_corrects_the_own_work_and_the_manager_everybody_s() {
    let house = House::shared().await;
    let tenant = house.tenant("whose-work").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let colleague = tenant.person("colleague", Role::Clerk, None).await;
    let id = id_of(&record(&clerk, work(&tenant, json!({}))).await).to_owned();
    let minutes = json!({ "minutes": 91 });
    let refused = correct(&colleague, &id, 1, minutes.clone()).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    assert_eq!(refused.errors()[0]["extensions"]["permission"], "CorrectOthersActivity");
    for who in
        [&tenant.mayor_of(0).await.client, &tenant.chair().await.client, &house.coordinator().await]
    {
        let refused = correct(who, &id, 1, minutes.clone()).await;
        assert_eq!(refused.errors()[0]["extensions"]["permission"], "CorrectActivity");
    }
    assert!(correct(&clerk, &id, 1, minutes.clone()).await.is_done());
    let by_manager = correct(&manager, &id, 2, json!({ "minutes": 92 })).await;
    assert!(by_manager.is_done(), "{by_manager}");
    // Who did the work is who did it, whoever wrote it down better.
    let query = "query($id: ID!) { activity(id: $id) { performedBy { displayName } recordedBy { displayName } } }";
    let seen = clerk.done(query, json!({ "id": id })).await;
    assert_eq!(seen.text("/activity/performedBy/displayName"), "clerk");
    let stranger = house.tenant("whose-work-else").await.manager().await;
    assert_eq!(correct(&stranger, &id, 3, json!({ "minutes": 93 })).await.no(), "NOT_FOUND");
    let missing = "activity_01h455vb4pex5vsknk084sn02q";
    assert_eq!(correct(&clerk, missing, 1, json!({})).await.no(), "NOT_FOUND");
    assert_eq!(correct(&clerk, &tenant.members[0], 1, json!({})).await.no(), "MALFORMED");
}

#[tokio::test]
async fn what_a_correction_leaves_open_is_checked_only_where_it_is_touched() {
    let house = House::shared().await;
    let tenant = house.tenant("left-alone").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let id = id_of(&record(&clerk, work(&tenant, json!({}))).await).to_owned();
    // The service is turned off and the municipality leaves, from a later day on.
    let off = "mutation { overrideService(input: { serviceCode: \"DEV-WASTE\", offered: false, expectedVersion: 0 }) { userErrors { code } } }";
    admin.done(off, json!({})).await;
    let leave = format!(
        "UPDATE association_memberships SET left_on = '2026-03-01' WHERE municipality_code = '{}'",
        tenant.association.municipalities[0]
    );
    house.database().superuser().await.batch_execute(&leave).await.unwrap();
    let untouched = correct(&clerk, &id, 1, json!({ "minutes": 91, "output": "x" })).await;
    assert!(untouched.is_done(), "{untouched}");
    let other_day = correct(&clerk, &id, 2, json!({ "performedOn": "2026-03-01" })).await;
    assert_eq!(other_day.no(), "MEMBER_DID_NOT_BELONG");
    let when_it_did = correct(&clerk, &id, 2, json!({ "performedOn": "2026-02-28" })).await;
    assert!(when_it_did.is_done(), "{when_it_did}");
    let moved = correct(&clerk, &id, 3, json!({ "serviceCode": "DEV-SOCIAL" })).await;
    assert!(moved.is_done(), "{moved}");
    let back = correct(&clerk, &id, 4, json!({ "serviceCode": "DEV-WASTE" })).await;
    assert_eq!(back.no(), "SERVICE_NOT_OFFERED");
}

#[tokio::test]
async fn the_trail_has_what_was_and_what_is_and_only_who_may_read_both_reads_it() {
    let house = House::fresh().await;
    let tenant = house.tenant("was-and-is").await;
    let manager = tenant.manager().await;
    let benefit = json!({ "method": "MARKET_PRICE", "marketPrice": "1000.00" });
    let first =
        work(&tenant, json!({ "serviceCode": "LEGAL-ADVICE", "minutes": 60, "benefit": benefit }));
    let id = id_of(&record(&manager, first).await).to_owned();
    let said = correct(
        &manager,
        &id,
        1,
        json!({ "serviceCode": "DEV-WASTE", "minutes": 30, "performedOn": "2026-03-01" }),
    )
    .await;
    assert_eq!(said.text("/correctActivity/activity/secrecy"), "OPEN");
    let query = "SELECT secrecy, payload::text FROM events WHERE kind = 'activity.corrected'";
    let row = house.database().superuser().await.query_one(query, &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "CONFIDENTIAL");
    let expected = json!({
        "area": "DEVELOPMENT", "secrecy": "OPEN", "performed_on": "2026-03-01", "minutes": 30, "saved_haler": 93_150,
        "old_area": "LEGAL", "old_secrecy": "CONFIDENTIAL", "old_performed_on": "2026-03-02", "old_minutes": 60,
        "old_saved_haler": 86_300, "shares": 1, "method": "MARKET_PRICE", "method_version": 1, "version": 2,
    });
    assert_eq!(serde_json::from_str::<Value>(row.get(1)).unwrap(), expected);
}
