//! What was found to be wrong after its quarter had closed: entries of the open quarter correct it.

use super::{APRIL, close};
use crate::activities::{ATTEST, correct, id_of, record, work};
use crate::house::tenant::Person;
use crate::house::{Answer, Client, House, Tenant};
use futures_util::future::join_all;
use serde_json::{Value, json};

const CORRECT_CLOSED: &str = "mutation($input: CorrectClosedActivityInput!) { correctClosedActivity(input: $input) {
    reversal { ...entry } activity { ...entry } userErrors { code path } } }
    fragment entry on Activity { id number period performedOn minutes output correctsId isReversal correctionReason
        performedBy { displayName } recordedBy { displayName } beneficiaries { weight minutes saved attestedAt } benefit { method saved } }";
const ENTRIES: &str = "query($filter: ActivityFilter!) { activities(filter: $filter, first: 100) { nodes {
    id period minutes isReversal correctsId benefit { saved } beneficiaries { minutes saved } } } }";

async fn correct_closed(by: &Client, id: &str, said: Value) -> Answer {
    let mut input = json!({ "id": id, "reason": "Započítáno dvakrát." });
    input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
    by.ask_with(CORRECT_CLOSED, json!({ "input": input })).await
}

/// A centre whose first quarter is closed, with work of March for two municipalities that saved something.
async fn closed_centre(name: &str) -> (Tenant, Person, String) {
    let tenant = House::shared_on(APRIL).await.tenant(name).await;
    let clerk = tenant.clerk().await;
    let saved = json!({
        "performedOn": "2026-03-20", "minutes": 91, "benefit": { "method": "MARKET_PRICE", "marketPrice": "2137.01" },
        "beneficiaries": [{ "memberId": tenant.members[0] }, { "memberId": tenant.members[1], "weight": 2 }],
    });
    let id = id_of(&record(&clerk, work(&tenant, saved)).await).to_owned();
    let manager = tenant.manager().await;
    assert!(close(&manager, "2026-Q1", 1).await.is_done());
    (tenant, clerk, id)
}

