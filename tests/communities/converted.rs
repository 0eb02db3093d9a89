//! An association becomes a společenství obcí: the same legal person under a new name, or the reasons why not.

use crate::house::register::{Association, extended_powers};
use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};

async fn convert(by: &Client, association: &Association, day: &str, name: &str) -> Answer {
    let query = "mutation($input: ConvertToCommunityInput!) { convertToCommunity(input: $input) {
        association { ico name kind before: name(onDate: \"2026-03-09\") was: kind(onDate: \"2026-03-09\")
          members { totalCount } } userErrors { code path } } }";
    let input = json!({ "ico": association.ico, "from": day, "name": name });
    by.ask_with(query, json!({ "input": input })).await
}

/// An association that meets each rule.
async fn eligible(house: &House) -> Association {
    let codes = house.settle(&extended_powers(), 9).await;
    house.associate("eligible", &codes).await
}

#[tokio::test]
async fn it_keeps_its_ico_its_members_and_its_history_and_says_from_when_it_is_what() {
    let house = House::shared().await;
    let tenant = Tenant::onboard(&house, eligible(&house).await).await;
    let clerk = tenant.clerk().await;
    let before = tenant.open(&clerk, "DEV-WASTE", 0, "before").await;
    let coordinator = house.coordinator().await;
    let name = "Společenství obcí Rychnovsko";
    let done = convert(&coordinator, &tenant.association, "2026-03-10", name).await;
    assert!(done.is_done(), "{done}");
    let old = &tenant.association.name;
    let expected = json!({
        "ico": tenant.association.ico, "name": old, "kind": "ORDINARY", "before": old, "was": "ORDINARY",
        "members": { "totalCount": 9 },
    });
    assert_eq!(*done.data("/convertToCommunity/association"), expected);
    house.tick(chrono::Duration::days(7) + chrono::Duration::hours(16));
    let query = "query($ico: Ico!) { association(ico: $ico) { name kind before: name(onDate: \"2026-03-09\")
        was: kind(onDate: \"2026-03-09\") communityEligibility { eligible } } requests { nodes { id title } }
        tenant { association { ico name } } }";
    let clerk = clerk.again(&house).await;
    let after = clerk.done(query, json!({ "ico": tenant.association.ico })).await;
    let expected = json!({
        "name": name, "kind": "COMMUNITY", "before": old, "was": "ORDINARY", "communityEligibility": { "eligible": true },
    });
    assert_eq!(*after.data("/association"), expected);
    assert_eq!(after.each("/requests/nodes", "id"), [before]);
    let own = json!({ "ico": tenant.association.ico, "name": name });
    assert_eq!(*after.data("/tenant/association"), own);
    let later = coordinator.again(&house).await;
    let again = convert(&later, &tenant.association, "2026-03-10", name).await;
    assert_eq!(again.no(), "ALREADY_COMMUNITY");
}

#[tokio::test]
async fn each_rule_that_isn_t_met_is_told() {
    let house = House::shared().await;
    let coordinator = house.coordinator().await;
    let (first, second) = (extended_powers(), extended_powers());
    let mut codes = house.settle(&first, 40).await;
    let community = house.associate("community", &codes[..15]).await;
    assert!(convert(&coordinator, &community, "2026-03-02", "První s. o.").await.is_done());
    codes.truncate(2);
    codes.extend(house.settle(&second, 40).await.into_iter().take(1));
    let wrong = house.associate("wrong", &codes).await;
    let refused = convert(&coordinator, &wrong, "2026-03-02", "Druhé s. o.").await;
    let codes = [
        "COMMUNITY_TOO_SMALL",
        "COMMUNITY_IN_SEVERAL_DISTRICTS",
        "COMMUNITY_MEMBER_ELSEWHERE",
        "COMMUNITY_DISTRICT_FULL",
    ];
    assert_eq!(refused.mend(), codes);
    assert_eq!(*refused.data("/convertToCommunity/userErrors/0/path"), json!(["input", "ico"]));
    assert_eq!(*refused.data("/convertToCommunity/association"), Value::Null);
    let kind = "query($ico: Ico!) { association(ico: $ico) { kind name } }";
    let kept = coordinator.done(kind, json!({ "ico": wrong.ico })).await;
    let expected = json!({ "kind": "ORDINARY", "name": wrong.name });
    assert_eq!(*kept.data("/association"), expected);
}

