//! By code, with PKCE: what counts once, in one browser, from one issuer.

use super::browser::{Browser, away, invited, parameter};
use super::provider::{CALLBACK, Provider, SECRET, http};
use super::{BY_THE_NATION, linking, tenants};
use crate::house::{House, Tenant};
use serde_json::json;
use server::oidc::Nation;

/// A house with the run's provider as the nation's issuer, a tenant, and a clerk of it who linked the account of that name.
async fn linked(name: &str) -> (House, Tenant, String) {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let tenant = house.tenant(name).await;
    let account = format!("{name}-{}", tenant.slug());
    let mut browser = invited(&house, &tenant, name, "CLERK").await;
    let page = browser.signs_in(&linking("nation", tenant.slug()), &account).await;
    assert_eq!((page.status, page.location.as_deref()), (303, Some("/auth")), "{}", page.text);
    (house, tenant, account)
}

#[tokio::test]
async fn the_nation_s_issuer_signs_in_who_linked_an_account_there() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let tenant = house.tenant("nation-issuer").await;
    let mut browser = invited(&house, &tenant, "nova", "CLERK").await;
    let home = browser.look("/auth").await;
    assert!(home.text.contains("Propojit s národním účtem"), "{}", home.text);
    let by_link = browser.client();
    let linked = browser.signs_in(&linking("nation", tenant.slug()), tenant.slug()).await;
    assert_eq!(linked.status, 303, "{}", linked.text);
    // The link's session made way for one by the provider.
    assert_eq!(by_link.ask(super::ME).await.code(), "UNAUTHENTICATED");
    assert_eq!(tenants(&browser.client()).await, [tenant.slug()]);
    let home = browser.look("/auth").await;
    assert!(!home.text.contains("Propojit"), "{}", home.text);

    let mut another = Browser::new(&house);
    let page = another.look("/auth").await;
    assert!(page.text.contains("Přihlásit se národním účtem"), "{}", page.text);
    let page = another.signs_in(BY_THE_NATION, tenant.slug()).await;
    assert_eq!((page.status, page.location.as_deref()), (303, Some("/auth")), "{}", page.text);
    assert!(!another.has("centrum-login-8080"), "what is over leaves nothing behind");
    assert_eq!(tenants(&another.client()).await, [tenant.slug()]);
    let home = another.look("/auth").await;
    assert!(home.text.contains("nova") && home.text.contains(tenant.slug()), "{}", home.text);

    let trail = "{ auditTrail(first: 100) { nodes { kind } } }";
    let trail = tenant.admin().await.done(trail, json!({})).await;
    let kinds = trail.each("/auditTrail/nodes", "kind");
    for (kind, times) in [("identity.linked", 1), ("session.began", 3), ("session.ended", 1)] {
        assert_eq!(kinds.iter().filter(|own| **own == kind).count(), times, "{kind}: {kinds:?}");
    }
}

#[tokio::test]
async fn who_has_linked_no_account_is_nobody_whatever_address_it_has() {
    let (house, tenant, _) = linked("unlinked").await;
    // The provider says the clerk's own address, and that it has verified it.
    let mut browser = Browser::new(&house);
    let page =
        browser.signs_in(BY_THE_NATION, &format!("unlinked@{}.invalid", tenant.slug())).await;
    assert_eq!(page.status, 403, "{}", page.text);
    assert!(page.text.contains("není propojen"), "{}", page.text);
    assert!(!browser.has("centrum-8080") && !browser.has("centrum-login-8080"));
}

#[tokio::test]
async fn a_client_with_a_secret_shows_the_right_one() {
    let (linked_in, tenant, account) = linked("confidential").await;
    let provider = Provider::shared().await;
    for (secret, status) in [(SECRET, 303), ("another secret", 503)] {
        let mut settings = provider.of_the_nation();
        settings.nation = settings.nation.map(|nation| Nation {
            client_id: "centrum-confidential".to_owned(),
            client_secret: Some(secret.into()),
            ..nation
        });
        // Another house's clock runs behind: there the role isn't in force yet.
        let house = linked_in.vouched_for(settings);
        let mut browser = Browser::new(&house);
        let page = browser.signs_in(BY_THE_NATION, &account).await;
        assert_eq!(page.status, status, "{}", page.text);
        if status == 303 {
            assert_eq!(tenants(&browser.client()).await, [tenant.slug()]);
        }
    }
}