#[tokio::test]
async fn what_was_wrong_is_taken_back_and_what_is_right_stands_beside_it() {
    let (tenant, clerk, wrong) = closed_centre("set-right").await;
    let corrected = correct_closed(&clerk, &wrong, json!({ "minutes": 61 })).await;
    insta::assert_snapshot!(corrected.shown_at("/data/correctClosedActivity"), @r#"
    {
      "activity": {
        "beneficiaries": [
          {"attestedAt":null,"minutes":20,"saved":"665.91","weight":1},
          {"attestedAt":null,"minutes":41,"saved":"1331.82","weight":2}
        ],
        "benefit": {"method":"MARKET_PRICE","saved":"1997.73"},
        "correctionReason": "Započítáno dvakrát.",
        "correctsId": "activity 1",
        "id": "activity 2",
        "isReversal": false,
        "minutes": 61,
        "number": "2026/3",
        "output": "",
        "performedBy": {"displayName":"clerk"},
        "performedOn": "2026-04-02",
        "period": "2026-Q2",
        "recordedBy": {"displayName":"clerk"}
      },
      "reversal": {
        "beneficiaries": [
          {"attestedAt":null,"minutes":-30,"saved":"-643.08","weight":1},
          {"attestedAt":null,"minutes":-61,"saved":"-1286.15","weight":2}
        ],
        "benefit": {"method":"MARKET_PRICE","saved":"-1929.23"},
        "correctionReason": "Započítáno dvakrát.",
        "correctsId": "activity 1",
        "id": "activity 3",
        "isReversal": true,
        "minutes": -91,
        "number": "2026/2",
        "output": "",
        "performedBy": {"displayName":"clerk"},
        "performedOn": "2026-04-02",
        "period": "2026-Q2",
        "recordedBy": {"displayName":"clerk"}
      },
      "userErrors": []
    }
    "#);
    let entries = clerk.done(ENTRIES, json!({ "filter": {} })).await;
    let of_quarter = |quarter: &str| -> i64 {
        let nodes = entries.list("/activities/nodes").iter();
        let own = nodes.filter(|node| node["period"] == quarter);
        own.map(|node| node["minutes"].as_i64().unwrap()).sum()
    };
    assert_eq!((of_quarter("2026-Q1"), of_quarter("2026-Q2")), (91, 61 - 91));

    // Each municipality says of its own share of both that it is so.
    let mayor = tenant.mayor_of(0).await;
    for entry in ["reversal", "activity"] {
        let id = corrected.text(&format!("/correctClosedActivity/{entry}/id"));
        assert!(mayor.ask_with(ATTEST, json!({ "id": id, "version": 1 })).await.is_done());
    }
    let corrects = json!({ "filter": { "correctsId": wrong } });
    assert_eq!(mayor.done(ENTRIES, corrects).await.list("/activities/nodes").len(), 2);
}

#[tokio::test]
async fn what_should_never_have_been_there_is_only_taken_back() {
    let (tenant, _, wrong) = closed_centre("taken-back").await;
    let manager = tenant.manager().await;
    let mixed = json!({ "onlyTakeBack": true, "minutes": 3 });
    assert_eq!(correct_closed(&manager, &wrong, mixed).await.no(), "MALFORMED");
    let done = correct_closed(&manager, &wrong, json!({ "onlyTakeBack": true })).await;
    assert!(done.is_done(), "{done}");
    assert!(done.data("/correctClosedActivity/activity").is_null());
    let entries = manager.done(ENTRIES, json!({ "filter": {} })).await;
    let nodes = entries.list("/activities/nodes");
    let minutes: i64 = nodes.iter().map(|node| node["minutes"].as_i64().unwrap()).sum();
    assert_eq!((nodes.len(), minutes), (2, 0));
    for share in 0..2 {
        let of = |node: &Value| node["beneficiaries"][share]["saved"].as_str().unwrap().to_owned();
        assert_eq!(of(&nodes[0]).trim_start_matches('-'), of(&nodes[1]).trim_start_matches('-'));
    }
}

#[tokio::test]
async fn what_can_t_be_corrected_so_is_refused_each_with_its_code() {
    let (tenant, clerk, wrong) = closed_centre("not-so").await;
    let (manager, mayor) = (tenant.manager().await, tenant.mayor_of(0).await);
    let open = id_of(&record(&clerk, work(&tenant, json!({}))).await).to_owned();
    let minutes = json!({ "minutes": 61 });
    assert_eq!(correct_closed(&clerk, &open, minutes.clone()).await.no(), "PERIOD_OPEN");
    assert_eq!(correct_closed(&clerk, &wrong, json!({})).await.no(), "NOTHING_CORRECTED");
    assert_eq!(
        correct_closed(&clerk, &wrong, json!({ "minutes": 91 })).await.no(),
        "NOTHING_CORRECTED"
    );
    for (reason, code) in [(" ".to_owned(), "REQUIRED"), ("x".repeat(1001), "TOO_LONG")] {
        let said = json!({ "reason": reason, "minutes": 61 });
        assert_eq!(correct_closed(&clerk, &wrong, said).await.no(), code);
    }
    let other = tenant.specialist().await;
    for who in [&other.client, &mayor.client, &tenant.chair().await.client] {
        assert_eq!(correct_closed(who, &wrong, minutes.clone()).await.no(), "FORBIDDEN");
    }
    let stranger = tenant.house.tenant("stranger-to-it").await.manager().await;
    assert_eq!(correct_closed(&stranger, &wrong, minutes.clone()).await.no(), "NOT_FOUND");

    let done = correct_closed(&manager, &wrong, minutes.clone()).await;
    assert!(done.is_done(), "{done}");
    assert_eq!(
        correct_closed(&clerk, &wrong, minutes.clone()).await.no(),
        "ACTIVITY_CORRECTED_ALREADY"
    );
    let reversal = done.text("/correctClosedActivity/reversal/id");
    assert_eq!(correct(&manager, reversal, 1, minutes.clone()).await.no(), "ACTIVITY_IS_REVERSAL");
    assert_eq!(correct_closed(&manager, reversal, minutes.clone()).await.no(), "PERIOD_OPEN");
    // What took its place is an activity of the open quarter like any other.
    let right = done.text("/correctClosedActivity/activity/id");
    assert!(correct(&manager, right, 1, json!({ "minutes": 62 })).await.is_done());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_correct_the_same_at_once_one_does() {
    let (tenant, clerk, wrong) = closed_centre("set-right-at-once").await;
    let said = json!({ "minutes": 61 });
    let all = join_all((0..8).map(|_| correct_closed(&clerk, &wrong, said.clone()))).await;
    assert_eq!(all.iter().filter(|answer| answer.is_done()).count(), 1);
    for answer in all.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(answer.no(), "ACTIVITY_CORRECTED_ALREADY");
    }
    let entries = tenant.manager().await.done(ENTRIES, json!({ "filter": {} })).await;
    assert_eq!(entries.list("/activities/nodes").len(), 3);
}

/// The centre's figures are what a count of its activities gives, whatever was taken back.
#[tokio::test]
async fn the_figures_count_what_is_taken_back_as_less() {
    let (tenant, clerk, wrong) = closed_centre("less").await;
    assert!(
        correct_closed(&clerk, &wrong, json!({ "minutes": 61, "output": "Správně" }))
            .await
            .is_done()
    );
    tenant.house.catch_up().await;
    let connected = tenant.house.database().superuser().await;
    let sql = "SELECT format('%s %s %s', sum(activities), sum(minutes), sum(saved_haler)), (SELECT format('%s %s %s',
        sum(CASE WHEN is_reversal THEN -1 ELSE 1 END), sum(minutes), sum(saved_haler)) FROM activities WHERE tenant_id = r.tenant_id)
        FROM rollup_daily r WHERE tenant_id = (SELECT id FROM tenants WHERE slug = $1) GROUP BY tenant_id";
    let row = connected.query_one(sql, &[&tenant.slug()]).await.unwrap();
    let (kept, counted): (String, String) = (row.get(0), row.get(1));
    assert_eq!(kept, counted);
    assert!(kept.starts_with("1 61 "), "{kept}");
}
