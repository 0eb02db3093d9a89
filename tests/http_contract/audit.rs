//! The audit suite of "GraphQL over HTTP", by its own authors: in both profiles, by what each audit answers.

use super::asking::peopled;
use crate::house::node::node;
use crate::house::serving::Serving;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many there are: fewer would prove less, more must be read first.
const AUDITS: usize = 61;

/// What isn't ok, by the audit's id: its status and why.
async fn not_ok(get_queries: &str) -> BTreeMap<String, String> {
    let database = peopled().await;
    let server = Serving::start_with(&database.url(), &[("CENTRUM_HTTP_GET_QUERIES", get_queries)]);
    let url = format!("http://127.0.0.1:{}/graphql", server.port);
    let environment = [("CENTRUM_URL", url.as_str()), ("CENTRUM_TOKEN", "cst_one")];
    let printed = node("audit.mjs", &environment, &[]).await;
    let results: Vec<Value> = serde_json::from_str(&printed).unwrap();
    assert_eq!(results.len(), AUDITS, "{printed}");
    let text = |result: &Value, name: &str| result[name].as_str().unwrap_or_default().to_owned();
    let mut found = BTreeMap::new();
    for result in results.iter().filter(|result| result["status"] != "ok") {
        let (id, told) = (text(result, "id"), ["status", "name", "reason"]);
        println!("{id}: {}", told.map(|name| text(result, name)).join(": "));
        found.insert(id, text(result, "status"));
    }
    println!("GET queries {get_queries}: {} of {AUDITS} audits are ok", AUDITS - found.len());
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn with_queries_by_get_every_audit_is_ok() {
    assert_eq!(not_ok("true").await, BTreeMap::new());
}

/// The three are about queries by GET, which a server may have or not.
#[tokio::test(flavor = "multi_thread")]
async fn by_default_only_the_three_audits_of_queries_by_get_have_a_notice() {
    let notices = ["5A70", "6A70", "D6D5"].map(|id| (id.to_owned(), "notice".to_owned()));
    assert_eq!(not_ok("false").await, BTreeMap::from(notices));
}
