//! What may vanish, on a real Redis: shared by all processes while it answers, and in each process by itself while it
//! doesn't.

use crate::house::redis::Redis;
use futures_util::future::join_all;
use server::ephemeral::{Bucket, Counted, Ephemeral, Per, Purpose, Rate, Step};
use server::telemetry::Metrics;
use std::time::{Duration, Instant};

/// None comes back while a test runs.
const HOURLY: Rate = Rate::new(1, Per::Hour, 300);
const MINUTE: Duration = Duration::from_mins(1);

fn bucket(of: &str) -> Bucket {
    Bucket { counted: Counted::Client, of: of.to_owned() }
}

/// One process's part, on a Redis that has as long to answer as a busy machine needs.
async fn process(redis: &Redis) -> Ephemeral {
    let process = Ephemeral::open(&redis.config(), &Metrics::silent()).await.unwrap();
    assert_eq!(process.is_shared(), Some(true));
    process
}

/// Until it is as it should be.
async fn until_shared(process: &Ephemeral, is_shared: bool) {
    let begun = Instant::now();
    while process.is_shared() != Some(is_shared) {
        assert!(begun.elapsed() < MINUTE, "still not {is_shared}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn admitted(processes: &[&Ephemeral], of: &str, asked: usize) -> usize {
    let bucket = bucket(of);
    let all = (0..asked).map(|number| {
        let process = processes[number % processes.len()];
        process.admit(&bucket, HOURLY, Step::Take)
    });
    join_all(all).await.iter().filter(|verdict| verdict.is_admitted()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_one_bucket_to_the_last_drop() {
    let redis = Redis::start().await;
    let (one, other) = (process(&redis).await, process(&redis).await);
    assert_eq!(admitted(&[&one, &other], "a", 1_000).await, 300);
    assert_eq!(admitted(&[&other], "a", 10).await, 0);
    assert_eq!(admitted(&[&one], "b", 10).await, 10, "another client's bucket is full");
    for process in [&one, &other] {
        let refused = process.admit(&bucket("a"), HOURLY, Step::Look).await;
        let wait = refused.wait.expect("a wait");
        assert!(wait > Duration::from_mins(50) && wait <= Duration::from_mins(60), "{wait:?}");
        assert_eq!(refused.left, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_as_long_as_was_told_finds_one_and_who_looks_takes_none() {
    let redis = Redis::start().await;
    let process = process(&redis).await;
    let (bucket, rate) = (bucket("patient"), Rate::new(2, Per::Second, 2));
    for _ in 0..5 {
        let looked = process.admit(&bucket, rate, Step::Look).await;
        assert_eq!((looked.wait, looked.left), (None, 2));
    }
    for left in [1, 0] {
        let verdict = process.admit(&bucket, rate, Step::Take).await;
        assert_eq!((verdict.wait, verdict.left), (None, left));
    }
    let mut waits = 0;
    // Redis looks at its own clock, so that waiting for it is waiting for time to pass there.
    while let Some(wait) = process.admit(&bucket, rate, Step::Take).await.wait {
        assert!(wait <= Duration::from_millis(500), "{wait:?}");
        tokio::time::sleep(wait).await;
        waits += 1;
    }
    assert_eq!(waits, 1, "the first wait was enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_begun_in_one_process_is_taken_once_in_another() {
    let redis = Redis::start().await;
    let (one, other) = (process(&redis).await, process(&redis).await);
    one.put(Purpose::SignIn, "hush", "nonce", MINUTE).await.unwrap();
    let keys = redis.tell(&["KEYS", "*"]);
    assert!(keys.contains("centrum:sign-in:") && !keys.contains("hush"), "{keys}");
    let takers = (0..50).map(|number| {
        let process = if number % 2 == 0 { &one } else { &other };
        process.take(Purpose::SignIn, "hush")
    });
    let taken: Vec<String> = join_all(takers).await.into_iter().flatten().collect();
    assert_eq!(taken, ["nonce"]);
    one.put(Purpose::SignIn, "short", "nonce", Duration::from_millis(1)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(other.take(Purpose::SignIn, "short").await, None, "it has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_killed_is_missed_by_nobody_and_used_again_when_it_is_back() {
    let mut redis = Redis::start().await;
    let (one, other) = (process(&redis).await, process(&redis).await);
    assert_eq!(admitted(&[&one, &other], "a", 400).await, 300);
    one.put(Purpose::SignIn, "before", "lost", MINUTE).await.unwrap();

    redis.kill();
    // Each process by itself now, and nobody is refused for it.
    assert_eq!(admitted(&[&one], "a", 400).await, 300);
    assert_eq!(admitted(&[&other], "a", 400).await, 300);
    one.put(Purpose::SignIn, "meanwhile", "here", MINUTE).await.unwrap();
    assert_eq!(other.take(Purpose::SignIn, "meanwhile").await, None);
    until_shared(&one, false).await;

    redis.start_again().await;
    until_shared(&one, true).await;
    until_shared(&other, true).await;
    assert_eq!(admitted(&[&one, &other], "a", 400).await, 300, "an empty Redis has full buckets");
    assert_eq!(one.take(Purpose::SignIn, "before").await, None, "that had to be begun again");
    assert_eq!(one.take(Purpose::SignIn, "meanwhile").await.as_deref(), Some("here"));
}

/// As the program runs: with 50 milliseconds for a call. On a busy machine that may already be missed once.
async fn strict(redis: &Redis) -> Ephemeral {
    let process = Ephemeral::open(&redis.strict_config(), &Metrics::silent()).await.unwrap();
    until_shared(&process, true).await;
    process
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_answers_nothing_keeps_nobody_waiting() {
    let redis = Redis::start().await;
    let process = strict(&redis).await;
    for what in ["frozen", "paused"] {
        match what {
            "frozen" => redis.freeze(),
            // Nothing can end a pause: that would be a command, too.
            _ => drop(redis.tell(&["CLIENT", "PAUSE", "10000", "ALL"])),
        }
        // Its connection is there and takes what is sent: only the limit of a call tells.
        let begun = Instant::now();
        assert_eq!(admitted(&[&process], what, 400).await, 300, "{what}");
        println!("measured: 400 calls to a {what} Redis took {} ms", begun.elapsed().as_millis());
        process.put(Purpose::SignIn, what, "kept", MINUTE).await.unwrap();
        assert_eq!(process.take(Purpose::SignIn, what).await.as_deref(), Some("kept"), "{what}");
        until_shared(&process, false).await;
        if what == "frozen" {
            redis.thaw();
        }
        until_shared(&process, true).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_was_emptied_has_full_buckets_and_learns_the_script_again() {
    let redis = Redis::start().await;
    let process = process(&redis).await;
    assert_eq!(admitted(&[&process], "a", 400).await, 300);
    process.put(Purpose::SignIn, "state", "nonce", MINUTE).await.unwrap();
    for emptied in [["FLUSHALL", "SYNC"], ["SCRIPT", "FLUSH"]] {
        assert_eq!(redis.tell(&emptied), "OK");
    }
    assert_eq!(process.take(Purpose::SignIn, "state").await, None);
    assert_eq!(admitted(&[&process], "a", 400).await, 300);
    assert_eq!(process.is_shared(), Some(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_cant_be_used_is_as_good_as_none_until_it_can() {
    let guarded = Redis::with_password("right").await;
    let process = strict(&guarded).await;
    assert_eq!(admitted(&[&process], "a", 400).await, 300);
    // Its password was changed while the program ran, and its connections were closed.
    guarded.tell(&["CONFIG", "SET", "requirepass", "other"]);
    guarded.tell_by("other", &["CLIENT", "KILL", "TYPE", "normal"]);
    assert_eq!(admitted(&[&process], "a", 400).await, 300);
    until_shared(&process, false).await;
    guarded.tell_by("other", &["CONFIG", "SET", "requirepass", "right"]);
    until_shared(&process, true).await;

    // Full, so that nothing can be written.
    guarded.tell(&["CONFIG", "SET", "maxmemory", "1"]);
    assert_eq!(admitted(&[&process], "b", 400).await, 300);
    until_shared(&process, false).await;
    guarded.tell(&["CONFIG", "SET", "maxmemory", "0"]);
    until_shared(&process, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_isnt_there_at_the_start_is_used_once_it_is() {
    let mut redis = Redis::absent();
    let process = Ephemeral::open(&redis.config(), &Metrics::silent()).await.unwrap();
    assert_eq!(process.is_shared(), Some(false));
    assert_eq!(admitted(&[&process], "a", 400).await, 300);
    redis.start_again().await;
    until_shared(&process, true).await;
}
