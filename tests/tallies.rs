//! How the servers answered, as a gate of a roll-out reads it: tenant by tenant, minute by minute, operation by operation.
//!
//! What each database role may do with the table is said by the borders.

mod outage;
mod stopped;

use crate::house::database::connect;
use crate::house::socket::Socket;
use crate::house::visitor::Visitor;
use crate::house::{House, Tenant};
use chrono::{DateTime, Duration, Utc};
use domain::kernel::ids::TenantId;
use serde_json::json;
use server::http::Settings;
use std::collections::BTreeMap;
use std::time::Instant;
use uuid::Uuid;

const LIST: &str = "{ requests { totalCount } }";
const BOTH: &str = "{ viewer { id } members { totalCount } }";

/// By operation: how many were answered, how many of them `INTERNAL`, how many `TIMEOUT`.
type Tallied = BTreeMap<String, (i64, i64, i64)>;

fn tallied<const N: usize>(operations: [(&str, (i64, i64, i64)); N]) -> Tallied {
    operations.into_iter().map(|(name, answers)| (name.to_owned(), answers)).collect()
}

fn uuid_of(tenant: TenantId) -> String {
    Uuid::from(tenant).to_string()
}

/// What the table says of a tenant's minutes, from the one with `from` in it to the one with `to`.
async fn read(
    admin: &tokio_postgres::Client,
    tenant: TenantId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Tallied {
    let sql = "SELECT operation, sum(answered)::bigint, sum(internal)::bigint, sum(timed_out)::bigint FROM operation_tallies
        WHERE tenant_id = $1::text::uuid AND minute BETWEEN date_trunc('minute', $2::text::timestamptz) AND $3::text::timestamptz GROUP BY operation";
    let (from, to) = (from.to_rfc3339(), to.to_rfc3339());
    let rows = admin.query(sql, &[&uuid_of(tenant), &from, &to]).await.unwrap();
    rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2), row.get(3)))).collect()
}

/// Looks until the table says it. What was asked is counted once, so it can't say it for a moment and then something else.
async fn until_it_says(
    admin: &tokio_postgres::Client,
    tenant: TenantId,
    minutes: (DateTime<Utc>, DateTime<Utc>),
    meant: Tallied,
) {
    let deadline = Instant::now() + std::time::Duration::from_mins(1);
    let mut tick = tokio::time::interval(std::time::Duration::from_millis(50));
    loop {
        let found = read(admin, tenant, minutes).await;
        if found == meant {
            return;
        }
        assert!(Instant::now() < deadline, "{found:?} instead of {meant:?}");
        tick.tick().await;
    }
}

/// Asks on a port; the status and the code.
async fn ask(port: u16, token: &str, query: &str) -> (u16, String) {
    let told = Visitor::coming_anew(port, token).ask(query, json!({})).await.unwrap();
    (told.status, told.code().to_owned())
}

