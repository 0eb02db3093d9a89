//! Signing in by an identity provider, and linking an account there: from our form to the provider, and back.

use super::page::{Choice, Failed, Linkable, Page};
use super::{Auth, elsewhere, failed, not_signed_in, set_cookies, shown};
use crate::http::problem::Problem;
use crate::http::public_url::Cookie;
use crate::oidc::{Aim, Answer, LoginError, Whose, hashed};
use domain::access::{Credential, Standing, Vouched, Voucher, begin_session, sign_in};
use domain::identity::commands::link_identity;
use domain::kernel::error::Error;
use domain::kernel::page::PageArgs;
use poem::http::Method;
use poem::{Request, Response};
use serde::Deserialize;
use std::error::Error as _;

/// Of how many tenants an account is offered for linking on one page.
const LINKS_MAX: usize = 10;

/// Our form.
#[derive(Debug, Deserialize)]
struct Begin {
    provider: Provider,
    #[serde(default)]
    tenant: String,
    purpose: Purpose,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Provider {
    Nation,
    Tenant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Purpose {
    SignIn,
    Link,
}

/// As the table has it: what isn't one is nobody's.
pub(super) fn is_slug(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    text.len() <= 60 && text.split('-').all(is_part)
}

impl Auth {
    /// `POST /auth/oidc` sends the browser to a provider.
    pub(super) async fn begin(&self, mut request: Request) -> Result<Response, Problem> {
        if request.method() != Method::POST {
            return Err(Problem::method_not_allowed("POST"));
        }
        let Begin { provider, tenant, purpose } = self.form(&mut request).await?;
        let tenant = tenant.trim().to_owned();
        let whose = match provider {
            Provider::Nation => Whose::Nation,
            Provider::Tenant if is_slug(&tenant) => Whose::Tenant(tenant.clone()),
            Provider::Tenant => return Ok(shown(&Page::Failed(Failed::NoProvider))),
        };
        let aim = match purpose {
            Purpose::SignIn => Aim::SignIn,
            Purpose::Link => {
                let cookie = self.url.cookie_of(Cookie::Session, request.headers());
                let Some(cookie) = cookie else {
                    return Ok(shown(&Page::Failed(Failed::SignedOutMeanwhile)));
                };
                Aim::Link { tenant, session: hashed(cookie) }
            }
        };
        match self.oidc.begin(&self.db, &whose, aim, &self.url.callback()).await {
            Ok(begun) => {
                let mut response = shown(&Page::Leaving(&begun.address));
                let cookie = self.url.cookie(Cookie::Login, &begun.browser, begun.seconds);
                set_cookies(&mut response, &[&cookie]);
                Ok(response)
            }
            Err(error) => self.not_signed_in_by(error),
        }
    }

    /// `GET /auth/callback`: the browser comes back.
    pub(super) async fn callback(&self, request: &Request) -> Result<Response, Problem> {
        // No HEAD: whoever only looks must not use up what counts once.
        if request.method() != Method::GET {
            return Err(Problem::method_not_allowed("GET"));
        }
        // What is said twice isn't said clearly.
        let Ok(answer) = request.params::<Answer>() else {
            return self.not_signed_in_by(LoginError::Refused("it can't be read"));
        };
        let headers = request.headers();
        let browser = self.url.cookie_of(Cookie::Login, headers);
        let session = self.url.cookie_of(Cookie::Session, headers);
        let ended = self.oidc.end(&self.db, answer, browser, &self.url.callback()).await;
        let ended = match ended {
            Ok(ended) => ended,
            Err(error) => return self.not_signed_in_by(error),
        };
        if let Aim::Link { tenant, session: began } = &ended.aim {
            let own = session.filter(|cookie| hashed(cookie) == *began);
            if let Err(why) = self.linked(own, tenant, &ended.vouched).await? {
                return Ok(self.over(why));
            }
        }
        let limits = self.oidc.sessions();
        match begin_session(&self.db, &ended.vouched, limits, session).await.map_err(failed)? {
            Some(session) => {
                let gone = self.url.cookie(Cookie::Login, "", 0);
                Ok(elsewhere("/auth", &[&self.cookie_of(&session), &gone]))
            }
            None => Ok(self.over(Failed::Unknown)),
        }
    }

    /// Accepts the identity for who is signed in in this browser, in one tenant.
    async fn linked(
        &self,
        session: Option<&str>,
        tenant: &str,
        vouched: &Vouched,
    ) -> Result<Result<(), Failed>, Problem> {
        let Some(cookie) = session else { return Ok(Err(Failed::SignedOutMeanwhile)) };
        let there = sign_in(&self.db, Credential::Session(cookie), Some(tenant)).await;
        let there = not_signed_in(there)?;
        let Some(caller) = there.as_ref().and_then(|there| there.caller()) else {
            return Ok(Err(Failed::SignedOutMeanwhile));
        };
        match link_identity(caller, vouched).await {
            Ok(_) => Ok(Ok(())),
            Err(Error::Rejected(_)) => Ok(Err(Failed::Taken)),
            Err(Error::NotFound(_)) => Ok(Err(Failed::NoProvider)),
            Err(Error::Forbidden { .. }) => Ok(Err(Failed::Unknown)),
            Err(error) => Err(failed(error)),
        }
    }

    /// The accounts that who is signed in in this browser may link, and hasn't.
    pub(super) async fn links(
        &self,
        request: &Request,
        standings: &[Standing],
    ) -> Result<Vec<Linkable>, Problem> {
        let mut links = Vec::new();
        let cookie = self.url.cookie_of(Cookie::Session, request.headers());
        let Some(cookie) = cookie else { return Ok(links) };
        let newest = PageArgs::new(Some(100), None, None, None).map_err(failed)?;
        let own = standings.iter().filter(|standing| standing.participant.is_some());
        for Standing { slug, .. } in own.take(LINKS_MAX) {
            let there = sign_in(&self.db, Credential::Session(cookie), Some(slug)).await;
            let there = not_signed_in(there)?;
            let Some(caller) = there.as_ref().and_then(|there| there.caller()) else { continue };
            let linked = caller.own_identities(&newest).await.map_err(failed)?.items;
            for (provider, voucher, whose) in [
                (Choice::Nation, Voucher::Nation, Whose::Nation),
                (Choice::Tenant, Voucher::Tenant, Whose::Tenant(slug.clone())),
            ] {
                let there = self.oidc.provider(&self.db, &whose).await.map_err(failed)?;
                let Some(there) = there else { continue };
                let is_linked = linked.iter().any(|own| {
                    own.ended_at.is_none() && own.voucher == voucher && own.issuer == there.issuer
                });
                if !is_linked {
                    links.push(Linkable { provider, tenant: slug.clone() });
                }
            }
        }
        Ok(links)
    }

    /// A page that says why; and for who runs us, a line in the log.
    fn not_signed_in_by(&self, error: LoginError) -> Result<Response, Problem> {
        let why = match error {
            LoginError::NoProvider => Failed::NoProvider,
            LoginError::NotBegunHere => Failed::NotBegunHere,
            LoginError::Declined => Failed::Declined,
            LoginError::Refused(_) => Failed::Refused,
            LoginError::Unusable(_) => Failed::Unusable,
            LoginError::Domain(error) => return Err(failed(error)),
        };
        let sources = std::iter::successors(error.source(), |source| (*source).source());
        let text = sources.fold(error.to_string(), |text, source| format!("{text}: {source}"));
        tracing::warn!(error = text, "nobody was signed in by a provider");
        Ok(self.over(why))
    }

    /// The end of a sign-in that failed: its cookie goes.
    fn over(&self, why: Failed) -> Response {
        let mut response = shown(&Page::Failed(why));
        set_cookies(&mut response, &[&self.url.cookie(Cookie::Login, "", 0)]);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::is_slug;

    #[test]
    fn a_slug_is_what_the_table_takes() {
        for (text, is_one) in [
            ("hlucinsko-zapad", true),
            ("a1", true),
            ("", false),
            ("-a", false),
            ("a--b", false),
            ("A", false),
            ("a b", false),
            ("ž", false),
            (&"a".repeat(61), false),
        ] {
            assert_eq!(is_slug(text), is_one, "{text}");
        }
    }
}
