//! Each mutation of the centre model, twice.

use super::Twice;
use crate::house::Tenant;
use serde_json::{Value, json};

pub(super) async fn models(twice: &mut Twice, tenant: &Tenant) {
    let house = &tenant.house;
    let (author, approver) = (house.coordinator().await, house.of_the_nation("approver").await);
    let shown = "version { id number state version notes settings { key value } services { code } duties { code } indicators { code } onboardingSteps { code } }";
    let drafted = twice.ask(&author, "draftCentreModel", shown, json!({ "notes": "x" })).await;
    let id = drafted.data("/draftCentreModel/version/id").clone();
    let named = json!({ "code": "A", "nameCs": "A", "nameEn": "A" });
    let with = |version: i32, more: Value| {
        let mut input = named.clone();
        let own = json!({ "id": id, "expectedVersion": version });
        for part in [own, more] {
            input.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        }
        input
    };
    let only = |version: i32, more: Value| {
        let mut input = json!({ "id": id, "expectedVersion": version });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let setting = json!({ "key": "tokens.longest_days", "value": 30 });
    twice.ask(&author, "setModelSetting", shown, only(1, setting)).await;
    let service = json!({ "serviceCode": "IT-SUPPORT", "locked": true });
    twice.ask(&author, "setModelService", shown, only(2, service)).await;
    let duty = json!({ "kind": "MEETING", "timesAYear": 1 });
    twice.ask(&author, "setModelDuty", shown, with(3, duty)).await;
    twice.ask(&author, "setModelIndicator", shown, with(4, json!({ "target": 1 }))).await;
    let step = json!({ "place": 1, "responsible": "TENANT_ADMIN", "dueWithin": 1 });
    twice.ask(&author, "setModelOnboardingStep", shown, with(5, step)).await;
    let duty = json!({ "part": "DUTIES", "key": "A" });
    twice.ask(&author, "removeFromModel", shown, only(6, duty)).await;
    twice.ask(&author, "submitCentreModel", shown, only(7, json!({}))).await;
    let why = json!({ "reason": "x" });
    twice.ask(&approver, "giveBackCentreModel", shown, only(8, why)).await;
    author
        .done(
            "mutation($id: ID!) { submitCentreModel(input: { id: $id, expectedVersion: 9 }) { userErrors { code } } }",
            json!({ "id": id }),
        )
        .await;
    twice.ask(&approver, "approveCentreModel", shown, only(10, json!({}))).await;
    twice.ask(&author, "withdrawCentreModel", shown, json!({ "id": id })).await;
    let another = json!({ "fromId": id });
    let drafted = twice.ask(&author, "draftCentreModel", shown, another).await;
    let another = drafted.data("/draftCentreModel/version/id");
    let discard = json!({ "id": another, "expectedVersion": 1 });
    twice.ask(&author, "discardCentreModel", "id", discard).await;
}
