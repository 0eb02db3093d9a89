//! Queries in an address, where the operator allows them. By default `GET` is 405: see the table.

use super::asking::{Asked, Front, get, post};
use super::auth::{front_with, signed_in};
use super::documents::{excesses, mistakes};
use super::table::{GRAPHQL, JSON, PROBLEM, Row, Table, me};
use poem::http::StatusCode;
use serde_json::{Value, json};
use server::http::Settings;

fn allowed() -> Settings {
    Settings { get_queries: true, ..Settings::default() }
}

/// As a browser writes it.
fn address(parameters: &[(&str, &str)]) -> String {
    let encoded =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let written = parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    format!("/graphql?{}", written.collect::<Vec<_>>().join("&"))
}

fn asked(parameters: &[(&str, &str)]) -> Asked {
    get(address(parameters))
}

fn rows() -> Vec<Row> {
    let query = |text: &str| asked(&[("query", text)]);
    let refused = |row, text: &str| (row, query(text), 405, PROBLEM, "METHOD_NOT_ALLOWED");
    let of_two = "query A { __typename } mutation B { __typename }";
    let named = |name| asked(&[("query", of_two), ("operationName", name)]);
    vec![
        ("a query", query("{ viewer { id } }"), 200, JSON, ""),
        ("as graphql's own type", query("{ viewer { id } }").graphql(), 200, GRAPHQL, ""),
        ("a query of two", named("A"), 200, JSON, ""),
        ("no operation of two", query(of_two), 200, JSON, "BAD_USER_INPUT"),
        ("an unknown one of two", named("C").graphql(), 400, GRAPHQL, "BAD_USER_INPUT"),
        (
            "a content type means nothing",
            query("{ viewer { id } }").with("content-type", "text/plain"),
            200,
            JSON,
            "",
        ),
        ("a body means nothing", query("{ viewer { id } }").raw("mutation { x }"), 200, JSON, ""),
        ("by POST as before", me(), 200, JSON, ""),
        ("a mutation of two", named("B"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        refused("a mutation", "mutation { __typename }"),
        refused(
            "one that lacks a variable",
            "mutation($i: ID!) { revokeApiToken(input: { id: $i }) { id } }",
        ),
        refused("one that doesn't exist", "mutation { nothing }"),
        refused("a subscription", "subscription { requestChanged { id } }"),
    ]
}

fn refusals() -> Vec<Row> {
    let query = |text: &str| asked(&[("query", text)]);
    let bad = |row, asked| (row, asked, 400, PROBLEM, "BAD_REQUEST");
    vec![
        ("nothing", get("/graphql"), 400, PROBLEM, "BAD_REQUEST"),
        bad("another parameter", get("/graphql?q=%7B__typename%7D")),
        bad("two queries", asked(&[("query", "{ a }"), ("query", "{ b }")])),
        bad("variables in a list", asked(&[("query", "{ a }"), ("variables", "[]")])),
        bad("variables that are no JSON", asked(&[("query", "{ a }"), ("variables", "{")])),
        bad("half a surrogate", asked(&[("query", "{ a }"), ("variables", r#"{"a":"\ud800"}"#)])),
        bad("extensions in a text", asked(&[("query", "{ a }"), ("extensions", "\"x\"")])),
        bad("no UTF-8", get("/graphql?query=%7B__typename%7D%FF")),
        (
            "a page",
            query("{ viewer { id } }").with("accept", "text/html"),
            406,
            PROBLEM,
            "NOT_ACCEPTABLE",
        ),
        (
            "a long address",
            query(&format!("{{ a }}{}", " ".repeat(3_000))),
            414,
            PROBLEM,
            "URI_TOO_LONG",
        ),
        ("nobody", query("{ __typename }").bearer("x"), 401, JSON, "UNAUTHENTICATED"),
        (
            "nobody, with a mutation",
            query("mutation { a }").bearer("x"),
            401,
            JSON,
            "UNAUTHENTICATED",
        ),
        (
            "a tenant of two",
            query("{ tenant { slug } }").bearer("cst_both"),
            400,
            JSON,
            "TENANT_REQUIRED",
        ),
        (
            "another's tenant",
            query("{ __typename }").with("centrum-tenant", "svazek-2"),
            404,
            JSON,
            "TENANT_NOT_FOUND",
        ),
    ]
}

#[tokio::test]
async fn a_query_may_stand_in_an_address_and_nothing_else() {
    let mut table = Table::of(Front::open_with(allowed()).await);
    for row in rows().into_iter().chain(refusals()) {
        table.check(row, "POST").await;
    }
    for method in ["PUT", "HEAD", "DELETE"] {
        let asked = asked(&[("query", "{ __typename }")]).method(method);
        table.check((method, asked, 405, PROBLEM, "METHOD_NOT_ALLOWED"), "GET, POST").await;
    }
    table.end();
}

/// As long as they fit into an address at all.
#[tokio::test]
async fn an_address_is_held_to_what_a_body_is_held_to() {
    let settings = Settings { address_bytes_max: 1 << 20, ..allowed() };
    let mut table = Table::of(Front::open_with(settings).await);
    for (row, body, code) in [mistakes(), excesses(), excesses()].into_iter().flatten() {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (query, variables) = (text("query"), body.get("variables").map(Value::to_string));
        let [query, name, variables] =
            [query, text("operationName"), variables.unwrap_or_default()];
        let asked =
            || asked(&[("query", &query), ("operationName", &name), ("variables", &variables)]);
        let is_deed = query.starts_with("mutation") || query.starts_with("subscription");
        // What doesn't fit into an address by the library's own limit isn't sent.
        if !is_deed && address(&[("query", &query)]).len() < 60_000 {
            table.check((row, asked(), 200, JSON, code), "").await;
            table.check((row, asked().graphql(), 400, GRAPHQL, code), "").await;
        }
    }
    table.end();
}

#[tokio::test]
async fn with_a_cookie_it_needs_the_header_that_no_other_site_can_send() {
    let front = front_with(allowed()).await;
    let cookie = signed_in(&front, "secret=csl_one").await;
    let asked = || {
        asked(&[("query", "{ viewer { id } }")]).without("authorization").with("cookie", &cookie)
    };
    let refused = front.ask(asked()).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "CSRF_HEADER_MISSING"));
    let answered = front.ask(asked().with("centrum-csrf", "1")).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text);
}

#[tokio::test]
async fn a_mutation_in_an_address_has_done_nothing() {
    let front = Front::open_with(allowed()).await;
    let made = "mutation { createApiToken(input: { name: \"by GET\", days: 1 }) { id } }";
    let answer = front.ask(asked(&[("query", made)])).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let listed = "{ viewer { apiTokens { nodes { name } } } }";
    let answer = front.ask(post(json!({ "query": listed }))).await;
    assert!(answer.text.contains("token") && !answer.text.contains("by GET"), "{}", answer.text);
}
