//! Access tokens of issuers (RFC 9068), as bearers: well made ones, and what must not pass for one.

use super::browser::invited;
use super::provider::{AUDIENCE, Provider, house_now, http};
use super::{ME, linking, set_provider, tenants};
use crate::house::{Client, House, Tenant};
use chrono::{Duration, SecondsFormat, Utc};
use serde_json::json;
use server::oidc::Nation;

/// The issuer that lies, as the nation's, and a clerk whose account is called as the tenant.
async fn linked_to_a_liar(name: &str) -> (House, Tenant, Provider) {
    let issuer = Provider::hostile();
    let house = house_now().await.vouched_for(issuer.of_the_nation());
    let tenant = house.tenant(name).await;
    let mut browser = invited(&house, &tenant, name, "CLERK").await;
    let page = browser.signs_in(&linking("nation", tenant.slug()), tenant.slug()).await;
    assert_eq!(page.status, 303, "{}", page.text);
    (house, tenant, issuer)
}

#[tokio::test]
async fn an_access_token_of_a_real_provider_asks_as_whom_it_names() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let tenant = house.tenant("bearer").await;
    let mut browser = invited(&house, &tenant, "program", "CLERK").await;
    let account = tenant.slug();
    assert_eq!(browser.signs_in(&linking("nation", tenant.slug()), account).await.status, 303);
    let good = provider.access_token(account, AUDIENCE).await;
    let program = house.bearer(&good, None);
    assert_eq!(tenants(&program).await, [tenant.slug()]);
    program.done("{ requests { totalCount } }", json!({})).await;
    program.naming(Some(tenant.slug())).done("{ tenant { slug } }", json!({})).await;
    assert_eq!(program.naming(Some("nation")).ask(ME).await.code(), "TENANT_NOT_FOUND");
    // What lasts for minutes makes nothing that lasts for longer.
    let make = "mutation { createApiToken(input: { name: \"x\", days: 300 }) { expiresAt userErrors { code } } }";
    let made = program.done(make, json!({})).await;
    let expires_at = made.text("/createApiToken/expiresAt").to_owned();
    let machine = (Utc::now() + Duration::minutes(12)).to_rfc3339_opts(SecondsFormat::Secs, true);
    assert!(expires_at < machine, "{expires_at}");
    // For somebody else, by nobody we know, of a person we don't.
    let elsewhere = provider.access_token(account, "https://elsewhere.example.cz").await;
    let unknown = provider.access_token("somebody-unknown", AUDIENCE).await;
    for (what, bad) in [("for another", &elsewhere), ("of nobody here", &unknown)] {
        assert_eq!(house.bearer(bad, None).ask(ME).await.code(), "UNAUTHENTICATED", "{what}");
    }
    // Where the issuer isn't configured, or its access tokens aren't taken.
    let nation = Nation { audience: None, ..provider.of_the_nation().nation.unwrap() };
    let mut without = provider.of_the_nation();
    without.nation = Some(nation);
    for house in [house.vouched_for(without), house.vouched_for(provider.allowed())] {
        assert_eq!(house.bearer(&good, None).ask(ME).await.code(), "UNAUTHENTICATED");
    }
}

#[tokio::test]
async fn a_token_that_isn_t_all_that_it_should_be_is_nobody_s() {
    let (house, tenant, issuer) = linked_to_a_liar("liar").await;
    let asked = async |manner: &str| {
        let token = issuer.lying_token(manner, tenant.slug()).await;
        house.bearer(&token, None).ask(ME).await
    };
    for manner in ["good", "several-audiences", "expired-a-moment-ago", "in-a-moment", "long-type"]
    {
        let answer = asked(manner).await;
        assert!(answer.is_done(), "{manner}: {answer}");
    }
    for manner in [
        "alg-none",
        "alg-none-typed",
        "public-key-as-secret",
        "another-key",
        "key-of-its-own",
        "unknown-key",
        "critical",
        "expired",
        "no-expiry",
        "not-yet",
        "another-audience",
        "no-audience",
        "another-issuer",
        "no-issuer",
        "no-subject",
        "nul-subject",
        "identity-token",
        "no-type",
    ] {
        let answer = asked(manner).await;
        assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{manner}");
    }
    let good = issuer.lying_token("good", tenant.slug()).await;
    let parts: Vec<&str> = good.split('.').collect();
    let (last, rest) = parts[2].split_at(1);
    let turned = if last == "A" { "B" } else { "A" };
    for (what, bad) in [
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("another signature", format!("{}.{}.{turned}{rest}", parts[0], parts[1])),
        ("one part more", format!("{good}.a")),
        ("nothing", "..".to_owned()),
        ("not base64", "a.b.c".to_owned()),
        ("far too long", format!("{}.{}.{}", parts[0], "a".repeat(9_000), parts[2])),
        ("a token of ours with dots", "cst_a.b.c".to_owned()),
    ] {
        assert_eq!(house.bearer(&bad, None).ask(ME).await.code(), "UNAUTHENTICATED", "{what}");
    }
}

