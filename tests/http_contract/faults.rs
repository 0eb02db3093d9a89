//! When the database is slow, gone or broken, and when a body doesn't come.

use super::asking::{Front, client, get, post, send};
use futures_util::{StreamExt as _, stream};
use poem::Body;
use poem::http::StatusCode;
use serde_json::json;
use server::http::Settings;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const NOWHERE: &str = "postgres://centrum@127.0.0.1:1/nowhere";

#[tokio::test]
async fn without_a_database_it_lives_and_isnt_ready() {
    let client = client(NOWHERE, None, Settings::default());
    let alive = send(&client, get("/healthz")).await;
    assert_eq!(alive.status, StatusCode::OK);
    let ready = send(&client, get("/readyz")).await;
    assert_eq!((ready.status.as_u16(), ready.code().as_str()), (503, "UNAVAILABLE"));
    assert_eq!(ready.header("retry-after"), Some("1"));
    let sdl = send(&client, get("/schema.graphql")).await;
    assert_eq!((sdl.status.as_u16(), sdl.code().as_str()), (503, "UNAVAILABLE"));
    let answer = send(&client, post(json!({ "query": "{ viewer { id } }" }))).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "UNAVAILABLE"));
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert!(answer.body().get("data").is_none());
}

// Migrations are looked at by a library that blocks.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_ready_when_the_migrations_are_current() {
    let front = Front::open().await;
    let superuser = front.database.superuser().await;
    let forgotten = "UPDATE __diesel_schema_migrations SET version = 'x' || version WHERE version = \
                     (SELECT max(version) FROM __diesel_schema_migrations)";
    superuser.batch_execute(forgotten).await.unwrap();
    let early = front.ask(get("/readyz")).await;
    assert_eq!((early.status.as_u16(), early.code().as_str()), (503, "UNAVAILABLE"));
    let remembered = "UPDATE __diesel_schema_migrations SET version = ltrim(version, 'x')";
    superuser.batch_execute(remembered).await.unwrap();
    for _ in 0..2 {
        let ready = front.ask(get("/readyz").without("authorization")).await;
        assert_eq!(ready.status, StatusCode::OK, "{}", ready.text);
    }
}

#[tokio::test]
async fn a_fault_of_ours_tells_nothing_but_its_trace() {
    let front = Front::open().await;
    let superuser = front.database.superuser().await;
    // First while an operation runs, then already at sign-in.
    for (column, query) in
        [("tenants.lifecycle", "{ tenant { slug } }"), ("api_tokens.hash", "{ viewer { id } }")]
    {
        let (table, column) = column.split_once('.').unwrap();
        let rename = format!("ALTER TABLE {table} RENAME COLUMN {column} TO broken");
        superuser.batch_execute(&rename).await.unwrap();
        let answer = front.ask(post(json!({ "query": query })).graphql()).await;
        let found = (answer.status.as_u16(), answer.code());
        assert_eq!(found, (500, "INTERNAL".to_owned()), "{}", answer.text);
        assert_eq!(answer.header("centrum-trace"), Some(answer.trace().as_str()));
        assert!(!answer.text.contains(column) && !answer.text.contains(table), "{}", answer.text);
    }
}

#[tokio::test]
async fn what_takes_too_long_is_given_up() {
    let settings = Settings { time_max: Duration::from_millis(300), ..Settings::default() };
    let front = Front::open_with(settings).await;
    let warm = front.ask(post(json!({ "query": "{ viewer { id } }" }))).await;
    assert_eq!(warm.status, StatusCode::OK, "{}", warm.text);

    let mut superuser = front.database.superuser().await;
    let locked = superuser.transaction().await.unwrap();
    locked.batch_execute("LOCK TABLE api_tokens").await.unwrap();
    let answer = front.ask(post(json!({ "query": "{ viewer { id } }" }))).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (504, "TIMEOUT"),
        "{}",
        answer.text
    );
    assert_eq!(answer.header("retry-after"), Some("1"));
    locked.rollback().await.unwrap();

    let first = stream::iter([Ok::<_, io::Error>(vec![b'{'])]);
    let endless = Body::from_bytes_stream(first.chain(stream::pending()));
    let answer = front.ask(post(json!({})).raw(endless)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (408, "REQUEST_TIMEOUT"));
}

/// What is closed before it was read is reset, and the client may never see why.
#[tokio::test]
async fn who_is_refused_has_first_sent_all_of_a_body_within_the_limit() {
    let front = Front::open().await;
    let max = Settings::default().body_bytes_max / 1_000;
    for (sends, is_taken) in [(max, max), (max + 9, max + 1)] {
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        let chunks = stream::iter(0..sends).map(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok::<_, io::Error>(vec![b' '; 1_000])
        });
        let asked = post(json!({})).raw(Body::from_bytes_stream(chunks)).bearer("cst_nobodys");
        let answer = front.ask(asked).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "UNAUTHENTICATED"));
        assert_eq!(taken.load(Ordering::Relaxed), is_taken);
    }
    let endless = Body::from_bytes_stream(stream::pending::<io::Result<Vec<u8>>>());
    let answer = front.ask(post(json!({})).raw(endless).bearer("cst_nobodys")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
