//! Activities: recording work, correcting it, and attesting what it was good for.

mod alike;
mod attested;
mod corrected;
mod lists;
mod refused;
mod shared_out;

use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};

pub const RECORD: &str = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) { activity { id number version
    performedOn minutes competence secrecy output service { code } performedBy { displayName } recordedBy { displayName } request { title }
    beneficiaries { weight minutes saved broughtIn attestedBy { displayName } attestedAt member { isAssociationItself } }
    benefit { method methodVersion saved broughtIn inputs attestedAt } } userErrors { code path } } }";
pub const CORRECT: &str = "mutation($input: CorrectActivityInput!) { correctActivity(input: $input) { activity { id number version
    performedOn minutes competence secrecy output service { code } request { title }
    beneficiaries { weight minutes saved broughtIn attestedAt member { id } }
    benefit { method saved broughtIn inputs attestedAt } } userErrors { code path currentVersion } } }";
pub const ATTEST: &str = "mutation($id: ID!, $version: Int) { attestBenefit(input: { activityId: $id, expectedVersion: $version }) {
    activity { beneficiaries { saved broughtIn attestedBy { displayName } attestedAt } benefit { attestedAt } } userErrors { code path currentVersion } } }";

/// Work under a service for one member, with whatever else is said.
pub fn work(tenant: &Tenant, else_said: Value) -> Value {
    let mut input = json!({
        "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": 90,
        "beneficiaries": [{ "memberId": tenant.members[0] }],
    });
    input.as_object_mut().unwrap().extend(else_said.as_object().unwrap().clone());
    json!({ "input": input })
}

pub async fn record(by: &Client, input: Value) -> Answer {
    by.done(RECORD, input).await
}

pub fn id_of(recorded: &Answer) -> &str {
    recorded.text("/recordActivity/activity/id")
}

/// Corrects the version that is given.
pub async fn correct(by: &Client, id: &str, version: i64, said: Value) -> Answer {
    let mut input = json!({ "id": id, "expectedVersion": version });
    input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
    by.ask_with(CORRECT, json!({ "input": input })).await
}

#[tokio::test]
async fn a_clerk_records_work_for_two_municipalities_and_what_it_saved_them() {
    let tenant = House::shared().await.tenant("recorded").await;
    let clerk = tenant.clerk().await;
    let input = work(
        &tenant,
        json!({
            "serviceCode": "LEGAL-ORDINANCE", "minutes": 240, "output": "  Vyhláška o psech \n",
            "beneficiaries": [{ "memberId": tenant.members[0], "weight": 2 }, { "memberId": tenant.members[1] }],
            "benefit": { "method": "AVOIDED_HOURS", "avoidedMinutes": 600 },
        }),
    );
    let recorded = record(&clerk, input).await;
    insta::assert_snapshot!(recorded.shown_at("/data/recordActivity"), @r#"
    {
      "activity": {
        "beneficiaries": [
          {
            "attestedAt": null,
            "attestedBy": null,
            "broughtIn": null,
            "member": {"isAssociationItself":false},
            "minutes": 160,
            "saved": "874.67",
            "weight": 2
          },
          {
            "attestedAt": null,
            "attestedBy": null,
            "broughtIn": null,
            "member": {"isAssociationItself":false},
            "minutes": 80,
            "saved": "437.33",
            "weight": 1
          }
        ],
        "benefit": {
          "attestedAt": null,
          "broughtIn": null,
          "inputs": {
            "avoidedMinutes": 600,
            "centreHour": {"perHour":"137.00","validFrom":"2017-01-01"},
            "centreMinutes": 240,
            "municipalHour": {"perHour":"186.00","validFrom":"2017-01-01"},
            "performedOn": "2026-03-02"
          },
          "method": "AVOIDED_HOURS",
          "methodVersion": 1,
          "saved": "1312.00"
        },
        "competence": "OWN",
        "id": "activity 1",
        "minutes": 240,
        "number": "2026/1",
        "output": "Vyhláška o psech",
        "performedBy": {"displayName":"clerk"},
        "performedOn": "2026-03-02",
        "recordedBy": {"displayName":"clerk"},
        "request": null,
        "secrecy": "OPEN",
        "service": {"code":"LEGAL-ORDINANCE"},
        "version": 1
      },
      "userErrors": []
    }
    "#);
}

#[tokio::test]
async fn work_from_a_request_is_for_its_member_when_nothing_else_is_said() {
    let tenant = House::shared().await.tenant("from-a-request").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let request = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz odpadu").await;
    let close = "mutation($id: ID!) { closeRequest(input: { id: $id, outcome: \"x\" }) { userErrors { code } } }";
    clerk.done(close, json!({ "id": request })).await;
    // Closed or not: what was done is recorded when there is time for it.
    for minutes in [30, 45, 60] {
        let input = json!({ "serviceCode": "DEV-WASTE", "competence": "OWN", "minutes": minutes, "requestId": request });
        let recorded = record(&clerk, json!({ "input": input })).await;
        assert_eq!(recorded.text("/recordActivity/activity/request/title"), "Svoz odpadu");
        assert_eq!(recorded.number("/recordActivity/activity/beneficiaries/0/minutes"), minutes);
    }
    let query = "query($id: ID!, $after: String) { request(id: $id) { activities(first: 2, after: $after) { totalCount
        pageInfo { hasNextPage endCursor } nodes { minutes request { activities(last: 1) { nodes { minutes } } } } } } }";
    for who in [&clerk, &mayor] {
        let seen = who.done(query, json!({ "id": request })).await;
        let last = json!({ "activities": { "nodes": [{ "minutes": 60 }] } });
        let nodes = [30, 45].map(|minutes| json!({ "minutes": minutes, "request": last }));
        assert_eq!(seen.list("/request/activities/nodes"), nodes);
        assert_eq!(seen.number("/request/activities/totalCount"), 3);
        let cursor = seen.text("/request/activities/pageInfo/endCursor");
        let rest = who.done(query, json!({ "id": request, "after": cursor })).await;
        assert_eq!(*rest.data("/request/activities/pageInfo/hasNextPage"), false);
        assert_eq!(rest.number("/request/activities/nodes/0/minutes"), 60);
    }
}

