//! Whether an association may be a společenství obcí, rule by rule, each met and not.

use crate::house::register::{Association, extended_powers};
use crate::house::{Answer, House};
use serde_json::{Value, json};

/// All that the rules are judged by.
pub(super) const RULES: &str = "communityEligibility(onDate: $day) { onDate eligible rules { __typename rule paragraph met
    ... on ExistenceResult { foundedOn dissolvedOn }
    ... on SizeResult { members membersEnough district { district { code } municipalities members membersEnough } }
    ... on OneDistrictResult { districts { district { code } members } }
    ... on OtherCommunitiesResult { memberships { municipalityCode municipalityName ico name } }
    ... on RoomInDistrictResult { district { code } municipalities communities communitiesMost } } }";

async fn asked(house: &House, association: &Association, day: Value) -> Answer {
    let query = format!("query($ico: Ico!, $day: Date) {{ association(ico: $ico) {{ {RULES} }} }}");
    let variables = json!({ "ico": association.ico, "day": day });
    house.coordinator().await.done(&query, variables).await
}

/// The rules that aren't met, by the paragraph.
fn unmet(answer: &Answer) -> Vec<&str> {
    let rules = answer.list("/association/communityEligibility/rules");
    let unmet: Vec<&str> = rules
        .iter()
        .filter(|rule| rule["met"] == false)
        .filter_map(|rule| rule["paragraph"].as_str())
        .collect();
    assert_eq!(unmet.is_empty(), *answer.data("/association/communityEligibility/eligible"));
    unmet
}

/// The figures of one rule.
fn rule<'a>(answer: &'a Answer, name: &str) -> &'a Value {
    let rules = answer.list("/association/communityEligibility/rules");
    rules.iter().find(|rule| rule["rule"] == name).expect("a rule")
}

async fn execute(house: &House, sql: String) {
    house.database().superuser().await.batch_execute(&sql).await.unwrap();
}

/// As if the regional office had given the status on a day.
async fn is_community_from(house: &House, association: &Association, day: &str) {
    let ico = &association.ico;
    let sql = format!("UPDATE associations SET community_from = '{day}' WHERE ico = '{ico}'");
    execute(house, sql).await;
}

