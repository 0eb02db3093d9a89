//! The explorer's page and files, as a browser gets them.

use super::asking::{Asked, Front, get};
use poem::http::StatusCode;

/// The addresses that a text names by attributes.
fn named(html: &str) -> Vec<&str> {
    let attributes = html.split(['"', ' ', '\n']);
    attributes.filter(|value| value.starts_with("/graphiql/") || value.contains("://")).collect()
}

fn stranger(path: &'static str) -> Asked {
    get(path).without("authorization")
}

#[tokio::test]
async fn the_page_comes_with_scripts_of_ours_alone_and_holds_nothing_of_who_asks() {
    let front = Front::open().await;
    let page = front.ask(stranger("/graphiql")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("set-cookie"), None);
    let policy = page.header("content-security-policy").unwrap();
    let rules: Vec<&str> = policy.split("; ").collect();
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self' ws://127.0.0.1:8080",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(rules.contains(&rule), "{rule}: {policy}");
    }
    assert_eq!(rules.len(), 10, "{policy}");
    assert!(page.text.contains("data-signed-in=\"false\"") && page.text.contains("lang=\"cs\""));
    assert!(!page.text.contains("<script>") && !page.text.contains(" on"), "{}", page.text);

    let signed_in = front.ask(get("/graphiql").with("accept-language", "en")).await;
    let expected = page.text.replace("data-signed-in=\"false\"", "data-signed-in=\"true\"");
    let expected = expected.replacen("lang=\"cs\"", "lang=\"en\"", 1);
    let expected = expected.replace("data-language=\"cs\"", "data-language=\"en\"");
    assert_eq!(signed_in.text, expected);
}

#[tokio::test]
async fn what_the_page_names_is_there_and_what_has_a_hash_in_its_name_is_kept_for_ever() {
    let front = Front::open().await;
    let page = front.ask(stranger("/graphiql")).await;
    let found = named(&page.text);
    assert!(found.len() > 7, "{found:?}");
    for path in found {
        let path: &'static str = path.to_owned().leak();
        let file = front.ask(stranger(path)).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        let kept = match path.split('/').nth(2) {
            Some("assets") => "public, max-age=31536000, immutable",
            _ => "no-store",
        };
        assert_eq!(file.header("cache-control"), Some(kept), "{path}");
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"), "{path}");
        let expected = match path.rsplit_once('.').unwrap().1 {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "json" => "application/json; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        };
        assert_eq!(file.header("content-type"), Some(expected), "{path}");
    }
}

#[tokio::test]
async fn nothing_else_is_there_and_nothing_can_be_sent() {
    let front = Front::open().await;
    for path in [
        "/graphiql/",
        "/graphiql/assets",
        "/graphiql/assets/",
        "/graphiql/assets/nothing.js",
        "/graphiql/assets/..%2fmod.rs",
        "/graphiql/assets/%2e%2e/mod.rs",
    ] {
        let answer = front.ask(stranger(path)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    for path in ["/graphiql", "/graphiql/examples.json", "/graphiql/descriptions.json"] {
        let answer = front.ask(stranger(path).method("POST").raw("x")).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}
