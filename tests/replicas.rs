//! Several servers in processes of their own, on one database and one Redis: whose address counts behind a proxy, that no
//! request is lost when Redis is, and that a word told at one is heard at another.

use crate::house::redis::Redis;
use crate::house::serving::Serving;
use crate::house::socket::Socket;
use crate::house::{House, Patience, on_the_house};
use crate::killed::Client as Asking;
use crate::subscriptions::CHANGES;
use domain::kernel::page::Cursor;
use domain::notifications::stamp;
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use server::ephemeral::Ephemeral;
use server::news::News;
use server::stop::Stop;
use server::telemetry::Metrics;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// Where they are told.
const NEWS: &str = "centrum:news:0";
const ME: &str = "{ viewer { id } }";
/// How many ask at the same time.
const ASKERS: usize = 8;
/// Nobody reaches it, and what is taken stays taken for longer than a test needs to see it.
const AMPLE: (&str, &str) = ("CENTRUM_RATE_CLIENT", "10/s:100000");

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("OK")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_of_ours_tells_whose_address_it_is_and_nobody_else_does() {
    let house = House::fresh().await;
    let url = house.database().url();
    let rate = ("CENTRUM_RATE_ANONYMOUS", "1/h:2");
    let behind = Serving::start_with(&url, &[rate, ("CENTRUM_TRUSTED_PROXIES", "127.0.0.0/8")]);
    let open = Serving::start_with(&url, &[rate]);
    let codes = async |server: &Serving, header: &str, last: &[&str]| {
        let mut codes = Vec::new();
        for number in last {
            let header = format!("{header}{number}");
            let asked = Asking { port: server.port, header }.ask(ME, json!({})).await;
            codes.push(code(&asked.expect("an answer")).to_owned());
        }
        codes
    };
    let (no, too_often) = ("UNAUTHENTICATED", "RATE_LIMITED");
    let one = codes(&behind, "X-Forwarded-For: 198.51.100.9, 192.0.2.", &["1", "1", "1", "2"]);
    assert_eq!(one.await, [no, no, too_often, no]);
    let same = codes(&behind, "Forwarded: for=192.0.2.", &["1", "2", "3"]);
    assert_eq!(same.await, [too_often, no, no], "the same addresses by the other header");
    // Without a proxy of ours everybody could be anybody: the peer's address counts.
    let liar = codes(&open, "X-Forwarded-For: 192.0.2.", &["1", "2", "3", "4"]);
    assert_eq!(liar.await, [no, no, too_often, too_often]);
}

/// Lets `ASKERS` ask so many times in all, and answers how long that took. `at` is called after each answer with how many
/// there are. All must be answered as if nothing happened.
async fn load(servers: &[&Asking], asked: usize, at: impl AsyncFn(usize)) -> Duration {
    let (begun, answered) = (Instant::now(), AtomicUsize::new(0));
    stream::iter(0..asked)
        .for_each_concurrent(ASKERS, async |number| {
            let server = servers[number % servers.len()];
            let answer = server.ask(ME, json!({})).await.expect("an answer");
            assert_eq!(code(&answer), "OK", "{answer}");
            at(answered.fetch_add(1, Ordering::Relaxed) + 1).await;
        })
        .await;
    begun.elapsed()
}

fn per_second(asked: usize, took: Duration) -> u128 {
    u128::try_from(asked).unwrap() * 1_000 / took.as_millis().max(1)
}

