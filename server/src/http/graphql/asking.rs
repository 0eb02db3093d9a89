//! Who asks: by a bearer's token or by the cookie of a browser, and for which tenant.

use super::super::problem::Problem;
use super::super::public_url::{Cookie, PublicUrl};
use crate::oidc::Oidc;
use domain::access::{Credential, Db, SignInError, SignedIn, Verified, sign_in};
use poem::http::{HeaderMap, StatusCode, header};
use schema::{ErrorCode, TraceId};
use std::error::Error;

/// With what somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum By {
    /// A header, which no other site can make a browser send.
    Bearer,
    /// A cookie, which a browser sends by itself.
    Cookie,
}

impl By {
    /// Who comes by a cookie also sends a header that a form of another site can't.
    pub(in crate::http) fn check(self, headers: &HeaderMap) -> Result<(), Problem> {
        let is_meant = headers.get("centrum-csrf").is_some_and(|value| value.as_bytes() == b"1");
        match self {
            Self::Cookie if !is_meant => {
                let detail = "With the cookie, send the header Centrum-CSRF: 1 too.";
                Err(Problem::new(StatusCode::FORBIDDEN, "CSRF_HEADER_MISSING", detail))
            }
            Self::Bearer | Self::Cookie => Ok(()),
        }
    }
}

/// Who asks, as they say: with what they sign in, and in which tenant. Kept by those who stay, to be asked again.
#[derive(Clone)]
pub(in crate::http) struct Asker {
    by: By,
    secret: String,
    slug: Option<String>,
}

impl Asker {
    /// By the token or the cookie of these headers, in the tenant that they name. A token goes before a cookie.
    pub(in crate::http) fn of(headers: &HeaderMap, url: &PublicUrl) -> Result<Self, SignInError> {
        let (secret, by) = presented(headers, url).ok_or(SignInError::Unauthenticated)?;
        let mut tenants = headers.get_all("centrum-tenant").iter();
        let slug = match (tenants.next(), tenants.next()) {
            (None, _) => None,
            (Some(one), None) => Some(one.to_str().map_err(|_| SignInError::TenantNotFound)?),
            // Named twice is not named clearly.
            (Some(_), Some(_)) => Some(""),
        };
        let slug = slug.map(|slug| slug.trim().to_owned());
        Ok(Self { by, secret: secret.to_owned(), slug })
    }

    /// With what.
    pub(in crate::http) fn by(&self) -> By {
        self.by
    }

    /// Who it is, as it was known a moment ago.
    pub(in crate::http) async fn sign_in(
        &self,
        db: &Db,
        oidc: &Oidc,
    ) -> Result<SignedIn, SignInError> {
        let verified = self.verified(db, oidc).await?;
        sign_in(db, self.credential(verified.as_ref()), self.slug.as_deref()).await
    }

    /// The secret that they show.
    pub(in crate::http) fn secret(&self) -> &str {
        &self.secret
    }

    /// The tenant that they name.
    pub(in crate::http) fn slug(&self) -> Option<&str> {
        self.slug.as_deref()
    }

    /// Of an issuer's access token, what it says.
    pub(in crate::http) async fn verified(
        &self,
        db: &Db,
        oidc: &Oidc,
    ) -> Result<Option<Verified>, SignInError> {
        match self.by {
            By::Bearer if Oidc::is_access_token(&self.secret) => {
                oidc.verify(db, &self.secret, self.slug.as_deref()).await.map(Some)
            }
            By::Bearer | By::Cookie => Ok(None),
        }
    }

    /// With what they sign in.
    pub(in crate::http) fn credential<'a>(
        &'a self,
        verified: Option<&'a Verified>,
    ) -> Credential<'a> {
        match self.by {
            By::Cookie => Credential::Session(&self.secret),
            By::Bearer => verified.map_or(Credential::Token(&self.secret), Credential::Identity),
        }
    }
}

/// Who holds the token or the cookie of these headers, in the tenant that they name.
pub(in crate::http) async fn signed_in(
    db: &Db,
    oidc: &Oidc,
    headers: &HeaderMap,
    url: &PublicUrl,
) -> Result<(SignedIn, By), SignInError> {
    let asker = Asker::of(headers, url)?;
    Ok((asker.sign_in(db, oidc).await?, asker.by()))
}

/// What these headers show, and nothing about whether it counts.
pub(in crate::http) fn secret_of<'a>(headers: &'a HeaderMap, url: &PublicUrl) -> Option<&'a str> {
    presented(headers, url).map(|(secret, _)| secret)
}

fn presented<'a>(headers: &'a HeaderMap, url: &PublicUrl) -> Option<(&'a str, By)> {
    let cookie = url.cookie_of(Cookie::Session, headers);
    let cookie = cookie.filter(|_| !headers.contains_key(header::AUTHORIZATION));
    match cookie {
        Some(cookie) => Some((cookie, By::Cookie)),
        None => bearer(headers).map(|token| (token, By::Bearer)),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(only), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The code of a failed sign-in; a fault of ours is logged here.
pub(in crate::http) fn code_of(error: &SignInError, trace: &TraceId) -> ErrorCode {
    let trace = trace.as_str();
    match error {
        SignInError::Unauthenticated => ErrorCode::Unauthenticated,
        SignInError::TenantNotFound => ErrorCode::TenantNotFound,
        SignInError::Unavailable(_) => {
            tracing::warn!(trace_id = trace, error = %chain(error), "nobody can be signed in");
            ErrorCode::Unavailable
        }
        SignInError::Timeout => {
            tracing::warn!(trace_id = trace, "database timeout");
            ErrorCode::Timeout
        }
        SignInError::Internal(_) => {
            tracing::error!(trace_id = trace, error = %chain(error), "internal error");
            ErrorCode::Internal
        }
    }
}

fn chain(error: &SignInError) -> String {
    let sources = std::iter::successors(error.source(), |source| (*source).source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}

#[cfg(test)]
mod tests {
    use super::bearer;
    use poem::http::{HeaderMap, HeaderValue};

    #[test]
    fn one_bearer_token_is_taken_from_the_header() {
        for (values, expected) in [
            (vec![], None),
            (vec!["Bearer cst_abc"], Some("cst_abc")),
            (vec!["bearer   cst_abc "], Some("cst_abc")),
            (vec!["Bearer"], None),
            (vec!["Bearer "], None),
            (vec!["Basic cst_abc"], None),
            (vec!["cst_abc"], None),
            (vec!["Bearer a", "Bearer b"], None),
        ] {
            let mut headers = HeaderMap::new();
            for value in &values {
                headers.append("authorization", HeaderValue::from_str(value).unwrap());
            }
            assert_eq!(bearer(&headers), expected, "{values:?}");
        }
    }
}