fn fine() -> (u16, String) {
    (200, String::new())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answer_is_tallied_by_tenant_minute_and_operation() {
    let house = House::fresh().await;
    let tenants = house.tenants(&["tallied", "beside"]).await;
    let [one, other] = tenants.as_slice() else { panic!("two tenants") };
    let (clerk, beside) = (one.clerk().await, other.clerk().await);
    let coordinator = house.coordinator().await;
    let served = house.served().await;
    let mut admin = house.database().superuser().await;

    let began = house.now();
    for _ in 0..3 {
        assert_eq!(ask(served.port, clerk.token(), LIST).await, fine());
    }
    assert_eq!(ask(served.port, clerk.token(), BOTH).await, fine());
    let refused = ask(served.port, clerk.token(), "{ nothingSuch }").await;
    assert_eq!(refused.1, "BAD_USER_INPUT");
    assert_eq!(
        ask(served.port, clerk.token(), "{ auditTrail { totalCount } }").await.1,
        "FORBIDDEN"
    );
    assert_eq!(ask(served.port, beside.token(), LIST).await, fine());
    assert_eq!(ask(served.port, coordinator.token(), "{ viewer { id } }").await, fine());
    // Somebody whom nobody knows has asked for nothing.
    assert_eq!(ask(served.port, "cst_nobody", "{ viewer { id } }").await.0, 401);
    let quiet = (began, house.now());

    house.tick(Duration::hours(1));
    let began = house.now();
    break_while(&admin, "requests.title", async || {
        for query in ["{ requests { nodes { title } } }", "{ requests { nodes { id title } } }"] {
            assert_eq!(ask(served.port, clerk.token(), query).await.1, "INTERNAL");
        }
        assert_eq!(
            ask(served.port, clerk.token(), "{ viewer { id } requests { nodes { title } } }")
                .await
                .1,
            "INTERNAL"
        );
    })
    .await;
    let locked = admin.transaction().await.unwrap();
    locked.batch_execute("LOCK TABLE members").await.unwrap();
    assert_eq!(ask(served.port, clerk.token(), "{ members { totalCount } }").await.1, "TIMEOUT");
    locked.rollback().await.unwrap();
    assert_eq!(ask(served.port, clerk.token(), LIST).await, fine());
    // Nobody knows whose request it was that a broken sign-in failed.
    break_while(&admin, "api_tokens.hash", async || {
        assert_eq!(ask(served.port, "cst_nobody", LIST).await.1, "INTERNAL");
    })
    .await;
    let broken = (began, house.now());

    let meant = [
        ("requests", (3, 0, 0)),
        ("several", (1, 0, 0)),
        ("unknown", (1, 0, 0)),
        ("auditTrail", (1, 0, 0)),
    ];
    until_it_says(&admin, one.id, quiet, tallied(meant)).await;
    until_it_says(&admin, other.id, quiet, tallied([("requests", (1, 0, 0))])).await;
    until_it_says(&admin, TenantId::NATION, quiet, tallied([("viewer", (1, 0, 0))])).await;
    let meant = [("requests", (3, 2, 0)), ("several", (1, 1, 0)), ("members", (1, 0, 1))];
    until_it_says(&admin, one.id, broken, tallied(meant)).await;
    until_it_says(&admin, other.id, broken, tallied([])).await;
    until_it_says(&admin, TenantId::NATION, broken, tallied([("unknown", (1, 1, 0))])).await;
    assert_eq!(share_as_the_nation(&house, one, broken.0).await, "0.80");
}

/// Renames a column for as long as something is tried.
async fn break_while(admin: &tokio_postgres::Client, column: &str, tried: impl AsyncFnOnce()) {
    let (table, column) = column.split_once('.').unwrap();
    let rename = async |from: &str, to: &str| {
        let sql = format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to}");
        admin.batch_execute(&sql).await.unwrap();
    };
    rename(column, "broken").await;
    tried().await;
    rename("broken", column).await;
}

/// What a gate will ask: which share of a tenant's operations failed through us since then.
async fn share_as_the_nation(house: &House, tenant: &Tenant, since: DateTime<Utc>) -> String {
    let nation = connect(&house.database().url()).await;
    nation.batch_execute("SET ROLE centrum_nation; SET app.region_codes = '{*}'").await.unwrap();
    let sql =
        "SELECT round(sum(internal + timed_out) / sum(answered), 2)::text FROM operation_tallies
        WHERE tenant_id = $1::text::uuid AND minute >= date_trunc('minute', $2::text::timestamptz)";
    let since = since.to_rfc3339();
    let row = nation.query_one(sql, &[&uuid_of(tenant.id), &since]).await.unwrap();
    row.get(0)
}

