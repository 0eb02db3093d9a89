//! A small client: one request, one answer, and what is true of every answer.

use crate::house::database::{TestDatabase, fresh};
use domain::access::{Clock, Db, Settings as DbSettings};
use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderMap, Method, StatusCode};
use poem::test::TestClient;
use poem::{Body, Response};
use serde_json::Value;
use server::ephemeral::Ephemeral;
use server::http::{Rates, Resources, Settings, routes};
use std::time::Duration;

/// Two tenants. Of the tokens, `cst_one` is a clerk's of the first, `cst_both` one's who is a clerk in both,
/// `cst_coordinator` the nation's; `cst_ended` and `cst_expired` were the first's.
const PEOPLE: &str = "
    CREATE FUNCTION pg_temp.id(short text) RETURNS uuid LANGUAGE sql IMMUTABLE
      RETURN CASE short WHEN 'c' THEN nation_id() ELSE (rpad(short, 8, '0') || '-0000-0000-0000-000000000000')::uuid END;
    INSERT INTO associations (id, ico, name) VALUES
      (pg_temp.id('a'), '00000001', 'Svazek A'), (pg_temp.id('b'), '00000002', 'Svazek B');
    INSERT INTO tenants (id, slug, kind, lifecycle, onboarded_at)
      SELECT id, 'svazek-' || right(ico, 1), 'ASSOCIATION', 'ACTIVE', '2026-01-01' FROM associations;
    INSERT INTO people SELECT pg_temp.id(short), short || '@example.cz' FROM unnest('{d1,d2,d3}'::text[]) short;
    INSERT INTO api_tokens (id, person_id, name, hash, made_at, expires_at, ended_at)
      SELECT pg_temp.id('e' || n), pg_temp.id(person), 'token', sha256(secret::bytea), '2020-01-01', expires::timestamptz, ended::timestamptz
      FROM (VALUES (1, 'd1', 'cst_one', '2099-01-01', NULL), (2, 'd2', 'cst_both', '2099-01-01', NULL),
        (3, 'd3', 'cst_coordinator', '2099-01-01', NULL), (4, 'd1', 'cst_ended', '2099-01-01', '2020-02-01'),
        (5, 'd1', 'cst_expired', '2020-02-01', NULL)) v (n, person, secret, expires, ended);
    INSERT INTO participants SELECT pg_temp.id(tenant), pg_temp.id(tenant || person), pg_temp.id(person), 'Somebody'
      FROM (VALUES ('a', 'd1'), ('a', 'd2'), ('b', 'd2'), ('c', 'd3')) v (tenant, person);
    INSERT INTO grants (tenant_id, id, participant_id, person_id, role, scope, valid_from)
      SELECT pg_temp.id(tenant), pg_temp.id(tenant || person), pg_temp.id(tenant || person), pg_temp.id(person), role, 'TENANT', '2020-01-01'
      FROM (VALUES ('a', 'd1', 'CLERK'), ('a', 'd2', 'CLERK'), ('b', 'd2', 'CLERK'), ('c', 'd3', 'NATIONAL_COORDINATOR')) v (tenant, person, role);";

/// A database with the two tenants and their people.
pub(super) async fn peopled() -> TestDatabase {
    let database = fresh();
    database.superuser().await.batch_execute(PEOPLE).await.unwrap();
    database
}

/// A server on a database of its own.
pub(super) struct Front {
    pub(super) database: TestDatabase,
    client: TestClient<BoxEndpoint<'static, Response>>,
}

impl Front {
    pub(super) async fn open() -> Self {
        // As many questions as a test has; how many somebody may ask is `limited`'s.
        let rates = Rates::highest();
        Self::open_with(Settings { rates, ..Settings::default() }).await
    }

    pub(super) async fn open_with(settings: Settings) -> Self {
        let database = peopled().await;
        let client = client(&database.url(), Some(&database.migrator_url()), settings);
        Self { database, client }
    }

    pub(super) async fn ask(&self, asked: Asked) -> Answered {
        send(&self.client, asked).await
    }
}

