//! The header `Idempotency-Key` itself: what a key may be, and beside what it may stand.

use super::asking::{Front, post};
use serde_json::{Value, json};

const NAMED: &str =
    "mutation { createApiToken(input: { name: \"x\", days: 1 }) { id userErrors { code } } }";
const TWO: &str = "mutation { a: createApiToken(input: { name: \"a\", days: 1 }) { id } b: createApiToken(input: { name: \"b\", days: 1 }) { id } }";
const SPREAD: &str = "mutation { ...F ...G } fragment F on Mutation { a: createApiToken(input: { name: \"a\", days: 1 }) { id } }
    fragment G on Mutation { __typename }";
const ONE_SPREAD: &str = "mutation { ...F } fragment F on Mutation { createApiToken(input: { name: \"a\", days: 1 }) { id } }";

#[tokio::test]
async fn a_key_that_can_t_be_one_is_400_whatever_is_asked() {
    let front = Front::open().await;
    for query in [NAMED, "{ viewer { id } }"] {
        for bad in ["", &"k".repeat(256), "a\tb"] {
            let asked = post(json!({ "query": query })).with("idempotency-key", bad);
            let answer = front.ask(asked).await;
            let found = (answer.status.as_u16(), answer.code());
            assert_eq!(found, (400, "IDEMPOTENCY_KEY_MALFORMED".to_owned()), "{bad}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        }
        let twice = post(json!({ "query": query })).and("idempotency-key", "k");
        let answer = front.ask(twice.and("idempotency-key", "k")).await;
        let found = (answer.status.as_u16(), answer.code());
        assert_eq!(found, (400, "IDEMPOTENCY_KEY_MALFORMED".to_owned()));
    }
    let longest = post(json!({ "query": NAMED })).with("idempotency-key", &"k".repeat(255));
    assert_eq!(front.ask(longest).await.status.as_u16(), 200);
    assert_eq!(tokens(&front).await, 1);
}

#[tokio::test]
async fn under_a_key_there_is_exactly_one_root_field() {
    let front = Front::open().await;
    for query in [TWO, SPREAD] {
        let asked = || post(json!({ "query": query })).with("idempotency-key", "k");
        for answer in [front.ask(asked()).await, front.ask(asked().graphql()).await] {
            let found = (answer.status.as_u16(), answer.code());
            assert_eq!(found, (400, "ONE_ROOT_FIELD_REQUIRED".to_owned()), "{}", answer.text);
            assert_eq!(answer.body().get("data"), None);
        }
    }
    assert_eq!(tokens(&front).await, 0);
    let answer = front.ask(post(json!({ "query": ONE_SPREAD })).with("idempotency-key", "k")).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (200, ""), "{}", answer.text);
    assert_eq!(tokens(&front).await, 1);
}

#[tokio::test]
async fn a_query_runs_as_without_the_key() {
    let front = Front::open().await;
    let query = "{ a: viewer { id } b: viewer { id } requests { totalCount } }";
    let plain = front.ask(post(json!({ "query": query }))).await;
    for _ in 0..2 {
        let keyed = front.ask(post(json!({ "query": query })).with("idempotency-key", "k")).await;
        assert_eq!(keyed.body(), plain.body());
    }
    // The key is still free for a deed.
    let deed = front.ask(post(json!({ "query": NAMED })).with("idempotency-key", "k")).await;
    assert!(deed.body()["data"]["createApiToken"]["id"].is_string(), "{}", deed.text);
}

#[tokio::test]
async fn a_body_is_the_same_however_its_json_is_written() {
    let front = Front::open().await;
    let query = "mutation($name: String!, $days: Int!) { createApiToken(input: { name: $name, days: $days }) { id userErrors { code } } }";
    let quoted = json!(query);
    let mut ids = Vec::new();
    for body in [
        format!(r#"{{"query":{quoted},"variables":{{"name":"x","days":1}}}}"#),
        format!(
            r#"{{ "variables": {{ "days": 1, "name": "\u0078" }}, "operationName": null, "query": {quoted} }}"#
        ),
    ] {
        let asked = post(Value::Null).raw(body).with("idempotency-key", "k");
        ids.push(front.ask(asked).await.body()["data"]["createApiToken"]["id"].clone());
    }
    assert!(ids[0].is_string());
    assert_eq!(ids[0], ids[1]);
    assert_eq!(tokens(&front).await, 1);
}

#[tokio::test]
async fn who_acts_in_several_tenants_and_names_none_is_told_so() {
    let front = Front::open().await;
    let asked = post(json!({ "query": NAMED })).bearer("cst_both").with("idempotency-key", "k");
    let answer = front.ask(asked).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "TENANT_REQUIRED"));
}

async fn tokens(front: &Front) -> i64 {
    let made = "SELECT count(*) FROM api_tokens WHERE tenant_id IS NOT NULL";
    front.database.superuser().await.query_one(made, &[]).await.unwrap().get(0)
}
