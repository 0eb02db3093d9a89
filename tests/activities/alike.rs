//! Work that was recorded twice: it is hinted at, and recorded all the same.

use super::{Client, House, Tenant, id_of, record, work};
use crate::house::Answer;
use serde_json::{Value, json};

const RECORD: &str = "mutation($input: RecordActivityInput!) { recordActivity(input: $input) {
    activity { id } likelyDuplicates { activity { output } } userErrors { code } } }";

/// What the answer to recording work hints at.
async fn hinted(by: &Client, tenant: &Tenant, said: Value) -> Vec<String> {
    let answer = by.done(RECORD, work(tenant, said)).await;
    outputs(&answer)
}

fn outputs(answer: &Answer) -> Vec<String> {
    let found = answer.list("/recordActivity/likelyDuplicates").iter();
    found.map(|hint| hint["activity"]["output"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn work_of_a_day_for_the_same_member_under_the_same_service_is_hinted_at() {
    let house = House::shared_on("2026-03-03T09:00:00Z").await;
    let tenant = house.tenant("alike").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let id = tenant.open(&clerk, "DEV-WASTE", 0, "Svoz").await;
    let (day, of_first) = ("2026-03-02", json!([{ "memberId": tenant.members[0] }]));
    let nothing: [&str; 0] = [];
    let said = |output: &str| json!({ "output": output, "performedOn": day });
    assert_eq!(hinted(&clerk, &tenant, said("A")).await, nothing);
    house.tick(chrono::Duration::seconds(1));
    assert_eq!(hinted(&clerk, &tenant, said("B")).await, ["A"]);
    let both = json!([{ "memberId": tenant.members[0] }, { "memberId": tenant.members[1] }]);
    let joint = json!({ "output": "C", "performedOn": day, "beneficiaries": both });
    assert_eq!(hinted(&clerk, &tenant, joint).await, ["B", "A"], "the latest first");

    for other in [
        json!({ "performedOn": "2026-03-01" }),
        json!({ "performedOn": day, "serviceCode": "DEV-SOCIAL" }),
        json!({ "performedOn": day, "beneficiaries": [{ "memberId": tenant.members[2] }] }),
    ] {
        assert_eq!(hinted(&clerk, &tenant, other.clone()).await, nothing, "{other}");
    }
    // A colleague's is theirs, but for what came from the same request.
    assert_eq!(hinted(&manager, &tenant, said("D")).await, nothing);
    let from = |output: &str| json!({ "output": output, "performedOn": day, "requestId": id, "beneficiaries": of_first });
    assert_eq!(hinted(&manager, &tenant, from("E")).await, ["D"]);
    house.tick(chrono::Duration::seconds(1));
    assert_eq!(hinted(&clerk, &tenant, from("F")).await, ["E", "C", "B", "A"]);
}

#[tokio::test]
async fn what_one_may_not_read_isn_t_hinted_at_nor_what_was_taken_back() {
    let house = House::shared_on("2026-01-20T09:00:00Z").await;
    let tenant = house.tenant("alike-not").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    // Confidential work, of which who isn't cleared isn't told, also where it came from a case that they can read.
    let advice =
        json!({ "serviceCode": "LEGAL-ADVICE", "output": "A", "performedOn": "2026-01-19" });
    record(&manager, work(&tenant, advice.clone())).await;
    let specialist = tenant.specialist().await;
    let nothing: [&str; 0] = [];
    assert_eq!(hinted(&specialist, &tenant, advice.clone()).await, nothing, "another's");
    assert_eq!(hinted(&manager, &tenant, advice).await, ["A"]);

    let past = json!({ "output": "B", "performedOn": "2025-12-20" });
    let mistaken = id_of(&record(&clerk, work(&tenant, past.clone())).await).to_owned();
    let close = "mutation { closePeriod(input: { period: \"2025-Q4\", acceptedUnattested: 0 }) { userErrors { code } } }";
    manager.done(close, json!({})).await;
    let take_back = "mutation($id: ID!) { correctClosedActivity(input: { id: $id, reason: \"Omylem.\", onlyTakeBack: true }) {
        reversal { performedOn } userErrors { code } } }";
    let taken = clerk.done(take_back, json!({ "id": mistaken })).await;
    let day = taken.text("/correctClosedActivity/reversal/performedOn").to_owned();
    let same_day = json!({ "output": "C", "performedOn": day });
    assert_eq!(hinted(&clerk, &tenant, same_day).await, nothing, "a reversal is no work");
}