#[tokio::test]
async fn most_of_a_small_district_is_enough_and_every_figure_is_told() {
    let house = House::shared().await;
    let district = extended_powers();
    let codes = house.settle(&district, 9).await;
    let six = house.associate("six", &codes[..6]).await;
    let found = asked(&house, &six, Value::Null).await;
    assert_eq!(unmet(&found), [""; 0]);
    let told = found.shown_at("/data/association/communityEligibility").replace(&district, "7xxx");
    insta::assert_snapshot!(told, @r#"
    {
      "eligible": true,
      "onDate": "2026-03-02",
      "rules": [
        {
          "__typename": "ExistenceResult",
          "dissolvedOn": null,
          "foundedOn": null,
          "met": true,
          "paragraph": "§ 53a",
          "rule": "EXISTENCE"
        },
        {
          "__typename": "SizeResult",
          "district": {"district":{"code":"7xxx"},"members":6,"membersEnough":6,"municipalities":9},
          "members": 6,
          "membersEnough": 15,
          "met": true,
          "paragraph": "§ 53b(1)",
          "rule": "SIZE"
        },
        {
          "__typename": "OneDistrictResult",
          "districts": [{"district":{"code":"7xxx"},"members":6}],
          "met": true,
          "paragraph": "§ 53b(2)",
          "rule": "ONE_DISTRICT"
        },
        {
          "__typename": "OtherCommunitiesResult",
          "memberships": [],
          "met": true,
          "paragraph": "§ 53b(3)",
          "rule": "OTHER_COMMUNITIES"
        },
        {
          "__typename": "RoomInDistrictResult",
          "communities": 0,
          "communitiesMost": 1,
          "district": {"code":"7xxx"},
          "met": true,
          "municipalities": 9,
          "paragraph": "§ 53b(4)",
          "rule": "ROOM_IN_DISTRICT"
        }
      ]
    }
    "#);
    let five = house.associate("five", &codes[..5]).await;
    let found = asked(&house, &five, Value::Null).await;
    assert_eq!(unmet(&found), ["§ 53b(1)"]);
    let of_the_district = &rule(&found, "SIZE")["district"];
    assert_eq!(
        (&of_the_district["members"], &of_the_district["membersEnough"]),
        (&json!(5), &json!(6))
    );
}

#[tokio::test]
async fn fifteen_members_are_enough_in_a_large_district_where_no_share_is() {
    let house = House::shared().await;
    let codes = house.settle(&extended_powers(), 25).await;
    let fifteen = house.associate("fifteen", &codes[..15]).await;
    let found = asked(&house, &fifteen, Value::Null).await;
    assert_eq!(unmet(&found), [""; 0]);
    assert_eq!(rule(&found, "SIZE")["district"]["membersEnough"], Value::Null);
    let fourteen = house.associate("fourteen", &codes[..14]).await;
    assert_eq!(unmet(&asked(&house, &fourteen, Value::Null).await), ["§ 53b(1)"]);
}

#[tokio::test]
async fn members_of_two_districts_are_told_by_district() {
    let house = House::shared().await;
    let (most, fewer) = (extended_powers(), extended_powers());
    let mut codes = house.settle(&most, 9).await;
    codes.extend(house.settle(&fewer, 40).await.into_iter().take(5));
    let both = house.associate("both", &codes).await;
    let found = asked(&house, &both, Value::Null).await;
    assert_eq!(unmet(&found), ["§ 53b(2)"]);
    let districts = json!([
        { "district": { "code": most }, "members": 9 }, { "district": { "code": fewer }, "members": 5 },
    ]);
    assert_eq!(rule(&found, "ONE_DISTRICT")["districts"], districts);
}

#[tokio::test]
async fn a_member_in_another_community_is_named_with_it_from_the_day_on() {
    let house = House::shared().await;
    let codes = house.settle(&extended_powers(), 50).await;
    let (first, second) = (
        house.associate("first", &codes[..16]).await,
        house.associate("second", &codes[15..31]).await,
    );
    is_community_from(&house, &first, "2026-03-02").await;
    // Of 50 municipalities there may be two communities: the second's only fault is the member that both have.
    let found = asked(&house, &second, Value::Null).await;
    assert_eq!(unmet(&found), ["§ 53b(3)"]);
    let shared = json!([{
        "municipalityCode": codes[15], "municipalityName": format!("Obec {}", codes[15]),
        "ico": first.ico, "name": first.name,
    }]);
    assert_eq!(rule(&found, "OTHER_COMMUNITIES")["memberships"], shared);
    assert_eq!(unmet(&asked(&house, &second, json!("2026-03-01")).await), [""; 0]);
    // To itself it is no other.
    assert_eq!(unmet(&asked(&house, &first, Value::Null).await), [""; 0]);
}

#[tokio::test]
async fn a_district_has_room_for_as_many_communities_as_its_size_says() {
    let house = House::shared().await;
    for (municipalities, most) in [(40_usize, 1_usize), (41, 2), (61, 3)] {
        let count = u32::try_from(municipalities).unwrap();
        let codes = house.settle(&extended_powers(), count).await;
        let mut associations = Vec::new();
        for members in codes.chunks(15).take(most + 1) {
            associations.push(house.associate("room", members).await);
        }
        for (others, association) in associations.iter().enumerate() {
            let found = asked(&house, association, Value::Null).await;
            let room = rule(&found, "ROOM_IN_DISTRICT");
            assert_eq!(room["municipalities"], municipalities);
            assert_eq!(
                (&room["communities"], &room["communitiesMost"]),
                (&json!(others), &json!(most))
            );
            assert_eq!(room["met"], others < most, "{others} of {most}");
            is_community_from(&house, association, "2024-01-01").await;
        }
    }
}

#[tokio::test]
async fn who_belongs_on_the_day_counts_and_nobody_else() {
    let house = House::shared().await;
    let codes = house.settle(&extended_powers(), 30).await;
    let dated = house.associate("dated", &codes[..15]).await;
    let (joined, left) = (&codes[0], &codes[1]);
    execute(&house, format!(
        "UPDATE association_memberships SET joined_on = '2025-07-01' WHERE municipality_code = '{joined}';
         UPDATE association_memberships SET left_on = '2026-01-01' WHERE municipality_code = '{left}'"
    ))
    .await;
    for (day, members) in
        [("2025-06-30", 14), ("2025-07-01", 15), ("2025-12-31", 15), ("2026-01-01", 14)]
    {
        let found = asked(&house, &dated, json!(day)).await;
        assert_eq!(rule(&found, "SIZE")["members"], members, "{day}");
        assert_eq!(unmet(&found).is_empty(), members == 15, "{day}");
        assert_eq!(found.text("/association/communityEligibility/onDate"), day);
    }
}

#[tokio::test]
async fn what_has_ended_and_what_has_no_members_is_no_community() {
    let house = House::shared().await;
    let codes = house.settle(&extended_powers(), 9).await;
    let ended = house.associate("ended", &codes).await;
    execute(
        &house,
        format!("UPDATE associations SET dissolved_on = '2026-02-01' WHERE ico = '{}'", ended.ico),
    )
    .await;
    assert_eq!(unmet(&asked(&house, &ended, json!("2026-01-31")).await), [""; 0]);
    let found = asked(&house, &ended, Value::Null).await;
    assert_eq!(unmet(&found), ["§ 53a"]);
    assert_eq!(rule(&found, "EXISTENCE")["dissolvedOn"], "2026-02-01");
    let nobody = house.associate("nobody", &[]).await;
    let found = asked(&house, &nobody, Value::Null).await;
    assert_eq!(unmet(&found), ["§ 53b(1)", "§ 53b(2)", "§ 53b(4)"]);
}

#[tokio::test]
async fn a_page_of_associations_is_judged_at_once_and_by_two_days() {
    let house = House::shared().await;
    let codes = house.settle(&extended_powers(), 20).await;
    let name = format!("paged{}", codes[0]);
    let many = house.associate(&name, &codes[..15]).await;
    let few = house.associate(&name, &codes[15..]).await;
    let query = "query($name: String!) { associations(filter: { name: $name }) { nodes { ico
        now: communityEligibility { eligible } then: communityEligibility(onDate: \"2020-01-01\") { onDate eligible } } } }";
    let found = house.coordinator().await.done(query, json!({ "name": name })).await;
    for (association, eligible) in [(many, true), (few, false)] {
        let expected = json!({
            "ico": association.ico, "now": { "eligible": eligible },
            "then": { "onDate": "2020-01-01", "eligible": eligible },
        });
        assert!(found.list("/associations/nodes").contains(&expected), "{expected} {found}");
    }
    assert_eq!(found.list("/associations/nodes").len(), 2);
}
