//! A closed quarter takes no change of what was done in it.

use super::{correct, meeting, record, recorded, withdraw};
use crate::house::{Answer, Client, House};
use futures_util::future::join_all;
use serde_json::json;

/// A day after the first quarter.
const APRIL: &str = "2026-04-02T08:00:00Z";

async fn close(by: &Client, period: &str) -> Answer {
    let close = "mutation($period: String!) { closePeriod(input: { period: $period }) { userErrors { code } } }";
    by.ask_with(close, json!({ "period": period })).await
}

#[tokio::test]
async fn in_a_closed_quarter_nothing_is_recorded_corrected_or_withdrawn() {
    let tenant = House::shared_on(APRIL).await.tenant("closed-duties").await;
    let manager = tenant.manager().await;
    let march = recorded(&manager, meeting(&tenant, "2026-03-12")).await;
    let april = recorded(&manager, meeting(&tenant, "2026-04-01")).await;
    assert!(close(&manager, "2026-Q1").await.is_done());
    let into = json!({ "doneOn": "2026-03-31" });
    for no in [
        record(&manager, meeting(&tenant, "2026-03-31")).await,
        correct(&manager, &march, 1, json!({ "evidence": "x" })).await,
        correct(&manager, &march, 1, json!({ "attendedBy": tenant.members })).await,
        correct(&manager, &march, 1, json!({ "doneOn": "2026-04-02" })).await,
        correct(&manager, &april, 1, into).await,
        withdraw(&manager, &march, 1, "x").await,
    ] {
        assert_eq!(no.no(), "PERIOD_CLOSED", "{no}");
    }
    // The open quarter goes on, also with what was forgotten.
    assert!(correct(&manager, &april, 1, json!({ "evidence": "x" })).await.is_done());
    let forgotten = json!({ "kind": "REPORT", "doneOn": "2026-04-02", "dueOn": "2026-03-31" });
    assert!(record(&manager, forgotten).await.is_done());
}

#[tokio::test]
async fn the_first_quarter_to_close_is_the_one_of_the_first_record() {
    let tenant = House::shared_on(APRIL).await.tenant("first-duty").await;
    let manager = tenant.manager().await;
    let id = recorded(&manager, meeting(&tenant, "2025-12-30")).await;
    assert_eq!(close(&manager, "2026-Q1").await.no(), "PERIOD_NOT_NEXT");
    assert!(withdraw(&manager, &id, 1, "Omylem.").await.is_done());
    assert!(close(&manager, "2026-Q1").await.is_done());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_while_a_quarter_closes_is_in_it_or_refused() {
    let tenant = House::shared_on(APRIL).await.tenant("closing-duties").await;
    let manager = tenant.manager().await;
    let recording = join_all((1..=9).map(|day| {
        let input =
            json!({ "kind": "NEWSLETTER", "doneOn": format!("2026-03-0{day}"), "issue": "1" });
        record(&manager, input)
    }));
    let (recorded, closed) = tokio::join!(recording, close(&manager, "2026-Q1"));
    assert!(closed.is_done(), "{closed}");
    let done = recorded.iter().filter(|answer| answer.is_done()).count();
    for answer in recorded.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(answer.no(), "PERIOD_CLOSED", "{answer}");
    }
    let kept = manager.done("{ dutyRecords { totalCount } }", json!({})).await;
    assert_eq!(kept.number("/dutyRecords/totalCount"), i64::try_from(done).unwrap());
}