/// A client of a server whose database may not be there.
pub(super) fn client(
    url: &str,
    migrator_url: Option<&str>,
    settings: Settings,
) -> TestClient<BoxEndpoint<'static, Response>> {
    sharing(url, migrator_url, settings, Ephemeral::local())
}

/// The same, of one of several servers.
pub(super) fn sharing(
    url: &str,
    migrator_url: Option<&str>,
    settings: Settings,
    ephemeral: Ephemeral,
) -> TestClient<BoxEndpoint<'static, Response>> {
    let wait = Duration::from_secs(10);
    // Each sign-in asks the database, so that a test can break it.
    let sign_in_memory = Duration::ZERO;
    let pool = DbSettings { sign_in_memory, ..DbSettings::new(url, 4, wait) };
    let db = Db::connect(&pool, Clock::system()).unwrap();
    let migrator_url = migrator_url.map(Into::into);
    let resources = Resources { migrator_url, ephemeral, ..Resources::of(db) };
    TestClient::new(routes(&resources, settings))
}

/// Sends a request, and checks what every answer promises.
pub(super) async fn send(
    client: &TestClient<BoxEndpoint<'static, Response>>,
    asked: Asked,
) -> Answered {
    let is_asset = asked.path.starts_with("/graphiql/assets/");
    let is_map = asked.path.starts_with("/boundaries/");
    let mut request = client.request(asked.method, asked.path);
    for (name, value) in &asked.headers {
        request = request.header(name.as_str(), value.as_str());
    }
    let response = request.body(asked.body).send().await.0;
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.into_body().into_string().await.unwrap();
    let answered = Answered { status, headers, text };
    if !((is_asset || is_map) && status == StatusCode::OK) {
        assert_eq!(answered.header("cache-control"), Some("no-store"));
    }
    assert_eq!(answered.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answered.header("access-control-allow-origin"), None);
    assert_eq!(answered.header("centrum-trace").map(str::len), Some(32));
    for inside in ["SELECT", "relation", "panicked", ".rs", "postgres", "src/"] {
        assert!(
            answered.status == StatusCode::OK || !answered.text.contains(inside),
            "{}",
            answered.text
        );
    }
    answered
}

/// One request.
pub(super) struct Asked {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Body,
}

/// `POST /graphql` with this body as JSON, by the clerk of the first tenant.
pub(super) fn post(body: impl Into<Value>) -> Asked {
    let body = Body::from_string(body.into().to_string());
    let asked =
        Asked { method: Method::POST, path: "/graphql".to_owned(), headers: Vec::new(), body };
    asked.with("content-type", "application/json").bearer("cst_one")
}

/// `GET` of a path, by the clerk of the first tenant.
pub(super) fn get(path: impl Into<String>) -> Asked {
    let path = path.into();
    let asked = Asked { method: Method::GET, path, headers: Vec::new(), body: Body::empty() };
    asked.bearer("cst_one")
}

impl Asked {
    pub(super) fn method(mut self, method: &str) -> Self {
        self.method = method.parse().unwrap();
        self
    }

    pub(super) fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// One header more.
    pub(super) fn and(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// That header, and no other of its name.
    pub(super) fn with(self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    pub(super) fn bearer(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    pub(super) fn graphql(self) -> Self {
        self.with("accept", "application/graphql-response+json")
    }

    pub(super) fn raw(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }
}

/// One answer.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    pub(super) text: String,
}

impl Answered {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(super) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// Of the problem, or of the first error.
    pub(super) fn code(&self) -> String {
        let body = self.body();
        let code = body.get("code").unwrap_or(&body["errors"][0]["extensions"]["code"]);
        code.as_str().unwrap_or_default().to_owned()
    }

    /// The trace that the body tells.
    pub(super) fn trace(&self) -> String {
        let body = self.body();
        let trace = body.get("traceId").unwrap_or(&body["errors"][0]["extensions"]["traceId"]);
        trace.as_str().unwrap_or_default().to_owned()
    }
}
