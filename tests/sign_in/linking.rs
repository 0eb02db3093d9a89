//! Linking an account: by who is signed in, in one tenant, and for nobody else.

use super::browser::{Browser, invited};
use super::provider::Provider;
use super::{BY_THE_NATION, by_the_office, linking, set_provider, tenants};
use crate::house::House;
use domain::access::Role;
use serde_json::json;
use server::oidc::Settings;

const IDENTITIES: &str =
    "{ viewer { identities { nodes { id voucher issuer subject endedAt } } } }";
const UNLINK: &str =
    "mutation($id: ID!) { unlinkIdentity(input: { id: $id }) { id userErrors { code } } }";

/// The nation's issuer is one provider, and another may be set by tenants.
async fn two_providers(office: &Provider) -> (House, &'static Provider) {
    let nation = Provider::shared().await;
    let mut settings: Settings = nation.of_the_nation();
    settings.allowed.extend(office.allowed().allowed);
    (House::shared().await.vouched_for(settings), nation)
}

#[tokio::test]
async fn an_office_s_provider_signs_in_to_that_office_only() {
    let office = Provider::shared().await;
    let house = House::shared().await.vouched_for(office.allowed());
    let (own, other) = (house.tenant("own-office").await, house.tenant("other-office").await);
    set_provider(&own.admin().await, &office.issuer, 0).await;
    let mut browser = invited(&house, &own, "pravnik", "LEGAL_ADVISER").await;
    // The same person works for the other one, too.
    let email = format!("pravnik@{}.invalid", own.slug());
    other.appoint(&email, "pravnik", Role::LegalAdviser, None).await;
    let home = browser.look("/auth").await;
    assert!(home.text.contains("Propojit s účtem úřadu"), "{}", home.text);
    let account = own.slug();
    assert_eq!(browser.signs_in(&linking("tenant", own.slug()), account).await.status, 303);
    let page = browser.look(&format!("/auth?tenant={}", own.slug())).await;
    assert_eq!(page.status, 200);
    let mut another = Browser::new(&house);
    let page = another.look(&format!("/auth?tenant={}", own.slug())).await;
    assert!(page.text.contains("Přihlásit se účtem úřadu"), "{}", page.text);
    assert_eq!(another.signs_in(&by_the_office(own.slug()), account).await.status, 303);
    assert_eq!(tenants(&another.client()).await, [own.slug()]);
    let there = another.client().naming(Some(other.slug()));
    assert_eq!(there.ask(super::ME).await.code(), "TENANT_NOT_FOUND");
    // The other office uses the same provider. Its word for the same account counts there only once it is linked there.
    set_provider(&other.admin().await, &office.issuer, 0).await;
    let mut elsewhere = Browser::new(&house);
    assert_eq!(elsewhere.signs_in(&by_the_office(other.slug()), account).await.status, 403);
    // Nor can a session of one office accept a word for the other.
    let page = another.signs_in(&linking("tenant", other.slug()), account).await;
    assert_eq!(page.status, 403, "{}", page.text);
}

#[tokio::test]
async fn an_office_s_issuer_that_claims_the_coordinator_gets_nothing() {
    let office = Provider::start();
    let (house, nation) = two_providers(&office).await;
    let coordinator = house.another_coordinator("victim").await;
    let own = "{ viewer { participant { id } } }";
    let own = coordinator.done(own, json!({})).await;
    let link = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
    let link = coordinator.done(link, json!({ "id": own.text("/viewer/participant/id") })).await;
    let mut browser = Browser::invited(&house, link.text("/createSignInLink/link/url")).await;
    // Their account is called as their address, and has it.
    let account = coordinator.email();
    assert_eq!(browser.signs_in(&linking("nation", "nation"), account).await.status, 303);
    let mut signed_in = Browser::new(&house);
    assert_eq!(signed_in.signs_in(BY_THE_NATION, account).await.status, 303);
    assert_eq!(tenants(&signed_in.client()).await, ["nation"]);

    let evil = house.tenant("evil-office").await;
    let admin = evil.admin().await;
    set_provider(&admin, &office.issuer, 0).await;
    for (whose, issuer) in [("its own", &office), ("the nation's", nation)] {
        let version = i32::from(whose != "its own");
        if version == 1 {
            set_provider(&admin, &issuer.issuer, version).await;
        }
        let mut browser = Browser::new(&house);
        let page = browser.signs_in(&by_the_office(evil.slug()), account).await;
        assert_eq!(page.status, 403, "{whose}: {}", page.text);
        assert!(!browser.has("centrum-8080"), "{whose}");
    }
    // Nor by an access token: the office's issuer says the same of the same subject.
    set_provider(&admin, &office.issuer, 2).await;
    let token = office.access_token(account, super::provider::AUDIENCE).await;
    for slug in [None, Some("nation"), Some(evil.slug())] {
        assert_eq!(house.bearer(&token, slug).ask(super::ME).await.code(), "UNAUTHENTICATED");
    }
    // Linked by somebody of the office, it opens the office, as them.
    let mut clerk = invited(&house, &evil, "clerk-of-evil", "CLERK").await;
    assert_eq!(clerk.signs_in(&linking("tenant", evil.slug()), account).await.status, 303);
    let bearer = house.bearer(&token, None);
    assert_eq!(tenants(&bearer).await, [evil.slug()]);
    assert_eq!(bearer.naming(Some("nation")).ask(super::ME).await.code(), "TENANT_NOT_FOUND");
}