#[tokio::test]
async fn work_on_a_citizen_s_request_is_the_association_s_own() {
    let tenant = House::shared().await.tenant("citizens-work").await;
    let clerk = tenant.clerk().await;
    let request = tenant.open_for_citizen(&clerk, "CIT-CONTACT", "Hluk").await;
    let input = json!({ "serviceCode": "CIT-CONTACT", "competence": "DELEGATED", "minutes": 10, "requestId": request });
    let recorded = record(&clerk, json!({ "input": input })).await;
    assert_eq!(
        *recorded.data("/recordActivity/activity/beneficiaries/0/member/isAssociationItself"),
        true
    );
}

#[tokio::test]
async fn numbers_have_no_gap_and_a_year_begins_them_anew() {
    let house = House::shared_on("2026-12-31T22:30:00Z").await;
    let tenant = house.tenant("activity-numbers").await;
    let clerk = tenant.clerk().await;
    let at_once = (0..20).map(|_| clerk.ask_with(RECORD, work(&tenant, json!({}))));
    let (recorded, failed) = futures_util::join!(
        futures_util::future::join_all(at_once),
        clerk.ask_with(RECORD, work(&tenant, json!({ "minutes": 0 })))
    );
    assert_eq!(failed.no(), "OUT_OF_RANGE");
    let numbers = recorded.iter().map(|one| one.text("/recordActivity/activity/number"));
    let mut numbers: Vec<u32> =
        numbers.map(|number| number.strip_prefix("2026/").unwrap().parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    house.tick(chrono::Duration::minutes(40));
    let next = record(&clerk, work(&tenant, json!({}))).await;
    assert_eq!(next.text("/recordActivity/activity/number"), "2027/1");
    assert_eq!(next.text("/recordActivity/activity/performedOn"), "2027-01-01");
}

#[tokio::test]
async fn an_activity_is_as_secret_as_its_service_and_its_request_and_no_mayor_sees_what_isn_t_open()
{
    let tenant = House::shared().await.tenant("secret-work").await;
    let (clerk, manager, mayor, dpo) = (
        tenant.clerk().await,
        tenant.manager().await,
        tenant.mayor_of(0).await,
        tenant.dpo().await,
    );
    // The mayor sees the own confidential case, and not what the centre writes down of its work on it.
    let confidential = tenant.open(&clerk, "LEGAL-ADVICE", 0, "Spor").await;
    let input = work(&tenant, json!({ "requestId": confidential, "output": "Zlatohlavek" }));
    let recorded = record(&manager, input).await;
    assert_eq!(recorded.text("/recordActivity/activity/secrecy"), "CONFIDENTIAL");
    let of_dpo = record(
        &dpo,
        work(&tenant, json!({ "serviceCode": "DPO-AGENDA", "output": "Zlatohlavek" })),
    )
    .await;
    assert_eq!(of_dpo.text("/recordActivity/activity/secrecy"), "DPO");
    // An open case that its municipality doesn't see: a complaint about it.
    let hidden = json!({ "serviceCode": "DEV-WASTE", "title": "Stížnost", "memberId": tenant.members[0], "shownToMember": false });
    let open = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { id userErrors { code } } }";
    let hidden =
        clerk.done(open, json!({ "input": hidden })).await.text("/openRequest/id").to_owned();
    record(&clerk, work(&tenant, json!({ "requestId": hidden, "output": "Zlatohlavek" }))).await;
    record(&clerk, work(&tenant, json!({ "output": "Otevřená" }))).await;

    let list = "{ activities(orderBy: { field: RECORDED_AT, direction: ASC }) { totalCount nodes { secrecy output } } }";
    let seen = async |by: &Client| {
        let answer = by.done(list, json!({})).await;
        assert_eq!(
            answer.list("/activities/nodes").len(),
            usize::try_from(answer.number("/activities/totalCount")).unwrap()
        );
        answer.each("/activities/nodes", "secrecy").join(" ")
    };
    assert_eq!(seen(&clerk).await, "OPEN OPEN");
    assert_eq!(seen(&manager).await, "CONFIDENTIAL OPEN OPEN");
    assert_eq!(seen(&dpo).await, "DPO OPEN OPEN");
    assert_eq!(seen(&tenant.chair().await.client).await, "OPEN OPEN");
    assert_eq!(seen(&mayor).await, "OPEN");
    assert_eq!(seen(&tenant.mayor_of(1).await.client).await, "");
    let one = "query($id: ID!) { activity(id: $id) { id } node(id: $id) { id } }";
    let refused = mayor.done(one, json!({ "id": id_of(&recorded) })).await;
    assert_eq!((refused.data("/activity"), refused.data("/node")), (&Value::Null, &Value::Null));
}
