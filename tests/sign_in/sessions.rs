//! Sessions: one a browser, as long as is set, and ended everywhere at once.

use super::browser::{Browser, invited};
use super::provider::Provider;
use super::{BY_THE_NATION, ME, linking};
use crate::house::House;
use chrono::Duration;
use domain::access::SessionLimits;
use serde_json::json;

const SESSIONS: &str = "{ viewer { sessions { nodes { id current endedAt } } } }";
const EVERYWHERE: &str =
    "mutation($except: Boolean!) { signOutEverywhere(input: { exceptThis: $except }) {
    ended userErrors { code } } }";

#[tokio::test]
async fn a_browser_that_signs_in_anew_has_one_session() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let tenant = house.tenant("rotation").await;
    let mut browser = invited(&house, &tenant, "rotation", "CLERK").await;
    let by_link = browser.client();
    let account = tenant.slug();
    assert_eq!(browser.signs_in(&linking("nation", tenant.slug()), account).await.status, 303);
    let first = browser.client();
    assert_ne!(
        first.cookie(),
        by_link.cookie(),
        "what was known before signing in is worth nothing after"
    );
    assert_eq!(browser.signs_in(BY_THE_NATION, account).await.status, 303);
    for ended in [&by_link, &first] {
        assert_eq!(ended.ask(ME).await.code(), "UNAUTHENTICATED");
    }
    let listed = browser.client().done(SESSIONS, json!({})).await;
    let open = listed.list("/viewer/sessions/nodes").iter();
    let open: Vec<_> = open.filter(|session| session["endedAt"].is_null()).collect();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0]["current"], true);
    // By a link, too.
    let link = "mutation($id: ID!) { createSignInLink(input: { participantId: $id }) { link { url } userErrors { code } } }";
    let own = browser.client().done("{ viewer { participant { id } } }", json!({})).await;
    let link =
        browser.client().done(link, json!({ "id": own.text("/viewer/participant/id") })).await;
    let secret =
        link.text("/createSignInLink/link/url").split_once("secret=").unwrap().1.to_owned();
    let before = browser.client();
    assert_eq!(browser.send("/auth/link", &format!("secret={secret}")).await.status, 303);
    assert_eq!(before.ask(ME).await.code(), "UNAUTHENTICATED");
    browser.client().done(ME, json!({})).await;
}

#[tokio::test]
async fn a_session_by_a_provider_ends_when_it_lies_idle_and_when_it_is_old() {
    let provider = Provider::shared().await;
    let mut settings = provider.of_the_nation();
    settings.sessions = SessionLimits { idle_minutes: Some(60), lasts: Duration::hours(5) };
    // Each request is looked up: days pass faster here than a memory ends.
    let house = House::shared().await;
    let house = house.remembering(&house.database().url(), 4, std::time::Duration::ZERO);
    let house = house.vouched_for(settings);
    let tenant = house.tenant("idle").await;
    let mut browser = invited(&house, &tenant, "idle", "CLERK").await;
    let account = tenant.slug();
    assert_eq!(browser.signs_in(&linking("nation", tenant.slug()), account).await.status, 303);
    // Used every fifty minutes it goes on, up to the fifth hour.
    let client = browser.client();
    client.done(ME, json!({})).await;
    for _ in 0..5 {
        house.tick(Duration::minutes(50));
        client.done(ME, json!({})).await;
    }
    house.tick(Duration::minutes(51));
    assert_eq!(client.ask(ME).await.code(), "UNAUTHENTICATED");
    // Unused for an hour it is over before that.
    assert_eq!(browser.signs_in(BY_THE_NATION, account).await.status, 303);
    browser.client().done(ME, json!({})).await;
    house.tick(Duration::minutes(61));
    assert_eq!(browser.client().ask(ME).await.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn one_signs_out_of_all_browsers_at_once_or_of_all_others() {
    let provider = Provider::shared().await;
    let house = House::shared().await.vouched_for(provider.of_the_nation());
    let tenant = house.tenant("everywhere").await;
    let other = house.tenant("not-everywhere").await;
    let mut first = invited(&house, &tenant, "here", "CLERK").await;
    let colleague = invited(&house, &tenant, "colleague", "CLERK").await;
    let email = format!("here@{}.invalid", tenant.slug());
    let invite = "mutation($input: InviteUserInput!) { inviteUser(input: $input) { link { url } userErrors { code } } }";
    let input = json!({ "email": email, "displayName": "here", "role": "CLERK" });
    let invited = other.admin().await.done(invite, json!({ "input": input })).await;
    let elsewhere = Browser::invited(&house, invited.text("/inviteUser/link/url")).await;
    let account = tenant.slug();
    assert_eq!(first.signs_in(&linking("nation", tenant.slug()), account).await.status, 303);
    let mut second = Browser::new(&house);
    assert_eq!(second.signs_in(BY_THE_NATION, account).await.status, 303);
    let ended = second.client().done(EVERYWHERE, json!({ "except": true })).await;
    assert_eq!(ended.number("/signOutEverywhere/ended"), 1);
    assert_eq!(first.client().ask(ME).await.code(), "UNAUTHENTICATED");
    second.client().done(ME, json!({})).await;
    // By the button of the page: this one as well.
    let mut third = Browser::new(&house);
    assert_eq!(third.signs_in(BY_THE_NATION, account).await.status, 303);
    let (of_second, of_third) = (second.client(), third.client());
    let page = third.send("/auth/sign-out-everywhere", "").await;
    assert_eq!(page.status, 303, "{}", page.text);
    for ended in [&of_second, &of_third] {
        assert_eq!(ended.ask(ME).await.code(), "UNAUTHENTICATED");
    }
    // Not somebody else's, nor what opens another tenant only.
    colleague.client().done(ME, json!({})).await;
    elsewhere.client().done(ME, json!({})).await;
}
