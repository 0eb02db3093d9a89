//! What HTTP promises: every method, header and body with the status, the headers and the code it is answered with.

mod addresses;
mod asking;
mod audit;
mod auth;
mod documents;
mod faults;
mod garbage;
mod get;
mod graphiql;
mod hostile;
mod idempotency;
mod limited;
mod table;
mod wire;

use asking::{Front, post};
use poem::http::StatusCode;
use serde_json::{Value, json};

/// `getIntrospectionQuery` of graphql-js with every option.
const INTROSPECTION: &str = include_str!("../schema/src/limits/introspection.graphql");

#[tokio::test]
async fn any_client_may_look_at_the_whole_schema() {
    let front = Front::open().await;
    let answer = front.ask(post(json!({ "query": INTROSPECTION }))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.body()["errors"], Value::Null);
    assert_eq!(answer.body()["data"]["__schema"]["queryType"]["name"], "Query");
}

#[tokio::test]
async fn fields_come_out_in_the_order_in_which_they_were_asked_for() {
    let front = Front::open().await;
    // `tenant` waits for the database, `viewer` and `__typename` don't.
    let query =
        "{ tenant { slug kind } b: __typename viewer { id tenants { slug } } a: __typename }";
    let answer = front.ask(post(json!({ "query": query }))).await;
    assert!(
        answer.text.starts_with(
            r#"{"data":{"tenant":{"slug":"svazek-1","kind":"ASSOCIATION"},"b":"Query","viewer":{"id":"#
        ),
        "{}",
        answer.text
    );
    assert!(answer.text.ends_with(r#""a":"Query"}}"#), "{}", answer.text);
}

#[tokio::test]
async fn a_field_that_failed_is_null_and_rises_where_it_may_not_be() {
    let front = Front::open().await;
    let asked = |query: &str| post(json!({ "query": query })).bearer("cst_coordinator").graphql();
    let nullable =
        front.ask(asked("{ a: __typename request(id: \"x\") { id } b: __typename }")).await;
    assert!(nullable.text.starts_with(r#"{"data":{"a":"Query","request":null,"b":"Query"},"#));
    assert_eq!(nullable.status, StatusCode::OK);
    let risen = front.ask(asked("{ viewer { id } requests { totalCount } }")).await;
    assert_eq!((&risen.body()["data"], risen.code().as_str()), (&Value::Null, "FORBIDDEN"));
    assert_eq!(risen.status, StatusCode::OK);
}

/// The library makes null of an object of which nothing was asked for.
#[tokio::test]
async fn an_object_of_which_nothing_applies_is_empty_and_not_null() {
    let front = Front::open().await;
    for (query, data) in [
        ("{ viewer { id @skip(if: true) } }", json!({ "viewer": {} })),
        (
            "{ viewer { ...F } } fragment F on Viewer { id @skip(if: true) }",
            json!({ "viewer": {} }),
        ),
        (
            "{ viewer { tenants { ... @skip(if: true) { slug } } } }",
            json!({ "viewer": { "tenants": [{}] } }),
        ),
        ("{ viewer @skip(if: true) { id } }", json!({})),
        ("{ tenant { ... on Node { ... on Request { number } } } }", json!({ "tenant": {} })),
    ] {
        let answer = front.ask(post(json!({ "query": query }))).await;
        assert_eq!(answer.body()["data"], data, "{query}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_default_value_counts_for_skip_and_include_too() {
    let front = Front::open().await;
    let query = "query($no: Boolean = true) { viewer { id @skip(if: $no) tenants @include(if: $no) { slug } } }";
    let answer = front.ask(post(json!({ "query": query }))).await;
    assert_eq!(answer.body()["data"], json!({ "viewer": { "tenants": [{ "slug": "svazek-1" }] } }));
}

#[tokio::test]
async fn the_sdl_is_for_who_is_signed_in() {
    let front = Front::open().await;
    let sdl = front.ask(asking::get("/schema.graphql")).await;
    assert_eq!(sdl.status, StatusCode::OK);
    assert_eq!(sdl.text, schema::sdl());
    let head = front.ask(asking::get("/schema.graphql").method("HEAD")).await;
    assert_eq!(head.status, StatusCode::OK);
    // Also for who acts in several tenants and names none.
    let both = front.ask(asking::get("/schema.graphql").bearer("cst_both")).await;
    assert_eq!(both.status, StatusCode::OK);
    let stranger = front.ask(asking::get("/schema.graphql").without("authorization")).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.header("www-authenticate"), Some("Bearer"));
    assert_eq!(stranger.header("content-type"), Some("application/problem+json"));
}

#[tokio::test]
async fn a_trace_is_continued_and_told() {
    let front = Front::open().await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    for asked in [post(json!({ "query": "{ nothing }" })), asking::get("/nowhere")] {
        let answer = front.ask(asked.with("traceparent", &parent)).await;
        assert_eq!(answer.header("centrum-trace"), Some(trace));
        assert_eq!(answer.trace(), trace);
    }
}

#[tokio::test]
async fn at_most_ten_errors_are_listed() {
    let front = Front::open().await;
    let query =
        format!("{{ viewer {{ {} }} }}", (0..200).map(|n| format!("x{n} ")).collect::<String>());
    let answer = front.ask(post(json!({ "query": query }))).await;
    assert_eq!(answer.body()["errors"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn messages_are_in_the_language_that_is_asked_for() {
    let front = Front::open().await;
    let asked = || post(json!({ "query": "{ viewer { id } }" })).bearer("nobody");
    let czech = front.ask(asked()).await;
    let english = front.ask(asked().with("accept-language", "en")).await;
    assert!(czech.text.contains("Přihlaste se"), "{}", czech.text);
    assert!(english.text.contains("Sign in"), "{}", english.text);
}
