//! Quarters that close: what stands between a quarter and its closing, and what a closed one takes no more.

mod corrected;

use crate::activities::{ATTEST, correct, id_of, record, work};
use crate::house::tenant::Person;
use crate::house::{Answer, Client, House, Tenant};
use crate::worktime::{half_clerk, log, logged, step};
use futures_util::future::join_all;
use serde_json::{Value, json};

const CLOSE: &str = "mutation($period: String!, $accepted: Int!) { closePeriod(input: { period: $period, acceptedUnattested: $accepted }) {
    period { period state closedAt closedBy { displayName } acceptedUnattested checklist { unattestedBenefits } } userErrors { code path } } }";
const YEAR: &str = "query($year: Int!) { reportingPeriods(year: $year) { period startsOn endsOn state closedAt acceptedUnattested
    checklist { openTimesheets unattestedBenefits activitiesWithoutShares } } }";

/// A day after the first quarter, on which its days can still be recorded.
const APRIL: &str = "2026-04-02T08:00:00Z";

async fn close(by: &Client, period: &str, accepted: i32) -> Answer {
    by.ask_with(CLOSE, json!({ "period": period, "accepted": accepted })).await
}

async fn first_quarter(by: &Client) -> Value {
    by.done(YEAR, json!({ "year": 2026 })).await.data("/reportingPeriods/0").clone()
}

/// Work of a day in March for the first municipality, which saved something.
async fn saved_in_march(tenant: &Tenant, by: &Client) -> String {
    let saved = json!({
        "performedOn": "2026-03-20", "benefit": { "method": "MARKET_PRICE", "marketPrice": "2137.00" },
    });
    id_of(&record(by, work(tenant, saved)).await).to_owned()
}

/// A centre in April with a month of work of March and two benefits, of which one is attested.
async fn centre(name: &str) -> (Tenant, Person, String, [String; 2]) {
    let tenant = House::shared_on(APRIL).await.tenant(name).await;
    let clerk = half_clerk(&tenant).await;
    let (_, march) = logged(&clerk, "2026-03-20", 90, json!({})).await;
    let benefits = [saved_in_march(&tenant, &clerk).await, saved_in_march(&tenant, &clerk).await];
    let mayor = tenant.mayor_of(0).await;
    mayor.done(ATTEST, json!({ "id": benefits[0], "version": 1 })).await;
    (tenant, clerk, march, benefits)
}

