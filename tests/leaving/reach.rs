//! Whose reach ends when, and who may write it down.

use super::{leave, leave_by_id};
use crate::house::{Client, House, at};
use domain::access::Role;
use serde_json::json;

async fn titles(by: &Client) -> String {
    let answer = by.ask("{ requests { nodes { title } } }").await;
    match answer.code() {
        "" => answer.each("/requests/nodes", "title").join(", "),
        no => no.to_owned(),
    }
}

#[tokio::test]
async fn its_people_reach_nothing_from_the_midnight_of_the_day_on_and_others_as_before() {
    let house = House::shared().await;
    let tenant = house.tenant("leaving").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let helper = tenant.person("helper", Role::MunicipalClerk, Some(&tenant.members[0])).await;
    let neighbour = tenant.mayor_of(1).await;
    for (member, title) in [(0, "own"), (1, "other")] {
        tenant.open(&clerk, "DEV-WASTE", member, title).await;
    }
    let left = leave(&tenant.admin().await, &tenant, 0, "2026-03-04").await;
    assert!(left.is_done(), "{left}");
    assert_eq!(left.text("/endMembership/member/leftOn"), "2026-03-04");
    let code = left.text("/endMembership/member/municipality/code");
    assert_eq!(code, tenant.association.municipalities[0]);
    // In Prague the day begins an hour before midnight in UTC. No job has run.
    house.tick(at("2026-03-03T22:59:59Z") - house.now());
    for person in [&mayor, &helper] {
        assert_eq!(titles(person).await, "own");
    }
    house.tick(chrono::Duration::seconds(1));
    for person in [&mayor, &helper] {
        assert_eq!(titles(person).await, "TENANT_NOT_FOUND");
        // A new token doesn't help.
        assert_eq!(titles(&person.again(&house).await).await, "TENANT_NOT_FOUND");
    }
    assert_eq!(titles(&neighbour).await, "other");
    assert_eq!(titles(&clerk).await, "other, own");
}

#[tokio::test]
async fn who_acts_for_two_keeps_the_one_that_stays() {
    let house = House::shared().await;
    let tenant = house.tenant("two").await;
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    let email = mayor.email().to_owned();
    tenant.appoint(&email, "mayor-0", Role::DeputyMayor, Some(&tenant.members[1])).await;
    for (member, title) in [(0, "leaves"), (1, "stays")] {
        tenant.open(&clerk, "DEV-WASTE", member, title).await;
    }
    let mayor = mayor.again(&house).await;
    assert_eq!(titles(&mayor).await, "stays, leaves");
    // Today it is so at once.
    assert!(leave(&tenant.admin().await, &tenant, 0, "2026-03-02").await.is_done());
    assert_eq!(titles(&mayor).await, "stays");
}

#[tokio::test]
async fn what_the_register_is_told_by_others_counts_too() {
    let house = House::shared().await;
    let tenant = house.tenant("imported").await;
    let mayor = tenant.mayor_of(2).await;
    assert_eq!(titles(&mayor).await, "");
    let code = &tenant.association.municipalities[2];
    let sql = format!(
        "UPDATE association_memberships SET left_on = '2026-03-03' WHERE municipality_code = '{code}'"
    );
    house.database().superuser().await.batch_execute(&sql).await.unwrap();
    house.tick(at("2026-03-03T08:00:00Z") - house.now());
    assert_eq!(titles(&mayor.again(&house).await).await, "TENANT_NOT_FOUND");
}

#[tokio::test]
async fn a_role_for_who_leaves_later_ends_with_them_and_is_listed_as_ended() {
    let house = House::shared().await;
    let tenant = house.tenant("granted").await;
    let admin = tenant.admin().await;
    assert!(leave(&admin, &tenant, 0, "2026-03-05").await.is_done());
    let clerk = tenant.clerk().await;
    let grant = "mutation($who: ID!, $member: ID!) { grantRole(input: { participantId: $who, role: MAYOR, memberId: $member }) {
        grant { id status } userErrors { code path } } }";
    let role = json!({ "who": clerk.id, "member": tenant.members[0] });
    let given = admin.done(grant, role.clone()).await;
    assert_eq!(given.text("/grantRole/grant/status"), "IN_FORCE");
    house.tick(at("2026-03-05T08:00:00Z") - house.now());
    let list = "query($ended: Boolean!) { grants(filter: { role: MAYOR, withEnded: $ended }) { nodes { id status } } }";
    let ended = admin.done(list, json!({ "ended": true })).await;
    assert_eq!(ended.each("/grants/nodes", "status"), ["ENDED"]);
    let open = admin.done(list, json!({ "ended": false })).await;
    assert_eq!(open.list("/grants/nodes").len(), 0);
    let refused = admin.ask_with(grant, role).await;
    assert_eq!(refused.no(), "NOT_FOUND");
    assert_eq!(*refused.data("/grantRole/userErrors/0/path"), json!(["input", "memberId"]));
}

