//! What is refused, and to whom.

use super::{LIST, RECORD, correct, meeting, record, recorded, withdraw};
use crate::house::{Client, House};
use domain::access::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn staff_record_the_manager_corrects_others_and_nobody_else_does() {
    let tenant = House::shared().await.tenant("recorders").await;
    let (clerk, specialist, manager) =
        (tenant.clerk().await, tenant.specialist().await, tenant.manager().await);
    let id = recorded(&clerk, meeting(&tenant, "2026-02-10")).await;
    let auditor = tenant.person("auditor", Role::Auditor, None).await;
    let (chair, dpo, mayor) = (tenant.chair().await, tenant.dpo().await, tenant.mayor_of(0).await);
    for who in [&auditor.client, &chair.client, &dpo.client, &mayor.client, &tenant.admin().await] {
        assert_eq!(record(who, meeting(&tenant, "2026-02-11")).await.no(), "FORBIDDEN");
        assert_eq!(correct(who, &id, 1, json!({ "evidence": "x" })).await.no(), "FORBIDDEN");
        assert_eq!(withdraw(who, &id, 1, "x").await.no(), "FORBIDDEN");
        assert_eq!(who.done(LIST, json!({})).await.number("/dutyRecords/totalCount"), 1);
    }
    // Another's is the manager's to correct.
    let no = correct(&specialist, &id, 1, json!({ "evidence": "x" })).await;
    assert_eq!(no.no(), "FORBIDDEN");
    assert_eq!(no.errors()[0]["extensions"]["permission"], json!("CorrectOthersDuty"));
    assert_eq!(withdraw(&specialist, &id, 1, "x").await.no(), "FORBIDDEN");
    let corrected = correct(&manager, &id, 1, json!({ "evidence": "Zápis č. 1" })).await;
    assert_eq!(corrected.text("/correctDuty/record/recordedBy/displayName"), "clerk");
    assert!(correct(&clerk, &id, 2, json!({ "evidence": "Zápis č. 2" })).await.is_done());
    // A stranger finds nothing.
    let other = tenant.house.tenant("other-recorders").await.manager().await;
    assert_eq!(correct(&other, &id, 3, json!({ "evidence": "x" })).await.no(), "NOT_FOUND");
    assert_eq!(withdraw(&other, &id, 3, "x").await.no(), "NOT_FOUND");
    let coordinator = tenant.house.coordinator().await;
    assert_eq!(record(&coordinator, meeting(&tenant, "2026-02-11")).await.no(), "FORBIDDEN");
    assert_eq!(coordinator.ask_with(LIST, json!({})).await.code(), "FORBIDDEN");
}

/// Each is refused with a code at a field, and nothing is written.
async fn are_refused(by: &Client, cases: Vec<(Value, &str, &str)>) {
    for (input, code, field) in cases {
        let refused = record(by, input.clone()).await;
        let path = refused.data("/recordDuty/userErrors/0/path").clone();
        assert_eq!((refused.no(), path), (code, json!(["input", field])), "{input}");
    }
    assert_eq!(by.done(LIST, json!({})).await.number("/dutyRecords/totalCount"), 0);
}

#[tokio::test]
async fn who_is_no_member_attends_no_meeting_and_none_is_to_come() {
    let tenant = House::shared().await.tenant("ill-attended").await;
    let clerk = tenant.clerk().await;
    let founded = format!(
        "UPDATE associations SET founded_on = '2001-12-20' WHERE ico = '{}'",
        tenant.association.ico
    );
    tenant.house.database().superuser().await.batch_execute(&founded).await.unwrap();
    let other = tenant.house.tenant("other-attendees").await;
    let first = &tenant.members[0];
    let attended =
        |by: Value| json!({ "kind": "MEETING", "doneOn": "2026-02-10", "attendedBy": by });
    let cases = vec![
        (meeting(&tenant, "2026-03-03"), "OUT_OF_RANGE", "doneOn"),
        (meeting(&tenant, "2001-12-19"), "OUT_OF_RANGE", "doneOn"),
        (attended(json!(null)), "REQUIRED", "attendedBy"),
        (attended(json!([])), "REQUIRED", "attendedBy"),
        (attended(json!([first, tenant.itself])), "MALFORMED", "attendedBy"),
        (attended(json!([first, other.members[0]])), "NOT_FOUND", "attendedBy"),
        (attended(json!([clerk.id])), "MALFORMED", "attendedBy"),
    ];
    are_refused(&clerk, cases).await;
}

#[tokio::test]
async fn what_is_too_long_or_of_another_kind_is_refused() {
    let tenant = House::shared().await.tenant("ill-recorded").await;
    let clerk = tenant.clerk().await;
    let done = |said: Value| {
        let mut input = json!({ "doneOn": "2026-02-10" });
        input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        input
    };
    let meeting = |said: Value| {
        let mut input = meeting(&tenant, "2026-02-10");
        input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        input
    };
    let news = |issue: Value| done(json!({ "kind": "NEWSLETTER", "issue": issue }));
    let mut attended = news(json!("1"));
    attended["attendedBy"] = json!([tenant.members[0]]);
    let report = |due: Value| done(json!({ "kind": "REPORT", "dueOn": due }));
    let cases = vec![
        (meeting(json!({ "issue": "1" })), "MALFORMED", "issue"),
        (meeting(json!({ "evidence": "ž".repeat(2001) })), "TOO_LONG", "evidence"),
        (news(json!(null)), "REQUIRED", "issue"),
        (news(json!("ž".repeat(201))), "TOO_LONG", "issue"),
        (attended, "MALFORMED", "attendedBy"),
        (report(json!(null)), "REQUIRED", "dueOn"),
        (report(json!("1999-12-31")), "OUT_OF_RANGE", "dueOn"),
    ];
    are_refused(&clerk, cases).await;
    let role = json!({ "input": done(json!({ "kind": "ROLE" })) });
    assert_eq!(clerk.ask_with(RECORD, role).await.code(), "BAD_USER_INPUT");
    let mut answering = news(json!("1"));
    answering["dueOn"] = json!("2026-04-15");
    assert_eq!(record(&clerk, answering).await.no(), "DUTY_NOT_DUE_THEN");
    for period in ["", "2026-Q5", "26", "1999"] {
        let asked = clerk.ask(&format!("{{ duties(period: \"{period}\") {{ state }} }}")).await;
        assert_eq!(asked.code(), "BAD_USER_INPUT", "{period}");
    }
}

