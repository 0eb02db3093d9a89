//! The coordinator's page for who may not see it, for addresses that say nonsense, and with what nobody should be called.

use super::export::{scene, sign_in_link};
use super::shown::{ALL, asked, asked_by, by, is_a_page_without_scripts};
use crate::house::Client;
use poem::http::Method;
use serde_json::json;

#[tokio::test]
async fn an_address_that_says_nonsense_is_refused_with_what_is_wrong_in_it() {
    let (house, _tenants, coordinator) = scene().await;
    for (query, status, said) in [
        ("health=BLUE", 400, "Takovou hodnotu nemůže mít filtr „health“: „BLUE“."),
        ("requester=x", 400, "Takový filtr přehled nemá: „requester“."),
        ("name=a&name=b", 400, "Filtr stojí v adrese dvakrát: „name“."),
        ("from=2026-03-02&to=2026-03-01", 400, "Období nejde spočítat"),
        ("page=0", 400, "„page“: „0“"),
        (
            "kind=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
            400,
            "„&lt;script&gt;alert(1)&lt;/script&gt;“",
        ),
        ("%3Cscript%3E=1", 400, "„&lt;script&gt;“"),
    ] {
        let shown = by(&coordinator, &house, &format!("/overview?{query}")).await;
        assert_eq!(shown.status, status, "{query}");
        assert!(shown.html.contains(said), "{query}: {}", shown.html);
        assert!(shown.html.contains("BAD_USER_INPUT") && !shown.html.contains("<table"), "{query}");
        is_a_page_without_scripts(&shown);
    }
    let long = format!("/overview?name={}", "a".repeat(3_000));
    assert_eq!(by(&coordinator, &house, &long).await.status, 414);
}

#[tokio::test]
async fn a_hostile_name_is_a_name() {
    let (house, tenants, coordinator) = scene().await;
    let admin = house.database().superuser().await;
    let hostile = r#"<script>alert("1")</script><img src=x onerror='alert(2)'>&amp;"#;
    let (one, other) = (&tenants[0].association.ico, &tenants[1].association.ico);
    for sql in [
        format!("UPDATE associations SET name = $1 WHERE ico = '{one}'"),
        format!(
            "INSERT INTO association_labels SELECT id, left($1, 60) FROM associations WHERE ico = '{other}'"
        ),
        "UPDATE districts SET name = $1".to_owned(),
        "UPDATE regions SET name = $1".to_owned(),
    ] {
        admin.execute(&sql, &[&hostile]).await.unwrap();
    }
    let escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=x onerror='alert(2)'&gt;&amp;amp;";
    let id = coordinator.done(ALL, json!({})).await;
    let id = id.text("/nationalOverview/centres/nodes/0/tenant/id").to_owned();
    let query = "name=%22%3E%3Cscript%3E&regionCode=%22%3E%3Cimg%20src%3Dx%3E&label='%20autofocus%20onfocus%3Dalert(1)";
    for path in
        ["/overview".to_owned(), format!("/overview?{query}"), format!("/overview/centres/{id}")]
    {
        let shown = by(&coordinator, &house, &path).await;
        assert_eq!(shown.status, 200, "{path}");
        assert!(shown.html.contains(escaped), "{path} has it: {}", shown.html);
        is_a_page_without_scripts(&shown);
    }
    let shown = by(&coordinator, &house, &format!("/overview?{query}")).await;
    assert!(shown.html.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{}", shown.html);
    assert!(
        shown.html.contains("<option value=\"&quot;&gt;&lt;img src=x&gt;\" selected>"),
        "{}",
        shown.html
    );
    assert!(
        shown.html.contains("<option value=\"' autofocus onfocus=alert(1)\" selected>"),
        "{}",
        shown.html
    );
}

#[tokio::test]
async fn the_page_is_for_who_reads_national_figures_by_token_or_session_and_nobody_else() {
    let (house, tenants, coordinator) = scene().await;
    let auditor = house.of_the_nation("auditor").await;
    assert_eq!(by(&auditor, &house, "/overview").await.slugs().len(), 2);
    let browser = house.browser(&sign_in_link(&coordinator).await).await;
    let shown = asked(&house, "/overview", &[("cookie", browser.cookie())]).await;
    assert_eq!((shown.status, shown.slugs().len()), (200, 2));
    is_a_page_without_scripts(&shown);
    let home = asked(&house, "/auth", &[("cookie", browser.cookie())]).await;
    assert!(home.html.contains("href=\"/overview\""), "{}", home.html);

    let id = coordinator.done(ALL, json!({})).await;
    let of_one =
        format!("/overview/centres/{}", id.text("/nationalOverview/centres/nodes/0/tenant/id"));
    for path in ["/overview", &of_one] {
        for refused in [
            house.of_the_nation("approver").await,
            tenants[0].manager().await.client,
            tenants[0].admin().await,
            tenants[0].mayor_of(0).await.client,
        ] {
            let shown = by(&refused, &house, path).await;
            assert_eq!(shown.status, 403, "{path}");
            assert!(
                shown.html.contains("Nemáte oprávnění") && !shown.html.contains("Ábel"),
                "{}",
                shown.html
            );
            is_a_page_without_scripts(&shown);
        }
        for headers in
            [&[][..], &[("authorization", "Bearer cst_nobody")], &[("cookie", "centrum=nobody")]]
        {
            let shown = asked(&house, path, headers).await;
            assert_eq!((shown.status, shown.header("www-authenticate")), (401, "Bearer"), "{path}");
            assert!(
                shown.html.contains("href=\"/auth\"") && !shown.html.contains("Ábel"),
                "{}",
                shown.html
            );
            is_a_page_without_scripts(&shown);
        }
    }
    let clerk = house.browser(&invited(&tenants[0].admin().await).await).await;
    let home = asked(&house, "/auth", &[("cookie", clerk.cookie())]).await;
    assert!(!home.html.contains("href=\"/overview\""), "nobody is led to what isn't theirs");
}

/// The link of a new clerk.
async fn invited(admin: &Client) -> String {
    let invite = "mutation { inviteUser(input: { email: \"nova@example.invalid\", displayName: \"Nora Nová\", role: CLERK }) {
        link { url } userErrors { code } } }";
    admin.done(invite, json!({})).await.text("/inviteUser/link/url").to_owned()
}

