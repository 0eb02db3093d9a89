//! Logging work, correcting and removing it.

use super::{CORRECT, REMOVE, employ, half_clerk, log, logged, step};
use crate::house::House;
use serde_json::{Value, json};

#[tokio::test]
async fn a_clerk_logs_what_was_done_on_an_activity_under_its_service() {
    let tenant = House::shared().await.tenant("logged").await;
    let clerk = half_clerk(&tenant).await;
    let record = "mutation($member: ID!) { recordActivity(input: { serviceCode: \"DEV-WASTE\", competence: OWN, minutes: 90, output: \"Přehled\",
        beneficiaries: [{ memberId: $member }] }) { activity { id } userErrors { code } } }";
    let activity = clerk.done(record, json!({ "member": tenant.members[0] })).await;
    let said = json!({ "activityId": activity.text("/recordActivity/activity/id"), "note": "  Svoz odpadu \n" });
    let answer = log(&clerk, "2026-03-02", 90, said).await;
    insta::assert_snapshot!(answer.shown_at("/data/logWork"), @r#"
    {
      "entry": {
        "activity": {"output":"Přehled"},
        "employment": {"id":"employment 1","role":"CLERK"},
        "id": "worklog 1",
        "kind": "WORK",
        "minutes": 90,
        "note": "Svoz odpadu",
        "participant": {"displayName":"clerk"},
        "service": {"code":"DEV-WASTE"},
        "takesChanges": true,
        "timesheetId": "timesheet 1",
        "version": 1,
        "workedOn": "2026-03-02"
      },
      "userErrors": [],
      "warnings": []
    }
    "#);
}

#[tokio::test]
async fn twelve_hours_are_a_day_and_more_are_a_warning_and_a_day_has_twenty_four() {
    let tenant = House::shared().await.tenant("long-day").await;
    let clerk = half_clerk(&tenant).await;
    let full = log(&clerk, "2026-03-02", 720, json!({})).await;
    assert_eq!(full.list("/logWork/warnings"), [json!(null); 0]);
    let more = log(&clerk, "2026-03-02", 1, json!({})).await;
    let warned = json!({ "reason": "LONG_DAY", "day": "2026-03-02", "minutes": 721, "limitMinutes": 720, "employment": null });
    assert_eq!(more.list("/logWork/warnings"), [warned]);
    assert_eq!(log(&clerk, "2026-03-02", 720, json!({})).await.no(), "DAY_IS_FULL");
    let full = log(&clerk, "2026-03-02", 719, json!({})).await;
    assert!(full.is_done(), "{full}");
    let id = full.text("/logWork/entry/id");
    let correct =
        |minutes: i32| json!({ "input": { "id": id, "expectedVersion": 1, "minutes": minutes } });
    assert_eq!(clerk.ask_with(CORRECT, correct(720)).await.no(), "DAY_IS_FULL");
    assert!(clerk.ask_with(CORRECT, correct(700)).await.is_done());
    // Another day is another day's.
    let other = log(&clerk, "2026-03-01", 60, json!({})).await;
    assert_eq!(other.list("/logWork/warnings"), [json!(null); 0]);
}

#[tokio::test]
async fn half_a_post_is_measured_by_half_of_the_month_with_leave_and_sickness() {
    let tenant = House::shared().await.tenant("half-a-month").await;
    let clerk = half_clerk(&tenant).await;
    // February 2026 has twenty working days: 80 hours of half a post.
    for day in 2..=11 {
        logged(&clerk, &format!("2026-02-{day:02}"), 360, json!({})).await;
    }
    logged(&clerk, "2026-02-12", 600, json!({ "kind": "LEAVE" })).await;
    let full = log(&clerk, "2026-02-13", 600, json!({ "kind": "SICKNESS" })).await;
    assert_eq!(full.list("/logWork/warnings"), [json!(null); 0]);
    let beyond = log(&clerk, "2026-02-16", 1, json!({})).await;
    let warned = json!({ "reason": "BEYOND_PART", "day": null, "minutes": 4801, "limitMinutes": 4800, "employment": { "role": "CLERK" } });
    assert_eq!(beyond.list("/logWork/warnings"), [warned]);
}

#[tokio::test]
async fn who_has_two_posts_says_by_which_one_they_worked() {
    let tenant = House::shared().await.tenant("which-post").await;
    let (clerk, admin) = (half_clerk(&tenant).await, tenant.admin().await);
    let second = employ(&admin, &clerk, "LEGAL_ADVISER", 100).await;
    assert_eq!(log(&clerk, "2026-03-02", 60, json!({})).await.no(), "SEVERAL_EMPLOYMENTS");
    let said = log(&clerk, "2026-03-02", 60, json!({ "employmentId": second })).await;
    assert_eq!(said.text("/logWork/entry/employment/role"), "LEGAL_ADVISER");
    // Nobody works by another's post.
    let specialist = tenant.specialist().await;
    let others = log(&specialist, "2026-03-02", 60, json!({ "employmentId": second })).await;
    assert_eq!(others.no(), "NOT_FOUND");
    assert_eq!(log(&specialist, "2026-03-02", 60, json!({})).await.no(), "NOT_EMPLOYED_THEN");
}

