//! Somebody who asks: a token, and the way over HTTP, without a port.

use super::patience::in_time;
use super::{Answer, House, left_after, on_the_house};
use domain::access::{Credential, Db, Job, Vouched, VouchedBy, act_as_system, sign_in};
use domain::identity::commands::link_identity;
use domain::identity::demo::token_by_email;
use domain::kernel::ids::{TenantId, TypedId as _};
use futures_util::StreamExt as _;
use poem::endpoint::BoxEndpoint;
use poem::test::TestClient;
use poem::{Body, Response};
use serde_json::{Value, json};
use server::http::{Rates, Resources, Settings};
use std::sync::Arc;
use std::time::Duration;

/// The program's HTTP addresses over a database.
#[derive(Clone)]
pub struct App(Arc<TestClient<BoxEndpoint<'static, Response>>>);

impl App {
    /// With a time limit that a busy machine keeps, and for as many questions as a test has.
    pub fn over(db: &Db) -> Self {
        Self::standing_on(&Resources::of(db.clone()))
    }

    /// The same, where these vouch for people.
    pub fn vouched_for(db: &Db, oidc: server::oidc::Settings) -> Self {
        let resources = Resources::of(db.clone());
        let oidc = Arc::new(server::oidc::Oidc::new(oidc, resources.ephemeral.clone()));
        Self::standing_on(&Resources { oidc, ..resources })
    }

    fn standing_on(resources: &Resources) -> Self {
        let (time_max, rates) = (Duration::from_secs(60), Rates::highest());
        let settings = Settings { time_max, rates, ..Settings::default() };
        Self(Arc::new(TestClient::new(server::http::routes(resources, settings))))
    }

    /// The addresses themselves, for who is a browser.
    pub fn addresses(&self) -> &TestClient<BoxEndpoint<'static, Response>> {
        &self.0
    }
}

/// With what somebody signs in.
#[derive(Clone)]
enum Key {
    Token(String),
    /// As a browser sends it back.
    Cookie(String),
}

/// Holds a token or a cookie, and asks for one tenant.
#[derive(Clone)]
pub struct Client {
    house: House,
    key: Key,
    slug: Option<String>,
    /// What they call the deed they ask for.
    idempotency_key: Option<String>,
    /// Who it is and for which tenant the token was made; `None`: only the token is known.
    person: Option<(String, TenantId)>,
}

impl Client {
    /// An appointed person, signed in.
    pub async fn of(house: &House, email: &str, tenant: TenantId, slug: Option<&str>) -> Self {
        let (db, address) = (house.db().clone(), email.to_owned());
        let token = on_the_house(async move {
            token_by_email(&act_as_system(&db, tenant, Job::Demo), &address).await.unwrap()
        })
        .await;
        let person = Some((email.to_owned(), tenant));
        let key = Key::Token(token.secret);
        let slug = slug.map(str::to_owned);
        Self { house: house.clone(), key, slug, idempotency_key: None, person }
    }

    /// Whoever has this token.
    pub fn bearing(house: &House, token: &str, slug: Option<&str>) -> Self {
        let (key, slug) = (Key::Token(token.to_owned()), slug.map(str::to_owned));
        Self { house: house.clone(), key, slug, idempotency_key: None, person: None }
    }

