//! Who comes too often: what they are told, that waiting so long is enough, and that strangers cost the database nothing.

use super::asking::{Answered, Asked, Front, client, get, post, send, sharing};
use crate::house::redis::Redis;
use crate::house::wire::Wire;
use futures_util::future::join_all;
use poem::http::StatusCode;
use serde_json::json;
use server::ephemeral::{Ephemeral, Per, Rate};
use server::http::{Rates, Settings};
use server::telemetry::Metrics;
use std::time::Duration;

/// More than any limit here.
const MANY: usize = 1_000;

fn settings(rates: Rates) -> Settings {
    Settings { rates, time_max: Duration::from_secs(60), ..Settings::default() }
}

/// None comes back while a test runs.
fn hourly(at_once: u32) -> Rate {
    Rate::new(1, Per::Hour, at_once)
}

fn me() -> Asked {
    post(json!({ "query": "{ viewer { id } }" })).with("accept-language", "en")
}

fn stranger() -> Asked {
    me().without("authorization")
}

async fn until_refused(front: &Front, asked: impl Fn() -> Asked) -> Answered {
    for _ in 0..MANY {
        let answer = front.ask(asked()).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            return answer;
        }
    }
    panic!("never refused");
}

/// How long to wait, in seconds.
fn told(refused: &Answered) -> u64 {
    refused.header("retry-after").unwrap().parse().unwrap()
}

#[tokio::test]
async fn who_comes_too_often_is_told_how_long_to_wait_and_waiting_so_long_is_enough() {
    // One in five seconds, so that a slow machine asks faster than that.
    let client = Rate::new(12, Per::Minute, 3);
    let front = Front::open_with(settings(Rates { client, ..Rates::highest() })).await;
    let first = front.ask(me()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert_eq!(first.header("ratelimit-policy"), Some("\"client\";q=3;w=15"));
    assert_eq!(first.header("ratelimit"), Some("\"client\";r=2;t=5"));
    assert_eq!(first.header("retry-after"), None);

    let refused = until_refused(&front, me).await;
    assert_eq!(refused.header("content-type"), Some("application/json; charset=utf-8"));
    let error = json!({
        "message": "Too many requests. Try again later.",
        "extensions": { "code": "RATE_LIMITED", "traceId": refused.trace() },
    });
    assert_eq!(refused.body(), json!({ "errors": [error] }));
    assert_eq!(refused.header("ratelimit-policy"), Some("\"client\";q=3;w=15"));
    let left = refused.header("ratelimit").unwrap().strip_prefix("\"client\";r=0;t=").unwrap();
    let (full_in, wait): (u64, u64) = (left.parse().unwrap(), told(&refused));
    assert!((1..=5).contains(&wait) && (11..=15).contains(&full_in), "{wait} {full_in}");
    // Another person of the same tenant, and the same person in another: each has a bucket of their own.
    for tenant in ["svazek-1", "svazek-2"] {
        let other = me().bearer("cst_both").with("centrum-tenant", tenant);
        assert_eq!(front.ask(other).await.header("ratelimit"), Some("\"client\";r=2;t=5"));
    }
    // In a browser's language, and in the other media type.
    let czech = until_refused(&front, || me().with("accept-language", "cs").graphql()).await;
    assert!(czech.text.contains("Příliš mnoho dotazů"), "{}", czech.text);
    let media = "application/graphql-response+json; charset=utf-8";
    assert_eq!(czech.header("content-type"), Some(media));
    // The SDL is the same person's question.
    let sdl = until_refused(&front, || get("/schema.graphql")).await;
    assert_eq!(sdl.header("content-type"), Some("application/problem+json"));
    assert_eq!((sdl.code().as_str(), told(&sdl) > 0), ("RATE_LIMITED", true));

    let refused = until_refused(&front, me).await;
    tokio::time::sleep(Duration::from_secs(told(&refused))).await;
    assert_eq!(front.ask(me()).await.status, StatusCode::OK, "who waited is let in");
}

#[tokio::test]
async fn strangers_are_refused_before_the_database_is_asked() {
    let front = Front::open().await;
    let wire = Wire::in_front_of(&front.database);
    let rates = Rates { anonymous: hourly(5), failed_sign_in: hourly(3), ..Rates::highest() };
    let server = client(wire.url(), None, settings(rates));
    // Somebody is signed in before strangers come.
    assert_eq!(send(&server, me()).await.status, StatusCode::OK);
    wire.take();

    for _ in 0..5 {
        assert_eq!(send(&server, stranger()).await.status, StatusCode::UNAUTHORIZED);
    }
    let refused = send(&server, stranger()).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "RATE_LIMITED"));
    assert_eq!(refused.header("ratelimit-policy"), Some("\"anonymous\";q=5;w=18000"));
    for page in ["/auth", "/auth/link?secret=csl_x", "/auth/nowhere", "/graphiql"] {
        let page = send(&server, get(page)).await;
        assert_eq!((page.status.as_u16(), page.code().as_str()), (429, "RATE_LIMITED"));
    }
    assert_eq!(wire.take().statements, [""; 0], "nobody was looked for");
    for address in ["/healthz", "/readyz", "/auth/style.css"] {
        let answer = send(&server, get(address)).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
    }
    wire.take();

    for wrong in ["cst_a", "cst_b", "cst_c"] {
        assert_eq!(send(&server, me().bearer(wrong)).await.status, StatusCode::UNAUTHORIZED);
    }
    assert!(!wire.take().statements.is_empty(), "they were looked for");
    let refused = send(&server, me().bearer("cst_d")).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "RATE_LIMITED"));
    assert_eq!(refused.header("ratelimit-policy"), Some("\"failed-sign-in\";q=3;w=10800"));
    assert_eq!(wire.take().statements, [""; 0], "nobody was looked for");
    // Who was let in from there before goes on; who wasn't is held up by those who fail beside them.
    assert_eq!(send(&server, me()).await.status, StatusCode::OK);
    assert_eq!(send(&server, me().bearer("cst_both")).await.status.as_u16(), 429);
}