#[tokio::test]
async fn the_day_can_be_moved_until_it_has_come_and_not_to_where_it_cannot_be() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("days").await, house.tenant("others").await);
    let admin = tenant.admin().await;
    let code = &tenant.association.municipalities[0];
    let sql = format!(
        "UPDATE association_memberships SET joined_on = '2020-05-01' WHERE municipality_code = '{code}'"
    );
    house.database().superuser().await.batch_execute(&sql).await.unwrap();
    let mut said = Vec::new();
    for (what, day) in [
        ("the day it joined", "2020-05-01"),
        ("too far ahead", "2027-03-04"),
        ("a year ahead", "2027-03-03"),
        ("earlier", "2026-04-01"),
        ("again", "2026-04-01"),
        ("the past", "2026-01-01"),
        ("once more", "2026-05-01"),
    ] {
        let answer = leave(&admin, &tenant, 0, day).await;
        said.push(format!(
            "{what}: {} {}",
            answer.no(),
            answer.data("/endMembership/userErrors/0/path")
        ));
    }
    for (what, member) in [
        ("the association itself", json!(tenant.itself)),
        ("another's", json!(other.members[0])),
        ("a tenant", json!("tenant_01h455vb4pex5vsknk084sn02q")),
    ] {
        let answer = leave_by_id(&admin, &member, "2026-04-01").await;
        said.push(format!(
            "{what}: {} {}",
            answer.no(),
            answer.data("/endMembership/userErrors/0/path")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    the day it joined: OUT_OF_RANGE ["input","leftOn"]
    too far ahead: OUT_OF_RANGE ["input","leftOn"]
    a year ahead:  null
    earlier:  null
    again:  null
    the past:  null
    once more: MEMBERSHIP_ENDED []
    the association itself: NOT_FOUND ["input","memberId"]
    another's: NOT_FOUND ["input","memberId"]
    a tenant: MALFORMED ["input","memberId"]
    "#);
    let mine = "{ auditTrail(filter: { kinds: [\"membership.ended\"] }) { nodes { kind } } }";
    let trail = admin.done(mine, json!({})).await;
    assert_eq!(
        trail.list("/auditTrail/nodes").len(),
        3,
        "what was so already left nothing: {trail}"
    );
}

#[tokio::test]
async fn it_leaves_before_it_belongs_again() {
    let house = House::shared().await;
    let tenant = house.tenant("again").await;
    let admin = tenant.admin().await;
    assert!(leave(&admin, &tenant, 0, "2026-04-01").await.is_done());
    let (code, ico) = (&tenant.association.municipalities[0], &tenant.association.ico);
    let sql = format!(
        "INSERT INTO association_memberships (id, association_id, municipality_code, joined_on)
         SELECT gen_random_uuid(), id, '{code}', '2026-06-01' FROM associations WHERE ico = '{ico}'"
    );
    house.database().superuser().await.batch_execute(&sql).await.unwrap();
    assert_eq!(leave(&admin, &tenant, 0, "2026-06-02").await.no(), "MEMBERSHIPS_OVERLAP");
    assert!(leave(&admin, &tenant, 0, "2026-06-01").await.is_done());
}

#[tokio::test]
async fn two_who_write_it_down_at_once_are_both_answered_and_one_day_stands() {
    let house = House::shared().await;
    let tenant = house.tenant("at-once").await;
    let (one, two) = (tenant.admin().await, tenant.admin().await);
    let (first, second) =
        tokio::join!(leave(&one, &tenant, 0, "2026-04-01"), leave(&two, &tenant, 0, "2026-05-01"),);
    assert!(first.is_done() && second.is_done(), "{first} {second}");
    let query = "{ members { nodes { leftOn } } }";
    let members = one.done(query, json!({})).await;
    let days = members.list("/members/nodes").iter().filter(|member| !member["leftOn"].is_null());
    assert_eq!(days.count(), 1);
}
