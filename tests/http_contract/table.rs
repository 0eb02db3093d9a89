//! The table: what is asked, and what it is answered with.

use super::addresses::{bodies, headers, methods_and_addresses, who_asks};
use super::asking::{Asked, Front, post};
use super::documents::{breaches, excesses, fine, mistakes};
use poem::http::StatusCode;
use serde_json::{Value, json};

pub(super) const GRAPHQL: &str = "application/graphql-response+json; charset=utf-8";
pub(super) const JSON: &str = "application/json; charset=utf-8";
pub(super) const PROBLEM: &str = "application/problem+json";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

pub(super) type Row = (&'static str, Asked, u16, &'static str, &'static str);

pub(super) fn query(text: &str) -> Value {
    json!({ "query": text })
}

pub(super) fn me() -> Asked {
    post(query("{ viewer { id } }"))
}

/// Rows that are checked, and what was answered otherwise.
pub(super) struct Table {
    front: Front,
    rows: usize,
    wrong: Vec<String>,
}

impl Table {
    pub(super) fn of(front: Front) -> Self {
        Self { front, rows: 0, wrong: Vec::new() }
    }

    /// Asks; `allow`: what a 405 names.
    pub(super) async fn check(&mut self, row: Row, allow: &str) {
        let (row, asked, status, content_type, code) = row;
        let answer = self.front.ask(asked).await;
        self.rows += 1;
        let found = (answer.status.as_u16(), answer.header("content-type"), answer.code());
        if found != (status, Some(content_type), code.to_owned()) {
            let (text, expected) =
                (answer.text.chars().take(300).collect::<String>(), (status, content_type, code));
            self.wrong.push(format!("{row}: {found:?}, not {expected:?}\n  {text}"));
        }
        let is_refused = !code.is_empty();
        let told = answer.header("centrum-trace") == Some(answer.trace().as_str());
        assert_eq!(is_refused, told, "{row}: the trace");
        let is = |status| answer.status == status;
        for (header, expected) in [
            ("www-authenticate", is(StatusCode::UNAUTHORIZED).then_some("Bearer")),
            ("allow", is(StatusCode::METHOD_NOT_ALLOWED).then_some(allow)),
            ("accept-encoding", ["gzip", "identity"].contains(&row).then_some("identity")),
            ("retry-after", None),
        ] {
            assert_eq!(answer.header(header), expected, "{row}: {header}");
        }
        let has_data = answer.body().get("data").is_some();
        let is_late = row == "a page of 101";
        assert!(!is_refused || !has_data || is_late, "{row} has data: {}", answer.text);
    }

    /// Both media types of a document.
    pub(super) async fn check_document(
        &mut self,
        row: &'static str,
        body: Value,
        code: &'static str,
    ) {
        let status = if code.is_empty() { 200 } else { 400 };
        self.check((row, post(body.clone()), 200, JSON, code), "").await;
        self.check((row, post(body).graphql(), status, GRAPHQL, code), "").await;
    }

    /// Fails with all that was answered otherwise.
    pub(super) fn end(self) {
        println!("{} rows", self.rows);
        assert!(self.wrong.is_empty(), "{} rows:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

#[tokio::test]
async fn everything_is_answered_as_the_contract_says() {
    let mut table = Table::of(Front::open().await);
    for row in [methods_and_addresses(), headers(), who_asks(), bodies()].into_iter().flatten() {
        let allow = if row.0.starts_with("POST to") { "GET, HEAD" } else { "POST" };
        table.check(row, allow).await;
    }
    // Twice each: what is remembered of a document is held to the limits as well.
    for (row, body, code) in
        [mistakes(), breaches(), fine(), fine(), excesses(), excesses()].into_iter().flatten()
    {
        table.check_document(row, body, code).await;
    }
    table.end();
}

/// A document that is remembered from when it kept the limits is held to them with other variables.
#[tokio::test]
async fn a_remembered_document_is_measured_with_the_variables_of_each_request() {
    let mut table = Table::of(Front::open().await);
    let text =
        "query($n: Int) { requests(first: $n) { nodes { history(first: $n) { nodes { id } } } } }";
    for (n, code) in [(70, ""), (71, "TOO_MANY_NODES"), (70, ""), (100, "TOO_MANY_NODES")] {
        let body = json!({ "query": text, "variables": { "n": n } });
        table.check_document("pages in pages", body, code).await;
    }
    table.end();
}

/// What is decided first, in the order of `http/graphql/mod.rs`; written anew, and not as it is programmed.
fn decided(
    (method, content_type, accept, token, body): (&str, &str, &str, &str, &str),
) -> (u16, &'static str, &'static str) {
    let media = match accept {
        "" | "*/*" | "application/json" => Some(JSON),
        "application/graphql-response+json" => Some(GRAPHQL),
        _ => None,
    };
    match (method, content_type, media, token, body) {
        ("POST", "application/json", Some(media), "cst_one", FINE) => (200, media, ""),
        ("POST", "application/json", Some(JSON), "cst_one", MISTAKEN) => {
            (200, JSON, "BAD_USER_INPUT")
        }
        ("POST", "application/json", Some(media), "cst_one", MISTAKEN) => {
            (400, media, "BAD_USER_INPUT")
        }
        ("POST", "application/json", Some(_), "cst_one", LARGE) => {
            (413, PROBLEM, "PAYLOAD_TOO_LARGE")
        }
        ("POST", "application/json", Some(_), "cst_one", _) => (400, PROBLEM, "BAD_REQUEST"),
        ("POST", "application/json", Some(media), _, _) => (401, media, "UNAUTHENTICATED"),
        ("POST", "application/json", None, _, _) => (406, PROBLEM, "NOT_ACCEPTABLE"),
        ("POST", _, _, _, _) => (415, PROBLEM, "UNSUPPORTED_MEDIA_TYPE"),
        _ => (405, PROBLEM, "METHOD_NOT_ALLOWED"),
    }
}

const FINE: &str = r#"{"query":"{ __typename }"}"#;
const MISTAKEN: &str = r#"{"query":"{ mistake }"}"#;
/// Its spaces are added where it is sent.
const LARGE: &str = r#"{"query":"{ large }"}"#;

/// Method × content type × accept × token × body.
#[tokio::test]
async fn whatever_comes_together_the_first_reason_counts() {
    let mut table = Table::of(Front::open().await);
    for method in ["POST", "GET", "HEAD", "PUT", "DELETE", "OPTIONS"] {
        for content_type in
            ["application/json", "", "text/plain", "application/x-www-form-urlencoded"]
        {
            for accept in
                ["", "*/*", "application/json", "application/graphql-response+json", "text/html"]
            {
                for token in ["cst_one", "cst_ended", ""] {
                    for body in [FINE, MISTAKEN, LARGE, "{", "[]", ""] {
                        let decided = decided((method, content_type, accept, token, body));
                        let asked = asked(method, [content_type, accept, token], body);
                        let (status, media, code) = decided;
                        table.check(("together", asked, status, media, code), "POST").await;
                    }
                }
            }
        }
    }
    assert_eq!(table.rows, 6 * 4 * 5 * 3 * 6);
    table.end();
}

fn asked(method: &str, [content_type, accept, token]: [&str; 3], body: &str) -> Asked {
    let spaces = if body == LARGE { 256 * 1024 } else { 0 };
    let mut asked = me().method(method).raw(format!("{body}{}", " ".repeat(spaces))).bearer(token);
    for (name, value) in [("content-type", content_type), ("accept", accept)] {
        asked = if value.is_empty() { asked.without(name) } else { asked.with(name, value) };
    }
    if token.is_empty() { asked.without("authorization") } else { asked }
}
