//! An association becomes a tenant.

mod by_list;
mod checklist;

use crate::house::register::{Association, ico};
use crate::house::{Answer, Client, House};
use domain::access::Role;
use serde_json::{Value, json};

const ONBOARD: &str = "mutation($input: OnboardTenantInput!) { onboardTenant(input: $input) {
    tenant { id slug kind lifecycle association { name ico } } adminLink { url expiresAt } userErrors { code path } } }";

fn input(association: &Association) -> Value {
    json!({
        "ico": association.ico, "slug": association.slug,
        "adminEmail": format!("admin@{}.invalid", association.slug), "adminName": "Alena Správná",
    })
}

async fn onboard(by: &Client, association: &Association, changes: Value) -> Answer {
    let mut input = input(association);
    input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    by.ask_with(ONBOARD, json!({ "input": input })).await
}

#[tokio::test]
async fn the_coordinator_onboards_an_association_and_hands_over_the_first_link() {
    let house = House::shared().await;
    let association = house.association("onboarded").await;
    let onboarded = onboard(&house.coordinator().await, &association, json!({})).await;
    let shown = onboarded.shown_at("/data/onboardTenant");
    let shown = shown
        .replace(&association.name, "(name)")
        .replace(&association.ico, "(ico)")
        .replace(&association.slug, "(slug)");
    insta::assert_snapshot!(shown, @r#"
    {
      "adminLink": {
        "expiresAt": "2026-03-03 (some time)",
        "url": "http://127.0.0.1:8080/auth/link?secret=(secret)"
      },
      "tenant": {
        "association": {"ico":"(ico)","name":"(name)"},
        "id": "tenant 1",
        "kind": "ASSOCIATION",
        "lifecycle": "ONBOARDING",
        "slug": "(slug)"
      },
      "userErrors": []
    }
    "#);

    let link = onboarded.text("/onboardTenant/adminLink/url");
    let admin = house.browser(link).await;
    let query = "{ viewer { roles tenants { slug } permissions }
        members { totalCount nodes { isAssociationItself municipality { code } } }
        participants { nodes { displayName } } services { totalCount } }";
    let first = admin.done(query, json!({})).await;
    assert_eq!(*first.data("/viewer/roles"), json!(["TENANT_ADMIN"]));
    assert_eq!(first.number("/members/totalCount"), 4);
    assert_eq!(first.number("/services/totalCount"), 49);
    assert_eq!(first.each("/participants/nodes", "displayName"), ["Alena Správná"]);
    let members = first.list("/members/nodes");
    let itself: Vec<_> = members.iter().filter(|m| m["isAssociationItself"] == true).collect();
    assert_eq!(itself, [&json!({ "isAssociationItself": true, "municipality": null })]);
}

#[tokio::test]
async fn the_first_link_opens_that_tenant_and_no_other_of_its_person() {
    let house = House::shared().await;
    let older = house.tenant("older").await;
    let email = older.admin().await.email().to_owned();
    let association = house.association("younger").await;
    let onboarded =
        onboard(&house.coordinator().await, &association, json!({ "adminEmail": email })).await;
    let admin = house.browser(onboarded.text("/onboardTenant/adminLink/url")).await;
    let query = "{ tenant { slug } viewer { tenants { slug } } }";
    let unnamed = admin.done(query, json!({})).await;
    assert_eq!(unnamed.text("/tenant/slug"), association.slug);
    assert_eq!(unnamed.each("/viewer/tenants", "slug"), [association.slug.as_str()]);
    for other in [older.slug(), "nation"] {
        let refused = admin.naming(Some(other)).ask(query).await;
        assert_eq!((refused.status, refused.code()), (404, "TENANT_NOT_FOUND"));
    }
}

#[tokio::test]
async fn an_association_is_onboarded_once_and_a_slug_given_once() {
    let house = House::shared().await;
    let coordinator = house.coordinator().await;
    let (first, second) = (house.association("once").await, house.association("more").await);
    let at_once = (0..4).map(|_| onboard(&coordinator, &first, json!({})));
    let answers = futures_util::future::join_all(at_once).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_done()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.no() == "ALREADY_ONBOARDED").count(), 3);
    for changes in [json!({}), json!({ "slug": "another-slug" })] {
        assert_eq!(onboard(&coordinator, &first, changes).await.no(), "ALREADY_ONBOARDED");
    }
    for slug in [first.slug.as_str(), "nation"] {
        let taken = onboard(&coordinator, &second, json!({ "slug": slug })).await;
        assert_eq!(taken.no(), "ALREADY_ONBOARDED");
        assert_eq!(*taken.data("/onboardTenant/adminLink"), Value::Null);
    }
}

