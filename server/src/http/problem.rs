//! What isn't answered in GraphQL: problem details (RFC 9457), each with a code and its trace.

use super::gate::tell;
use super::status::retry_after;
use crate::ephemeral::Verdict;
use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use poem::{Body, Response};
use schema::TraceId;
use serde_json::json;

/// Why a request isn't answered.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    /// Stable, for programs.
    pub(super) code: &'static str,
    /// For people: what to do next.
    pub(super) detail: &'static str,
    /// A header that explains it.
    pub(super) header: Option<(HeaderName, HeaderValue)>,
    /// About the bucket, for who comes too often.
    pub(super) verdict: Option<Box<Verdict>>,
}

impl Problem {
    /// Without a header.
    pub(super) fn new(status: StatusCode, code: &'static str, detail: &'static str) -> Self {
        Self { status, code, detail, header: None, verdict: None }
    }

    /// A method that this path doesn't know.
    pub(super) fn method_not_allowed(allowed: &'static str) -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            code: "METHOD_NOT_ALLOWED",
            detail: "Use one of the methods in the header Allow.",
            header: Some((header::ALLOW, HeaderValue::from_static(allowed))),
            verdict: None,
        }
    }

    /// A body that isn't a GraphQL request.
    pub(super) fn bad_request(detail: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", detail)
    }

    /// Nobody is signed in, on a path that doesn't speak GraphQL.
    pub(super) fn unauthenticated() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code: "UNAUTHENTICATED",
            detail: "Sign in: the token is missing, unknown, or has ended.",
            header: Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            verdict: None,
        }
    }

    /// Somebody comes too often.
    pub(super) fn too_often(verdict: Verdict) -> Self {
        let detail = "Too many requests. Try again after the seconds in the header Retry-After.";
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self { verdict: Some(verdict.into()), ..Self::new(status, "RATE_LIMITED", detail) }
    }

    /// No such address.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing at this address.")
    }

    /// The database doesn't answer, or isn't what this program needs.
    pub(super) fn unavailable(detail: &'static str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", detail)
    }

    /// The database took too long, or all of it did.
    pub(super) fn timeout() -> Self {
        let detail = "It took too long. Ask for less, or try again.";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "TIMEOUT", detail)
    }

    /// A fault of ours.
    pub(super) fn internal() -> Self {
        let detail = "A fault of ours. Please tell us the traceId.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", detail)
    }

    /// As an answer.
    pub(super) fn into_response(self, trace: &TraceId) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
            "traceId": trace.as_str(),
        });
        let mut response = Response::builder()
            .status(self.status)
            .content_type("application/problem+json")
            .body(Body::from_string(body.to_string()));
        let headers = response.headers_mut();
        if let Some((name, value)) = self.header {
            headers.insert(name, value);
        }
        if let Some(seconds) = retry_after(self.status) {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        if let Some(verdict) = self.verdict {
            tell(&mut response, &verdict);
        }
        response
    }
}

impl From<poem::Error> for Problem {
    fn from(error: poem::Error) -> Self {
        match error.status() {
            StatusCode::NOT_FOUND => Self::not_found(),
            status if status.is_client_error() => {
                Self::new(status, "BAD_REQUEST", "The request can't be understood.")
            }
            _ => {
                tracing::error!(%error, "internal error");
                Self::internal()
            }
        }
    }
}
