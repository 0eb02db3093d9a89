//! What is asked, but for the document: methods and addresses, headers, who asks, bodies.

use super::asking::{Asked, get, post};
use super::table::{GRAPHQL, JSON, PROBLEM, Row, TEXT, me, query};
use futures_util::stream;
use poem::Body;
use std::io;

const KIB: usize = 1024;

const TWICE: &[u8] =
    br#"{"query":"query($n: Int) { requests(first: $n) { totalCount } }","variables":{"n":"x","n":1}}"#;
const JAVASCRIPT: &[u8] =
    br#"{"query":"{ __proto__: __typename }","variables":{"__proto__":1,"constructor":{}},"__proto__":[]}"#;
const LISTS: &[u8] = &[b'['; 100_000];

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

pub(super) fn methods_and_addresses() -> Vec<Row> {
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
        ("DELETE", me().method("DELETE"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        ("TRACE", me().method("TRACE"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        (
            "what a browser asks before it asks for another site",
            me().method("OPTIONS")
                .with("origin", "https://evil.example")
                .with("access-control-request-method", "POST")
                .with("access-control-request-headers", "centrum-csrf,content-type"),
            405,
            PROBLEM,
            "METHOD_NOT_ALLOWED",
        ),
        ("another site", me().with("origin", "https://evil.example"), 200, JSON, ""),
        ("an unknown address", me().path("/graphql/x"), 404, PROBLEM, "NOT_FOUND"),
        ("a slash more", me().path("/graphql/"), 404, PROBLEM, "NOT_FOUND"),
        ("in capitals", me().path("/GraphQL"), 404, PROBLEM, "NOT_FOUND"),
        ("the root", get("/"), 404, PROBLEM, "NOT_FOUND"),
        ("POST to a page", me().path("/healthz"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        ("POST to the SDL", me().path("/schema.graphql"), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        ("alive", get("/healthz").without("authorization"), 200, "application/json", ""),
        ("the SDL", get("/schema.graphql"), 200, TEXT, ""),
        ("the SDL for nobody", get("/schema.graphql").bearer("x"), 401, PROBLEM, "UNAUTHENTICATED"),
    ]
    .into_iter()
    .chain(maps())
    .chain(figures())
    .collect()
}

/// Borders for maps.
fn maps() -> Vec<Row> {
    vec![
        ("a map", get("/boundaries/regions.geojson"), 200, "application/geo+json", ""),
        (
            "a map for nobody",
            get("/boundaries/regions.geojson").bearer("x"),
            401,
            PROBLEM,
            "UNAUTHENTICATED",
        ),
        (
            "a map in a tenant of others",
            get("/boundaries/regions.geojson").with("centrum-tenant", "jinde"),
            404,
            PROBLEM,
            "TENANT_NOT_FOUND",
        ),
        (
            "POST to a map",
            me().path("/boundaries/districts.geojson"),
            405,
            PROBLEM,
            "METHOD_NOT_ALLOWED",
        ),
        ("a map of something else", get("/boundaries/streets.geojson"), 404, PROBLEM, "NOT_FOUND"),
    ]
}

/// The centres' figures as files.
fn figures() -> Vec<Row> {
    let csv = "/overview/centres.csv";
    let asked = |path: &str| get(path).bearer("cst_coordinator");
    vec![
        ("figures", asked(csv), 200, "text/csv; charset=utf-8; header=present", ""),
        ("figures by line", asked("/overview/centres.jsonl"), 200, "application/jsonl", ""),
        (
            "their head",
            asked(csv).method("HEAD"),
            200,
            "text/csv; charset=utf-8; header=present",
            "",
        ),
        ("figures for a clerk", get(csv), 403, PROBLEM, "FORBIDDEN"),
        ("figures for nobody", get(csv).bearer("x"), 401, PROBLEM, "UNAUTHENTICATED"),
        ("figures, but whose", get(csv).bearer("cst_both"), 400, PROBLEM, "TENANT_REQUIRED"),
        (
            "figures of no tenant",
            asked(csv).with("centrum-tenant", "nowhere"),
            404,
            PROBLEM,
            "TENANT_NOT_FOUND",
        ),
        (
            "figures of people",
            asked("/overview/centres.csv?mayor=x"),
            400,
            PROBLEM,
            "BAD_USER_INPUT",
        ),
        ("POST to figures", me().path(csv), 405, PROBLEM, "METHOD_NOT_ALLOWED"),
        ("other figures", asked("/overview/centres.xml"), 404, PROBLEM, "NOT_FOUND"),
    ]
}

pub(super) fn headers() -> Vec<Row> {
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
        unsupported("nothing in it", content_type("")),
        unsupported("two in one", content_type("application/json, text/plain")),
        unsupported("a part of one", content_type("application/jsonp")),
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
        (
            "json first",
            accept("application/json, application/graphql-response+json;q=0.9"),
            200,
            JSON,
            "",
        ),
        ("anything else but json", accept("application/json;q=0, */*"), 200, GRAPHQL, ""),
        (
            "another charset back",
            accept("application/json;charset=utf-16"),
            406,
            PROBLEM,
            "NOT_ACCEPTABLE",
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

pub(super) fn who_asks() -> Vec<Row> {
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

pub(super) fn bodies() -> Vec<Row> {
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
        bad("half a surrogate", br#"{"query":"\ud800"}"#),
        bad("half a surrogate in a value", br#"{"query":"{ a }","variables":{"a":"\udc00"}}"#),
        bad("a number out of range", br#"{"query":"{ a }","variables":{"a":1e400}}"#),
        bad("a number that is none", br#"{"query":"{ a }","variables":{"a":NaN}}"#),
        bad("a list without end", LISTS),
        bad("two requests", br#"{"query":"{ __typename }"}{"query":"{ __typename }"}"#),
        bad("two variables", br#"{"query":"{ a }","variables":{},"variables":{}}"#),
        bad("two names", br#"{"query":"{ a }","operationName":"A","operationName":"A"}"#),
        bad("NUL", b"{\"query\":\"{ __typename }\0\"}"),
        bad("a mark of bytes", b"\xef\xbb\xbf{\"query\":\"{ __typename }\"}"),
        (
            "a value twice: the last counts, as in JavaScript",
            me().raw(TWICE.to_vec()),
            200,
            JSON,
            "",
        ),
        ("names of JavaScript", me().raw(JAVASCRIPT.to_vec()), 200, JSON, ""),
        bad("two queries", b"{\"query\":\"{ __typename }\",\"query\":\"{ a }\"}"),
        ("as large as may be", of_size(256 * KIB, false), 200, JSON, ""),
        ("as large, chunked", of_size(256 * KIB, true), 200, JSON, ""),
        large("larger", of_size(256 * KIB + 1, false)),
        large("larger, chunked", of_size(256 * KIB + 1, true)),
        large("much larger, chunked", of_size(4_096 * KIB, true)),
    ]
}
