//! `/graphiql`: the explorer for people. A page, its scripts and styles, which all come from us, and the examples.
//!
//! The page asks `/graphql` like any other client, with the browser's session or with a token that somebody pasted. Its
//! scripts are built from [explorer](../../../../explorer/README.md) and committed.

mod assets;
mod examples;
mod page;

pub use examples::{EXAMPLES, Example};

use super::problem::Problem;
use super::{PublicUrl, Resources, graphql, text};
use crate::oidc::Oidc;
use domain::access::{Db, SignInError};
use page::Page;
use poem::http::{HeaderName, HeaderValue, header};
use poem::{Body, Request, Response};
use schema::Language;
use serde_json::json;
use std::sync::Arc;

/// A name of an asset holds a hash of what is in it.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The explorer.
pub(super) struct Explorer {
    db: Db,
    oidc: Arc<Oidc>,
    url: PublicUrl,
    policy: HeaderValue,
    examples: String,
    descriptions: String,
}

impl Explorer {
    pub(super) fn new(resources: &Resources, url: PublicUrl) -> Self {
        let (db, oidc) = (resources.db.clone(), Arc::clone(&resources.oidc));
        let policy = HeaderValue::try_from(policy(&url))
            .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
        let examples = EXAMPLES.iter().map(|example| {
            let roles: Vec<&str> = example.roles.iter().map(|role| role.as_str()).collect();
            json!({ "roles": roles, "query": example.query, "variables": example.variables })
        });
        let examples = serde_json::Value::Array(examples.collect()).to_string();
        let descriptions = json!(schema::czech_descriptions()).to_string();
        Self { db, oidc, url, policy, examples, descriptions }
    }

    /// `GET /graphiql`.
    pub(super) async fn page(&self, request: &Request) -> Result<Response, Problem> {
        let headers = request.headers();
        let is_signed_in = match graphql::signed_in(&self.db, &self.oidc, headers, &self.url).await
        {
            Ok(_) => true,
            Err(SignInError::Unauthenticated | SignInError::TenantNotFound) => false,
            Err(SignInError::Unavailable(_) | SignInError::Timeout) => {
                let detail = "The database doesn't answer now. Try again in a moment.";
                return Err(Problem::unavailable(detail));
            }
            Err(error @ SignInError::Internal(_)) => {
                tracing::error!(%error, "internal error");
                return Err(Problem::internal());
            }
        };
        let accepted = text(headers, header::ACCEPT_LANGUAGE.as_str());
        let page = Page { is_signed_in, language: Language::preferred(accepted) };
        let mut response = shown("text/html; charset=utf-8", page.html());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        );
        Ok(response)
    }

    /// `GET /graphiql/assets/…`.
    pub(super) fn asset(request: &Request) -> Result<Response, Problem> {
        let name = request.raw_path_param("name").unwrap_or_default();
        let Some((name, bytes)) = assets::FILES.iter().find(|(known, _)| *known == name) else {
            return Err(Problem::not_found());
        };
        let mut response =
            Response::builder().content_type(content_type(name)).body(Body::from(*bytes));
        response.headers_mut().insert(header::CACHE_CONTROL, FOR_EVER);
        Ok(response)
    }

    /// `GET /graphiql/examples.json`.
    pub(super) fn examples(&self) -> Response {
        shown("application/json; charset=utf-8", self.examples.clone())
    }

    /// `GET /graphiql/descriptions.json`: the Czech of each description of the contract.
    pub(super) fn descriptions(&self) -> Response {
        shown("application/json; charset=utf-8", self.descriptions.clone())
    }
}

/// Scripts from us and from no text; styles also from scripts, since the editor places what it draws by them. Nothing of
/// another host.
fn policy(url: &PublicUrl) -> String {
    let socket = url.to_string().replacen("http", "ws", 1);
    format!(
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
         img-src 'self' data:; connect-src 'self' {socket}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}

fn shown(content_type: &str, body: String) -> Response {
    Response::builder().content_type(content_type).body(Body::from_string(body))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("ttf") => "font/ttf",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_role_has_an_example_and_every_example_is_json_and_a_document() {
        let shown: HashSet<&str> =
            EXAMPLES.iter().flat_map(|example| example.roles).map(|role| role.as_str()).collect();
        for role in domain::access::Role::ALL {
            assert!(shown.contains(role.as_str()), "{role:?} has no example");
        }
        for example in EXAMPLES {
            async_graphql::parser::parse_query(example.query).unwrap();
            let variables = example.variables;
            assert!(
                variables.is_empty()
                    || serde_json::from_str::<serde_json::Value>(variables).unwrap().is_object(),
                "{}",
                example.name
            );
        }
    }

    #[test]
    fn no_asset_knows_another_type_than_ours() {
        for (name, bytes) in assets::FILES {
            assert!(!bytes.is_empty(), "{name}");
            let is_text = content_type(name).starts_with("text/plain");
            assert_eq!(is_text, *name == assets::LICENCES, "{name}");
        }
    }

    #[test]
    fn the_socket_of_the_own_address_may_be_opened_and_no_other() {
        for (url, socket) in [
            ("https://centrum.example.cz", "wss://centrum.example.cz;"),
            ("http://127.0.0.1:8080", "ws://127.0.0.1:8080;"),
        ] {
            let policy = policy(&PublicUrl::parse(url).unwrap());
            assert!(policy.contains(&format!("connect-src 'self' {socket}")), "{policy}");
        }
    }
}
