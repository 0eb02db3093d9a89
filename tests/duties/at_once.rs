//! Several at the same moment.

use super::{LIST, correct, meeting, record, recorded, withdraw};
use crate::house::House;
use futures_util::future::join_all;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_record_the_same_meeting_one_does() {
    let tenant = House::shared().await.tenant("one-meeting").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let all = join_all((0..8).map(|number| {
        let by = if number % 2 == 0 { &clerk } else { &manager };
        record(by, meeting(&tenant, "2026-02-10"))
    }))
    .await;
    assert_eq!(all.iter().filter(|answer| answer.is_done()).count(), 1);
    for answer in all.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(answer.no(), "DUTY_RECORDED_ALREADY", "{answer}");
    }
    assert_eq!(clerk.done(LIST, json!({})).await.number("/dutyRecords/totalCount"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_correct_and_withdraw_what_they_have_read_one_does() {
    let tenant = House::shared().await.tenant("one-correction").await;
    let clerk = tenant.clerk().await;
    let id = recorded(&clerk, meeting(&tenant, "2026-02-10")).await;
    let correcting = join_all((0..6).map(|number| {
        let said =
            json!({ "evidence": format!("Zápis č. {number}"), "attendedBy": tenant.members });
        correct(&clerk, &id, 1, said)
    }));
    let (corrected, withdrawn) = tokio::join!(correcting, withdraw(&clerk, &id, 1, "Nesešli se."));
    let answers: Vec<_> = corrected.iter().chain([&withdrawn]).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 1);
    for answer in answers.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(answer.no(), "STALE", "{answer}");
    }
}
