//! `/auth/…`: signing in by a link or by an identity provider, and signing out. A GET of a link only shows a page, so that whoever looks at a link before its
//! owner does (a mail filter, a preview) doesn't use it up; the button's POST does.

mod login;
mod page;

use super::problem::Problem;
use super::public_url::{Cookie, PublicUrl};
use super::{Resources, form, graphql};
use crate::oidc::Oidc;
use domain::access::{
    Credential, CredentialId, Db, NewSession, Permission, SignInError, SignedIn, Standing,
    end_replaced, link_counts, sign_in, use_link,
};
use domain::identity;
use domain::kernel::error::Error;
use page::{Home, Page};
use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Body, Request, Response};
use schema::TraceId;
use serde::Deserialize;
use std::sync::Arc;

/// A form of ours is short.
const FORM_BYTES_MAX: usize = 4 * 1024;
/// What browsers are told about these pages: nothing of others, no script, in no frame; and the address, which may hold a
/// link's secret, to nobody.
const ABOUT_PAGES: [(HeaderName, &str); 2] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "strict-origin"),
];

#[derive(Debug, Deserialize)]
struct Link {
    #[serde(default)]
    secret: String,
}

/// What `GET /auth` may name.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    tenant: String,
}

/// A form with nothing in it but its button.
#[derive(Debug, Deserialize)]
struct Nothing {}

/// An address of signing in and out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Address {
    Home,
    Link,
    Oidc,
    Callback,
    SignOut,
    SignOutEverywhere,
}

impl Address {
    pub(super) const ALL: &'static [Self] = &[
        Self::Home,
        Self::Link,
        Self::Oidc,
        Self::Callback,
        Self::SignOut,
        Self::SignOutEverywhere,
    ];

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Home => "/auth",
            Self::Link => "/auth/link",
            Self::Oidc => "/auth/oidc",
            Self::Callback => "/auth/callback",
            Self::SignOut => "/auth/sign-out",
            Self::SignOutEverywhere => "/auth/sign-out-everywhere",
        }
    }
}

/// The pages of signing in and out.
pub(super) struct Auth {
    db: Db,
    oidc: Arc<Oidc>,
    url: PublicUrl,
}

impl Auth {
    pub(super) fn new(resources: &Resources, url: PublicUrl) -> Self {
        Self { db: resources.db.clone(), oidc: Arc::clone(&resources.oidc), url }
    }

    /// Answers at one of the addresses.
    pub(super) async fn answer(
        &self,
        address: Address,
        request: Request,
    ) -> Result<Response, Problem> {
        match address {
            Address::Home => self.home(&request).await,
            Address::Link => self.link(request).await,
            Address::Oidc => self.begin(request).await,
            Address::Callback => self.callback(&request).await,
            Address::SignOut => self.sign_out(request).await,
            Address::SignOutEverywhere => self.sign_out_everywhere(request).await,
        }
    }

    /// `GET /auth/link?secret=…` shows a button; `POST /auth/link` uses the link up.
    async fn link(&self, mut request: Request) -> Result<Response, Problem> {
        match *request.method() {
            Method::GET | Method::HEAD => {
                let link: Link = request.params().unwrap_or(Link { secret: String::new() });
                let counts = link_counts(&self.db, &link.secret).await.map_err(failed)?;
                let page = if counts { Page::Button(&link.secret) } else { Page::LinkEnded };
                Ok(shown(&page))
            }
            Method::POST => {
                let link: Link = self.form(&mut request).await?;
                let replaced = self.url.cookie_of(Cookie::Session, request.headers());
                let used = use_link(&self.db, &link.secret, replaced).await;
                match used.map_err(failed)? {
                    Some(session) => Ok(elsewhere("/auth", &[&self.cookie_of(&session)])),
                    None => Ok(shown(&Page::LinkEnded)),
                }
            }
            _ => Err(Problem::method_not_allowed("GET, HEAD, POST")),
        }
    }

    /// `GET /auth`: who is signed in in this browser.
    async fn home(&self, request: &Request) -> Result<Response, Problem> {
        match *request.method() {
            Method::GET | Method::HEAD => {}
            _ => return Err(Problem::method_not_allowed("GET, HEAD")),
        }
        let Some(signed_in) = self.signed_in(request).await? else {
            let asked: Asked = request.params().unwrap_or_default();
            let tenant = Some(asked.tenant.trim()).filter(|tenant| login::is_slug(tenant));
            return Ok(shown(&Page::SignedOut { nation: self.oidc.has_nation(), tenant }));
        };
        let name = match self.url.cookie_of(Cookie::Session, request.headers()) {
            Some(cookie) => self.name(cookie, signed_in.standings()).await?,
            None => None,
        };
        let links = self.links(request, signed_in.standings()).await?;
        let tenants: Vec<&str> =
            signed_in.standings().iter().map(|standing| standing.slug.as_str()).collect();
        let name = name.as_deref().unwrap_or("?");
        let mut roles = signed_in.standings().iter().flat_map(|standing| &standing.roles);
        let reads_figures = roles
            .any(|(role, _)| role.permissions().any(|may| may == Permission::ReadNationalFigures));
        let home = Home { name, tenants: &tenants, links: &links, reads_figures };
        Ok(shown(&Page::SignedIn(home)))
    }

