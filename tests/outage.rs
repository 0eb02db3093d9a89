//! PostgreSQL goes away and comes back while people work: they are told so at once, nothing hangs, nothing is half done, and
//! servers and workers go on by themselves.

use crate::house::House;
use crate::house::load::{Asked, Load, assert_nothing_is_lost_or_half};
use crate::house::own_server::OwnServer;
use crate::house::serving::{Serving, free_port};
use crate::house::visitor::Visitor;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::postgres::Login;
use std::time::{Duration, Instant};

/// Enough to see that it works, that it doesn't, and that it does again.
const ENOUGH: usize = 30;

/// PostgreSQL with the demo, a server and a worker beside it.
struct Office {
    // Dropped before their database.
    server: Serving,
    worker: Serving,
    token: String,
    postgres: OwnServer,
}

impl Office {
    fn open() -> Self {
        let (postgres, token) = OwnServer::with_demo();
        let url = postgres.url(Login::Centrum);
        let server = Serving::begin(&url, free_port(), &[("CENTRUM_LOG", "off")]);
        let worker = Serving::worker(&url, &[]);
        Self { server, worker, token, postgres }
    }

    /// While people work the database goes, by `hurt`, and comes back, by `heal`.
    fn survive<T>(
        &mut self,
        name: &str,
        hurt: impl FnOnce(&OwnServer) -> T,
        heal: impl FnOnce(&OwnServer, T),
    ) {
        let Self { server, worker, token, postgres } = self;
        postgres.block_on(server.until_ready_is(200));
        let load = postgres.block_on(async {
            let load = Load::begin(server.port, token, name);
            load.until("it works", |asked| done_since(asked, None) >= ENOUGH).await;
            load
        });
        let hurt_at = Instant::now();
        let wound = hurt(postgres);
        postgres.block_on(async {
            let put_off = |asked: &[Asked]| asked.iter().filter(|asked| asked.is_put_off()).count();
            load.until("it says that it can't", |asked| put_off(asked) >= ENOUGH).await;
            server.until_ready_is(503).await;
        });
        // A server that is started meanwhile waits for its database too.
        let url = postgres.url(Login::Centrum);
        let mut late = Serving::begin(&url, free_port(), &[("CENTRUM_LOG", "off")]);
        postgres.block_on(late.until_ready_is(503));
        heal(postgres, wound);
        let healed_at = Instant::now();
        let asked = postgres.block_on(async {
            load.until("it works again", |asked| done_since(asked, Some(healed_at)) >= ENOUGH)
                .await;
            server.until_ready_is(200).await;
            late.until_ready_is(200).await;
            load.end().await
        });
        assert!(server.is_alive() && worker.is_alive(), "{name}");
        assert_each_was_answered(&asked);
        let admin = postgres.admin("centrum");
        postgres.block_on(async {
            let admin = crate::house::database::connect(&admin).await;
            assert_nothing_is_lost_or_half(&asked, name, &admin).await;
            until_all_is_counted(&admin).await;
        });
        tell(name, &asked, hurt_at, healed_at);
    }
}

fn done_since(asked: &[Asked], since: Option<Instant>) -> usize {
    let counts = |asked: &&Asked| asked.is_done() && since.is_none_or(|since| asked.at >= since);
    asked.iter().filter(counts).count()
}

/// Done, or put off with the time to come again: nothing else. Above all not `TIMEOUT`, which is what somebody gets whom a
/// hanging database would keep for the five seconds of a request.
fn assert_each_was_answered(asked: &[Asked]) {
    let others: Vec<_> =
        asked.iter().filter(|asked| !asked.is_done() && !asked.is_put_off()).collect();
    assert!(others.is_empty(), "{} of {}, such as {:?}", others.len(), asked.len(), others.first());
}

/// Until the worker has counted all that is there.
async fn until_all_is_counted(admin: &tokio_postgres::Client) {
    let behind = "SELECT (SELECT count(*) FROM outbox)
        + abs((SELECT coalesce(sum(requests_opened), 0) FROM rollup_daily) - (SELECT count(*) FROM requests))::bigint";
    let deadline = Instant::now() + Duration::from_mins(1);
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    while admin.query_one(behind, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        assert!(Instant::now() < deadline, "the worker doesn't go on");
        tick.tick().await;
    }
}