#[tokio::test]
async fn the_nation_s_word_opens_each_tenant_in_which_it_was_accepted_and_no_other() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let (one, two) = (house.tenant("accepted-one").await, house.tenant("accepted-two").await);
    let account = one.slug();
    let mut browser = invited(&house, &one, "lawyer", "LEGAL_ADVISER").await;
    let email = format!("lawyer@{}.invalid", one.slug());
    two.appoint(&email, "lawyer", Role::LegalAdviser, None).await;
    assert_eq!(browser.signs_in(&linking("nation", one.slug()), account).await.status, 303);
    // Whoever held the first tenant's link could have done so: it is no key to the second.
    assert_eq!(tenants(&browser.client()).await, [one.slug()]);
    let page = browser.signs_in(&linking("nation", two.slug()), account).await;
    assert_eq!(page.status, 403, "{}", page.text);
    // By a link of the second it is.
    let invite = "mutation($input: InviteUserInput!) { inviteUser(input: $input) { link { url } userErrors { code } } }";
    let input = json!({ "email": email, "displayName": "lawyer", "role": "CLERK" });
    let invited = two.admin().await.done(invite, json!({ "input": input })).await;
    let mut second = Browser::invited(&house, invited.text("/inviteUser/link/url")).await;
    assert_eq!(second.signs_in(&linking("nation", two.slug()), account).await.status, 303);
    let mut slugs = vec![one.slug().to_owned(), two.slug().to_owned()];
    slugs.sort();
    assert_eq!(tenants(&second.client()).await, slugs);
    let home = second.look("/auth").await;
    assert!(home.text.contains("lawyer"), "{}", home.text);
    // Taken back in one, it still opens the other, by a new session.
    let there = second.client().naming(Some(one.slug()));
    let listed = there.done(IDENTITIES, json!({})).await;
    let id = listed.text("/viewer/identities/nodes/0/id").to_owned();
    there.done(UNLINK, json!({ "id": id })).await;
    assert_eq!(there.ask_with(UNLINK, json!({ "id": id })).await.code(), "UNAUTHENTICATED");
    let mut third = Browser::new(&house);
    assert_eq!(third.signs_in(BY_THE_NATION, account).await.status, 303);
    assert_eq!(tenants(&third.client()).await, [two.slug()]);
}

#[tokio::test]
async fn an_account_is_one_person_s() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let (tenant, other) = (house.tenant("taken").await, house.tenant("taken-too").await);
    let mut first = invited(&house, &tenant, "first", "CLERK").await;
    let account = tenant.slug();
    assert_eq!(first.signs_in(&linking("nation", tenant.slug()), account).await.status, 303);
    for tenant in [&tenant, &other] {
        let mut second = invited(&house, tenant, "second", "CLERK").await;
        let page = second.signs_in(&linking("nation", tenant.slug()), account).await;
        assert_eq!(page.status, 409, "{}", page.text);
        // They stay signed in as themselves.
        let me = second.client().done(super::ME, json!({})).await;
        assert_eq!(me.text("/viewer/participant/displayName"), "second");
    }
    // The same once more changes nothing.
    assert_eq!(first.signs_in(&linking("nation", tenant.slug()), account).await.status, 303);
    let listed = first.client().done(IDENTITIES, json!({})).await;
    assert_eq!(listed.list("/viewer/identities/nodes").len(), 1);
    assert_eq!(listed.text("/viewer/identities/nodes/0/voucher"), "NATION");
    assert_eq!(listed.text("/viewer/identities/nodes/0/subject"), account);
}

#[tokio::test]
async fn who_links_is_who_began_it() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let tenant = house.tenant("began-it").await;
    let form = linking("nation", tenant.slug());
    let page = Browser::new(&house).send("/auth/oidc", &form).await;
    assert_eq!(page.status, 403, "nobody is signed in: {}", page.text);
    // Signed out, or signed in as somebody else, before they come back.
    let mut browser = invited(&house, &tenant, "began", "CLERK").await;
    let back = Browser::visit(&browser.leave(&form).await, tenant.slug()).await;
    browser.send("/auth/sign-out", "").await;
    assert_eq!(browser.look(&back).await.status, 403);
    let mut signed_in = Browser::new(&house);
    assert_eq!(signed_in.signs_in(BY_THE_NATION, tenant.slug()).await.status, 403, "not linked");
}

#[tokio::test]
async fn an_identity_that_is_taken_back_ends_what_began_by_it() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let tenant = house.tenant("taken-back").await;
    let account = tenant.slug();
    let mut browser = invited(&house, &tenant, "back", "CLERK").await;
    assert_eq!(browser.signs_in(&linking("nation", tenant.slug()), account).await.status, 303);
    let mut another = Browser::new(&house);
    assert_eq!(another.signs_in(BY_THE_NATION, account).await.status, 303);
    let token = provider.access_token(account, super::provider::AUDIENCE).await;
    let program = house.bearer(&token, None);
    program.done(super::ME, json!({})).await;
    let listed = another.client().done(IDENTITIES, json!({})).await;
    let id = listed.text("/viewer/identities/nodes/0/id").to_owned();
    // Nobody else takes it back.
    for stranger in [&tenant.admin().await, &tenant.clerk().await.client] {
        assert_eq!(stranger.ask_with(UNLINK, json!({ "id": id })).await.no(), "NOT_FOUND");
    }
    another.client().done(UNLINK, json!({ "id": id })).await;
    for ended in [&browser.client(), &another.client(), &program] {
        assert_eq!(ended.ask(super::ME).await.code(), "UNAUTHENTICATED");
    }
    assert_eq!(Browser::new(&house).signs_in(BY_THE_NATION, account).await.status, 403);
}
