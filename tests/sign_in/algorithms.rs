//! With what tokens are signed: what `docs/identity-providers.md` promises to take, and that a signature counts by the kind of
//! key that was published under its name, and by no other.

use super::browser::{Browser, invited};
use super::provider::{AUDIENCE, Provider, house_now};
use super::{BY_THE_NATION, ME, linking, tenants};
use crate::house::committed::workspace;
use crate::house::{House, Tenant};

/// A house with this issuer as the nation's, and a tenant whose clerk has linked an account that is called as the tenant.
async fn linked(issuer: &Provider, name: &str) -> (House, Tenant) {
    let house = house_now().await.vouched_for(issuer.of_the_nation());
    let tenant = house.tenant(name).await;
    let mut browser = invited(&house, &tenant, name, "CLERK").await;
    let page = browser.signs_in(&linking("nation", tenant.slug()), tenant.slug()).await;
    assert_eq!(page.status, 303, "{name}: {}", page.text);
    (house, tenant)
}

async fn signs_in(house: &House, tenant: &Tenant, what: &str) {
    let mut browser = Browser::new(house);
    let page = browser.signs_in(BY_THE_NATION, tenant.slug()).await;
    assert_eq!(page.status, 303, "{what}: {}", page.text);
    assert_eq!(tenants(&browser.client()).await, [tenant.slug()], "{what}");
}

#[tokio::test]
async fn a_real_provider_with_keys_of_a_curve_signs_in_and_its_access_tokens_are_taken() {
    let provider = Provider::signing_by_es256();
    let (house, tenant) = linked(&provider, "es256").await;
    signs_in(&house, &tenant, "ES256").await;
    let token = provider.access_token(tenant.slug(), AUDIENCE).await;
    assert_eq!(tenants(&house.bearer(&token, None)).await, [tenant.slug()]);
    // And so is another key of the same kind, once it is the one that is published.
    provider.told_to("rotate").await;
    signs_in(&house, &tenant, "a new key").await;
    let newer = provider.access_token(tenant.slug(), AUDIENCE).await;
    assert_eq!(tenants(&house.bearer(&newer, None)).await, [tenant.slug()]);
    assert_eq!(house.bearer(&token, None).ask(ME).await.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn each_algorithm_that_is_promised_is_taken_whether_the_key_names_it_or_not() {
    let promised =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
    let text = std::fs::read_to_string(workspace().join("docs/identity-providers.md")).unwrap();
    let [rest @ .., last] = promised.as_slice() else { unreachable!("they are nine") };
    assert!(text.contains(&format!("{} or {last} |", rest.join(", "))), "the document says so");
    for algorithm in promised {
        for keys in ["said", "bare"] {
            let what = format!("{algorithm}, {keys}");
            let manners = [format!("--alg={algorithm}"), format!("--keys={keys}")];
            let issuer = Provider::hostile_with(&manners.each_ref().map(String::as_str));
            let (house, tenant) = linked(&issuer, &algorithm.to_lowercase()).await;
            signs_in(&house, &tenant, &what).await;
            let token = issuer.lying_token("good", tenant.slug()).await;
            assert_eq!(tenants(&house.bearer(&token, None)).await, [tenant.slug()], "{what}");
        }
    }
}

#[tokio::test]
async fn a_signature_counts_by_the_kind_of_key_that_it_names_and_by_no_other() {
    for keys in ["--keys=said", "--keys=bare"] {
        let issuer = Provider::hostile_with(&[keys]);
        let (house, tenant) = linked(&issuer, "crossed").await;
        let by_token = async |manner: &str| {
            let token = issuer.lying_token(manner, tenant.slug()).await;
            house.bearer(&token, None).ask(ME).await
        };
        issuer.tells("es256-good").await;
        signs_in(&house, &tenant, "two kinds of keys").await;
        assert!(by_token("es256-good").await.is_done());
        for manner in [
            "es256-another-key",
            "es256-named-as-rsa",
            "rs256-named-as-es256",
            "rs256-that-says-es256",
            "es256-that-says-rs256",
            "es256-that-says-es384",
            "es256-of-zeros",
            "es256-in-der",
            "es256-key-as-secret",
        ] {
            let answer = by_token(manner).await;
            assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{manner} {keys}");
            issuer.tells(manner).await;
            let mut browser = Browser::new(&house);
            let page = browser.signs_in(BY_THE_NATION, tenant.slug()).await;
            assert_eq!(page.status, 400, "{manner} {keys}: {}", page.text);
            assert!(!browser.has("centrum-8080"), "{manner} {keys}");
        }
    }
}
