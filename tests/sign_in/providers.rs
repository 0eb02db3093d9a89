//! An office's provider: set by its administrator, read without its secret, and gone at once.

use super::browser::{Browser, invited};
use super::provider::Provider;
use super::{ME, SET, by_the_office, linking, set_provider};
use crate::house::House;
use serde_json::json;

const GET: &str =
    "{ identityProvider { issuer clientId hasClientSecret audience redirectUri version } }";
const REMOVE: &str =
    "mutation($version: Int!) { removeIdentityProvider(input: { expectedVersion: $version }) {
    identityProvider { issuer version } userErrors { code path currentVersion } } }";

#[tokio::test]
async fn an_administrator_sets_it_and_nobody_reads_the_secret() {
    let house = House::shared().await;
    let tenant = house.tenant("provider").await;
    let admin = tenant.admin().await;
    let none = admin.done(GET, json!({})).await;
    assert_eq!(
        (none.number("/identityProvider/version"), none.data("/identityProvider/issuer")),
        (0, &json!(null))
    );
    let set = async |changes: serde_json::Value| {
        let mut input = json!({ "issuer": "https://login.example.cz", "clientId": "centrum", "expectedVersion": 0 });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        admin.ask_with(SET, json!({ "input": input })).await
    };
    for (changes, no) in [
        (json!({ "issuer": "http://login.example.cz" }), "MALFORMED"),
        (json!({ "issuer": "https://login.example.cz?a=b" }), "MALFORMED"),
        (json!({ "issuer": "" }), "REQUIRED"),
        (json!({ "issuer": format!("https://{}", "a".repeat(300)) }), "TOO_LONG"),
        (json!({ "clientId": " " }), "REQUIRED"),
        (json!({ "clientSecret": "" }), "REQUIRED"),
        (json!({ "audience": "a".repeat(301) }), "TOO_LONG"),
        (json!({ "expectedVersion": 1 }), "STALE"),
    ] {
        assert_eq!(set(changes.clone()).await.no(), no, "{changes}");
    }
    let secret = "hush-hush-hush";
    let first =
        set(json!({ "clientSecret": secret, "audience": "https://centrum.example.cz" })).await;
    let shown = first.data("/setIdentityProvider/identityProvider");
    let expected = json!({
        "issuer": "https://login.example.cz", "clientId": "centrum", "hasClientSecret": true,
        "audience": "https://centrum.example.cz", "version": 1,
        "redirectUri": "http://127.0.0.1:8080/auth/callback",
    });
    assert_eq!(*shown, expected);
    assert!(!admin.done(GET, json!({})).await.body.to_string().contains(secret));
    // Kept while the issuer stays; for another one it isn't shown.
    let kept = set(json!({ "clientId": "other", "expectedVersion": 1 })).await;
    assert_eq!(kept.data("/setIdentityProvider/identityProvider/hasClientSecret"), &json!(true));
    let moved =
        set(json!({ "issuer": "https://elsewhere.example.cz", "expectedVersion": 2 })).await;
    assert_eq!(moved.data("/setIdentityProvider/identityProvider/hasClientSecret"), &json!(false));
    let removed = admin.done(REMOVE, json!({ "version": 3 })).await;
    assert_eq!(removed.number("/removeIdentityProvider/identityProvider/version"), 4);
    assert_eq!(admin.ask_with(REMOVE, json!({ "version": 4 })).await.no(), "NOT_FOUND");
    assert_eq!(admin.ask_with(REMOVE, json!({ "version": 3 })).await.no(), "STALE");
    let trail = "{ auditTrail { nodes { kind facts } } }";
    let trail = admin.ask(trail).await.body.to_string();
    assert!(!trail.contains(secret) && !trail.contains("login.example.cz"), "{trail}");
    let clerk = tenant.clerk().await;
    assert_eq!(
        clerk.ask(GET).await.errors()[0]["extensions"]["permission"],
        "ManageIdentityProvider"
    );
}

#[tokio::test]
async fn of_two_administrators_at_once_one_sets_it() {
    let house = House::shared().await;
    let tenant = house.tenant("at-once").await;
    let admin = tenant.admin().await;
    for version in [0, 1] {
        let input = json!({ "issuer": "https://login.example.cz", "clientId": "centrum", "expectedVersion": version });
        let both = (0..4).map(|_| admin.ask_with(SET, json!({ "input": input })));
        let both = futures_util::future::join_all(both).await;
        assert_eq!(both.iter().filter(|answer| answer.is_done()).count(), 1, "{both:?}");
        assert!(
            both.iter().filter(|answer| !answer.is_done()).all(|answer| answer.no() == "STALE")
        );
    }
}

#[tokio::test]
async fn who_signed_in_by_it_is_signed_out_when_it_goes() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.allowed());
    let tenant = house.tenant("goes").await;
    let admin = tenant.admin().await;
    set_provider(&admin, &provider.issuer, 0).await;
    let mut browser = invited(&house, &tenant, "goes", "CLERK").await;
    assert_eq!(
        browser.signs_in(&linking("tenant", tenant.slug()), tenant.slug()).await.status,
        303
    );
    let token = provider.access_token(tenant.slug(), super::provider::AUDIENCE).await;
    let program = house.bearer(&token, None);
    for client in [&browser.client(), &program] {
        client.done(ME, json!({})).await;
    }
    admin.done(REMOVE, json!({ "version": 1 })).await;
    // As for everything that ends: within a second, everywhere.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    for client in [&browser.client(), &program] {
        while client.ask(ME).await.code() != "UNAUTHENTICATED" {
            assert!(std::time::Instant::now() < deadline, "it still counts");
        }
    }
    let page = Browser::new(&house).send("/auth/oidc", &by_the_office(tenant.slug())).await;
    assert_eq!(page.status, 404, "{}", page.text);
}

#[tokio::test]
async fn the_nation_s_stands_in_the_configuration() {
    let house = House::shared().await;
    let coordinator = house.coordinator().await;
    assert_eq!(
        coordinator.ask(GET).await.errors()[0]["extensions"]["permission"],
        "ManageIdentityProvider"
    );
}