#[tokio::test]
async fn a_token_that_ended_and_a_foreign_tenant_count_as_a_strangers() {
    let rates = Rates { anonymous: hourly(2), failed_sign_in: hourly(2), ..Rates::highest() };
    let front = Front::open_with(settings(rates)).await;
    assert_eq!(front.ask(me()).await.status, StatusCode::OK);
    for expected in [404, 404, 429] {
        let foreign = me().with("centrum-tenant", "svazek-2");
        assert_eq!(front.ask(foreign).await.status.as_u16(), expected);
    }
    let ended = "UPDATE api_tokens SET ended_at = now() WHERE id::text LIKE 'e1%'";
    front.database.superuser().await.batch_execute(ended).await.unwrap();
    for expected in [401, 401, 429] {
        assert_eq!(front.ask(me()).await.status.as_u16(), expected);
    }
}

#[tokio::test]
async fn a_link_that_is_guessed_is_a_sign_in_that_failed() {
    let rates = Rates { failed_sign_in: hourly(2), ..Rates::highest() };
    let front = Front::open_with(settings(rates)).await;
    for (path, expected) in [("a", 410), ("b", 410), ("c", 429)] {
        let guess = get("/auth/link").without("authorization").method("POST");
        let form = guess.with("content-type", "application/x-www-form-urlencoded");
        let answer = front.ask(form.raw(format!("secret=csl_{path}"))).await;
        assert_eq!(answer.status.as_u16(), expected, "{}", answer.text);
    }
    assert_eq!(front.ask(me().bearer("cst_x")).await.status.as_u16(), 429, "one bucket for all");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_share_what_a_client_may_ask_and_go_on_by_themselves_without_redis() {
    let front = Front::open().await;
    let mut redis = Redis::start().await;
    let mut servers = Vec::new();
    for _ in 0..2 {
        let ephemeral = Ephemeral::open(&redis.config(), &Metrics::silent()).await.unwrap();
        let rates = Rates { client: hourly(40), ..Rates::highest() };
        servers.push(sharing(&front.database.url(), None, settings(rates), ephemeral));
    }
    let admitted = async |asked: usize| {
        let all = (0..asked).map(|number| send(&servers[number % 2], me()));
        let statuses: Vec<u16> =
            join_all(all).await.iter().map(|answer| answer.status.as_u16()).collect();
        assert!(statuses.iter().all(|status| [200, 429].contains(status)), "{statuses:?}");
        statuses.iter().filter(|status| **status == 200).count()
    };
    assert_eq!(admitted(100).await, 40);
    redis.kill();
    assert_eq!(admitted(200).await, 80, "forty at each, by themselves");
}
