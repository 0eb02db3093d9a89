//! What can't be searched for.

use super::SEARCH;
use crate::house::House;
use serde_json::json;

#[tokio::test]
async fn what_finds_nothing_or_everything_is_refused_with_its_reason() {
    let tenant = House::shared().await.tenant("refused-words").await;
    let clerk = tenant.clerk().await;
    let fifty: Vec<String> = (10..60).map(|n| format!("x{n}")).collect();
    for (query, code, fields) in [
        ("", "BAD_USER_INPUT", json!(["query: REQUIRED"])),
        ("  \n", "BAD_USER_INPUT", json!(["query: REQUIRED"])),
        ("?! … —", "BAD_USER_INPUT", json!(["query: REQUIRED"])),
        (&"ab ".repeat(67), "BAD_USER_INPUT", json!(null)),
        (&"a".repeat(201), "BAD_USER_INPUT", json!(["query: TOO_LONG"])),
        ("a\0b", "BAD_USER_INPUT", json!(["query: MALFORMED"])),
        ("a nebo který", "ONLY_COMMON_WORDS", json!(null)),
        (&fifty.join(" "), "TOO_MANY_WORDS", json!(null)),
        (&fifty[..9].join(" "), "TOO_MANY_WORDS", json!(null)),
    ] {
        let seen = clerk.ask_with(SEARCH, json!({ "query": query })).await;
        if query.starts_with("ab ") {
            // The same word again is one word; and what is around it is trimmed.
            assert_eq!(seen.code(), "", "{seen}");
            continue;
        }
        assert_eq!(seen.code(), code, "{query:?}: {seen}");
        assert_eq!(seen.errors()[0]["extensions"]["fields"], fields, "{query:?}");
    }
    for (name, value) in [("first", json!(101)), ("first", json!(-1)), ("after", json!("x"))] {
        let asked = json!({ "query": "obec", name: value });
        assert_eq!(clerk.ask_with(SEARCH, asked).await.code(), "BAD_USER_INPUT", "{name}");
    }
    let foreign = json!({ "query": "obec", "filter": { "memberId": clerk.id } });
    assert_eq!(clerk.ask_with(SEARCH, foreign).await.code(), "BAD_USER_INPUT");
    // What means something to the database, or to a pattern, is text.
    for query in
        ["'; DROP TABLE requests; --", "%", "100 %", "a_b%", "\\", "$1", "{x}", "řšč()&|!:*"]
    {
        let seen = clerk.ask_with(SEARCH, json!({ "query": query })).await;
        assert!(["", "BAD_USER_INPUT"].contains(&seen.code()), "{query}: {seen}");
    }
}

#[tokio::test]
async fn who_reads_no_cases_searches_nothing() {
    let house = House::shared().await;
    let seen = house.coordinator().await.ask_with(SEARCH, json!({ "query": "obec" })).await;
    assert_eq!(seen.code(), "FORBIDDEN");
    assert_eq!(seen.errors()[0]["extensions"]["permission"], "ReadRequests");
}
