//! An issuer that lies: what a real provider can't be brought to say, made by `tests/clients/hostile-issuer.mjs`.

use super::browser::{Browser, away, invited};
use super::provider::{Provider, house_now, http};
use super::{BY_THE_NATION, by_the_office, linking, set_provider};
use crate::house::House;
use server::oidc::{Nation, Settings};

async fn house_of(issuer: &Provider) -> House {
    house_now().await.vouched_for(issuer.of_the_nation())
}

#[tokio::test]
async fn an_identity_token_that_isn_t_all_that_it_should_be_signs_nobody_in() {
    let issuer = Provider::hostile();
    let house = house_of(&issuer).await;
    let tenant = house.tenant("lies").await;
    let mut browser = invited(&house, &tenant, "lies", "CLERK").await;
    let account = tenant.slug();
    assert_eq!(browser.signs_in(&linking("nation", tenant.slug()), account).await.status, 303);
    for manner in ["good", "expired-a-moment-ago"] {
        issuer.tells(manner).await;
        let page = Browser::new(&house).signs_in(BY_THE_NATION, account).await;
        assert_eq!(page.status, 303, "{manner}: {}", page.text);
    }
    for manner in [
        "wrong-nonce",
        "no-nonce",
        "expired",
        "another-audience",
        "two-audiences",
        "another-issuer",
        "alg-none",
        "alg-none-typed",
        "public-key-as-secret",
        "another-key",
        "key-of-its-own",
        "unknown-key",
        "no-token",
        "no-subject",
        "empty-subject",
        "long-subject",
        "nul-subject",
    ] {
        issuer.tells(manner).await;
        let mut browser = Browser::new(&house);
        let page = browser.signs_in(BY_THE_NATION, account).await;
        assert!(matches!(page.status, 400 | 503), "{manner}: {} {}", page.status, page.text);
        assert!(!browser.has("centrum-8080"), "{manner}");
    }
}

#[tokio::test]
async fn a_document_that_isn_t_the_issuer_s_own_is_not_believed() {
    for manner in [
        "lies-about-its-issuer",
        "oversized",
        "redirects",
        "fails",
        "is-no-json",
        "sends-browsers-to-scripts",
        "token-endpoint-inside",
        "doesnt-name-itself",
    ] {
        let issuer = Provider::hostile();
        let house = house_of(&issuer).await;
        issuer.tells(manner).await;
        let page = Browser::new(&house).send("/auth/oidc", BY_THE_NATION).await;
        assert_eq!((page.status, away(&page)), (503, None), "{manner}: {}", page.text);
        for inside in ["169.254", "javascript", "login.example.cz", "127.0.0.1"] {
            assert!(!page.text.contains(inside), "{manner}: {}", page.text);
        }
    }
}

#[tokio::test]
async fn an_issuer_that_doesn_t_name_itself_needs_a_client_with_a_secret() {
    let issuer = Provider::hostile();
    issuer.tells("doesnt-name-itself").await;
    let nation = Nation {
        client_secret: Some("hush".into()),
        ..issuer.of_the_nation().nation.expect("the nation's")
    };
    let settings = Settings { nation: Some(nation), ..Settings::default() };
    let house = House::shared().await.vouched_for(settings);
    let page = Browser::new(&house).send("/auth/oidc", BY_THE_NATION).await;
    assert_eq!(page.status, 200, "{}", page.text);
}

#[tokio::test]
async fn an_office_s_issuer_inside_is_never_asked() {
    let inside = Provider::hostile();
    // Not among the allowed addresses.
    let house = House::shared().await;
    let tenant = house.tenant("inside").await;
    let admin = tenant.admin().await;
    let port = inside.issuer.rsplit_once(':').unwrap().1;
    let addresses = [
        inside.issuer.clone(),
        format!("https://127.0.0.1:{port}"),
        format!("https://localhost:{port}"),
        format!("https://2130706433:{port}"),
        format!("https://[::ffff:127.0.0.1]:{port}"),
        "https://169.254.169.254".to_owned(),
        "https://10.0.0.1".to_owned(),
    ];
    for (version, address) in (0..).zip(&addresses) {
        set_provider(&admin, address, version).await;
        let page = Browser::new(&house).send("/auth/oidc", &by_the_office(tenant.slug())).await;
        assert_eq!(page.status, 503, "{address}: {}", page.text);
    }
    let asked = http().get(format!("{}/test/asked", inside.issuer)).send().await.unwrap();
    assert_eq!(asked.text().await.unwrap(), "{\"/test/asked\":1}", "by us, and by nobody else");
    // Nor what an allowed one points to.
    let house = house.vouched_for(inside.allowed());
    let tenant = house.tenant("points-inside").await;
    set_provider(&tenant.admin().await, &inside.issuer, 0).await;
    for manner in ["keys-inside", "token-endpoint-inside"] {
        inside.tells(manner).await;
        let house = house.vouched_for(inside.allowed());
        let page = Browser::new(&house).send("/auth/oidc", &by_the_office(tenant.slug())).await;
        assert_eq!(page.status, 503, "{manner}: {}", page.text);
    }
}