/// With three servers: one has no Redis, to compare with in the same run.
#[tokio::test(flavor = "multi_thread")]
async fn no_request_is_lost_when_redis_is_killed_under_load_and_started_again() {
    const ASKED: usize = 400;
    let house = House::fresh().await;
    let clerk = house.tenant("redis").await.clerk().await;
    let url = house.database().url();
    let now = house.remembering(&url, 2, Duration::ZERO);
    // The servers' clocks are this machine's.
    now.tick(chrono::Utc::now() - now.now());
    let token = clerk.client.again(&now).await.token().to_owned();

    let redis = Redis::start().await;
    let shared = redis.url();
    let with = [AMPLE, ("CENTRUM_REDIS_URL", shared.as_str())];
    let servers = [Serving::start_with(&url, &with), Serving::start_with(&url, &with)];
    let alone = Serving::start_with(&url, &[AMPLE]);
    let asking = |server: &Serving| Asking::bearing(server.port, &token);
    let (both, alone) = ([asking(&servers[0]), asking(&servers[1])], asking(&alone));

    let quiet = async |_| {};
    let (mut by_redis, mut by_memory) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..3 {
        by_memory += load(&[&alone], ASKED, quiet).await;
        by_redis += load(&[&both[0]], ASKED, quiet).await;
    }
    assert!(redis.tell(&["KEYS", "centrum:client:*"]).starts_with("centrum:client:"));

    let redis = Mutex::new(redis);
    let disturb = async |answered| match answered {
        ASKED => redis.lock().await.kill(),
        number if number == 3 * ASKED => redis.lock().await.start_again().await,
        _ => {}
    };
    let disturbed = load(&[&both[0], &both[1]], 4 * ASKED, disturb).await;
    // Both use it again, without having been started again: each counts a client there.
    let redis = redis.into_inner();
    for server in &both {
        redis.tell(&["FLUSHALL"]);
        let patience = Patience::until("the server counts in Redis again");
        while redis.tell(&["KEYS", "centrum:client:*"]).is_empty() {
            patience.lasts();
            server.ask(ME, json!({})).await.expect("an answer");
        }
    }
    let (redis, memory) = (per_second(3 * ASKED, by_redis), per_second(3 * ASKED, by_memory));
    println!("measured: requests a second, limits in Redis: {redis}");
    println!("measured: requests a second, limits in the process: {memory}");
    let percent = redis * 100 / memory.max(1);
    println!("measured: the first of these, of the second: {percent} %");
    println!(
        "measured: the same at two servers, Redis killed and started again among {} requests, of which 0 failed: {}",
        4 * ASKED,
        per_second(4 * ASKED, disturbed)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_replica_tells_is_heard_at_the_other_and_a_false_word_changes_nothing() {
    const EVENTS: usize = 10;
    let house = House::fresh().await;
    let tenant = house.tenant("novinky").await;
    let clerk = tenant.clerk().await;
    house.catch_up().await;
    let mut redis = Redis::start().await;
    let (_until_dropped, stop) = Stop::new();
    let (config, db) = (redis.config(), house.db().clone());
    let replica = async || {
        let (config, db, stop) = (config.clone(), db.clone(), stop.clone());
        on_the_house(async move {
            let ephemeral = Ephemeral::open(&config, &Metrics::silent()).await.unwrap();
            let news = News::of(db);
            ephemeral.carry(&news, stop);
            (news, ephemeral)
        })
        .await
    };
    let ((one, _one), (other, _other)) = (replica().await, replica().await);
    until_heard(&redis, 2).await;

    let id = tenant.id;
    let listening = other.clone();
    let mut listener = on_the_house(async move { listening.listen(id).await.unwrap() }).await;
    // Something happens, gets its place, and one replica tells it.
    let happen = async |title: &str| {
        tenant.open(&clerk, "ADM-ELECTIONS", 0, title).await;
        let (db, telling) = (db.clone(), one.clone());
        on_the_house(async move {
            let head = stamp(&db, id).await.unwrap().head;
            telling.tell(id, head);
            head
        })
        .await
    };
    let begun = Instant::now();
    for number in 0..EVENTS {
        let from = listener.head();
        let told = happen(&format!("novinka {number}")).await;
        assert_eq!(listener.beyond(from).await, told);
    }
    // The other one looks by itself too, each few seconds: that would have taken longer.
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(9), "{EVENTS} words took {took:?}");
    println!(
        "measured: {EVENTS} words, one after another, told at one replica and heard at another: {} ms",
        took.as_millis()
    );

    // Whoever can write into Redis can say what isn't so, but is heard before the next true word.
    let from = listener.head();
    for lie in [format!("{id} {}", i64::MAX), "nonsense".to_owned(), format!("{id} x")] {
        assert_eq!(redis.tell(&["PUBLISH", NEWS, &lie]), "2");
    }
    let told = happen("after a lie").await;
    assert_eq!(listener.beyond(from).await, told);

    // What happens while there is no Redis is found by looking, and Redis is listened to again once it is back.
    redis.kill();
    let from = listener.head();
    let told = happen("meanwhile").await;
    assert_eq!(listener.beyond(from).await, told);
    redis.start_again().await;
    until_heard(&redis, 2).await;
}

/// All in processes of their own, as an administrator starts them: two servers, and the worker which gives what happened its
/// place and tells it.
#[tokio::test(flavor = "multi_thread")]
async fn who_subscribed_at_one_replica_sees_what_happens_at_the_other() {
    const EVENTS: usize = 10;
    const OPEN: &str = "mutation($input: OpenRequestInput!) { openRequest(input: $input) { userErrors { code } } }";
    let house = House::fresh().await;
    let tenant = house.tenant("odber").await;
    let url = house.database().url();
    let now = house.remembering(&url, 4, Duration::ZERO);
    now.tick(chrono::Utc::now() - now.now());
    let clerk = tenant.clerk().await.client.again(&now).await;
    let redis = Redis::start().await;
    let shared = redis.url();
    let with = [("CENTRUM_REDIS_URL", shared.as_str())];
    let [one, other] = [Serving::start_with(&url, &with), Serving::start_with(&url, &with)];
    let _worker = Serving::worker(&url, &with);
    until_heard(&redis, 3).await;

    let mut socket = Socket::of(other.port, &clerk).await;
    let start = Cursor::of_position(0).print();
    socket.subscribe("1", CHANGES, json!({ "after": start })).await;
    let asking = Asking::bearing(one.port, clerk.token());
    let begun = Instant::now();
    for number in 0..EVENTS {
        let title = format!("u druhé repliky {number}");
        let input =
            json!({ "serviceCode": "CIT-CONTACT", "title": title, "memberId": tenant.members[0] });
        let answer = asking.ask(OPEN, json!({ "input": input })).await.unwrap();
        assert_eq!(answer["data"]["openRequest"]["userErrors"], json!([]), "{answer}");
        let told = socket.next("1").await;
        assert_eq!(told["data"]["requestChanged"]["request"]["title"], json!(title), "{told}");
    }
    println!(
        "measured: {EVENTS} requests, one after another, opened at one server and seen over a websocket at another: {} ms",
        begun.elapsed().as_millis()
    );
}

/// Until so many listen to the news.
async fn until_heard(redis: &Redis, listeners: usize) {
    let begun = Instant::now();
    let wanted = format!("{NEWS}\n{listeners}");
    while redis.tell(&["PUBSUB", "NUMSUB", NEWS]) != wanted {
        assert!(begun.elapsed() < Duration::from_secs(60), "nobody listens");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