    /// Whoever opens a sign-in link in a browser and presses its button. `Err`: the page's status.
    pub async fn pressing(house: &House, url: &str) -> Result<Self, u16> {
        let secret = url.split_once("secret=").expect("a link's address").1.to_owned();
        let app = house.0.app.clone();
        let response = on_the_house(async move {
            let form = app.0.post("/auth/link").content_type("application/x-www-form-urlencoded");
            form.body(format!("secret={secret}")).send().await.0
        })
        .await;
        let cookie = response.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|value| value.split(';').next()).map(str::to_owned);
        let key = Key::Cookie(cookie.ok_or(response.status().as_u16())?);
        Ok(Self { house: house.clone(), key, slug: None, idempotency_key: None, person: None })
    }

    /// Whoever holds this cookie, `name=value` as a browser sends it back.
    pub fn of_cookie(house: &House, cookie: &str) -> Self {
        let key = Key::Cookie(cookie.to_owned());
        Self { house: house.clone(), key, slug: None, person: None, idempotency_key: None }
    }

    /// Links an invented account at the nation's issuer, as who came back from there would. Its id.
    pub async fn links_an_account(&self, subject: &str) -> String {
        let secret = self.cookie().split_once('=').expect("a cookie").1.to_owned();
        let (db, subject) = (self.house.db().clone(), subject.to_owned());
        on_the_house(async move {
            let there = sign_in(&db, Credential::Session(&secret), None).await.unwrap();
            let issuer = "https://login.example.cz".to_owned();
            let vouched = Vouched { by: VouchedBy::Nation, issuer, subject };
            let caller = there.caller().expect("one tenant");
            link_identity(caller, &vouched).await.unwrap().print()
        })
        .await
    }

    /// The same person with a new token, later or in another house over the same database.
    pub async fn again(&self, house: &House) -> Self {
        let (email, tenant) = self.person.as_ref().expect("an appointed person");
        Self::of(house, email, *tenant, self.slug.as_deref()).await
    }

    /// The same person and token, in another house over the same database.
    #[must_use]
    pub fn entering(&self, house: &House) -> Self {
        Self { house: house.clone(), ..self.clone() }
    }

    /// The same person and token, who names another tenant, or none.
    #[must_use]
    pub fn naming(&self, slug: Option<&str>) -> Self {
        Self { slug: slug.map(str::to_owned), ..self.clone() }
    }

    /// The same person, whose deeds from now on go by this `Idempotency-Key`.
    #[must_use]
    pub fn keyed(&self, idempotency_key: &str) -> Self {
        Self { idempotency_key: Some(idempotency_key.to_owned()), ..self.clone() }
    }

    /// What they send as a bearer token.
    pub fn token(&self) -> &str {
        match &self.key {
            Key::Token(token) => token,
            Key::Cookie(_) => panic!("a browser has no token"),
        }
    }

    /// Whether they come by a cookie.
    pub fn is_browser(&self) -> bool {
        matches!(self.key, Key::Cookie(_))
    }

    /// What their browser sends back.
    pub fn cookie(&self) -> &str {
        match &self.key {
            Key::Cookie(cookie) => cookie,
            Key::Token(_) => panic!("a program has no cookie"),
        }
    }

    /// What they send to name their tenant.
    pub fn slug(&self) -> Option<&str> {
        self.slug.as_deref()
    }

    /// Their address on the platform.
    pub fn email(&self) -> &str {
        &self.person.as_ref().expect("an appointed person").0
    }

    /// Asks without variables. A subscription is asked for what it tells at once.
    pub async fn ask(&self, query: &str) -> Answer {
        self.ask_with(query, json!({})).await
    }

    /// Asks.
    pub async fn ask_with(&self, query: &str, variables: Value) -> Answer {
        on_the_house(self.asking(query, &variables)).await
    }

    /// Asks, and hangs up after the answer was waited for so many times.
    pub async fn ask_and_leave(&self, query: &str, variables: Value, polls: usize) {
        on_the_house(left_after(polls, self.asking(query, &variables))).await;
    }

    fn asking(&self, query: &str, variables: &Value) -> impl Future<Output = Answer> + use<> {
        let (app, key) = (self.house.0.app.clone(), self.key.clone());
        let (slug, idempotency_key) = (self.slug.clone(), self.idempotency_key.clone());
        let body = json!({ "query": query, "variables": variables });
        let is_subscription = query.trim_start().starts_with("subscription");
        async move {
            let mut request = app.0.post("/graphql");
            request = request.header("Accept-Language", "en");
            request = match key {
                Key::Token(token) => request.header("Authorization", format!("Bearer {token}")),
                Key::Cookie(cookie) => request.header("Cookie", cookie).header("Centrum-CSRF", "1"),
            };
            if let Some(slug) = slug {
                request = request.header("Centrum-Tenant", slug);
            }
            if is_subscription {
                request = request.header("Accept", "text/event-stream");
            }
            if let Some(idempotency_key) = idempotency_key {
                request = request.header("Idempotency-Key", idempotency_key);
            }
            let response = request.body_json(&body).send().await.0;
            let status = response.status().as_u16();
            let is_told =
                response.content_type().is_some_and(|kind| kind.starts_with("text/event-stream"));
            let body = response.into_body();
            let text =
                if is_told { first_event(body).await } else { body.into_string().await.unwrap() };
            Answer::new(status, &text)
        }
    }

    /// Asks for what must succeed: no error, and nothing to mend.
    pub async fn done(&self, query: &str, variables: Value) -> Answer {
        let answer = self.ask_with(query, variables).await;
        assert!(answer.is_done(), "{query}\n{answer}");
        answer
    }
}

/// What a subscription tells first; no data, if it has nothing to tell yet.
async fn first_event(body: Body) -> String {
    let mut chunks = body.into_bytes_stream();
    let mut text = String::new();
    while !text.contains("\n\n") {
        let chunk = in_time("a stream tells something", chunks.next())
            .await
            .expect("a stream says that it stands")
            .unwrap();
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    let told = text.lines().find_map(|line| line.strip_prefix("data: "));
    told.unwrap_or(r#"{"data":null}"#).to_owned()
}