#[tokio::test]
async fn no_claim_says_which_tenant_it_is_for() {
    let (house, tenant, issuer) = linked_to_a_liar("claims").await;
    let token = issuer.lying_token("claims-a-tenant", tenant.slug()).await;
    let program = house.bearer(&token, None);
    let me = program.done(ME, json!({})).await;
    assert_eq!(me.each("/viewer/tenants", "slug"), [tenant.slug()]);
    assert_eq!(*me.data("/viewer/roles"), json!(["CLERK"]));
}

#[tokio::test]
async fn a_token_ends_when_it_says_by_the_house_s_clock() {
    let (house, tenant, issuer) = linked_to_a_liar("ends").await;
    let program: Client = house.bearer(&issuer.lying_token("good", tenant.slug()).await, None);
    program.done(ME, json!({})).await;
    // Ten minutes, and what clocks may differ.
    house.tick(Duration::minutes(10));
    program.done(ME, json!({})).await;
    house.tick(Duration::minutes(2));
    assert_eq!(program.ask(ME).await.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn who_names_keys_that_don_t_exist_doesn_t_make_us_ask_each_time() {
    let (house, tenant, issuer) = linked_to_a_liar("keys").await;
    let bad = house.bearer(&issuer.lying_token("unknown-key", tenant.slug()).await, None);
    let begun = std::time::Instant::now();
    for _ in 0..20 {
        assert_eq!(bad.ask(ME).await.code(), "UNAUTHENTICATED");
    }
    let asked = http().get(format!("{}/test/asked", issuer.issuer)).send().await.unwrap();
    let asked: serde_json::Value = serde_json::from_str(&asked.text().await.unwrap()).unwrap();
    // When it was met, once more at once, and then every ten seconds.
    let most = 2 + begun.elapsed().as_secs() / 10;
    assert!((2..=most).contains(&asked["/jwks"].as_u64().unwrap()), "{asked}");
    assert_eq!(asked["/.well-known/openid-configuration"], 1);
}

#[tokio::test]
async fn of_two_offices_with_one_issuer_each_knows_its_own_people() {
    let issuer = Provider::hostile();
    let house = house_now().await.vouched_for(issuer.allowed());
    let (one, two) = (house.tenant("same-issuer").await, house.tenant("same-issuer-too").await);
    for tenant in [&one, &two] {
        set_provider(&tenant.admin().await, &issuer.issuer, 0).await;
        let mut browser = invited(&house, tenant, tenant.slug(), "CLERK").await;
        let page = browser.signs_in(&linking("tenant", tenant.slug()), "the-same-subject").await;
        assert_eq!(page.status, 303, "{}", page.text);
    }
    let program = house.bearer(&issuer.lying_token("good", "the-same-subject").await, None);
    // Two people, as far as anybody knows: it must be said who is meant.
    assert_eq!(program.ask(ME).await.code(), "UNAUTHENTICATED");
    for tenant in [&one, &two] {
        let named = program.naming(Some(tenant.slug()));
        let me = named.done(ME, json!({})).await;
        assert_eq!(me.each("/viewer/tenants", "slug"), [tenant.slug()]);
        assert_eq!(me.text("/viewer/participant/displayName"), tenant.slug());
    }
}