#[tokio::test]
async fn what_can_t_be_is_refused() {
    let tenant = House::shared().await.tenant("refused-hours").await;
    let clerk = half_clerk(&tenant).await;
    let manager = tenant.manager().await;
    let secret = "mutation($member: ID!) { recordActivity(input: { serviceCode: \"LEGAL-ADVICE\", competence: OWN, minutes: 90,
        beneficiaries: [{ memberId: $member }] }) { activity { id } userErrors { code } } }";
    let secret = manager.done(secret, json!({ "member": tenant.members[0] })).await;
    for (day, minutes, said, code) in [
        ("2026-03-02", 0, json!({}), "OUT_OF_RANGE"),
        ("2026-03-02", 1441, json!({}), "OUT_OF_RANGE"),
        ("2026-03-03", 60, json!({}), "OUT_OF_RANGE"),
        ("2025-02-28", 60, json!({}), "OUT_OF_RANGE"),
        ("2027-03-04", 60, json!({ "kind": "LEAVE" }), "OUT_OF_RANGE"),
        ("2026-03-02", 60, json!({ "note": "x".repeat(501) }), "TOO_LONG"),
        ("2026-03-02", 60, json!({ "note": "a\u{0}b" }), "MALFORMED"),
        ("2026-03-02", 60, json!({ "serviceCode": "NO-SUCH" }), "NOT_FOUND"),
        ("2026-03-02", 60, json!({ "kind": "SICKNESS", "serviceCode": "DEV-WASTE" }), "MALFORMED"),
        (
            "2026-03-02",
            60,
            json!({ "employmentId": "worklog_01h455vb4pex5vsknk084sn02q" }),
            "MALFORMED",
        ),
        (
            "2026-03-02",
            60,
            json!({ "activityId": secret.data("/recordActivity/activity/id") }),
            "NOT_FOUND",
        ),
    ] {
        let refused = log(&clerk, day, minutes, said.clone()).await;
        assert_eq!(refused.no(), code, "{day} {minutes} {said}: {refused}");
    }
    let none = clerk.done("{ worklog { totalCount } timesheets { totalCount } }", json!({})).await;
    assert_eq!((none.number("/worklog/totalCount"), none.number("/timesheets/totalCount")), (0, 0));
    let ahead = log(&clerk, "2026-08-03", 480, json!({ "kind": "LEAVE" })).await;
    assert!(ahead.is_done(), "{ahead}");
}

