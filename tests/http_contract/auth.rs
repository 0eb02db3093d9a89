//! Signing in by a link, as a browser does it, and what the cookie is good for.

use super::asking::{Asked, Front, get, post};
use poem::http::StatusCode;
use serde_json::json;
use server::http::Settings;

const LINKS: &str = "
    INSERT INTO sign_in_links (id, person_id, tenant_id, hash, made_at, expires_at)
    SELECT gen_random_uuid(), p.person_id, p.tenant_id, sha256(secret::bytea), now() - interval '1 hour', now() + expires::interval
    FROM participants p, (VALUES ('csl_one', '1 hour'), ('csl_two', '1 hour'), ('csl_old', '-1 minute')) v (secret, expires)
    WHERE p.id::text LIKE 'ad1%'";

async fn front() -> Front {
    front_with(Settings::default()).await
}

/// With links that can be pressed.
pub(super) async fn front_with(settings: Settings) -> Front {
    let front = Front::open_with(settings).await;
    front.database.superuser().await.batch_execute(LINKS).await.unwrap();
    front
}

fn page(path: &'static str) -> Asked {
    get(path).without("authorization")
}

fn form(path: &'static str, body: &'static str) -> Asked {
    let form = page(path).method("POST").raw(body);
    form.with("content-type", "application/x-www-form-urlencoded")
}

fn me() -> Asked {
    post(json!({ "query": "{ viewer { id } }" })).without("authorization")
}