/// For `make bench`.
fn tell(name: &str, asked: &[Asked], hurt_at: Instant, healed_at: Instant) {
    let answered = |asked: &Asked| asked.at + asked.took();
    let first_no = asked.iter().filter(|asked| asked.is_put_off()).map(answered).min();
    let first_yes = asked.iter().filter(|asked| asked.is_done() && asked.at >= healed_at);
    let first_yes = first_yes.map(answered).min();
    let longest = asked.iter().map(Asked::took).max().unwrap_or_default();
    let since = |at: Option<Instant>, from| {
        at.map_or(0, |at| at.saturating_duration_since(from).as_millis())
    };
    println!(
        "measured: {name} | {} | {} | {} ms | {} ms | {} ms",
        asked.len(),
        asked.iter().filter(|asked| asked.told.is_err()).count(),
        since(first_no, hurt_at),
        longest.as_millis(),
        since(first_yes, healed_at),
    );
}

#[test]
fn a_database_that_goes_is_told_at_once_and_used_again_when_it_comes() {
    let mut office = Office::open();
    office.survive("hanging", OwnServer::freeze, |_, frozen| drop(frozen));
    for (name, signal) in
        [("shut down", "INT"), ("ended at once", "QUIT"), ("killed with all its processes", "KILL")]
    {
        office.survive(
            name,
            |postgres| postgres.end_by(signal),
            |postgres, ()| postgres.start_again(),
        );
    }
}

/// It lives, and lets nobody in.
#[test]
fn a_database_that_refuses_is_told_at_once_and_used_again_when_it_doesnt() {
    let mut office = Office::open();
    let out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'centrum'";
    office.survive(
        "without a free slot",
        |postgres| postgres.execute(&format!("ALTER ROLE centrum CONNECTION LIMIT 0; {out}")),
        |postgres, ()| postgres.execute("ALTER ROLE centrum CONNECTION LIMIT -1"),
    );
    office.survive(
        "with another password",
        |postgres| postgres.execute(&format!("ALTER ROLE centrum PASSWORD 'changed'; {out}")),
        |postgres, ()| {
            let password = postgres.secrets().centrum.expose_secret();
            postgres.execute(&format!("ALTER ROLE centrum PASSWORD '{password}'"));
        },
    );
}

/// All connections of a server are taken by what waits for a lock.
#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_free_connection_is_told_to_come_again() {
    let house = House::fresh().await;
    let clerk = house.tenant("exhausted").await.clerk().await;
    let url = house.database().url();
    let now = house.remembering(&url, 2, Duration::ZERO);
    now.tick(chrono::Utc::now() - now.now());
    let token = clerk.client.again(&now).await.token().to_owned();
    let settings = [("CENTRUM_DATABASE_POOL_SIZE", "2"), ("CENTRUM_LOG", "off")];
    let mut server = Serving::begin(&url, free_port(), &settings);
    server.until_ready_is(200).await;

    let mut admin = house.database().superuser().await;
    let looking = house.database().superuser().await;
    let locked = admin.transaction().await.unwrap();
    locked.batch_execute("LOCK TABLE requests IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let list = "{ requests(first: 1) { nodes { number } } }";
    let port = server.port;
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let token = token.clone();
            tokio::spawn(
                async move { Visitor::coming_anew(port, &token).ask(list, json!({})).await },
            )
        })
        .collect();
    let both = "SELECT count(*) = 2 FROM pg_stat_activity WHERE datname = current_database()
        AND usename = 'centrum' AND wait_event_type = 'Lock'";
    let mut tick = tokio::time::interval(Duration::from_millis(10));
    while !looking.query_one(both, &[]).await.unwrap().get::<_, bool>(0) {
        assert!(waiting.iter().all(|waiting| !waiting.is_finished()), "both are kept waiting");
        tick.tick().await;
    }
    let third = Visitor::coming_anew(port, &token).ask(list, json!({})).await.unwrap();
    assert_eq!((third.status, third.code()), (503, "UNAVAILABLE"), "{third:?}");
    assert!(third.has("retry-after: 1"), "{third:?}");
    locked.rollback().await.unwrap();
    for waiting in waiting {
        let told = waiting.await.unwrap().unwrap();
        assert!(matches!(told.status, 200 | 504), "{told:?}");
    }
    let again = Visitor::coming_anew(port, &token).ask(list, json!({})).await.unwrap();
    assert_eq!((again.status, &again.body["errors"]), (200, &Value::Null), "{again:?}");
}