#[tokio::test]
async fn what_can_t_be_written_down_is_refused_with_the_reason() {
    let house = House::shared().await;
    let coordinator = house.coordinator().await;
    let association = eligible(&house).await;
    let unknown =
        Association { ico: crate::house::register::ico(9_999_997), ..association.clone() };
    let sql = format!(
        "UPDATE associations SET dissolved_on = '2026-09-01' WHERE ico = '{}'",
        association.ico
    );
    house.database().superuser().await.batch_execute(&sql).await.unwrap();
    let mut said = Vec::new();
    for (what, association, day, name) in [
        ("unknown", &unknown, "2026-03-02", "Obce s. o."),
        ("a name of a company", &association, "2026-03-02", "Obce s. r. o."),
        ("no name", &association, "2026-03-02", " "),
        ("before the law", &association, "2023-12-31", "Obce s. o."),
        ("too far ahead", &association, "2027-03-04", "Obce s. o."),
        ("when it has ended", &association, "2026-09-01", "Obce s. o."),
        ("just before", &association, "2026-08-31", "Obce s. o."),
    ] {
        let answer = convert(&coordinator, association, day, name).await;
        let path = answer.data("/convertToCommunity/userErrors/0/path");
        said.push(format!("{what}: {} {path}", answer.no()));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    unknown: NOT_FOUND ["input","ico"]
    a name of a company: NAME_OF_NO_COMMUNITY ["input","name"]
    no name: REQUIRED ["input","name"]
    before the law: OUT_OF_RANGE ["input","from"]
    too far ahead: OUT_OF_RANGE ["input","from"]
    when it has ended: COMMUNITY_DOES_NOT_EXIST ["input","ico"]
    just before:  null
    "#);
}

#[tokio::test]
async fn a_member_that_will_be_elsewhere_is_refused_by_the_database_in_the_same_words() {
    let house = House::shared().await;
    let codes = house.settle(&extended_powers(), 50).await;
    let first = house.associate("first", &codes[..15]).await;
    let second = house.associate("second", &codes[15..30]).await;
    let coordinator = house.coordinator().await;
    assert!(convert(&coordinator, &first, "2026-03-02", "První s. o.").await.is_done());
    // From June on the first's has a member of the second's.
    let sql = format!(
        "INSERT INTO association_memberships (id, association_id, municipality_code, joined_on, community_from)
         SELECT gen_random_uuid(), id, '{}', '2026-06-01', community_from FROM associations WHERE ico = '{}'",
        codes[15], first.ico
    );
    house.database().superuser().await.batch_execute(&sql).await.unwrap();
    let eligible = "query($ico: Ico!) { association(ico: $ico) { communityEligibility(onDate: \"2026-03-02\") { eligible } } }";
    let found = coordinator.done(eligible, json!({ "ico": second.ico })).await;
    assert_eq!(*found.data("/association/communityEligibility/eligible"), true);
    let refused = convert(&coordinator, &second, "2026-03-02", "Druhé s. o.").await;
    assert_eq!(refused.mend(), ["COMMUNITY_MEMBER_ELSEWHERE"]);
}

#[tokio::test]
async fn of_two_at_once_for_the_last_place_in_a_district_one_is_refused() {
    let house = House::shared().await;
    let codes = house.settle(&extended_powers(), 40).await;
    let first = house.associate("first", &codes[..15]).await;
    let second = house.associate("second", &codes[15..30]).await;
    let coordinator = house.coordinator().await;
    let (one, two) = tokio::join!(
        convert(&coordinator, &first, "2026-03-02", "První s. o."),
        convert(&coordinator, &second, "2026-03-02", "Druhé s. o."),
    );
    let refused: Vec<&str> = [&one, &two].iter().flat_map(|answer| answer.mend()).collect();
    assert_eq!(refused, ["COMMUNITY_DISTRICT_FULL"], "{one} {two}");
}
