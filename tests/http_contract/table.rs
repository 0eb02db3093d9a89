//! The table: what is asked, and what it is answered with.

use super::asking::{Asked, Front, get, post};
use futures_util::stream;
use poem::Body;
use poem::http::StatusCode;
use serde_json::{Value, json};
use std::io;

const GRAPHQL: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const PROBLEM: &str = "application/problem+json";
const KIB: usize = 1024;

type Row = (&'static str, Asked, u16, &'static str, &'static str);

fn query(text: &str) -> Value {
    json!({ "query": text })
}

fn me() -> Asked {
    post(query("{ viewer { id } }"))
}

/// A body of `size` bytes that is a fine request; in one piece, or in chunks of unknown length.
fn of_size(size: usize, is_chunked: bool) -> Asked {
    let text = format!("{}{}", query("{ __typename }"), " ".repeat(size));
    let bytes = text.as_bytes()[..size].to_vec();
    if !is_chunked {
        return me().with("content-length", &size.to_string()).raw(bytes);
    }
    let chunks: Vec<_> =
        bytes.chunks(4 * KIB).map(|chunk| Ok::<_, io::Error>(chunk.to_vec())).collect();
    me().raw(Body::from_bytes_stream(stream::iter(chunks)))
}

fn methods_and_addresses() -> Vec<Row> {
    vec![
        ("a query", me(), 200, JSON, ""),
        ("GET", get("/graphql"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        (
            "GET with a query",
            get("/graphql?query=%7B__typename%7D"),
            405,
            PROBLEM,
            "METHOD_NOT_ALLOWED",
        ),
        (
            "GET with a mutation",
            get("/graphql?query=mutation%7Ba%7D"),
            405,
            PROBLEM,
            "METHOD_NOT_ALLOWED",
        ),
        ("HEAD", me().method("HEAD"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        ("PUT", me().method("PUT"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        ("OPTIONS", me().method("OPTIONS"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        ("an unknown method", me().method("GRAPHQL"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        ("an unknown address", me().path("/graphql/x"), 404, PROBLEM, "NOT_FOUND"),
        ("the root", get("/"), 404, PROBLEM, "NOT_FOUND"),
        ("POST to a page", me().path("/healthz"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
    ]
}

fn headers() -> Vec<Row> {
    let unsupported = |row, asked| (row, asked, 415, PROBLEM, "UNSUPPORTED_MEDIA_TYPE");
    let content_type = |value| me().with("content-type", value);
    let accept = |value| me().with("accept", value);
    vec![
        ("no content type", me().without("content-type"), 415, PROBLEM, "UNSUPPORTED_MEDIA_TYPE"),
        unsupported("a form", content_type("application/x-www-form-urlencoded")),
        unsupported("a multipart form", content_type("multipart/form-data; boundary=x")),
        unsupported("text", content_type("text/plain")),
        unsupported("graphql as such", content_type("application/graphql")),
        unsupported("another charset", content_type("application/json; charset=utf-16")),
        unsupported("two content types", me().and("content-type", "text/plain")),
        unsupported("gzip", me().with("content-encoding", "gzip")),
        unsupported("identity", me().with("content-encoding", "identity")),
        ("a charset", content_type("application/json; charset=UTF-8"), 200, JSON, ""),
        ("anything", accept("*/*"), 200, JSON, ""),
        ("json", accept("application/json"), 200, JSON, ""),
        ("graphql's own type", me().graphql(), 200, GRAPHQL, ""),
        (
            "either",
            accept("application/json;q=0.9, application/graphql-response+json"),
            200,
            GRAPHQL,
            "",
        ),
        ("html", accept("text/html"), 406, PROBLEM, "NOT_ACCEPTABLE"),
        (
            "a mistake, when events are wanted",
            post(query("{")).with("accept", "text/event-stream"),
            400,
            GRAPHQL,
            "BAD_USER_INPUT",
        ),
        ("nothing of ours", accept("*/*;q=0"), 406, PROBLEM, "NOT_ACCEPTABLE"),
    ]
}

fn who_asks() -> Vec<Row> {
    let stranger = |row, asked| (row, asked, 401, JSON, "UNAUTHENTICATED");
    let tenant = |token, slug| me().bearer(token).with("centrum-tenant", slug);
    let both = |text| post(query(text)).bearer("cst_both");
    let required = |row, text| (row, both(text), 400, JSON, "TENANT_REQUIRED");
    vec![
        stranger("no token", me().without("authorization")),
        stranger("an empty token", me().with("authorization", "Bearer ")),
        stranger("another scheme", me().with("authorization", "Basic Y3N0X29uZQ==")),
        stranger("two tokens", me().and("authorization", "Bearer cst_one")),
        stranger("an unknown token", me().bearer("cst_two")),
        stranger("an ended token", me().bearer("cst_ended")),
        stranger("an expired token", me().bearer("cst_expired")),
        stranger("typename", post(query("{ __typename }")).without("authorization")),
        stranger("introspection", post(query("{ __schema { types { name } } }")).bearer("x")),
        stranger("what isn't even GraphQL", me().bearer("x").raw("}")),
        ("with graphql's own type", me().bearer("x").graphql(), 401, GRAPHQL, "UNAUTHENTICATED"),
        ("the own tenant", tenant("cst_one", "svazek-1"), 200, JSON, ""),
        ("another's tenant", tenant("cst_one", "svazek-2"), 404, JSON, "TENANT_NOT_FOUND"),
        ("no such tenant", tenant("cst_one", "svazek-9"), 404, JSON, "TENANT_NOT_FOUND"),
        ("the nation, by a clerk", tenant("cst_one", "nation"), 404, JSON, "TENANT_NOT_FOUND"),
        (
            "two names",
            tenant("cst_both", "svazek-1").and("centrum-tenant", "svazek-2"),
            404,
            JSON,
            "TENANT_NOT_FOUND",
        ),
        ("one of two", tenant("cst_both", "svazek-2"), 200, JSON, ""),
        ("the coordinator", me().bearer("cst_coordinator"), 200, JSON, ""),
        ("the viewer of two", both("{ a: viewer { tenants { slug } } __typename }"), 200, JSON, ""),
        ("the schema for two", both("{ __schema { queryType { name } } }"), 200, JSON, ""),
        required("a tenant of two", "{ tenant { slug } }"),
        required(
            "with the viewer",
            "{ viewer { id } ...F } fragment F on Query { tenant { slug } }",
        ),
        required(
            "a deed in one of two",
            "mutation { revokeApiToken(input: { id: \"x\" }) { id } }",
        ),
        (
            "the same, by graphql's type",
            both("{ tenant { slug } }").graphql(),
            400,
            GRAPHQL,
            "TENANT_REQUIRED",
        ),
    ]
}

fn bodies() -> Vec<Row> {
    let bad =
        |row, body: &'static [u8]| (row, me().raw(body.to_vec()), 400, PROBLEM, "BAD_REQUEST");
    let large = |row, asked| (row, asked, 413, PROBLEM, "PAYLOAD_TOO_LARGE");
    vec![
        bad("nothing", b""),
        bad("a text", b"{ viewer { id } }"),
        bad("a form's text", b"query=%7B__typename%7D"),
        bad("half of it", b"{\"query\":\"{ viewer"),
        bad("no UTF-8", b"{\"query\":\"{ viewer { id } } # \xff\"}"),
        bad("a batch", b"[{\"query\":\"{ viewer { id } }\"}]"),
        bad("an empty batch", b"[]"),
        bad("null", b"null"),
        bad("no query", b"{}"),
        bad("a query that is none", b"{\"query\":{\"a\":1}}"),
        bad("variables in a list", b"{\"query\":\"{ __typename }\",\"variables\":[1]}"),
        bad("variables in a text", b"{\"query\":\"{ __typename }\",\"variables\":\"{}\"}"),
        bad("an operation's number", b"{\"query\":\"{ __typename }\",\"operationName\":1}"),
        bad("extensions in a text", b"{\"query\":\"{ __typename }\",\"extensions\":\"\"}"),
        bad("two queries", b"{\"query\":\"{ __typename }\",\"query\":\"{ a }\"}"),
        ("as large as may be", of_size(256 * KIB, false), 200, JSON, ""),
        ("as large, chunked", of_size(256 * KIB, true), 200, JSON, ""),
        large("larger", of_size(256 * KIB + 1, false)),
        large("larger, chunked", of_size(256 * KIB + 1, true)),
        large("much larger, chunked", of_size(4_096 * KIB, true)),
    ]
}

/// Documents that aren't right.
fn mistakes() -> Vec<(&'static str, Value, &'static str)> {
    let variable = |variables: Value| json!({ "query": "query($n: Int!) { requests(first: $n) { totalCount } }", "variables": variables });
    vec![
        (
            "a subscription where nothing can go on",
            query("subscription { requestChanged { cursor } }"),
            "BAD_USER_INPUT",
        ),
        ("an empty document", query(""), "BAD_USER_INPUT"),
        ("no syntax", query("{ viewer { id }"), "BAD_USER_INPUT"),
        ("an unknown field", query("{ viewer { age } }"), "BAD_USER_INPUT"),
        ("an unknown fragment", query("{ ...Missing }"), "BAD_USER_INPUT"),
        ("a fragment in itself", query("{ ...A } fragment A on Query { ...A }"), "BAD_USER_INPUT"),
        (
            "an unknown operation",
            json!({ "query": "query A { __typename }", "operationName": "B" }),
            "BAD_USER_INPUT",
        ),
        (
            "no operation of two",
            query("query A { __typename } query B { __typename }"),
            "BAD_USER_INPUT",
        ),
        ("a subscription", query("subscription { requestChanged { id } }"), "BAD_USER_INPUT"),
        ("a variable that is missing", variable(json!({})), "BAD_USER_INPUT"),
        ("a variable that is null", variable(json!({ "n": null })), "BAD_USER_INPUT"),
        ("a variable of another type", variable(json!({ "n": "x" })), "BAD_USER_INPUT"),
        ("a page of 101", variable(json!({ "n": 101 })), "BAD_USER_INPUT"),
        (
            "a deed asked for twice",
            query(
                "mutation { revokeApiToken(input: { id: \"x\" }) { id } revokeApiToken(input: { id: \"x\" }) { id } }",
            ),
            "BAD_USER_INPUT",
        ),
    ]
}

/// Documents that ask for too much.
fn excesses() -> Vec<(&'static str, Value, &'static str)> {
    let many = |text: &str, times: usize| {
        (0..times).map(|n| text.replace('#', &n.to_string())).collect::<String>()
    };
    let bomb =
        (0..20).map(|n| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1));
    let bomb =
        format!("{{ ...F0 }} {} fragment F20 on Query {{ __typename }}", bomb.collect::<String>());
    vec![
        ("tokens", query(&format!("{{ {} }}", "__typename ".repeat(1_999))), "TOO_MANY_TOKENS"),
        ("brackets", query(&"{ a ".repeat(10_000)), "QUERY_TOO_DEEP"),
        ("lists in lists", query(&format!("{{ a(b: {}) }}", "[".repeat(50_000))), "QUERY_TOO_DEEP"),
        ("depth", query(&format!("{}a{}", "{ a ".repeat(13), "}".repeat(13))), "QUERY_TOO_DEEP"),
        (
            "introspection",
            query(
                "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
            ),
            "QUERY_TOO_DEEP",
        ),
        (
            "aliases",
            query(&format!("{{ viewer {{ {} }} }}", many("a#: id ", 31))),
            "TOO_MANY_ALIASES",
        ),
        (
            "root fields",
            query(&format!("{{ {} }}", "__typename ".repeat(21))),
            "TOO_MANY_ROOT_FIELDS",
        ),
        (
            "directives",
            query(&format!("{{ __typename {} }}", "@include(if: true) ".repeat(51))),
            "TOO_MANY_DIRECTIVES",
        ),
        (
            "nodes",
            query("{ requests(first: 100) { nodes { history(first: 51) { nodes { id } } } } }"),
            "TOO_MANY_NODES",
        ),
        ("a fragment bomb", query(&bomb), "COST_EXCEEDED"),
    ]
}

#[tokio::test]
async fn everything_is_answered_as_the_contract_says() {
    let front = Front::open().await;
    let mut wrong = Vec::new();
    let mut check = async |row: &str, asked, status: u16, content_type: &str, code: &str| {
        let answer = front.ask(asked).await;
        let found = (answer.status.as_u16(), answer.header("content-type"), answer.code());
        if found != (status, Some(content_type), code.to_owned()) {
            let text: String = answer.text.chars().take(300).collect();
            wrong.push(format!(
                "{row}: {found:?}, not {:?}\n  {text}",
                (status, content_type, code)
            ));
        }
        let is_refused = !code.is_empty();
        assert_eq!(
            is_refused,
            answer.header("centrum-trace") == Some(answer.trace().as_str()),
            "{row}"
        );
        let is_401 = answer.status == StatusCode::UNAUTHORIZED;
        assert_eq!(answer.header("www-authenticate"), is_401.then_some("Bearer"), "{row}");
        if answer.status == StatusCode::METHOD_NOT_ALLOWED {
            let allowed = if row == "POST to a page" { "GET, HEAD" } else { "POST" };
            assert_eq!(answer.header("allow"), Some(allowed), "{row}");
        }
        let has_data = answer.body().get("data").is_some();
        assert!(
            !is_refused || !has_data || row == "a page of 101",
            "{row} has data: {}",
            answer.text
        );
    };
    let rows = [methods_and_addresses(), headers(), who_asks(), bodies()].into_iter().flatten();
    for (row, asked, status, content_type, code) in rows {
        check(row, asked, status, content_type, code).await;
    }
    // Twice each: what is remembered of a document is held to the limits as well.
    for (row, body, code) in [mistakes(), excesses(), excesses()].into_iter().flatten() {
        check(row, post(body.clone()), 200, JSON, code).await;
        check(row, post(body).graphql(), 400, GRAPHQL, code).await;
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}
