//! API tokens: made, used, ended.

use crate::house::{Client, House};
use chrono::Duration;
use domain::access::Role;
use serde_json::{Value, json};

const CREATE: &str =
    "mutation($name: String!, $days: Int!) { createApiToken(input: { name: $name, days: $days }) {
    id token expiresAt userErrors { code path } } }";
const REVOKE: &str =
    "mutation($id: ID!) { revokeApiToken(input: { id: $id }) { id userErrors { code path } } }";
const WHERE: &str = "{ tenant { slug } viewer { tenants { slug } } }";

async fn create(by: &Client, days: i32) -> (String, String) {
    let made = by.done(CREATE, json!({ "name": "Účetní program", "days": days })).await;
    let text = |pointer: &str| made.text(pointer).to_owned();
    (text("/createApiToken/id"), text("/createApiToken/token"))
}

#[tokio::test]
async fn a_token_is_shown_once_used_and_ended_at_once() {
    let house = House::shared().await;
    let tenant = house.tenant("tokens").await;
    let clerk = tenant.clerk().await;
    let made = clerk.done(CREATE, json!({ "name": "Účetní program", "days": 5 })).await;
    insta::assert_snapshot!(made.shown_at("/data/createApiToken"), @r#"{"expiresAt":"2026-03-07 (some time)","id":"token 1","token":"(secret)","userErrors":[]}"#);
    let (id, secret) = (made.text("/createApiToken/id"), made.text("/createApiToken/token"));

    // Kept only as its hash.
    let admin = house.database().superuser().await;
    let sql = "SELECT count(*) FROM api_tokens t WHERE t::text LIKE '%' || $1 || '%'";
    let kept: i64 = admin.query_one(sql, &[&&secret[4..]]).await.unwrap().get(0);
    assert_eq!(kept, 0);

    let program = house.bearer(secret, None);
    assert_eq!(program.done(WHERE, json!({})).await.text("/tenant/slug"), tenant.slug());
    let ended = clerk.done(REVOKE, json!({ "id": id })).await;
    assert_eq!(ended.text("/revokeApiToken/id"), id);
    let refused = program.ask(WHERE).await;
    assert_eq!((refused.status, refused.code()), (401, "UNAUTHENTICATED"));
    assert_eq!(clerk.ask_with(REVOKE, json!({ "id": id })).await.no(), "NOT_FOUND");
}

#[tokio::test]
async fn a_token_can_end_itself() {
    let house = House::shared().await;
    let tenant = house.tenant("itself").await;
    let (id, secret) = create(&tenant.clerk().await.client, 1).await;
    let program = house.bearer(&secret, None);
    program.done(REVOKE, json!({ "id": id })).await;
    assert_eq!(program.ask(WHERE).await.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_token_ends_by_the_house_s_clock() {
    let house = House::shared().await;
    let tenant = house.tenant("clock").await;
    let (_, secret) = create(&tenant.clerk().await.client, 5).await;
    let program = house.bearer(&secret, None);
    house.tick(Duration::days(5) - Duration::minutes(5));
    assert_eq!(program.ask(WHERE).await.status, 200);
    house.tick(Duration::minutes(5));
    assert_eq!(program.ask(WHERE).await.status, 401);
}

#[tokio::test]
async fn a_token_of_one_tenant_opens_no_other_of_its_person() {
    let house = House::shared().await;
    let (first, second) = (house.tenant("here").await, house.tenant("there").await);
    let clerk = first.clerk().await;
    second.appoint(clerk.email(), "clerk", Role::Clerk, None).await;
    let (_, secret) = create(&clerk, 5).await;
    let here = house.bearer(&secret, None).done(WHERE, json!({})).await;
    assert_eq!(here.each("/viewer/tenants", "slug"), [first.slug()]);
    let refused = house.bearer(&secret, Some(second.slug())).ask(WHERE).await;
    assert_eq!((refused.status, refused.code()), (404, "TENANT_NOT_FOUND"));
}

#[tokio::test]
async fn somebody_else_s_token_can_t_be_ended() {
    let house = House::shared().await;
    let (tenant, other) = (house.tenant("own").await, house.tenant("else").await);
    let (id, secret) = create(&tenant.clerk().await.client, 5).await;
    let missing = "token_01h455vb4pex5vsknk084sn02q";
    for by in [
        tenant.admin().await,
        tenant.manager().await.client,
        other.clerk().await.client,
        house.coordinator().await,
    ] {
        let refused = by.ask_with(REVOKE, json!({ "id": id })).await;
        assert_eq!(refused.no(), "NOT_FOUND");
        let unknown = by.ask_with(REVOKE, json!({ "id": missing })).await;
        assert_eq!(refused.body, unknown.body);
    }
    assert_eq!(house.bearer(&secret, None).ask(WHERE).await.status, 200);
}

#[tokio::test]
async fn a_token_of_a_bad_name_or_life_isn_t_made() {
    let tenant = House::shared().await.tenant("badtoken").await;
    let mayor = tenant.mayor_of(0).await;
    let mut said = Vec::new();
    let long = "ř".repeat(101);
    for (name, days) in [("", 1), (long.as_str(), 1), ("T", 0), ("T", 367), ("T", -1)] {
        let answer = mayor.ask_with(CREATE, json!({ "name": name, "days": days })).await;
        assert_eq!(*answer.data("/createApiToken/token"), Value::Null);
        said.push(format!(
            "{days} {} {}",
            answer.no(),
            answer.data("/createApiToken/userErrors/0/path")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    1 REQUIRED ["input","name"]
    1 TOO_LONG ["input","name"]
    0 OUT_OF_RANGE ["input","days"]
    367 OUT_OF_RANGE ["input","days"]
    -1 OUT_OF_RANGE ["input","days"]
    "#);
    let wrong = mayor.ask_with(REVOKE, json!({ "id": mayor.id })).await;
    assert_eq!(wrong.no(), "MALFORMED");
}

#[tokio::test]
async fn without_a_token_that_counts_nobody_gets_in() {
    let house = House::shared().await;
    let tenant = house.tenant("nobody").await;
    let clerk = tenant.clerk().await;
    let wrong = format!("{}0", &clerk.token()[..clerk.token().len() - 1]);
    let wrong = if wrong == clerk.token() { wrong.replace("cst_", "cst_0") } else { wrong };
    for token in ["", "cst_", "nonsense", wrong.as_str(), tenant.slug()] {
        for slug in [None, clerk.slug(), Some("no-such-tenant")] {
            let refused = house.bearer(token, slug).ask(WHERE).await;
            assert_eq!((refused.status, refused.code()), (401, "UNAUTHENTICATED"));
        }
    }
}
