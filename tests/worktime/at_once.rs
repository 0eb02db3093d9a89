//! Several at the same moment.

use super::{CHANGE, END, employ, half_clerk, log, logged, step};
use crate::house::House;
use futures_util::future::join_all;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_submit_approve_and_return_at_once_each_step_is_done_by_one() {
    let tenant = House::shared().await.tenant("months-at-once").await;
    let (clerk, manager, chair) =
        (half_clerk(&tenant).await, tenant.manager().await, tenant.chair().await);
    let (_, month) = logged(&clerk, "2026-02-10", 60, json!({})).await;
    let submitted = join_all((0..8).map(|_| step(&clerk, "submit", &month, 1))).await;
    assert_eq!(submitted.iter().filter(|answer| answer.is_done()).count(), 1);
    let decided = join_all((0..8).map(|number| {
        let by = if number % 2 == 0 { &manager } else { &chair };
        step(by, if number < 4 { "approve" } else { "return" }, &month, 2)
    }))
    .await;
    assert_eq!(decided.iter().filter(|answer| answer.is_done()).count(), 1);
    for answer in submitted.iter().chain(&decided).filter(|answer| !answer.is_done()) {
        let no = answer.no();
        assert!(["MONTH_HANDED_IN", "TIMESHEET_NOT_SUBMITTED", "STALE"].contains(&no), "{no}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_logged_while_the_month_is_submitted_is_in_it_or_refused() {
    let tenant = House::shared().await.tenant("late-hours").await;
    let clerk = half_clerk(&tenant).await;
    let (_, month) = logged(&clerk, "2026-02-10", 60, json!({})).await;
    let logging = join_all((1..=20).map(|day| {
        let clerk = &clerk;
        async move { log(clerk, &format!("2026-02-{day:02}"), 10, json!({})).await }
    }));
    let (logged, submitted) = tokio::join!(logging, step(&clerk, "submit", &month, 1));
    assert!(submitted.is_done(), "{submitted}");
    let done = logged.iter().filter(|answer| answer.is_done()).count();
    for answer in logged.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(answer.no(), "MONTH_HANDED_IN");
    }
    let one = "query($id: ID!) { timesheet(id: $id) { workMinutes state } }";
    let seen = clerk.done(one, json!({ "id": month })).await;
    assert_eq!(seen.number("/timesheet/workMinutes"), 60 + 10 * i64::try_from(done).unwrap());
    assert_eq!(seen.text("/timesheet/state"), "SUBMITTED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_isn_t_filled_beyond_its_hours_by_many_at_once() {
    let tenant = House::shared().await.tenant("full-day-at-once").await;
    let clerk = half_clerk(&tenant).await;
    let all = join_all((0..10).map(|_| log(&clerk, "2026-02-10", 400, json!({})))).await;
    assert_eq!(all.iter().filter(|answer| answer.is_done()).count(), 3);
    for answer in all.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(answer.no(), "DAY_IS_FULL");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_employment_doesn_t_end_under_work_that_is_just_being_logged() {
    let tenant = House::shared().await.tenant("ended-at-once").await;
    let (clerk, admin) = (tenant.clerk().await, tenant.admin().await);
    let post = employ(&admin, &clerk, "CLERK", 500).await;
    let end = json!({ "input": { "id": post, "expectedVersion": 1, "endsOn": "2026-02-09" } });
    let logging = join_all((0..6).map(|_| log(&clerk, "2026-02-10", 10, json!({}))));
    let (logged, ended) = tokio::join!(logging, admin.ask_with(END, end));
    let done = logged.iter().filter(|answer| answer.is_done()).count();
    if ended.is_done() {
        assert_eq!(done, 0, "nothing was worked after the end");
    } else {
        assert_eq!(ended.no(), "WORK_OUTSIDE_EMPLOYMENT");
        assert!(done > 0);
    }
    for answer in logged.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(answer.no(), "NOT_EMPLOYED_THEN", "{answer}");
    }
}

/// Both go on to the same entries, each by its own key.
#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_submitted_while_its_employment_changes_and_both_are_done() {
    let tenant = House::shared().await.tenant("changed-at-once").await;
    let (clerk, admin, manager) =
        (tenant.clerk().await, tenant.admin().await, tenant.manager().await);
    let post = employ(&admin, &clerk, "CLERK", 500).await;
    let mut month = String::new();
    for day in 1..=20 {
        (_, month) = logged(&clerk, &format!("2026-02-{day:02}"), 10, json!({})).await;
    }
    for version in 1..=8 {
        let starts_on = format!("2024-01-{:02}", 1 + version);
        let change = json!({ "id": post, "expectedVersion": version, "startsOn": starts_on });
        let change = admin.ask_with(CHANGE, json!({ "input": change }));
        let (who, what) = if version % 2 == 1 { (&clerk, "submit") } else { (&manager, "return") };
        let (changed, stepped) = tokio::join!(change, step(who, what, &month, version));
        assert!(changed.is_done(), "{changed}");
        assert!(stepped.is_done(), "{stepped}");
    }
}
