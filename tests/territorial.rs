//! The coordinator of a region: sees and acts for the tenants and associations with their seat there, and for no other.

use crate::house::register::extended_powers;
use crate::house::{Answer, Client, House, Tenant};
use serde_json::{Value, json};

async fn onboard(by: &Client, ico: &str, slug: &str) -> Answer {
    let query = "mutation($input: OnboardTenantInput!) { onboardTenant(input: $input) { tenant { id slug } userErrors { code } } }";
    let input = json!({
        "ico": ico, "slug": slug, "adminEmail": format!("prvni@{slug}.invalid"), "adminName": "První",
    });
    by.ask_with(query, json!({ "input": input })).await
}

async fn go(by: &Client, tenant: &Tenant) -> Answer {
    let query =
        "mutation($id: ID!) { changeTenantLifecycle(input: { tenantId: $id, lifecycle: ACTIVE }) {
        tenant { lifecycle } userErrors { code } } }";
    by.ask_with(query, json!({ "id": tenant.id.to_string() })).await
}

async fn support(by: &Client, tenant: &Tenant) -> Answer {
    let query = "mutation($id: ID!) { openSupportAccess(input: { tenantId: $id, reason: \"Prosba\", minutes: 10 }) {
        supportAccess { id } userErrors { code } } }";
    by.ask_with(query, json!({ "id": tenant.id.to_string() })).await
}

async fn convert(by: &Client, ico: &str) -> Answer {
    let query = "mutation($ico: Ico!) { convertToCommunity(input: { ico: $ico, from: \"2026-03-02\", name: \"Obce s. o.\" }) {
        association { ico } userErrors { code } } }";
    by.ask_with(query, json!({ "ico": ico })).await
}

/// A tenant with its seat in a region of its own, and the region's coordinator.
async fn region(house: &House, name: &str) -> (Tenant, Client) {
    let (association, region) = house.association_elsewhere(name).await;
    let tenant = Tenant::onboard(house, association).await;
    let coordinator = house.coordinator_of(&region).await;
    (tenant, coordinator)
}

#[tokio::test]
async fn sees_the_tenants_and_figures_of_the_own_region_and_of_no_other() {
    let house = House::fresh().await;
    let ((own, coordinator), (other, another)) =
        (region(&house, "own").await, region(&house, "other").await);
    for tenant in [&own, &other] {
        let clerk = tenant.clerk().await;
        tenant.open(&clerk, "DEV-WASTE", 0, "x").await;
    }
    house.catch_up().await;
    let query = "query($own: ID!, $other: ID!, $ico: Ico!) {
        tenants { totalCount nodes { slug } }
        nodes(ids: [$own, $other]) { id }
        association(ico: $ico) { name tenant { slug } }
        nationalOverview { totals { requestsOpened } centres { totalCount nodes { tenant { slug } requestsOpen } } } }";
    for (by, mine, theirs) in [(&coordinator, &own, &other), (&another, &other, &own)] {
        let ids = json!({
            "own": mine.id.to_string(), "other": theirs.id.to_string(), "ico": theirs.association.ico,
        });
        let seen = by.done(query, ids).await;
        assert_eq!(
            *seen.data("/tenants"),
            json!({ "totalCount": 1, "nodes": [{ "slug": mine.slug() }] })
        );
        assert_eq!(*seen.data("/nodes"), json!([{ "id": mine.id.to_string() }, null]));
        // The register is public; that the association is a tenant is not.
        let public = json!({ "name": theirs.association.name, "tenant": null });
        assert_eq!(*seen.data("/association"), public);
        assert_eq!(seen.number("/nationalOverview/totals/requestsOpened"), 1);
        let centres = json!({ "totalCount": 1, "nodes": [{ "tenant": { "slug": mine.slug() }, "requestsOpen": 1 }] });
        assert_eq!(*seen.data("/nationalOverview/centres"), centres);
    }
    let whole = house.coordinator().await.done("{ tenants { totalCount } }", json!({})).await;
    assert_eq!(whole.number("/tenants/totalCount"), 2);
}