#[tokio::test]
async fn a_quarter_closes_when_its_months_are_approved_and_what_is_not_attested_is_known() {
    let (tenant, clerk, march, _) = centre("closes").await;
    let manager = tenant.manager().await;
    assert_eq!(
        first_quarter(&manager).await,
        json!({
            "period": "2026-Q1", "startsOn": "2026-01-01", "endsOn": "2026-03-31", "state": "OPEN", "closedAt": null,
            "acceptedUnattested": null,
            "checklist": { "openTimesheets": 1, "unattestedBenefits": 1, "activitiesWithoutShares": 0 },
        })
    );
    assert_eq!(close(&manager, "2026-Q1", 1).await.no(), "TIMESHEETS_NOT_APPROVED");
    step(&clerk, "submit", &march, 1).await;
    assert_eq!(close(&manager, "2026-Q1", 1).await.no(), "TIMESHEETS_NOT_APPROVED");
    step(&manager, "approve", &march, 2).await;
    for accepted in [0, 2] {
        assert_eq!(close(&manager, "2026-Q1", accepted).await.no(), "BENEFITS_NOT_ATTESTED");
    }
    let closed = close(&manager, "2026-Q1", 1).await;
    insta::assert_snapshot!(closed.shown_at("/data/closePeriod"), @r#"
    {
      "period": {
        "acceptedUnattested": 1,
        "checklist": {"unattestedBenefits":1},
        "closedAt": "2026-04-02 (some time)",
        "closedBy": {"displayName":"manager"},
        "period": "2026-Q1",
        "state": "CLOSED"
      },
      "userErrors": []
    }
    "#);
    assert_eq!(close(&manager, "2026-Q1", 1).await.no(), "PERIOD_CLOSED");
    assert_eq!(first_quarter(&clerk).await["state"], "CLOSED");
}

#[tokio::test]
async fn in_a_closed_quarter_nothing_is_recorded_corrected_attested_or_logged() {
    let (tenant, clerk, march, benefits) = centre("closed").await;
    let (manager, mayor) = (tenant.manager().await, tenant.mayor_of(0).await);
    step(&clerk, "submit", &march, 1).await;
    step(&manager, "approve", &march, 2).await;
    assert!(close(&manager, "2026-Q1", 1).await.is_done());

    let of_march = work(&tenant, json!({ "performedOn": "2026-03-31" }));
    let today = record(&clerk, work(&tenant, json!({ "performedOn": "2026-04-01" }))).await;
    let open = id_of(&today);
    let attest = json!({ "id": benefits[1], "version": 1 });
    for no in [
        clerk.ask_with(crate::activities::RECORD, of_march).await,
        correct(&clerk, &benefits[0], 1, json!({ "minutes": 91 })).await,
        correct(&manager, &benefits[1], 1, json!({ "performedOn": "2026-04-01" })).await,
        correct(&clerk, open, 1, json!({ "performedOn": "2026-03-31" })).await,
        mayor.ask_with(ATTEST, attest).await,
        log(&clerk, "2026-02-02", 60, json!({})).await,
    ] {
        assert_eq!(no.no(), "PERIOD_CLOSED", "{no}");
    }
    assert_eq!(log(&clerk, "2026-03-20", 60, json!({})).await.no(), "PERIOD_CLOSED");
    // The open quarter goes on.
    assert!(correct(&clerk, open, 1, json!({ "minutes": 45 })).await.is_done());
    assert!(log(&clerk, "2026-04-01", 60, json!({})).await.is_done());
}

#[tokio::test]
async fn quarters_close_one_after_another_when_they_are_over() {
    let tenant = House::shared_on(APRIL).await.tenant("in-order").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let january = json!({ "performedOn": "2026-01-12" });
    record(&clerk, work(&tenant, january)).await;
    assert_eq!(close(&manager, "2026-Q2", 0).await.no(), "PERIOD_NOT_OVER");
    // Nothing was done in it, and nothing before it.
    assert!(close(&manager, "2025-Q3", 0).await.is_done());
    assert_eq!(close(&manager, "2025-Q2", 0).await.no(), "PERIOD_CLOSED");
    assert_eq!(close(&manager, "2026-Q1", 0).await.no(), "PERIOD_NOT_NEXT");
    assert!(close(&manager, "2025-Q4", 0).await.is_done());
    assert!(close(&manager, "2026-Q1", 0).await.is_done());

    let other = tenant.house.tenant("first-in-order").await;
    let clerk = other.clerk().await;
    record(&clerk, work(&other, json!({ "performedOn": "2025-12-30" }))).await;
    let manager = other.manager().await;
    assert_eq!(close(&manager, "2026-Q1", 0).await.no(), "PERIOD_NOT_NEXT");
    assert!(close(&manager, "2025-Q4", 0).await.is_done());
}

#[tokio::test]
async fn only_the_manager_closes_and_what_is_no_quarter_is_refused() {
    let tenant = House::shared_on(APRIL).await.tenant("closers").await;
    let (manager, chair) = (tenant.manager().await, tenant.chair().await);
    let (clerk, mayor) = (tenant.clerk().await, tenant.mayor_of(0).await);
    for who in [&clerk.client, &chair.client, &mayor.client, &tenant.admin().await] {
        assert_eq!(close(who, "2026-Q1", 0).await.no(), "FORBIDDEN");
    }
    assert_eq!(mayor.ask_with(YEAR, json!({ "year": 2026 })).await.code(), "FORBIDDEN");
    assert_eq!(chair.done(YEAR, json!({ "year": 2026 })).await.list("/reportingPeriods").len(), 4);
    for (period, code) in [("2026-Q5", "MALFORMED"), ("", "MALFORMED"), ("1999-Q4", "OUT_OF_RANGE")]
    {
        assert_eq!(close(&manager, period, 0).await.no(), code, "{period}");
    }
    assert_eq!(close(&manager, "2026-Q1", -1).await.no(), "OUT_OF_RANGE");
    assert_eq!(manager.ask_with(YEAR, json!({ "year": 2200 })).await.code(), "BAD_USER_INPUT");
}

#[tokio::test]
async fn what_one_centre_closes_is_open_in_another() {
    let house = House::shared_on(APRIL).await;
    let tenants = house.tenants(&["closed-here", "open-there"]).await;
    let (one, other) = (tenants[0].manager().await, tenants[1].manager().await);
    assert!(close(&one, "2026-Q1", 0).await.is_done());
    let clerk = tenants[1].clerk().await;
    record(&clerk, work(&tenants[1], json!({ "performedOn": "2026-03-31" }))).await;
    assert_eq!(first_quarter(&other).await["state"], "OPEN");
}

/// Whoever is faster: what was closed is what its closer had seen.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_while_a_quarter_closes_is_in_it_or_refused() {
    let tenant = House::shared_on(APRIL).await.tenant("closing-at-once").await;
    let (clerk, manager) = (tenant.clerk().await, tenant.manager().await);
    let saved = json!({
        "performedOn": "2026-03-20", "benefit": { "method": "MARKET_PRICE", "marketPrice": "2137.00" },
    });
    let recording = join_all((0..20).map(|_| {
        let input = work(&tenant, saved.clone());
        clerk.ask_with(crate::activities::RECORD, input)
    }));
    let closing = join_all((0..20).map(|accepted| close(&manager, "2026-Q1", accepted)));
    let (recorded, closings) = tokio::join!(recording, closing);
    let done = recorded.iter().filter(|answer| answer.is_done()).count();
    for answer in recorded.iter().filter(|answer| !answer.is_done()) {
        assert_eq!(answer.no(), "PERIOD_CLOSED", "{answer}");
    }
    let closed: Vec<i64> = closings
        .iter()
        .filter(|answer| answer.is_done())
        .map(|answer| answer.number("/closePeriod/period/acceptedUnattested"))
        .collect();
    for answer in closings.iter().filter(|answer| !answer.is_done()) {
        assert!(["BENEFITS_NOT_ATTESTED", "PERIOD_CLOSED"].contains(&answer.no()), "{answer}");
    }
    let unattested = first_quarter(&manager).await["checklist"]["unattestedBenefits"].clone();
    assert_eq!(unattested, json!(done));
    assert!(closed.is_empty() || closed == [i64::try_from(done).unwrap()], "{closed:?}, {done}");
}