#[tokio::test]
async fn the_page_only_shows_something() {
    let (house, _tenants, coordinator) = scene().await;
    let bearer = format!("Bearer {}", coordinator.token());
    let headers = [("authorization", bearer.as_str())];
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let shown = asked_by(method, &house, "/overview", &headers).await;
        assert_eq!((shown.status, shown.header("allow")), (405, "GET, HEAD"));
        is_a_page_without_scripts(&shown);
    }
    let head = asked_by(Method::HEAD, &house, "/overview", &headers).await;
    assert_eq!(head.status, 200);
    is_a_page_without_scripts(&head);
}

#[tokio::test]
async fn a_region_s_coordinator_sees_the_region_and_no_centre_elsewhere() {
    let (house, tenants, coordinator) = scene().await;
    let regional = house.coordinator_of("CZ098").await;
    let shown = by(&regional, &house, "/overview").await;
    assert_eq!(shown.slugs(), [tenants[0].slug()]);
    assert!(!shown.html.contains("Ábel") && !shown.html.contains("Horní okres"), "{}", shown.html);
    assert_eq!(shown.sums()["REQUESTS_OPENED"], "6");
    let told = coordinator.done(ALL, json!({ "filter": { "name": "ábel" } })).await;
    let id = told.text("/nationalOverview/centres/nodes/0/tenant/id").to_owned();
    for (path, status) in [
        (format!("/overview/centres/{id}"), 404),
        (format!("/overview/centres/{}", tenants[0].id), 200),
        ("/overview/centres/nobody".to_owned(), 404),
        ("/overview/centres/".to_owned(), 404),
    ] {
        let shown = by(&regional, &house, &path).await;
        assert_eq!(shown.status, status, "{path}");
        assert!(!shown.html.contains("Ábel"), "{path}");
    }
    // Both exist for who sees all.
    assert_eq!(by(&coordinator, &house, &format!("/overview/centres/{id}")).await.status, 200);
}