#[tokio::test]
async fn the_browser_is_sent_off_with_all_that_binds_the_answer_to_it() {
    let (house, ..) = linked("sent-off").await;
    let mut browser = Browser::new(&house);
    let (first, second) = (browser.leave(BY_THE_NATION).await, browser.leave(BY_THE_NATION).await);
    let of = |name: &str| (parameter(&first, name), parameter(&second, name));
    let fixed = |name: &str, value: &str| {
        assert_eq!(of(name), (Some(value.to_owned()), Some(value.to_owned())), "{name}");
    };
    fixed("response_type", "code");
    fixed("scope", "openid");
    fixed("code_challenge_method", "S256");
    fixed("redirect_uri", "http%3A%2F%2F127.0.0.1%3A8080%2Fauth%2Fcallback");
    for each in ["state", "nonce", "code_challenge"] {
        let (one, other) = of(each);
        assert!(one.as_ref().is_some_and(|text| text.len() >= 20), "{each}: {one:?}");
        assert_ne!(one, other, "{each} is another each time");
    }
}

#[tokio::test]
async fn a_redirect_uri_that_differs_by_anything_is_refused_by_the_provider() {
    let (house, ..) = linked("redirects").await;
    let address = Browser::new(&house).leave(BY_THE_NATION).await;
    let encoded = CALLBACK.replace(':', "%3A").replace('/', "%2F");
    for other in [
        format!("{encoded}%2F"),
        format!("{encoded}%3Fa%3Db"),
        encoded.replace("callback", "Callback"),
        encoded.replace("8080", "8081"),
        encoded.replace("127.0.0.1", "localhost"),
        encoded.replace("callback", "..%2Fcallback"),
        "http%3A%2F%2Fevil.example%2Fauth%2Fcallback".to_owned(),
    ] {
        let asked = http().get(address.replace(&encoded, &other)).send().await.unwrap();
        assert_eq!(asked.status().as_u16(), 400, "{other}");
        assert!(asked.headers().get("location").is_none(), "{other}");
    }
}

#[tokio::test]
async fn what_came_back_counts_once() {
    let (house, tenant, account) = linked("replay").await;
    let mut browser = Browser::new(&house);
    let back = Browser::visit(&browser.leave(BY_THE_NATION).await, &account).await;
    assert_eq!(browser.look(&back).await.status, 303);
    assert_eq!(tenants(&browser.client()).await, [tenant.slug()]);
    // The same address again, with the code and the state that were good a moment ago.
    let again = browser.look(&back).await;
    assert_eq!(again.status, 410, "{}", again.text);
    // The code alone, under a state that still counts.
    let address = browser.leave(BY_THE_NATION).await;
    let (code, state) = (parameter(&back, "code").unwrap(), parameter(&address, "state").unwrap());
    let iss = parameter(&back, "iss").unwrap();
    let replayed =
        browser.look(&format!("/auth/callback?code={code}&state={state}&iss={iss}")).await;
    assert_eq!(replayed.status, 400, "{}", replayed.text);
}

#[tokio::test]
async fn what_came_back_counts_in_the_browser_that_went_and_in_no_other() {
    let (house, _, account) = linked("csrf").await;
    let (mut victim, mut attacker) = (Browser::new(&house), Browser::new(&house));
    // The attacker signs in, and has the victim's browser open what came back: with no cookie, and with one of its own.
    for victim_is_on_the_way in [false, true] {
        let back = Browser::visit(&attacker.leave(BY_THE_NATION).await, &account).await;
        if victim_is_on_the_way {
            victim.leave(BY_THE_NATION).await;
        }
        let page = victim.look(&back).await;
        assert_eq!(page.status, 410, "{}", page.text);
        assert!(!victim.has("centrum-8080"), "nobody is signed in as the attacker");
        // Nor does it count any more where it was begun.
        assert_eq!(attacker.look(&back).await.status, 410);
    }
}

#[tokio::test]
async fn a_code_of_somebody_else_signs_nobody_in() {
    let (house, _, account) = linked("injection").await;
    let (mut victim, mut attacker) = (Browser::new(&house), Browser::new(&house));
    let stolen = Browser::visit(&victim.leave(BY_THE_NATION).await, &account).await;
    let code = parameter(&stolen, "code").unwrap();
    let iss = parameter(&stolen, "iss").unwrap();
    let own = attacker.leave(BY_THE_NATION).await;
    let state = parameter(&own, "state").unwrap();
    // The code is bound by PKCE to the browser that asked for it.
    let page = attacker.look(&format!("/auth/callback?code={code}&state={state}&iss={iss}")).await;
    assert_eq!(page.status, 400, "{}", page.text);
    assert!(!attacker.has("centrum-8080"));
}