#[tokio::test]
async fn who_can_t_be_onboarded_is_refused_each_with_its_code() {
    let house = House::shared().await;
    let coordinator = house.coordinator().await;
    let association = house.association("refused").await;
    let mut said = Vec::new();
    for (what, changes) in [
        ("unknown", json!({ "ico": ico(9_999_999) })),
        ("dissolved", json!({ "ico": ico(4_000_002) })),
        ("coordinator", json!({ "adminEmail": "coordinator@nation.invalid" })),
        ("in capitals", json!({ "adminEmail": " Auditor@Nation.Invalid " })),
        ("no e-mail", json!({ "adminEmail": "admin" })),
        ("no name", json!({ "adminName": " " })),
        ("slug in capitals", json!({ "slug": "Refused" })),
        ("slug with a space", json!({ "slug": "a b" })),
        ("no slug", json!({ "slug": "" })),
        ("mistyped", json!({ "ico": "12345678" })),
    ] {
        let answer = onboard(&coordinator, &association, changes).await;
        said.push(format!(
            "{what}: {} {}",
            answer.no(),
            answer.data("/onboardTenant/userErrors/0/path")
        ));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    unknown: NOT_FOUND ["input","ico"]
    dissolved: ASSOCIATION_DISSOLVED []
    coordinator: NATIONAL_GRANT_HOLDER []
    in capitals: NATIONAL_GRANT_HOLDER []
    no e-mail: MALFORMED ["input","adminEmail"]
    no name: REQUIRED ["input","adminName"]
    slug in capitals: MALFORMED ["input","slug"]
    slug with a space: MALFORMED ["input","slug"]
    no slug: MALFORMED ["input","slug"]
    mistyped: BAD_USER_INPUT null
    "#);
    // Not one of them left anything behind.
    assert!(onboard(&coordinator, &association, json!({})).await.is_done());
}

#[tokio::test]
async fn an_association_that_will_end_is_onboarded_until_it_does() {
    let house = House::fresh().await;
    let mut ending = house.association("ending").await;
    ending.ico = ico(4_000_003);
    house.tick(crate::house::at("2026-12-30T23:30:00Z") - house.now());
    let coordinator = house.coordinator().await;
    // In Prague it is the day on which it ends.
    let refused = onboard(&coordinator, &ending, json!({})).await;
    assert_eq!(refused.no(), "ASSOCIATION_DISSOLVED");
    house.tick(-chrono::Duration::hours(1));
    assert!(onboard(&coordinator, &ending, json!({})).await.is_done());
}

#[tokio::test]
async fn nobody_but_the_coordinator_onboards() {
    let house = House::shared().await;
    let (tenant, association) = (house.tenant("old").await, house.association("wish").await);
    for by in [
        tenant.admin().await,
        tenant.manager().await.client,
        tenant.chair().await.client,
        house.of_the_nation("auditor").await,
        house.of_the_nation("approver").await,
    ] {
        let refused = onboard(&by, &association, json!({})).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        assert_eq!(refused.errors()[0]["extensions"]["permission"], "OnboardTenant");
    }
}

#[tokio::test]
async fn the_nation_lists_all_tenants_and_shows_the_members_of_none() {
    let house = House::fresh().await;
    let tenants = house.tenants(&["alfa", "beta", "gama"]).await;
    let coordinator = house.coordinator().await;
    let query = "query($after: String) { tenants(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { slug association { name tenant { slug } } members { totalCount } } } }";
    let page = coordinator.done(query, json!({})).await;
    assert_eq!(page.number("/tenants/totalCount"), 3);
    assert_eq!(page.each("/tenants/nodes", "slug"), [tenants[0].slug(), tenants[1].slug()]);
    assert_eq!(page.text("/tenants/nodes/0/association/name"), tenants[0].association.name);
    assert_eq!(page.text("/tenants/nodes/0/association/tenant/slug"), tenants[0].slug());
    assert_eq!(page.number("/tenants/nodes/0/members/totalCount"), 0);
    let cursor = page.text("/tenants/pageInfo/endCursor");
    let rest = coordinator.done(query, json!({ "after": cursor })).await;
    assert_eq!(rest.each("/tenants/nodes", "slug"), [tenants[2].slug()]);
    assert_eq!(*rest.data("/tenants/pageInfo/hasNextPage"), false);
    let own = coordinator.done("{ tenant { kind slug association { name } } }", json!({})).await;
    assert_eq!(
        *own.data("/tenant"),
        json!({ "kind": "NATION", "slug": "nation", "association": null })
    );
}

#[tokio::test]
async fn what_an_association_became_is_known_to_itself_and_to_the_nation() {
    let house = House::shared().await;
    let (own, other) = (house.tenant("known").await, house.tenant("curious").await);
    let query = "query($ico: Ico!) { association(ico: $ico) { name tenant { slug } } }";
    let ico = json!({ "ico": own.association.ico });
    let seen = |answer: Answer| answer.data("/association/tenant/slug").clone();
    assert_eq!(seen(own.clerk().await.done(query, ico.clone()).await), own.slug());
    assert_eq!(seen(house.coordinator().await.done(query, ico.clone()).await), own.slug());
    assert_eq!(seen(other.clerk().await.done(query, ico).await), Value::Null);
    // Who holds a role in the nation is none of a tenant's business, nor the other way round.
    own.person("auditor", Role::Auditor, None).await;
    let people = house.coordinator().await.ask("{ participants { nodes { displayName } } }").await;
    let people = people.each("/participants/nodes", "displayName");
    let of_the_tenant = people.iter().filter(|name| ["clerk", "Alena Správná"].contains(name));
    assert_eq!(of_the_tenant.count(), 0, "{people:?}");
    assert!(["coordinator", "approver", "auditor"].iter().all(|name| people.contains(name)));
}