/// Presses the button; the cookie as a browser sends it back.
pub(super) async fn signed_in(front: &Front, body: &'static str) -> String {
    let pressed = front.ask(form("/auth/link", body)).await;
    assert_eq!(
        (pressed.status, pressed.header("location")),
        (StatusCode::SEE_OTHER, Some("/auth"))
    );
    let cookie = pressed.header("set-cookie").unwrap();
    assert!(cookie.starts_with("centrum-8080=css_"), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax")
            || cookie.ends_with("; Path=/; Max-Age=2591999; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_look_at_a_link_shows_a_button_and_only_the_button_uses_it_up() {
    let front = front().await;
    for _ in 0..2 {
        let shown = front.ask(page("/auth/link?secret=csl_one")).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert_eq!(shown.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(
            shown.text.contains("<form method=\"post\" action=\"/auth/link\">"),
            "{}",
            shown.text
        );
        assert!(shown.text.contains("Přihlásit se") && shown.text.contains("Sign in"));
        let policy = shown.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'")
        );
        assert_eq!(shown.header("referrer-policy"), Some("strict-origin"));
        assert_eq!(shown.header("set-cookie"), None);
    }
    let cookie = signed_in(&front, "secret=csl_one").await;
    let home = front.ask(page("/auth").with("cookie", &cookie)).await;
    assert!(home.text.contains("svazek-1"), "{}", home.text);
    for again in [page("/auth/link?secret=csl_one"), form("/auth/link", "secret=csl_one")] {
        let ended = front.ask(again).await;
        assert_eq!((ended.status, ended.header("set-cookie")), (StatusCode::GONE, None));
    }
}

#[tokio::test]
async fn what_isnt_a_press_of_our_button_is_refused_and_the_link_still_counts() {
    let front = front().await;
    let long = "secret=csl_one&".repeat(400);
    for (what, asked, status, code) in [
        (
            "another site's form",
            form("/auth/link", "secret=csl_one").with("origin", "https://evil.example"),
            403,
            "FOREIGN_ORIGIN",
        ),
        (
            "a frame's form",
            form("/auth/link", "secret=csl_one").with("origin", "null"),
            403,
            "FOREIGN_ORIGIN",
        ),
        (
            "json",
            form("/auth/link", "{}").with("content-type", "application/json"),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            "no content type",
            form("/auth/link", "secret=csl_one").without("content-type"),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        ("too long a form", form("/auth/link", "").raw(long), 413, "PAYLOAD_TOO_LARGE"),
        (
            "the secret twice",
            form("/auth/link", "secret=csl_one&secret=csl_two"),
            400,
            "BAD_REQUEST",
        ),
        ("PUT", form("/auth/link", "secret=csl_one").method("PUT"), 405, "METHOD_NOT_ALLOWED"),
        ("signing out by a look", page("/auth/sign-out"), 405, "METHOD_NOT_ALLOWED"),
        ("POST to the page", form("/auth", ""), 405, "METHOD_NOT_ALLOWED"),
    ] {
        let answer = front.ask(asked).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{what}");
    }
    for nothing in [
        "/auth/link",
        "/auth/link?secret=",
        "/auth/link?secret=csl_old",
        "/auth/link?secret=%00",
        "/auth/link?secret=cst_one",
    ] {
        assert_eq!(front.ask(page(nothing)).await.status, StatusCode::GONE, "{nothing}");
    }
    for nothing in ["", "secret=", "secret=csl_old", "other=csl_one"] {
        assert_eq!(
            front.ask(form("/auth/link", nothing)).await.status,
            StatusCode::GONE,
            "{nothing}"
        );
    }
    signed_in(&front, "secret=csl_one").await;
}

#[tokio::test]
async fn a_cookie_counts_with_the_header_that_no_other_site_can_send() {
    let front = front().await;
    let cookie = signed_in(&front, "secret=csl_one").await;
    let with = |asked: Asked| asked.with("cookie", &cookie);
    for (what, asked, status, code) in [
        ("alone", with(me()), 403, "CSRF_HEADER_MISSING"),
        ("with another value", with(me()).with("centrum-csrf", "0"), 403, "CSRF_HEADER_MISSING"),
        ("with the header", with(me()).with("centrum-csrf", "1"), 200, ""),
        (
            "beside a bad token",
            with(me()).bearer("cst_unknown").with("centrum-csrf", "1"),
            401,
            "UNAUTHENTICATED",
        ),
        ("beside a good token", with(me()).bearer("cst_one"), 200, ""),
        (
            "twice",
            me().with("cookie", &format!("{cookie}; {cookie}")).with("centrum-csrf", "1"),
            401,
            "UNAUTHENTICATED",
        ),
        (
            "under another name",
            me().with("cookie", &cookie.replace("8080", "8081")).with("centrum-csrf", "1"),
            401,
            "UNAUTHENTICATED",
        ),
        ("as a token", me().bearer(cookie.split_once('=').unwrap().1), 401, "UNAUTHENTICATED"),
        (
            "a token as a cookie",
            me().with("cookie", "centrum-8080=cst_one").with("centrum-csrf", "1"),
            401,
            "UNAUTHENTICATED",
        ),
        ("for the contract", with(page("/schema.graphql")), 200, ""),
    ] {
        let answer = front.ask(asked).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (status, code),
            "{what}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn what_counts_once_isnt_used_up_by_a_look() {
    let front = front().await;
    for (what, asked) in [
        ("leaving for a provider by a look", page("/auth/oidc")),
        ("coming back by a form", form("/auth/callback", "")),
        ("coming back by a look alone", page("/auth/callback").method("HEAD")),
        ("signing out everywhere by a look", page("/auth/sign-out-everywhere")),
    ] {
        let answer = front.ask(asked).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (405, "METHOD_NOT_ALLOWED"),
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_form_of_another_site_begins_no_sign_in() {
    let front = front().await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:8081"] {
        for body in
            ["provider=nation&purpose=sign-in", "provider=tenant&tenant=svazek-1&purpose=link"]
        {
            let refused = front.ask(form("/auth/oidc", body).with("origin", origin)).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{origin}");
            assert_eq!(refused.code(), "FOREIGN_ORIGIN", "{origin}");
            assert_eq!(refused.header("set-cookie"), None, "{origin}");
        }
    }
    let cookie = signed_in(&front, "secret=csl_one").await;
    let everywhere = form("/auth/sign-out-everywhere", "").with("cookie", &cookie);
    let refused = front.ask(everywhere.with("origin", "https://evil.example")).await;
    assert_eq!(refused.code(), "FOREIGN_ORIGIN");
    let still = me().with("cookie", &cookie).with("centrum-csrf", "1");
    assert_eq!(front.ask(still).await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie_away() {
    let front = front().await;
    let cookie = signed_in(&front, "secret=csl_one").await;
    let with = |asked: Asked| asked.with("cookie", &cookie);
    let foreign = with(form("/auth/sign-out", "")).with("origin", "https://evil.example");
    assert_eq!(front.ask(foreign).await.code(), "FOREIGN_ORIGIN");
    assert_eq!(front.ask(with(me()).with("centrum-csrf", "1")).await.status, StatusCode::OK);
    let out = front.ask(with(form("/auth/sign-out", ""))).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert_eq!(
        out.header("set-cookie"),
        Some("centrum-8080=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    );
    assert_eq!(
        front.ask(with(me()).with("centrum-csrf", "1")).await.status,
        StatusCode::UNAUTHORIZED
    );
    // Once more, or by nobody: nothing happens.
    for asked in [with(form("/auth/sign-out", "")), form("/auth/sign-out", "")] {
        assert_eq!(front.ask(asked).await.status, StatusCode::SEE_OTHER);
    }
    let home = front.ask(with(page("/auth"))).await;
    assert!(home.text.contains("Nejste přihlášeni"), "{}", home.text);
    let style = front.ask(page("/auth/style.css")).await;
    assert_eq!(style.header("content-type"), Some("text/css"));
}
