//! A new tenant begins with the newest version, and with the steps that it brings.

use super::{Nation, ask, thirty_days};
use crate::house::{Client, Tenant};
use serde_json::{Value, json};

async fn begun(by: &Client) -> Value {
    let query = "{ tenant { model { version { number } } onboarding { steps { code title side dueOn } } } }";
    by.done(query, json!({})).await.data("/tenant").clone()
}

async fn number(tenant: &Tenant) -> Value {
    begun(&tenant.admin().await).await["model"]["version"]["number"].clone()
}

#[tokio::test]
async fn a_tenant_begins_with_the_newest_version_that_was_not_withdrawn() {
    let nation = Nation::new().await;
    let none = nation.house.tenant("none").await;
    assert_eq!(begun(&none.admin().await).await["model"], Value::Null);
    let first = nation.saying(None, thirty_days()).await;
    assert_eq!(number(&nation.house.tenant("first").await).await, 1);
    let five = json!({ "key": "tokens.longest_days", "value": 5 });
    let second = nation.saying(Some(&first), five).await;
    let tenant = nation.house.tenant("second").await;
    assert_eq!(number(&tenant).await, 2);
    let withdrawn = ask(&nation.author, "withdrawCentreModel", json!({ "id": second })).await;
    assert!(withdrawn.is_done(), "{withdrawn}");
    assert_eq!(number(&nation.house.tenant("third").await).await, 1);
    assert_eq!(number(&tenant).await, 2, "who is on it stays");
    let trail = "{ auditTrail(filter: { kinds: [\"centre_model.taken_up\"] }) { nodes { subject facts } } }";
    let trail = tenant.admin().await.done(trail, json!({})).await;
    assert_eq!(trail.text("/auditTrail/nodes/0/subject"), second);
}

#[tokio::test]
async fn its_checklist_is_the_version_s_where_that_says_one() {
    let nation = Nation::new().await;
    let mut draft = nation.draft(None).await;
    for (code, place, cs, en, responsible) in [
        ("FIRST_ACTIVITY", 9, "První aktivita", "First activity", "CENTRE_MANAGER"),
        (
            "VISIT",
            1,
            "Koordinátor centrum navštívil",
            "The coordinator has visited",
            "NATIONAL_COORDINATOR",
        ),
        ("DATA_BOX", 1, "Schránka", "Box", "TENANT_ADMIN"),
    ] {
        let step = json!({ "code": code, "place": place, "nameCs": cs, "nameEn": en, "responsible": responsible, "dueWithin": 10 });
        draft.by(&nation.author, "setModelOnboardingStep", step).await;
    }
    let old = nation.house.tenant("of-the-list").await;
    nation.publish(&mut draft).await;
    let tenant = nation.house.tenant("of-the-version").await;
    let admin = tenant.admin().await;
    let steps =
        admin.done("{ tenant { onboarding { steps { code title side } } } }", json!({})).await;
    insta::assert_snapshot!(steps.shown_at("/data/tenant/onboarding/steps"), @r#"
    [
      {"code":"DATA_BOX","side":"TENANT","title":"Box"},
      {"code":"VISIT","side":"NATION","title":"The coordinator has visited"},
      {"code":"FIRST_ACTIVITY","side":"SYSTEM","title":"First activity"}
    ]
    "#);
    let of_list = begun(&old.admin().await).await;
    assert_eq!(
        of_list["onboarding"]["steps"].as_array().unwrap().len(),
        10,
        "a list that was begun stays"
    );
    // Each side says what is done of its own, as of any step.
    let complete = "mutation($input: CompleteOnboardingStepInput!) { completeOnboardingStep(input: $input) { step { state } userErrors { code } } }";
    let input = |code: &str| json!({ "input": { "tenantId": tenant.id.to_string(), "code": code, "expectedVersion": 1 } });
    let refused = admin.ask_with(complete, input("VISIT")).await;
    assert_eq!(refused.no(), "ONBOARDING_STEP_OF_OTHER_SIDE");
    assert!(nation.author.ask_with(complete, input("VISIT")).await.is_done());
    assert!(admin.ask_with(complete, input("DATA_BOX")).await.is_done());
    let seen = admin.ask_with(complete, input("FIRST_ACTIVITY")).await;
    assert_eq!(seen.no(), "ONBOARDING_STEP_SEEN_BY_SYSTEM");
}
