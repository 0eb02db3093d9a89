//! `/auth/…`: signing in by a link, and signing out. A GET only shows a page, so that whoever looks at a link before its
//! owner does (a mail filter, a preview) doesn't use it up; the button's POST does.

mod page;

use super::problem::Problem;
use super::public_url::PublicUrl;
use super::{body, graphql};
use domain::access::{CredentialId, Db, SignInError, SignedIn, link_counts, use_link};
use domain::identity;
use domain::kernel::error::Error;
use page::Page;
use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Body, Request, Response};
use schema::TraceId;
use serde::Deserialize;

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

/// A form with nothing in it but its button.
#[derive(Debug, Deserialize)]
struct Nothing {}

/// The pages of signing in and out.
pub(super) struct Auth {
    db: Db,
    url: PublicUrl,
}

impl Auth {
    pub(super) fn new(db: Db, url: PublicUrl) -> Self {
        Self { db, url }
    }

    /// `GET /auth/link?secret=…` shows a button; `POST /auth/link` uses the link up.
    pub(super) async fn link(&self, mut request: Request) -> Result<Response, Problem> {
        match *request.method() {
            Method::GET | Method::HEAD => {
                let link: Link = request.params().unwrap_or(Link { secret: String::new() });
                let counts = link_counts(&self.db, &link.secret).await.map_err(failed)?;
                let page = if counts { Page::Button(&link.secret) } else { Page::LinkEnded };
                Ok(shown(&page))
            }
            Method::POST => {
                let link: Link = self.form(&mut request).await?;
                match use_link(&self.db, &link.secret).await.map_err(failed)? {
                    Some(session) => {
                        let now = self.db.clock().now();
                        let seconds = (session.expires_at - now).num_seconds();
                        Ok(elsewhere("/auth", &self.url.cookie(&session.secret, seconds)))
                    }
                    None => Ok(shown(&Page::LinkEnded)),
                }
            }
            _ => Err(Problem::method_not_allowed("GET, HEAD, POST")),
        }
    }

    /// `GET /auth`: who is signed in in this browser.
    pub(super) async fn home(&self, request: &Request) -> Result<Response, Problem> {
        match *request.method() {
            Method::GET | Method::HEAD => {}
            _ => return Err(Problem::method_not_allowed("GET, HEAD")),
        }
        let Some(signed_in) = self.signed_in(request).await? else {
            return Ok(shown(&Page::SignedOut));
        };
        let name = match signed_in.caller() {
            Some(caller) => {
                let own: Vec<_> = caller.participant().into_iter().collect();
                let found = identity::queries::participants_by_ids(caller, &own).await;
                found.map_err(failed)?.pop().map(|participant| participant.display_name)
            }
            None => None,
        };
        let tenants: Vec<&str> =
            signed_in.standings().iter().map(|standing| standing.slug.as_str()).collect();
        Ok(shown(&Page::SignedIn { name: name.as_deref().unwrap_or("?"), tenants: &tenants }))
    }

    /// `POST /auth/sign-out` ends this browser's session.
    pub(super) async fn sign_out(&self, mut request: Request) -> Result<Response, Problem> {
        if request.method() != Method::POST {
            return Err(Problem::method_not_allowed("POST"));
        }
        if let Some(signed_in) = self.signed_in(&request).await?
            && let Some(caller) = signed_in.caller()
            && let Some(CredentialId::Session(session)) = caller.credential()
        {
            let _: Nothing = self.form(&mut request).await?;
            match identity::commands::end_session(caller, session).await {
                // Somebody else ended it a moment ago.
                Ok(()) | Err(Error::NotFound(_)) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(elsewhere("/auth", &self.url.cookie("", 0)))
    }

    async fn signed_in(&self, request: &Request) -> Result<Option<SignedIn>, Problem> {
        match graphql::signed_in(&self.db, request.headers(), &self.url).await {
            Ok((signed_in, _)) => Ok(Some(signed_in)),
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

    /// A form from a page of ours.
    async fn form<T: for<'de> Deserialize<'de>>(
        &self,
        request: &mut Request,
    ) -> Result<T, Problem> {
        let body = request.take_body();
        let headers = request.headers();
        if !self.url.is_own_origin(headers) {
            let detail = "This form belongs to another site.";
            return Err(Problem::new(StatusCode::FORBIDDEN, "FOREIGN_ORIGIN", detail));
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
        if kind != Some("application/x-www-form-urlencoded") {
            let detail = "Send the form as application/x-www-form-urlencoded.";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Problem::new(status, "UNSUPPORTED_MEDIA_TYPE", detail));
        }
        let read = body::read(headers, body, FORM_BYTES_MAX).await?;
        serde_urlencoded::from_bytes(&read)
            .map_err(|_| Problem::bad_request("The form can't be understood."))
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

fn elsewhere(path: &'static str, cookie: &str) -> Response {
    let mut response = Response::builder().status(StatusCode::SEE_OTHER).finish();
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(path));
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    about_pages(&mut response);
    response
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