/// The house with a database that waits for a lock for longer than any request.
async fn patient() -> House {
    let house = House::fresh().await;
    let admin = house.database().superuser().await;
    let name = house.database().name();
    for setting in ["lock_timeout", "statement_timeout"] {
        let sql = format!("ALTER ROLE centrum IN DATABASE {name} SET {setting} = '2min'");
        admin.batch_execute(&sql).await.unwrap();
    }
    house
}

/// Until a statement of the program waits for a lock.
async fn until_somebody_waits(admin: &tokio_postgres::Client) {
    let sql = "SELECT count(*) > 0 FROM pg_stat_activity
        WHERE datname = current_database() AND usename = 'centrum' AND wait_event_type = 'Lock'";
    let deadline = Instant::now() + std::time::Duration::from_mins(1);
    let mut tick = tokio::time::interval(std::time::Duration::from_millis(20));
    while !admin.query_one(sql, &[]).await.unwrap().get::<_, bool>(0) {
        assert!(Instant::now() < deadline, "no statement ever waits for a lock");
        tick.tick().await;
    }
}

/// Until so many connections of a house's pool work.
async fn until_there_work(house: &House, connections: usize) {
    let deadline = Instant::now() + std::time::Duration::from_mins(1);
    let mut tick = tokio::time::interval(std::time::Duration::from_millis(20));
    while house.db().pool_use().used != connections {
        assert!(Instant::now() < deadline, "{:?}", house.db().pool_use());
        tick.tick().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_that_came_is_a_timeout_and_what_was_given_up_is_nothing() {
    let house = patient().await;
    let tenant = house.tenant("deadline").await;
    let clerk = tenant.clerk().await;
    // Connections of its own, which have the database's patience.
    let there = house.reached_by(&house.database().url(), 4);
    let short = std::time::Duration::from_secs(2);
    let hurried = there.served_with(Settings { time_max: short, ..Settings::default() }).await;
    let served = there.served().await;
    let mut admin = house.database().superuser().await;
    let began = house.now();

    let locked = admin.transaction().await.unwrap();
    locked.batch_execute("LOCK TABLE requests").await.unwrap();
    assert_eq!(ask(hurried.port, clerk.token(), LIST).await.1, "TIMEOUT");
    // PostgreSQL goes on waiting for the lock; the program has let go.
    until_there_work(&there, 0).await;
    let mut socket = Socket::of(served.port, &clerk.client).await;
    socket.subscribe("1", LIST, json!({})).await;
    until_there_work(&there, 1).await;
    socket.say(&json!({ "type": "complete", "id": "1" })).await;
    until_there_work(&there, 0).await;
    locked.rollback().await.unwrap();
    assert_eq!(ask(served.port, clerk.token(), "{ viewer { id } }").await, fine());

    // What is written later is there: so what is before it would be, too.
    let minutes = (began, house.now());
    let meant = tallied([("requests", (1, 0, 1)), ("viewer", (1, 0, 0))]);
    until_it_says(&admin, tenant.id, minutes, meant).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_an_answer_each_time_that_it_tells_something() {
    let house = House::shared().await;
    let tenant = house.tenant("told").await;
    let manager = tenant.manager().await;
    let served = house.served().await;
    let admin = house.database().superuser().await;
    let began = house.now();
    let mut socket = Socket::of(served.port, &manager.client).await;
    socket.subscribe("1", "subscription { requestChanged { kind } }", json!({})).await;
    // It stands when what is asked after it is answered.
    socket.subscribe("2", "{ viewer { id } }", json!({})).await;
    socket.next("2").await;
    socket.hear().await;
    for title in ["first", "second"] {
        tenant.open(&manager, "CIT-CONTACT", 0, title).await;
    }
    served.catch_up().await;
    for _ in 0..2 {
        assert_eq!(socket.next("1").await["data"]["requestChanged"]["kind"], "OPENED");
    }
    let meant = tallied([("requestChanged", (2, 0, 0)), ("viewer", (1, 0, 0))]);
    until_it_says(&admin, tenant.id, (began, house.now()), meant).await;
}