    /// What the first of these tenants calls who is signed in.
    async fn name(&self, cookie: &str, standings: &[Standing]) -> Result<Option<String>, Problem> {
        let Some(first) = standings.first() else { return Ok(None) };
        let there = sign_in(&self.db, Credential::Session(cookie), Some(&first.slug)).await;
        let there = not_signed_in(there)?;
        let Some(caller) = there.as_ref().and_then(SignedIn::caller) else { return Ok(None) };
        let own: Vec<_> = caller.participant().into_iter().collect();
        let found = identity::queries::participants_by_ids(caller, &own).await;
        Ok(found.map_err(failed)?.pop().map(|participant| participant.display_name))
    }

    /// `POST /auth/sign-out` ends this browser's session.
    async fn sign_out(&self, mut request: Request) -> Result<Response, Problem> {
        if request.method() != Method::POST {
            return Err(Problem::method_not_allowed("POST"));
        }
        if let Some(signed_in) = self.signed_in(&request).await? {
            let _: Nothing = self.form(&mut request).await?;
            let caller = signed_in.caller();
            let session = caller.and_then(|caller| Some((caller, caller.credential()?)));
            let ended = match session {
                Some((caller, CredentialId::Session(session))) => {
                    identity::commands::end_session(caller, session).await
                }
                // It opens several tenants, and none is meant.
                Some((_, CredentialId::Token(_) | CredentialId::Identity(_))) | None => {
                    let cookie = self.url.cookie_of(Cookie::Session, request.headers());
                    end_replaced(&self.db, cookie).await
                }
            };
            match ended {
                // Somebody else ended it a moment ago.
                Ok(()) | Err(Error::NotFound(_)) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(elsewhere("/auth", &[&self.url.cookie(Cookie::Session, "", 0)]))
    }

    /// `POST /auth/sign-out-everywhere` ends this person's sessions in all browsers, as far as this one's tenants go.
    async fn sign_out_everywhere(&self, mut request: Request) -> Result<Response, Problem> {
        if request.method() != Method::POST {
            return Err(Problem::method_not_allowed("POST"));
        }
        if let Some(signed_in) = self.signed_in(&request).await? {
            let _: Nothing = self.form(&mut request).await?;
            let cookie = self.url.cookie_of(Cookie::Session, request.headers());
            // The callers first: with the first tenant's sessions this one may end.
            let mut callers = Vec::new();
            for standing in signed_in.standings() {
                let Some(cookie) = cookie else { continue };
                let credential = Credential::Session(cookie);
                let there = sign_in(&self.db, credential, Some(&standing.slug)).await;
                callers.extend(not_signed_in(there)?.and_then(|there| there.caller().cloned()));
            }
            for caller in callers.iter().filter(|caller| caller.participant().is_some()) {
                identity::commands::end_all_sessions(caller, false).await.map_err(failed)?;
            }
            end_replaced(&self.db, cookie).await.map_err(failed)?;
        }
        Ok(elsewhere("/auth", &[&self.url.cookie(Cookie::Session, "", 0)]))
    }

    async fn signed_in(&self, request: &Request) -> Result<Option<SignedIn>, Problem> {
        let headers = request.headers();
        let found = graphql::signed_in(&self.db, &self.oidc, headers, &self.url).await;
        not_signed_in(found.map(|(signed_in, _)| signed_in))
    }

    /// The cookie of a session that just began.
    fn cookie_of(&self, session: &NewSession) -> String {
        let seconds = (session.expires_at - self.db.clock().now()).num_seconds();
        self.url.cookie(Cookie::Session, &session.secret, seconds)
    }

    /// A form from a page of ours.
    async fn form<T: for<'de> Deserialize<'de>>(
        &self,
        request: &mut Request,
    ) -> Result<T, Problem> {
        form::read(&self.url, request, FORM_BYTES_MAX).await
    }
}

/// `GET /auth/style.css`.
pub(super) fn style() -> Response {
    Response::builder().content_type("text/css").body(Body::from_string(page::STYLE.to_owned()))
}

fn shown(page: &Page<'_>) -> Response {
    let mut response = Response::builder()
        .status(page.status())
        .content_type("text/html; charset=utf-8")
        .body(Body::from_string(page.html()));
    about_pages(&mut response);
    response
}

fn elsewhere(path: &'static str, cookies: &[&str]) -> Response {
    let mut response = Response::builder().status(StatusCode::SEE_OTHER).finish();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(path));
    set_cookies(&mut response, cookies);
    about_pages(&mut response);
    response
}

fn set_cookies(response: &mut Response, cookies: &[&str]) {
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Whoever isn't signed in is nobody; what isn't their fault is told.
fn not_signed_in(found: Result<SignedIn, SignInError>) -> Result<Option<SignedIn>, Problem> {
    match found {
        Ok(signed_in) => Ok(Some(signed_in)),
        Err(SignInError::Unauthenticated | SignInError::TenantNotFound) => Ok(None),
        Err(SignInError::Unavailable(_) | SignInError::Timeout) => {
            Err(Problem::unavailable("The database doesn't answer now. Try again in a moment."))
        }
        Err(error @ SignInError::Internal(_)) => {
            tracing::error!(%error, "internal error");
            Err(Problem::internal())
        }
    }
}

fn about_pages(response: &mut Response) {
    for (name, value) in ABOUT_PAGES {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

fn failed(error: Error) -> Problem {
    match error {
        Error::Unavailable(_) | Error::Timeout => {
            Problem::unavailable("The database doesn't answer now. Try again in a moment.")
        }
        other => {
            tracing::error!(error = %other, "internal error");
            Problem::internal()
        }
    }
}

/// As an answer, with its trace.
pub(super) fn answered(result: Result<Response, Problem>, trace: &TraceId) -> Response {
    result.unwrap_or_else(|problem| problem.into_response(trace))
}