#[tokio::test]
async fn acts_for_the_own_region_and_is_refused_in_another() {
    let house = House::shared().await;
    let ((own, coordinator), (other, _)) =
        (region(&house, "own").await, region(&house, "other").await);
    assert!(go(&coordinator, &own).await.is_done());
    assert_eq!(go(&coordinator, &other).await.no(), "NOT_FOUND");
    assert!(support(&coordinator, &own).await.is_done());
    assert_eq!(support(&coordinator, &other).await.no(), "NOT_FOUND");
    // In the region in which all other invented associations lie.
    let codes = house.settle(&extended_powers(), 9).await;
    let (north, plain) =
        (house.associate("north", &codes).await, house.of_the_nation("territorial").await);
    for (by, no) in [(&coordinator, "OUTSIDE_OWN_REGION"), (&plain, "")] {
        assert_eq!(convert(by, &north.ico).await.no(), no);
        assert_eq!(onboard(by, &north.ico, &north.slug).await.no(), no);
    }
    let unknown = house.association("nowhere").await;
    let sql = format!("UPDATE associations SET district_code = NULL WHERE ico = '{}'", unknown.ico);
    house.database().superuser().await.batch_execute(&sql).await.unwrap();
    assert_eq!(onboard(&plain, &unknown.ico, &unknown.slug).await.no(), "OUTSIDE_OWN_REGION");
    let whole = house.coordinator().await;
    assert!(onboard(&whole, &unknown.ico, &unknown.slug).await.is_done());
}

#[tokio::test]
async fn gives_nobody_a_role_and_is_given_one_with_a_region() {
    let house = House::shared().await;
    let (_, coordinator) = region(&house, "roles").await;
    let whole = house.another_coordinator("roles").await;
    let invite = "mutation($role: Role!, $region: String) { inviteUser(input: {
        email: \"nova@example.invalid\", displayName: \"Nová\", role: $role, regionCode: $region }) {
        grant { role regionCode status } userErrors { code path } } }";
    let mut said = Vec::new();
    for (role, region) in [
        ("TERRITORIAL_COORDINATOR", None),
        ("TERRITORIAL_COORDINATOR", Some("CZ777")),
        ("NATIONAL_COORDINATOR", Some("CZ099")),
        ("TERRITORIAL_COORDINATOR", Some("CZ099")),
    ] {
        let asked = json!({ "role": role, "region": region });
        let answer = whole.ask_with(invite, asked.clone()).await;
        let path = answer.data("/inviteUser/userErrors/0/path");
        said.push(format!("{role} {region:?}: {} {path}", answer.no()));
        let refused = coordinator.ask_with(invite, asked).await;
        assert_eq!(refused.code(), "FORBIDDEN");
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    TERRITORIAL_COORDINATOR None: REQUIRED ["input","regionCode"]
    TERRITORIAL_COORDINATOR Some("CZ777"): NOT_FOUND ["input","regionCode"]
    NATIONAL_COORDINATOR Some("CZ099"): MALFORMED ["input","regionCode"]
    TERRITORIAL_COORDINATOR Some("CZ099"):  null
    "#);
}

#[tokio::test]
async fn an_auditor_of_a_region_sees_its_figures_only() {
    let house = House::fresh().await;
    let ((own, _), (_, _)) = (region(&house, "own").await, region(&house, "other").await);
    let code = "query($ico: Ico!) { association(ico: $ico) { district { region { code } } } }";
    let whole = house.coordinator().await;
    let region = whole.done(code, json!({ "ico": own.association.ico })).await;
    let invite = "mutation($region: String) { inviteUser(input: {
        email: \"auditor@example.invalid\", displayName: \"Auditorka\", role: NATIONAL_AUDITOR, regionCode: $region }) {
        link { url } userErrors { code } } }";
    let region = region.text("/association/district/region/code");
    let invited = whole.done(invite, json!({ "region": region })).await;
    let auditor = house.browser(invited.text("/inviteUser/link/url")).await;
    let seen = auditor
        .done(
            "{ nationalOverview { centres { nodes { tenant { slug } } } } tenants { totalCount } }",
            json!({}),
        )
        .await;
    assert_eq!(
        *seen.data("/nationalOverview/centres/nodes"),
        json!([{ "tenant": { "slug": own.slug() } }])
    );
    assert_eq!(seen.number("/tenants/totalCount"), 1);
}

#[tokio::test]
async fn with_a_grant_for_the_whole_nation_it_is_that_which_counts() {
    let house = House::fresh().await;
    let (own, coordinator) = region(&house, "both").await;
    region(&house, "other").await;
    let me = coordinator.done("{ participants { nodes { id displayName } } }", json!({})).await;
    let is_me = |one: &&Value| one["displayName"] == "Krajská koordinátorka";
    let me = me.list("/participants/nodes").iter().find(is_me).unwrap()["id"].clone();
    let grant = "mutation($who: ID!) { grantRole(input: { participantId: $who, role: NATIONAL_AUDITOR }) { userErrors { code } } }";
    house.coordinator().await.done(grant, json!({ "who": me })).await;
    let coordinator = coordinator.again(&house).await;
    let seen = coordinator.done("{ tenants { totalCount } }", json!({})).await;
    assert_eq!(seen.number("/tenants/totalCount"), 2, "as an auditor of all");
    assert_eq!(go(&coordinator, &own).await.code(), "FORBIDDEN", "and as a coordinator of none");
}