#[tokio::test]
async fn an_entry_is_corrected_and_removed_by_who_has_read_it() {
    let tenant = House::shared().await.tenant("corrected-hours").await;
    let clerk = half_clerk(&tenant).await;
    let (id, _) = logged(&clerk, "2026-02-10", 60, json!({ "serviceCode": "DEV-WASTE" })).await;
    let correct = |version: i32, said: Value| {
        let mut input = json!({ "id": id, "expectedVersion": version });
        input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        json!({ "input": input })
    };
    let sick = json!({ "kind": "SICKNESS", "serviceCode": null, "workedOn": "2026-02-11", "minutes": 240, "note": "x" });
    let corrected = clerk.done(CORRECT, correct(1, sick.clone())).await;
    insta::assert_snapshot!(corrected.shown_at("/data/correctWork/entry"), @r#"
    {
      "activity": null,
      "employment": {"role":"CLERK"},
      "kind": "SICKNESS",
      "minutes": 240,
      "note": "x",
      "service": null,
      "version": 2,
      "workedOn": "2026-02-11"
    }
    "#);
    assert_eq!(clerk.ask_with(CORRECT, correct(1, sick.clone())).await.no(), "STALE");
    assert_eq!(clerk.done(CORRECT, correct(2, sick)).await.number("/correctWork/entry/version"), 2);
    for (said, code) in [
        (json!({ "workedOn": "2026-03-01" }), "OUT_OF_RANGE"),
        (json!({ "serviceCode": "DEV-WASTE" }), "MALFORMED"),
        (json!({ "minutes": 0 }), "OUT_OF_RANGE"),
    ] {
        assert_eq!(clerk.ask_with(CORRECT, correct(2, said.clone())).await.no(), code, "{said}");
    }
    let remove = |version: i32| json!({ "input": { "id": id, "expectedVersion": version } });
    assert_eq!(clerk.ask_with(REMOVE, remove(1)).await.no(), "STALE");
    let removed = clerk.done(REMOVE, remove(2)).await;
    assert_eq!(removed.number("/removeWork/timesheet/workMinutes"), 0);
    assert_eq!(clerk.ask_with(REMOVE, remove(2)).await.no(), "NOT_FOUND");
}

#[tokio::test]
async fn work_is_its_own_person_s_and_whoever_leads_the_centre_reads_it() {
    let tenant = House::shared().await.tenant("whose-hours").await;
    let (clerk, manager) = (half_clerk(&tenant).await, tenant.manager().await);
    let (id, month) = logged(&clerk, "2026-03-02", 60, json!({ "note": "Svoz" })).await;
    let correct = json!({ "input": { "id": id, "expectedVersion": 1, "minutes": 1 } });
    assert_eq!(manager.ask_with(CORRECT, correct.clone()).await.no(), "WORK_OF_SOMEBODY_ELSE");
    assert_eq!(step(&manager, "submit", &month, 1).await.no(), "WORK_OF_SOMEBODY_ELSE");
    let specialist = tenant.specialist().await;
    assert_eq!(specialist.ask_with(CORRECT, correct.clone()).await.no(), "NOT_FOUND");
    assert_eq!(step(&specialist, "submit", &month, 1).await.no(), "NOT_FOUND");
    let mayor = tenant.mayor_of(0).await;
    assert_eq!(mayor.ask_with(CORRECT, correct).await.no(), "FORBIDDEN");

    let list =
        "query($of: ID) { worklog(filter: { participantId: $of }) { totalCount nodes { note } } }";
    let chair = tenant.chair().await;
    for leads in [&manager, &chair] {
        let seen = leads.done(list, json!({})).await;
        assert_eq!(seen.each("/worklog/nodes", "note"), ["Svoz"]);
    }
    assert_eq!(specialist.done(list, json!({})).await.number("/worklog/totalCount"), 0);
    for (by, of) in [(&specialist.client, &clerk.id), (&mayor.client, &mayor.id)] {
        assert_eq!(by.ask_with(list, json!({ "of": of })).await.no(), "FORBIDDEN");
    }
    // An administrator keeps the posts, and reads what nobody else worked.
    let admin = tenant.admin().await;
    assert_eq!(admin.done(list, json!({})).await.number("/worklog/totalCount"), 0);
    assert_eq!(admin.ask_with(list, json!({ "of": clerk.id })).await.no(), "FORBIDDEN");
}

#[tokio::test]
async fn the_trail_says_that_somebody_logged_time_and_not_that_they_were_sick() {
    let tenant = House::shared().await.tenant("trail-of-hours").await;
    let clerk = half_clerk(&tenant).await;
    logged(&clerk, "2026-03-02", 240, json!({ "kind": "SICKNESS", "note": "Chřipka" })).await;
    let trail =
        tenant.admin().await.done("{ auditTrail { nodes { kind facts } } }", json!({})).await;
    let text = trail.body.to_string();
    assert!(text.contains("worklog.logged") && !text.contains("SICKNESS"), "{text}");
    assert!(!text.contains("Chřipka"), "{text}");
}

#[tokio::test]
async fn the_list_is_cut_into_pages_by_day() {
    let tenant = House::shared().await.tenant("pages-of-hours").await;
    let clerk = half_clerk(&tenant).await;
    for day in ["2026-02-03", "2026-02-05", "2026-02-04", "2026-02-05"] {
        logged(&clerk, day, 60, json!({})).await;
    }
    let list = "query($first: Int, $after: String, $last: Int, $before: String) { worklog(first: $first, after: $after, last: $last, before: $before) {
        nodes { workedOn } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }";
    let first = clerk.done(list, json!({ "first": 3 })).await;
    let days = ["2026-02-05", "2026-02-05", "2026-02-04"];
    assert_eq!(first.each("/worklog/nodes", "workedOn"), days);
    let after = first.data("/worklog/pageInfo/endCursor").clone();
    let rest = clerk.done(list, json!({ "first": 3, "after": after })).await;
    assert_eq!(rest.each("/worklog/nodes", "workedOn"), ["2026-02-03"]);
    assert_eq!(*rest.data("/worklog/pageInfo/hasNextPage"), false);
    let before = rest.data("/worklog/pageInfo/startCursor").clone();
    let back = clerk.done(list, json!({ "last": 2, "before": before })).await;
    assert_eq!(back.each("/worklog/nodes", "workedOn"), ["2026-02-05", "2026-02-04"]);
    let foreign = clerk.done(list, json!({ "first": 3, "after": "eAp5" })).await;
    assert!(foreign.is_done(), "{foreign}");
}