#[tokio::test]
async fn who_attends_belongs_on_that_day_and_so_many_are_counted() {
    let tenant = House::shared().await.tenant("belonging").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let id = recorded(&clerk, meeting(&tenant, "2026-02-10")).await;
    let left = "mutation($member: ID!) { endMembership(input: { memberId: $member, leftOn: \"2026-02-20\" }) { userErrors { code } } }";
    admin.done(left, json!({ "member": tenant.members[2] })).await;
    let with = |members: &[String]| json!({ "attendedBy": members });
    let all = correct(&clerk, &id, 1, with(&tenant.members)).await;
    assert_eq!(all.data("/correctDuty/record/attendance"), &json!({ "attended": 3, "members": 3 }));
    // On a later day the third belongs no more.
    let later = json!({ "doneOn": "2026-02-20" });
    assert_eq!(correct(&clerk, &id, 2, later.clone()).await.no(), "ATTENDEE_DID_NOT_BELONG");
    let mut two = with(&tenant.members[..2]);
    two["doneOn"] = later["doneOn"].clone();
    let two = correct(&clerk, &id, 2, two).await;
    assert_eq!(two.data("/correctDuty/record/attendance"), &json!({ "attended": 2, "members": 2 }));
    // What is so already changes nothing.
    let same = correct(&clerk, &id, 3, with(&tenant.members[..2])).await;
    assert_eq!(same.number("/correctDuty/record/version"), 3);
    let stale = correct(&clerk, &id, 2, json!({ "evidence": "x" })).await;
    assert_eq!(
        (stale.no(), stale.number("/correctDuty/userErrors/0/currentVersion")),
        ("STALE", 3)
    );
    let told = admin
        .done("{ auditTrail(filter: { kinds: [\"duty.recorded\", \"duty.corrected\"] }) { nodes { kind facts } } }", json!({}))
        .await;
    let facts: Vec<(&str, &Value)> = told
        .list("/auditTrail/nodes")
        .iter()
        .map(|event| (event["kind"].as_str().unwrap(), &event["facts"]))
        .collect();
    assert_eq!(facts.len(), 3, "{told}");
}

#[tokio::test]
async fn what_is_withdrawn_stays_with_its_reason_and_may_be_written_anew() {
    let tenant = House::shared().await.tenant("withdrawn").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let id = recorded(&clerk, meeting(&tenant, "2026-02-10")).await;
    assert_eq!(
        record(&manager, meeting(&tenant, "2026-02-10")).await.no(),
        "DUTY_RECORDED_ALREADY"
    );
    let other = recorded(&clerk, meeting(&tenant, "2026-02-11")).await;
    let onto = correct(&clerk, &other, 1, json!({ "doneOn": "2026-02-10" })).await;
    assert_eq!(onto.no(), "DUTY_RECORDED_ALREADY");
    for (reason, code) in [("  ", "REQUIRED"), ("ž".repeat(1001).as_str(), "TOO_LONG")] {
        assert_eq!(withdraw(&clerk, &id, 1, reason).await.no(), code);
    }
    assert_eq!(withdraw(&clerk, &id, 0, "Sešli se jindy.").await.no(), "STALE");
    let gone = withdraw(&clerk, &id, 1, "Sešli se jindy.").await;
    insta::assert_snapshot!(gone.shown_at("/data/withdrawDuty/record"), @r#"
    {
      "version": 2,
      "withdrawalReason": "Sešli se jindy.",
      "withdrawnAt": "2026-03-02 (some time)",
      "withdrawnBy": {"displayName":"clerk"}
    }
    "#);
    assert_eq!(withdraw(&clerk, &id, 2, "Znovu.").await.no(), "DUTY_WITHDRAWN");
    assert_eq!(correct(&clerk, &id, 2, json!({ "evidence": "x" })).await.no(), "DUTY_WITHDRAWN");
    let listed = clerk.done(LIST, json!({ "filter": { "withdrawn": true } })).await;
    assert_eq!(listed.each("/dutyRecords/nodes", "withdrawalReason"), ["Sešli se jindy."]);
    recorded(&manager, meeting(&tenant, "2026-02-10")).await;
}

#[tokio::test]
async fn asked_for_twice_under_one_key_it_is_recorded_once() {
    let tenant = House::shared().await.tenant("recorded-once").await;
    let clerk = tenant.clerk().await;
    let keyed = clerk.keyed("the mayors' meeting");
    let first = recorded(&keyed, meeting(&tenant, "2026-02-10")).await;
    assert_eq!(recorded(&keyed, meeting(&tenant, "2026-02-10")).await, first);
    assert_eq!(record(&keyed, meeting(&tenant, "2026-02-11")).await.no(), "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(clerk.done(LIST, json!({})).await.number("/dutyRecords/totalCount"), 1);
}
