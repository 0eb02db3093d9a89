//! Roles: who gives them to whom, who confirms, who takes them away.

use super::{CONFIRM, INVITE, ME, REVOKE, grant, grant_of, invite, revoke};
use crate::house::{Client, House};
use chrono::Duration;
use domain::access::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn an_administrator_gives_a_role_and_takes_it_away_and_both_count_at_once() {
    let house = House::shared().await;
    let tenant = house.tenant("granted").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let given = grant(&admin, &clerk.id, "LEGAL_ADVISER", json!({})).await;
    insta::assert_snapshot!(given.shown_at("/data/grantRole"), @r#"
    {
      "grant": {
        "confirmedAt": null,
        "grantedBy": {"displayName":"Alena Správná"},
        "id": "grant 1",
        "member": null,
        "needsConfirmation": false,
        "role": "LEGAL_ADVISER",
        "status": "IN_FORCE",
        "validFrom": "2026-03-02 (some time)",
        "validUntil": null
      },
      "userErrors": []
    }
    "#);
    let roles = async || clerk.done(ME, json!({})).await.data("/viewer/roles").clone();
    assert_eq!(roles().await, json!(["CLERK", "LEGAL_ADVISER"]));
    let taken = revoke(&admin, given.text("/grantRole/grant/id")).await;
    insta::assert_snapshot!(taken.shown_at("/data/revokeRole/grant"), @r#"
    {
      "endedAt": "2026-03-02 (some time)",
      "endedBy": {"displayName":"Alena Správná"},
      "id": "grant 1",
      "status": "ENDED"
    }
    "#);
    assert_eq!(roles().await, json!(["CLERK"]));
    assert_eq!(revoke(&admin, taken.text("/revokeRole/grant/id")).await.no(), "GRANT_ENDED");
    // It isn't given back, but granted anew.
    assert!(grant(&admin, &clerk.id, "LEGAL_ADVISER", json!({})).await.is_done());
    assert_eq!(roles().await, json!(["CLERK", "LEGAL_ADVISER"]));
}

#[tokio::test]
async fn who_loses_the_last_role_is_nobody_here_any_more() {
    let house = House::shared().await;
    let tenant = house.tenant("nobody").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    clerk.done(ME, json!({})).await;
    assert!(revoke(&admin, &grant_of(&admin, &clerk.id, "CLERK").await).await.is_done());
    let refused = clerk.ask("{ requests { totalCount } }").await;
    assert_eq!((refused.status, refused.code()), (404, "TENANT_NOT_FOUND"));
}

#[tokio::test]
async fn a_grant_counts_from_its_day_to_its_end() {
    let house = House::shared().await;
    let tenant = house.tenant("dated").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let dates =
        json!({ "validFrom": "2026-03-03T08:00:00Z", "validUntil": "2026-03-05T08:00:00Z" });
    let given = grant(&admin, &clerk.id, "AUDITOR", dates).await;
    assert_eq!(given.text("/grantRole/grant/status"), "NOT_YET");
    let roles = async || clerk.done(ME, json!({})).await.data("/viewer/roles").clone();
    for (days, expected) in
        [(0, json!(["CLERK"])), (2, json!(["CLERK", "AUDITOR"])), (4, json!(["CLERK"]))]
    {
        house.tick(Duration::days(days) - (house.now() - crate::house::at("2026-03-02T09:00:00Z")));
        assert_eq!(roles().await, expected, "after {days} days");
    }
    for (dates, field) in [
        (json!({ "validFrom": "2026-03-01T08:00:00Z" }), "validFrom"),
        (json!({ "validUntil": "2026-03-01T08:00:00Z" }), "validUntil"),
        (json!({ "validFrom": "2046-03-01T08:00:00Z" }), "validFrom"),
    ] {
        let refused = grant(&admin, &clerk.id, "AUDITOR", dates).await;
        assert_eq!(refused.no(), "OUT_OF_RANGE");
        assert_eq!(*refused.data("/grantRole/userErrors/0/path"), json!(["input", field]));
    }
    // Taken from a later day on.
    let clerks = grant_of(&admin, &clerk.id, "CLERK").await;
    let later = json!({ "id": clerks, "at": "2026-03-10T00:00:00Z" });
    let taken = admin.done(REVOKE, later).await;
    assert_eq!(taken.text("/revokeRole/grant/status"), "IN_FORCE");
    assert_eq!(roles().await, json!(["CLERK"]));
    house.tick(Duration::days(7));
    let late = clerk.again(&house).await.ask("{ tenant { slug } }").await;
    assert_eq!(late.code(), "TENANT_NOT_FOUND");
    let over = json!({ "id": clerks, "at": "2026-03-01T00:00:00Z" });
    assert_eq!(admin.again(&house).await.ask_with(REVOKE, over).await.no(), "OUT_OF_RANGE");
}

#[tokio::test]
async fn nobody_grants_themselves_anything() {
    let house = House::shared().await;
    let tenant = house.tenant("selfish").await;
    let admin = tenant.admin().await;
    let own = admin.done(ME, json!({})).await.text("/viewer/participant/id").to_owned();
    for role in ["CENTRE_MANAGER", "ASSOCIATION_CHAIR", "DATA_PROTECTION_OFFICER"] {
        assert_eq!(grant(&admin, &own, role, json!({})).await.no(), "NOBODY_GRANTS_THEMSELVES");
    }
    // Nor by inviting oneself once more.
    let input = json!({ "email": admin.email(), "displayName": "Já", "role": "CENTRE_MANAGER" });
    let invited = admin.ask_with(INVITE, json!({ "input": input })).await;
    assert_eq!(invited.no(), "NOBODY_GRANTS_THEMSELVES");
    let coordinator = house.another_coordinator("selfish").await;
    let own = coordinator.done(ME, json!({})).await.text("/viewer/participant/id").to_owned();
    let refused = grant(&coordinator, &own, "MODEL_APPROVER", json!({})).await;
    assert_eq!(refused.no(), "NOBODY_GRANTS_THEMSELVES");
}

#[tokio::test]
async fn only_an_administrator_gives_takes_and_invites_and_only_the_chair_confirms() {
    let house = House::shared().await;
    let tenant = house.tenant("rights").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let clerks = grant_of(&admin, &clerk.id, "CLERK").await;
    let others: [Client; 4] = [
        tenant.manager().await.client,
        tenant.chair().await.client,
        tenant.dpo().await.client,
        tenant.mayor_of(0).await.client,
    ];
    for other in &others {
        for (answer, needs) in [
            (grant(other, &clerk.id, "AUDITOR", json!({})).await, "GrantRole"),
            (revoke(other, &clerks).await, "RevokeRole"),
            (invite(other, &tenant, "new", "CLERK", None).await, "GrantRole"),
        ] {
            assert_eq!(answer.code(), "FORBIDDEN");
            assert_eq!(answer.errors()[0]["extensions"]["permission"], needs);
        }
    }
    let confirmed = admin.ask_with(CONFIRM, json!({ "id": clerks })).await;
    assert_eq!(confirmed.errors()[0]["extensions"]["permission"], "ConfirmRole");
}

#[tokio::test]
async fn a_role_is_given_where_it_belongs_and_once() {
    let house = House::shared().await;
    let tenant = house.tenant("places").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let member = json!({ "memberId": tenant.members[0] });
    let (itself, foreign) =
        (tenant.itself.clone(), house.tenant("elsewhere").await.members[0].clone());
    let mut said = Vec::new();
    for (what, to, role, changes) in [
        ("national", clerk.id.as_str(), "NATIONAL_COORDINATOR", json!({})),
        ("mayor of nothing", clerk.id.as_str(), "MAYOR", json!({})),
        ("clerk of a member", clerk.id.as_str(), "CLERK", member.clone()),
        ("mayor of the association", clerk.id.as_str(), "MAYOR", json!({ "memberId": itself })),
        ("mayor of a foreign member", clerk.id.as_str(), "MAYOR", json!({ "memberId": foreign })),
        ("of a region", clerk.id.as_str(), "AUDITOR", json!({ "regionCode": "CZ080" })),
        ("twice", clerk.id.as_str(), "CLERK", json!({})),
        ("to nobody", "participant_01h455vb4pex5vsknk084sn02q", "CLERK", json!({})),
        ("to another kind", tenant.members[0].as_str(), "CLERK", json!({})),
    ] {
        let answer = grant(&admin, to, role, changes).await;
        said.push(format!(
            "{what}: {} {}",
            answer.no(),
            answer.data("/grantRole/userErrors/0/path")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    national: ROLE_OF_ANOTHER_KIND []
    mayor of nothing: REQUIRED ["input","memberId"]
    clerk of a member: MALFORMED ["input","memberId"]
    mayor of the association: NOT_FOUND ["input","memberId"]
    mayor of a foreign member: NOT_FOUND ["input","memberId"]
    of a region: MALFORMED ["input","regionCode"]
    twice: ROLE_ALREADY_HELD []
    to nobody: NOT_FOUND ["input","participantId"]
    to another kind: MALFORMED ["input","participantId"]
    "#);
    assert!(grant(&admin, &clerk.id, "MAYOR", member).await.is_done());
    let at_once = (0..4).map(|_| grant(&admin, &clerk.id, "AUDITOR", json!({})));
    let answers = futures_util::future::join_all(at_once).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.no() == "ROLE_ALREADY_HELD").count(), 3);
}

#[tokio::test]
async fn the_nation_s_roles_are_the_coordinator_s_to_give_perhaps_for_a_region() {
    let house = House::fresh().await;
    house.association("of a region").await;
    let coordinator = house.coordinator().await;
    let input = json!({ "email": "new@nation.invalid", "displayName": "Nová", "role": "TERRITORIAL_COORDINATOR", "regionCode": "CZ099" });
    let invited = coordinator.ask_with(INVITE, json!({ "input": input })).await;
    assert!(invited.is_done(), "{invited}");
    let new = house.browser(invited.text("/inviteUser/link/url")).await;
    assert_eq!(
        *new.done(ME, json!({})).await.data("/viewer/roles"),
        json!(["TERRITORIAL_COORDINATOR"])
    );
    let unknown = json!({ "email": "b@nation.invalid", "displayName": "B", "role": "NATIONAL_AUDITOR", "regionCode": "CZ000" });
    let refused = coordinator.ask_with(INVITE, json!({ "input": unknown })).await;
    assert_eq!(
        (refused.no(), refused.data("/inviteUser/userErrors/0/path")),
        ("NOT_FOUND", &json!(["input", "regionCode"]))
    );
    // Bound to a region, they don't stand for "somebody coordinates the nation".
    let first = coordinator.done(ME, json!({})).await.text("/viewer/participant/id").to_owned();
    let grant = grant_of(&coordinator, &first, "NATIONAL_COORDINATOR").await;
    assert_eq!(revoke(&coordinator, &grant).await.no(), "LAST_ADMIN");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let house = House::shared().await;
    let tenant = house.tenant("last").await;
    let admin = tenant.admin().await;
    let own = admin.done(ME, json!({})).await.text("/viewer/participant/id").to_owned();
    let grant_id = grant_of(&admin, &own, "TENANT_ADMIN").await;
    assert_eq!(revoke(&admin, &grant_id).await.no(), "LAST_ADMIN");
    // One who ends by a date doesn't stand in.
    let second = tenant.person("second", Role::Clerk, None).await;
    let dated = json!({ "validUntil": "2026-12-31T00:00:00Z" });
    let given = grant(&admin, &second.id, "TENANT_ADMIN", dated).await;
    assert_eq!(revoke(&admin, &grant_id).await.no(), "LAST_ADMIN");
    revoke(&admin, given.text("/grantRole/grant/id")).await;
    assert!(grant(&admin, &second.id, "TENANT_ADMIN", json!({})).await.is_done());
    assert!(revoke(&admin, &grant_id).await.is_done());
    let seconds = grant_of(&second, &second.id, "TENANT_ADMIN").await;
    assert_eq!(revoke(&second, &seconds).await.no(), "LAST_ADMIN");
}

#[tokio::test]
async fn two_administrators_who_take_each_other_away_leave_one() {
    let house = House::shared().await;
    let tenant = house.tenant("duel").await;
    let (one, two) = (tenant.admin().await, tenant.person("two", Role::TenantAdmin, None).await);
    let own = one.done(ME, json!({})).await.text("/viewer/participant/id").to_owned();
    let (of_one, of_two) =
        (grant_of(&one, &own, "TENANT_ADMIN").await, grant_of(&one, &two.id, "TENANT_ADMIN").await);
    let (first, second) = tokio::join!(revoke(&one, &of_two), revoke(&two, &of_one));
    let done = [&first, &second].iter().filter(|answer| answer.is_done()).count();
    assert_eq!(done, 1, "{first}\n{second}");
    let admin = house.database().superuser().await;
    let sql = "SELECT count(*) FROM grants WHERE tenant_id::text = $1 AND is_open_admin";
    let left: i64 =
        admin.query_one(sql, &[&uuid::Uuid::from(tenant.id).to_string()]).await.unwrap().get(0);
    assert_eq!(left, 1);
}

#[tokio::test]
async fn a_second_data_protection_officer_needs_the_chair_and_the_first_is_told() {
    let house = House::shared().await;
    let tenant = house.tenant("officers").await;
    let (admin, chair, dpo) = (tenant.admin().await, tenant.chair().await, tenant.dpo().await);
    let clerk = tenant.clerk().await;
    let file = tenant.open(&clerk, "DPO-INCIDENT", 0, "Únik dat").await;
    let see = "query($id: ID!) { request(id: $id) { title } }";
    let given = grant(&admin, &clerk.id, "DATA_PROTECTION_OFFICER", json!({})).await;
    assert_eq!(given.text("/grantRole/grant/status"), "AWAITING_CONFIRMATION");
    assert_eq!(*clerk.done(see, json!({ "id": file })).await.data("/request"), Value::Null);
    let pending = given.text("/grantRole/grant/id");

    let told = "{ viewer { notifications { nodes { kind subject } } } }";
    let subjects = dpo.done(told, json!({})).await;
    assert_eq!(subjects.each("/viewer/notifications/nodes", "subject"), [pending]);
    assert_eq!(clerk.done(told, json!({})).await.list("/viewer/notifications/nodes").len(), 0);
    let waiting = "{ grants(filter: { awaitingConfirmation: true }) { totalCount nodes { id participant { displayName } } } }";
    let waiting = chair.done(waiting, json!({})).await;
    assert_eq!(waiting.each("/grants/nodes", "id"), [pending]);

    let confirmed = chair.done(CONFIRM, json!({ "id": pending })).await;
    assert_eq!(confirmed.text("/confirmRole/grant/status"), "IN_FORCE");
    assert_eq!(confirmed.text("/confirmRole/grant/confirmedBy/displayName"), "chair");
    assert_eq!(clerk.done(see, json!({ "id": file })).await.text("/request/title"), "Únik dat");
    let kinds = dpo.done(told, json!({})).await;
    assert_eq!(
        kinds.each("/viewer/notifications/nodes", "kind"),
        ["role.confirmed", "role.granted"]
    );
    let kinds = clerk.done(told, json!({})).await;
    assert_eq!(kinds.each("/viewer/notifications/nodes", "kind"), ["role.confirmed"]);

    assert_eq!(chair.ask_with(CONFIRM, json!({ "id": pending })).await.no(), "ALREADY_CONFIRMED");
    let clerks = grant_of(&admin, &clerk.id, "CLERK").await;
    assert_eq!(chair.ask_with(CONFIRM, json!({ "id": clerks })).await.no(), "NOTHING_TO_CONFIRM");
    revoke(&admin, pending).await;
    assert_eq!(*clerk.done(see, json!({ "id": file })).await.data("/request"), Value::Null);
    assert_eq!(chair.ask_with(CONFIRM, json!({ "id": pending })).await.no(), "GRANT_ENDED");
}

#[tokio::test]
async fn the_chair_confirms_no_role_of_their_own() {
    let house = House::shared().await;
    let tenant = house.tenant("ownword").await;
    let (admin, chair) = (tenant.admin().await, tenant.chair().await);
    let given = grant(&admin, &chair.id, "DATA_PROTECTION_OFFICER", json!({})).await;
    let pending = given.text("/grantRole/grant/id");
    let refused = chair.ask_with(CONFIRM, json!({ "id": pending })).await;
    assert_eq!(refused.no(), "NOBODY_CONFIRMS_THEMSELVES");
}

#[tokio::test]
async fn who_holds_a_national_grant_gets_a_tenant_s_only_with_its_chair() {
    let house = House::shared().await;
    let tenant = house.tenant("both").await;
    let (admin, chair) = (tenant.admin().await, tenant.chair().await);
    let coordinator = house.another_coordinator("both").await;
    let input = json!({ "email": coordinator.email(), "displayName": "Nela", "role": "CLERK" });
    let invited = admin.done(INVITE, json!({ "input": input })).await;
    assert_eq!(invited.text("/inviteUser/grant/status"), "AWAITING_CONFIRMATION");
    let here = coordinator.naming(Some(tenant.slug()));
    assert_eq!(here.ask(ME).await.code(), "TENANT_NOT_FOUND");
    chair.done(CONFIRM, json!({ "id": invited.text("/inviteUser/grant/id") })).await;
    assert_eq!(*here.done(ME, json!({})).await.data("/viewer/roles"), json!(["CLERK"]));
}

#[tokio::test]
async fn who_becomes_national_later_needs_the_chair_s_word_from_then_on() {
    let house = House::fresh().await;
    let tenant = house.tenant("later").await;
    let (admin, chair, clerk) = (tenant.admin().await, tenant.chair().await, tenant.clerk().await);
    clerk.done(ME, json!({})).await;
    let coordinator = house.coordinator().await;
    let input =
        json!({ "email": clerk.email(), "displayName": "Nela", "role": "NATIONAL_AUDITOR" });
    let invited = coordinator.done(INVITE, json!({ "input": input })).await;
    // The order of the two grants makes no difference.
    assert_eq!(clerk.ask(ME).await.code(), "TENANT_NOT_FOUND");
    let clerks = grant_of(&admin, &clerk.id, "CLERK").await;
    chair.done(CONFIRM, json!({ "id": clerks })).await;
    assert_eq!(*clerk.done(ME, json!({})).await.data("/viewer/roles"), json!(["CLERK"]));
    // Once they are national no more, the next grant needs nobody's word.
    revoke(&coordinator, invited.text("/inviteUser/grant/id")).await;
    let given = grant(&admin, &clerk.id, "LEGAL_ADVISER", json!({})).await;
    assert_eq!(given.text("/grantRole/grant/status"), "IN_FORCE");
}
