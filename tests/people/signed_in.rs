//! Links, sessions, tokens: how one gets in, and how that ends.

use super::{LINK, ME, grant_of, invite, revoke};
use crate::house::{Client, House};
use chrono::Duration;
use serde_json::{Value, json};

const SESSIONS: &str = "{ viewer { sessions { nodes { id current endedAt lastUsedAt } } } }";
const END: &str =
    "mutation($id: ID!) { endSession(input: { id: $id }) { id userErrors { code } } }";
const TOKEN: &str = "mutation($input: CreateApiTokenInput!) { createApiToken(input: $input) {
    id token expiresAt userErrors { code path } } }";
const TOKENS: &str =
    "{ viewer { apiTokens { nodes { id name permissions endedAt lastUsedAt } } } }";

#[tokio::test]
async fn who_is_invited_signs_in_by_the_link_once_and_finds_the_own_tenant() {
    let house = House::shared().await;
    let tenant = house.tenant("invited").await;
    let invited = invite(&tenant.admin().await, &tenant, "nova", "CLERK", None).await;
    insta::assert_snapshot!(invited.shown_at("/data/inviteUser"), @r#"
    {
      "grant": {"id":"grant 1","needsConfirmation":false,"role":"CLERK","status":"IN_FORCE"},
      "link": {
        "expiresAt": "2026-03-03 (some time)",
        "url": "http://127.0.0.1:8080/auth/link?secret=(secret)"
      },
      "participant": {"displayName":"nova","id":"participant 1"},
      "userErrors": []
    }
    "#);
    let url = invited.text("/inviteUser/link/url");
    let at_once =
        futures_util::future::join_all((0..4).map(|_| Client::pressing(&house, url))).await;
    let (inside, outside): (Vec<_>, Vec<_>) = at_once.into_iter().partition(Result::is_ok);
    assert_eq!(
        outside.iter().filter_map(|answer| answer.as_ref().err()).collect::<Vec<_>>(),
        [&410; 3]
    );
    let browser = inside.into_iter().find_map(Result::ok).expect("one got in");
    let me = browser.done(ME, json!({})).await;
    assert_eq!(me.each("/viewer/tenants", "slug"), [tenant.slug()]);
    assert_eq!(*me.data("/viewer/roles"), json!(["CLERK"]));
    assert_eq!(Client::pressing(&house, url).await.err(), Some(410));
}

#[tokio::test]
async fn somebody_invited_several_times_at_once_takes_part_once() {
    let house = House::shared().await;
    let tenant = house.tenant("rush").await;
    let admin = tenant.admin().await;
    let roles = ["CLERK", "AUDITOR", "LEGAL_ADVISER", "CENTRE_MANAGER"];
    let invited = roles.map(|role| invite(&admin, &tenant, "nova", role, None));
    let answers = futures_util::future::join_all(invited).await;
    let ids: std::collections::BTreeSet<&str> =
        answers.iter().map(|answer| answer.text("/inviteUser/participant/id")).collect();
    assert_eq!(ids.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn a_link_waits_for_a_day() {
    let house = House::shared().await;
    let tenant = house.tenant("waiting").await;
    let admin = tenant.admin().await;
    let first = invite(&admin, &tenant, "slow", "CLERK", None).await;
    house.tick(Duration::hours(24));
    let url = first.text("/inviteUser/link/url");
    assert_eq!(Client::pressing(&house, url).await.err(), Some(410));
    let who = json!({ "id": first.text("/inviteUser/participant/id") });
    let admin = admin.again(&house).await;
    let second = admin.done(LINK, who.clone()).await;
    let third = admin.done(LINK, who).await;
    // A new link ends the one before.
    let url = |answer: &crate::house::Answer| answer.text("/createSignInLink/link/url").to_owned();
    assert_eq!(Client::pressing(&house, &url(&second)).await.err(), Some(410));
    house.browser(&url(&third)).await.done(ME, json!({})).await;
}

#[tokio::test]
async fn a_link_opens_the_tenant_it_was_made_in_and_no_other_of_its_person() {
    let house = House::shared().await;
    let (own, other) = (house.tenant("mine").await, house.tenant("hers").await);
    let clerk = other.clerk().await;
    // Whoever invites holds the link: it must not be a key to the other tenant.
    let email = clerk.email().split_once('@').unwrap().0.to_owned();
    let input = json!({ "email": format!("{email}@{}.invalid", other.slug()), "displayName": "x", "role": "CLERK" });
    let invited = own.admin().await.done(super::INVITE, json!({ "input": input })).await;
    let browser = house.browser(invited.text("/inviteUser/link/url")).await;
    let me = browser.done(ME, json!({})).await;
    assert_eq!(me.each("/viewer/tenants", "slug"), [own.slug()]);
    let refused = browser.naming(Some(other.slug())).ask(ME).await;
    assert_eq!((refused.status, refused.code()), (404, "TENANT_NOT_FOUND"));
    let tokens = browser.done(TOKENS, json!({})).await;
    assert!(tokens.list("/viewer/apiTokens/nodes").iter().all(|token| token["name"] == "demo"));
}

#[tokio::test]
async fn who_watches_others_gets_no_second_link_from_anybody_else() {
    let house = House::shared().await;
    let tenant = house.tenant("watchers").await;
    let admin = tenant.admin().await;
    for (name, role) in [("predseda", "ASSOCIATION_CHAIR"), ("auditor", "AUDITOR")] {
        let invited = invite(&admin, &tenant, name, role, None).await;
        let who = json!({ "id": invited.text("/inviteUser/participant/id") });
        // Not used yet: a lost link is made again.
        let link = admin.done(LINK, who.clone()).await;
        let browser = house.browser(link.text("/createSignInLink/link/url")).await;
        assert_eq!(admin.ask_with(LINK, who.clone()).await.no(), "LINK_REFUSED");
        // For oneself, for another browser.
        let own = browser.done(LINK, who.clone()).await;
        house.browser(own.text("/createSignInLink/link/url")).await.done(ME, json!({})).await;
        let again = invite(&admin, &tenant, name, "CLERK", None).await;
        assert_eq!(again.no(), "LINK_REFUSED");
        let roles = browser.done(ME, json!({})).await.data("/viewer/roles").clone();
        assert_eq!(roles, json!([role]), "and nothing was half done");
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_each_at_once() {
    let house = House::shared().await;
    let tenant = house.tenant("sessions").await;
    let admin = tenant.admin().await;
    let invited = invite(&admin, &tenant, "dva", "CLERK", None).await;
    let one = house.browser(invited.text("/inviteUser/link/url")).await;
    let who = json!({ "id": invited.text("/inviteUser/participant/id") });
    let link = one.done(LINK, who).await;
    let two = house.browser(link.text("/createSignInLink/link/url")).await;
    let listed = two.done(SESSIONS, json!({})).await;
    let current: Vec<&Value> =
        listed.list("/viewer/sessions/nodes").iter().map(|session| &session["current"]).collect();
    assert_eq!(current, [true, false]);
    let id = |place: usize| listed.list("/viewer/sessions/nodes")[place]["id"].clone();
    two.done(END, json!({ "id": id(1) })).await;
    assert_eq!(one.ask(ME).await.code(), "UNAUTHENTICATED");
    assert_eq!(two.ask_with(END, json!({ "id": id(1) })).await.no(), "NOT_FOUND");
    // Nobody else ends it.
    for other in [&admin, &tenant.clerk().await.client] {
        assert_eq!(other.ask_with(END, json!({ "id": id(0) })).await.no(), "NOT_FOUND");
    }
    two.done(END, json!({ "id": id(0) })).await;
    assert_eq!(two.ask(ME).await.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_and_with_the_role() {
    let house = House::shared().await;
    let tenant = house.tenant("month").await;
    let admin = tenant.admin().await;
    let invited = invite(&admin, &tenant, "mesic", "CLERK", None).await;
    let browser = house.browser(invited.text("/inviteUser/link/url")).await;
    house.tick(Duration::days(30) - Duration::minutes(5));
    browser.done(ME, json!({})).await;
    house.tick(Duration::minutes(5));
    assert_eq!(browser.ask(ME).await.code(), "UNAUTHENTICATED");
    let admin = admin.again(&house).await;
    let who = invited.text("/inviteUser/participant/id");
    let link = admin.done(LINK, json!({ "id": who })).await;
    let browser = house.browser(link.text("/createSignInLink/link/url")).await;
    browser.done("{ tenant { slug } }", json!({})).await;
    revoke(&admin, &grant_of(&admin, who, "CLERK").await).await;
    assert_eq!(browser.ask("{ tenant { slug } }").await.code(), "TENANT_REQUIRED");
}

#[tokio::test]
async fn a_token_may_do_a_part_of_what_its_maker_may_and_ends_with_that() {
    let house = House::shared().await;
    let tenant = house.tenant("subset").await;
    let (admin, clerk) = (tenant.admin().await, tenant.clerk().await);
    let input = json!({ "name": "Jen čtení", "days": 5, "permissions": ["ReadRequests", "ManageOwnTokens"] });
    let made = clerk.done(TOKEN, json!({ "input": input })).await;
    let reader = house.bearer(made.text("/createApiToken/token"), None);
    let may = "{ viewer { permissions } }";
    let me = reader.done(may, json!({})).await;
    assert_eq!(*me.data("/viewer/permissions"), json!(["ManageOwnTokens", "ReadRequests"]));
    reader.done("{ requests { totalCount } }", json!({})).await;
    let open =
        r#"mutation { openRequest(input: { serviceCode: "DEV-WASTE", title: "x" }) { id } }"#;
    assert_eq!(reader.ask(open).await.errors()[0]["extensions"]["permission"], "OpenRequest");

    // What it makes can't do or last more.
    let more = json!({ "name": "Víc", "days": 5, "permissions": ["CloseRequest"] });
    assert_eq!(reader.ask_with(TOKEN, json!({ "input": more })).await.no(), "PERMISSION_NOT_HELD");
    let child = json!({ "name": "Dítě", "days": 366 });
    let child = reader.done(TOKEN, json!({ "input": child })).await;
    assert_eq!(child.text("/createApiToken/expiresAt"), made.text("/createApiToken/expiresAt"));
    let child = house.bearer(child.text("/createApiToken/token"), None);
    assert_eq!(
        *child.done(may, json!({})).await.data("/viewer/permissions"),
        json!(["ManageOwnTokens", "ReadRequests"])
    );

    let listed = clerk.done(TOKENS, json!({})).await;
    assert_eq!(
        listed.list("/viewer/apiTokens/nodes")[0]["permissions"],
        json!(["ManageOwnTokens", "ReadRequests"])
    );
    assert_ne!(listed.list("/viewer/apiTokens/nodes")[0]["lastUsedAt"], Value::Null);

    // Ended, it takes along what was made with it.
    let revoke_token =
        "mutation($id: ID!) { revokeApiToken(input: { id: $id }) { id userErrors { code } } }";
    clerk.done(revoke_token, json!({ "id": made.text("/createApiToken/id") })).await;
    for ended in [&reader, &child] {
        assert_eq!(ended.ask(ME).await.code(), "UNAUTHENTICATED");
    }
    // A role that is gone is gone for its tokens.
    let input = json!({ "name": "Vše", "days": 5 });
    let all = clerk.done(TOKEN, json!({ "input": input })).await;
    let all = house.bearer(all.text("/createApiToken/token"), None);
    all.done("{ requests { totalCount } }", json!({})).await;
    revoke(&admin, &grant_of(&admin, &clerk.id, "CLERK").await).await;
    assert_eq!(all.ask("{ requests { totalCount } }").await.code(), "TENANT_REQUIRED");
}

#[tokio::test]
async fn permissions_of_a_token_are_known_words_and_at_least_one() {
    let tenant = House::shared().await.tenant("words").await;
    let clerk = tenant.clerk().await;
    for (permissions, no) in [
        (json!(["CloseRequests"]), "MALFORMED"),
        (json!([]), "REQUIRED"),
        (json!(["GrantRole"]), "PERMISSION_NOT_HELD"),
        (json!(["KeepFigures"]), "PERMISSION_NOT_HELD"),
    ] {
        let input = json!({ "name": "x", "days": 1, "permissions": permissions });
        assert_eq!(clerk.ask_with(TOKEN, json!({ "input": input })).await.no(), no);
    }
}