#[tokio::test]
async fn an_answer_names_its_issuer_and_says_nothing_twice() {
    let (house, _, account) = linked("names-issuer").await;
    for (what, spoil) in [
        ("another issuer", "iss=https%3A%2F%2Flogin.example.cz"),
        ("the issuer with a slash", "slash"),
        ("no issuer", ""),
        ("the state twice", "twice"),
        ("no code", "no code"),
    ] {
        let mut browser = Browser::new(&house);
        let back = Browser::visit(&browser.leave(BY_THE_NATION).await, &account).await;
        let iss = format!("iss={}", parameter(&back, "iss").unwrap());
        let spoiled = match spoil {
            "slash" => back.replace(&iss, &format!("{iss}%2F")),
            "twice" => format!("{back}&state=another"),
            "no code" => back.replace("code=", "other="),
            "" => back.replace(&format!("&{iss}"), ""),
            other => back.replace(&iss, other),
        };
        assert_ne!(spoiled, back, "{what}");
        let page = browser.look(&spoiled).await;
        assert_eq!(page.status, 400, "{what}: {}", page.text);
        assert!(!browser.has("centrum-8080"), "{what}");
    }
}

#[tokio::test]
async fn a_state_that_nobody_gave_out_is_none() {
    let (house, ..) = linked("states").await;
    let mut browser = Browser::new(&house);
    browser.leave(BY_THE_NATION).await;
    for path in ["/auth/callback", "/auth/callback?code=a&state=", "/auth/callback?code=a&state=b"]
    {
        assert_eq!(browser.look(path).await.status, 410, "{path}");
        browser.leave(BY_THE_NATION).await;
    }
}

#[tokio::test]
async fn who_declines_at_the_provider_isn_t_signed_in() {
    let (house, ..) = linked("declines").await;
    let mut browser = Browser::new(&house);
    let page = browser.signs_in(BY_THE_NATION, "declines").await;
    assert_eq!(page.status, 403, "{}", page.text);
    assert!(!page.text.contains("access_denied"), "nothing of the provider's words is shown");
}

#[tokio::test]
async fn a_provider_that_signs_with_a_new_key_is_believed_at_once() {
    let provider = Provider::start();
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let tenant = house.tenant("rotated").await;
    let mut browser = invited(&house, &tenant, "rotated", "CLERK").await;
    let linked = browser.signs_in(&linking("nation", tenant.slug()), "somebody").await;
    assert_eq!(linked.status, 303, "{}", linked.text);
    provider.told_to("rotate").await;
    let mut another = Browser::new(&house);
    let page = another.signs_in(BY_THE_NATION, "somebody").await;
    assert_eq!(page.status, 303, "{}", page.text);
}

#[tokio::test]
async fn a_provider_that_is_silent_or_gone_is_told_to_who_waits() {
    let provider = Provider::start();
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    provider.told_to("hang").await;
    let mut browser = Browser::new(&house);
    let page = browser.send("/auth/oidc", BY_THE_NATION).await;
    assert_eq!(page.status, 503, "{}", page.text);
    assert_eq!(away(&page), None);
    let gone = provider.of_the_nation();
    drop(provider);
    let house = House::shared().await.vouched_for(gone);
    let page = Browser::new(&house).send("/auth/oidc", BY_THE_NATION).await;
    assert_eq!(page.status, 503, "{}", page.text);
}

#[tokio::test]
async fn who_has_no_provider_is_told_so_whether_the_office_is_here_or_not() {
    let house = House::shared().await;
    let tenant = house.tenant("without").await;
    let mut texts = Vec::new();
    for form in [
        BY_THE_NATION.to_owned(),
        super::by_the_office(tenant.slug()),
        super::by_the_office("no-such-office"),
        super::by_the_office("../etc"),
    ] {
        let page = Browser::new(&house).send("/auth/oidc", &form).await;
        assert_eq!(page.status, 404, "{form}");
        texts.push(page.text);
    }
    assert!(texts.iter().all(|text| text == &texts[0]), "an office isn't told from none");
    for form in ["provider=other&purpose=sign-in", "provider=nation", ""] {
        assert_eq!(Browser::new(&house).send("/auth/oidc", form).await.status, 400, "{form}");
    }
}
