//! Beginning, changing and ending employments.

use super::{CHANGE, END, START, employ, half_clerk, log, logged};
use crate::house::{Client, House};
use serde_json::{Value, json};

#[tokio::test]
async fn one_person_holds_two_roles_as_two_employments_each_half_a_post() {
    let tenant = House::shared().await.tenant("two-posts").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let first = employ(&manager, &clerk, "CLERK", 500).await;
    let input = json!({ "participantId": clerk.id, "role": "DEVELOPMENT_SPECIALIST", "fteThousandths": 500,
        "startsOn": "2026-02-01", "endsOn": "2026-06-30" });
    let second = manager.done(START, json!({ "input": input })).await;
    insta::assert_snapshot!(second.shown_at("/data/startEmployment"), @r#"
    {
      "employment": {
        "endsOn": "2026-06-30",
        "fteThousandths": 500,
        "id": "employment 1",
        "participant": {"displayName":"clerk"},
        "role": "DEVELOPMENT_SPECIALIST",
        "startsOn": "2026-02-01",
        "version": 1
      },
      "userErrors": []
    }
    "#);
    let on = "query($on: Date) { employments(filter: { on: $on }) { totalCount nodes { id } } }";
    let ids = async |day: &str| {
        let answer = clerk.done(on, json!({ "on": day })).await;
        let ids = answer.each("/employments/nodes", "id");
        assert_eq!(i64::try_from(ids.len()), Ok(answer.number("/employments/totalCount")));
        ids.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let second = second.text("/startEmployment/employment/id").to_owned();
    assert_eq!(ids("2023-12-31").await, [""; 0]);
    assert_eq!(ids("2026-01-31").await, [first.as_str()]);
    assert_eq!(ids("2026-06-30").await, [second, first.clone()]);
    assert_eq!(ids("2026-07-01").await, [first]);
}

#[tokio::test]
async fn nobody_is_employed_twice_in_one_role_on_one_day() {
    let tenant = House::shared().await.tenant("one-post").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let id = employ(&admin, &clerk, "CLERK", 500).await;
    let again = |from: &str| json!({ "input": { "participantId": clerk.id, "role": "CLERK", "fteThousandths": 1000, "startsOn": from } });
    assert_eq!(admin.ask_with(START, again("2026-01-01")).await.no(), "EMPLOYED_ALREADY");
    let end = json!({ "input": { "id": id, "expectedVersion": 1, "endsOn": "2026-01-31" } });
    assert_eq!(admin.done(END, end).await.text("/endEmployment/employment/endsOn"), "2026-01-31");
    assert_eq!(admin.ask_with(START, again("2026-01-31")).await.no(), "EMPLOYED_ALREADY");
    assert!(admin.ask_with(START, again("2026-02-01")).await.is_done());
    // The end can't be taken away any more: the next one has begun.
    let open = json!({ "input": { "id": id, "expectedVersion": 2, "endsOn": null } });
    assert_eq!(admin.ask_with(CHANGE, open).await.no(), "EMPLOYED_ALREADY");
}

#[tokio::test]
async fn an_employment_is_changed_by_who_has_read_it_and_doesn_t_end_before_its_work() {
    let tenant = House::shared().await.tenant("changed-post").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let id = employ(&admin, &clerk, "CLERK", 500).await;
    logged(&clerk, "2026-02-10", 60, json!({})).await;
    let change = |version: i32, said: Value| {
        let mut input = json!({ "id": id, "expectedVersion": version });
        input.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        json!({ "input": input })
    };
    let more = admin.done(CHANGE, change(1, json!({ "fteThousandths": 750 }))).await;
    assert_eq!(more.number("/changeEmployment/employment/fteThousandths"), 750);
    let stale = admin.ask_with(CHANGE, change(1, json!({ "fteThousandths": 800 }))).await;
    assert_eq!(
        (stale.no(), stale.number("/changeEmployment/userErrors/0/currentVersion")),
        ("STALE", 2)
    );
    let same = admin.done(CHANGE, change(2, json!({ "fteThousandths": 750 }))).await;
    assert_eq!(same.number("/changeEmployment/employment/version"), 2);
    for (said, code) in [
        (json!({ "startsOn": "2026-02-11" }), "WORK_OUTSIDE_EMPLOYMENT"),
        (json!({ "endsOn": "2026-02-09" }), "WORK_OUTSIDE_EMPLOYMENT"),
        (json!({ "endsOn": "2023-12-31" }), "OUT_OF_RANGE"),
        (json!({ "fteThousandths": 0 }), "OUT_OF_RANGE"),
        (json!({ "fteThousandths": 1001 }), "OUT_OF_RANGE"),
        (json!({ "role": "MAYOR" }), "MALFORMED"),
        (json!({ "role": "ASSOCIATION_CHAIR" }), "MALFORMED"),
    ] {
        let refused = admin.ask_with(CHANGE, change(2, said.clone())).await;
        assert_eq!(refused.no(), code, "{said}");
    }
    let ended = admin.done(CHANGE, change(2, json!({ "endsOn": "2026-02-10" }))).await;
    assert_eq!(ended.text("/changeEmployment/employment/endsOn"), "2026-02-10");
    assert_eq!(log(&clerk, "2026-02-11", 60, json!({})).await.no(), "NOT_EMPLOYED_THEN");
}

#[tokio::test]
async fn staff_see_their_own_employments_and_a_mayor_none() {
    let tenant = House::shared().await.tenant("seen-posts").await;
    let (clerk, specialist, admin) =
        (half_clerk(&tenant).await, tenant.specialist().await, tenant.admin().await);
    employ(&admin, &specialist, "DEVELOPMENT_SPECIALIST", 1000).await;
    let list = "query($of: ID) { employments(filter: { participantId: $of }) { totalCount nodes { role participant { displayName } } } }";
    let count = async |by: &Client, of: Value| {
        let answer = by.ask_with(list, json!({ "of": of })).await;
        if answer.is_done() {
            answer.number("/employments/totalCount").to_string()
        } else {
            answer.no().to_owned()
        }
    };
    let chair = tenant.chair().await;
    for leads in [&admin, &tenant.manager().await.client, &chair.client] {
        assert_eq!(count(leads, json!(null)).await, "2");
        assert_eq!(count(leads, json!(specialist.id)).await, "1");
    }
    assert_eq!(count(&clerk, json!(null)).await, "1");
    assert_eq!(count(&clerk, json!(clerk.id)).await, "1");
    assert_eq!(count(&clerk, json!(specialist.id)).await, "FORBIDDEN");
    assert_eq!(count(&tenant.mayor_of(0).await.client, json!(null)).await, "FORBIDDEN");
    assert_eq!(count(&tenant.house.coordinator().await, json!(null)).await, "FORBIDDEN");
}
