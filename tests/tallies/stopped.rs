//! Servers that are stopped have counted all that they answered; the worker forgets what is old.

use super::{LIST, ask, fine, patient, read, tallied, until_somebody_waits, uuid_of};
use crate::house::serving::Serving;
use crate::house::{House, Tenant};
use chrono::{DateTime, Utc};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

const AT_ONCE: [(&str, &str); 1] = [("CENTRUM_HTTP_DRAIN_SECONDS", "0")];

/// From the first minute to the last: programs in a process of their own go by this machine's clock.
fn ever() -> (DateTime<Utc>, DateTime<Utc>) {
    (DateTime::UNIX_EPOCH, Utc::now())
}

async fn clerk_of(house: &House, tenant: &Tenant) -> String {
    let now = house.today();
    tenant.clerk().await.again(&now).await.token().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_add_up_and_what_they_answered_last_is_counted_when_they_are_stopped() {
    let house = House::fresh().await;
    let tenant = house.tenant("added").await;
    let token = clerk_of(&house, &tenant).await;
    let url = house.database().url();
    let (one, other) = (Serving::start_with(&url, &AT_ONCE), Serving::start_with(&url, &AT_ONCE));
    for _ in 0..3 {
        assert_eq!(ask(one.port, &token, LIST).await, fine());
        assert_eq!(ask(other.port, &token, LIST).await, fine());
    }
    assert_eq!(ask(other.port, &token, LIST).await, fine());
    one.signal("TERM");
    other.signal("TERM");
    assert!(one.end().await.success() && other.end().await.success());
    let admin = house.database().superuser().await;
    assert_eq!(read(&admin, tenant.id, ever()).await, tallied([("requests", (7, 0, 0))]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_after_the_port_was_closed_is_counted_too() {
    let house = patient().await;
    let tenant = house.tenant("last").await;
    let token = clerk_of(&house, &tenant).await;
    let server = Serving::start_with(&house.database().url(), &AT_ONCE);
    let port = server.port;
    // What sign-in notes of the token isn't what is waited for.
    assert_eq!(ask(port, &token, "{ viewer { id } }").await, fine());
    let mut admin = house.database().superuser().await;
    let watching = house.database().superuser().await;
    let locked = admin.transaction().await.unwrap();
    locked.batch_execute("LOCK TABLE requests").await.unwrap();
    let asked = server::telemetry::spawn(async move { ask(port, &token, LIST).await });
    until_somebody_waits(&watching).await;
    server.signal("TERM");
    let deadline = Instant::now() + Duration::from_mins(1);
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        assert!(Instant::now() < deadline, "the port is never closed");
        tokio::task::yield_now().await;
    }
    locked.rollback().await.unwrap();
    let (status, code) = asked.await.unwrap();
    assert!(server.end().await.success());
    // A busy machine may have come to the deadline of a request before: then it was answered so, and is counted so.
    let timed_out = i64::from(code == "TIMEOUT");
    assert!(status == 200 || timed_out == 1, "{status} {code}");
    let meant = [("viewer", (1, 0, 0)), ("requests", (1, 0, timed_out))];
    assert_eq!(read(&watching, tenant.id, ever()).await, tallied(meant));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_forgets_after_thirty_days_and_not_before() {
    let house = House::fresh().await;
    let tenants = house.tenants(&["swept", "swept-too"]).await;
    let admin = house.database().superuser().await;
    // More than a batch of one of them; the youngest of the old are a minute too old, the oldest of the young have an hour.
    let fill = "INSERT INTO operation_tallies SELECT $1::text::uuid, date_trunc('minute', now() - interval '30 days 2 minutes') - n * interval '1 minute',
        'requests', 1, 0, 0 FROM generate_series(0, $2::integer) n
        UNION ALL SELECT $1::text::uuid, date_trunc('minute', now() - interval '29 days 23 hours'), 'requests', 1, 0, 0";
    for (tenant, old) in tenants.iter().zip([2_500_i32, 0]) {
        admin.execute(fill, &[&uuid_of(tenant.id), &old]).await.unwrap();
    }
    let _worker = Serving::worker(&house.database().url(), &[]);
    let counted = "SELECT count(*) FILTER (WHERE minute < now() - interval '30 days'), count(*) FROM operation_tallies";
    let deadline = Instant::now() + Duration::from_mins(1);
    let mut tick = tokio::time::interval(Duration::from_millis(50));
    loop {
        let row = admin.query_one(counted, &[]).await.unwrap();
        let (old, all): (i64, i64) = (row.get(0), row.get(1));
        assert_eq!(all - old, 2, "what is young stays");
        if old == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "{old} are never forgotten");
        tick.tick().await;
    }
}
