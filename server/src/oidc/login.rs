//! Signing in by code: a browser is sent to the provider and comes back with a code, which we exchange.
//!
//! What was begun is known by its `state`, counts once, for ten minutes, and only in the browser that began it, which holds
//! a cookie. The code is bound to it by PKCE, the identity token by its nonce, the answer by the issuer it names (RFC 9207).

use super::Oidc;
use super::issuer::{IssuerError, Published};
use super::provider::{Provider, Whose};
use crate::ephemeral::Purpose;
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Db, Vouched};
use domain::kernel::error::Error;
use openidconnect::core::{
    CoreClient, CoreErrorResponseType, CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
    CoreResponseType,
};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, SignatureVerificationError, TokenResponse as _,
};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// How long somebody may take to sign in at their provider.
const LASTS: Duration = Duration::from_mins(10);
/// How much the clocks of an issuer and of ours may differ.
pub(super) const LEEWAY_SECONDS: i64 = 60;
/// An issuer's name for somebody is at most so long (OpenID Connect Core, section 2).
const SUBJECT_LENGTH_MAX: usize = 255;
/// With what an identity token may be signed: nothing that whoever checks could have signed.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// To sign in.
    SignIn,
    /// To accept the identity for who is signed in, in one tenant.
    Link {
        /// The tenant's name.
        tenant: String,
        /// Of the cookie of the session: the same must come back.
        session: String,
    },
}

/// A sign-in that was begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser is sent.
    pub address: String,
    /// What it must hold when it comes back.
    pub browser: String,
    /// For how many seconds.
    pub seconds: i64,
}

/// A sign-in that ended well.
#[derive(Debug)]
pub struct Ended {
    /// Who it is.
    pub vouched: Vouched,
    /// What it was for.
    pub aim: Aim,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// There is no such provider, or not any more.
    #[error("there is no such provider")]
    NoProvider,
    /// It wasn't begun in this browser, or it ended, or is too long ago.
    #[error("the sign-in wasn't begun here, was ended before, or is too long ago")]
    NotBegunHere,
    /// The provider says no, or its person does.
    #[error("the provider declines")]
    Declined,
    /// What came back isn't what it should be.
    #[error("what came back isn't good: {0}")]
    Refused(&'static str),
    /// The provider can't be used now.
    #[error("the provider can't be used")]
    Unusable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database.
    #[error(transparent)]
    Domain(#[from] Error),
}

impl From<IssuerError> for LoginError {
    fn from(error: IssuerError) -> Self {
        Self::Unusable(error.into())
    }
}

/// What is remembered of a sign-in that was begun.
#[derive(Serialize, Deserialize)]
struct Pending {
    whose: Whose,
    issuer: String,
    nonce: String,
    verifier: String,
    /// Of the browser's cookie.
    browser: String,
    aim: Aim,
}

/// What a browser brings back.
#[derive(Debug, Default, Deserialize)]
pub struct Answer {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

impl Oidc {
    /// Begins: remembers what must come back, and says where the browser goes.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn begin(
        &self,
        db: &Db,
        whose: &Whose,
        aim: Aim,
        redirect: &str,
    ) -> Result<Begun, LoginError> {
        let provider = self.provider(db, whose).await?.ok_or(LoginError::NoProvider)?;
        let published = self.issuers.published(provider.trust(), &provider.issuer).await?;
        // Who neither names itself nor asks for a secret can't be told from an impostor who passes its answers on.
        if !published.names_itself() && provider.client_secret.is_none() {
            let why = "a public client needs an issuer that names itself in its answers (RFC 9207)";
            return Err(LoginError::Unusable(why.into()));
        }
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = CoreClient::from_provider_metadata(
            published.metadata.clone(),
            ClientId::new(provider.client_id.clone()),
            None,
        )
        .set_redirect_uri(redirect_url(redirect)?);
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (address, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            .url();
        let browser = CsrfToken::new_random_len(32).into_secret();
        let pending = Pending {
            whose: whose.clone(),
            issuer: provider.issuer,
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            browser: hashed(&browser),
            aim,
        };
        let text = serde_json::to_string(&pending)
            .map_err(|_| LoginError::Refused("it can't be remembered"))?;
        let kept = self.ephemeral.put(Purpose::SignIn, state.secret(), &text, LASTS).await;
        kept.map_err(|_| LoginError::Refused("it is too long to be remembered"))?;
        Ok(Begun { address: address.into(), browser, seconds: LASTS.as_secs().cast_signed() })
    }

    /// Ends: `browser` is the cookie of the browser that came back.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn end(
        &self,
        db: &Db,
        answer: Answer,
        browser: Option<&str>,
        redirect: &str,
    ) -> Result<Ended, LoginError> {
        let state = answer.state.as_deref().unwrap_or_default();
        // Taken whatever else is wrong: a state counts once.
        let pending = self.ephemeral.take(Purpose::SignIn, state).await;
        let pending = pending.ok_or(LoginError::NotBegunHere)?;
        let pending: Pending =
            serde_json::from_str(&pending).map_err(|_| LoginError::NotBegunHere)?;
        if browser.map(hashed).as_ref() != Some(&pending.browser) {
            return Err(LoginError::NotBegunHere);
        }
        let provider = self.provider(db, &pending.whose).await?;
        // Another one may have been set meanwhile.
        let provider = provider.filter(|provider| provider.issuer == pending.issuer);
        let provider = provider.ok_or(LoginError::NoProvider)?;
        let published = self.issuers.published(provider.trust(), &provider.issuer).await?;
        match answer.iss {
            Some(iss) if iss != provider.issuer => {
                return Err(LoginError::Refused("it names another issuer"));
            }
            None if published.names_itself() => {
                return Err(LoginError::Refused("it doesn't name its issuer, which promised to"));
            }
            Some(_) | None => {}
        }
        if answer.error.is_some() {
            return Err(LoginError::Declined);
        }
        let code = answer.code.ok_or(LoginError::Refused("it has no code"))?;
        let verifier = PkceCodeVerifier::new(pending.verifier);
        let token = self.exchange(&provider, &published, code, verifier, redirect).await?;
        let now = db.clock().now();
        let nonce = Nonce::new(pending.nonce);
        let subject = self.subject_of(&provider, &published, &token, &nonce, now).await?;
        let vouched =
            Vouched { by: provider.vouches_as(), issuer: provider.issuer.clone(), subject };
        Ok(Ended { vouched, aim: pending.aim })
    }

    /// The identity token for a code.
    async fn exchange(
        &self,
        provider: &Provider,
        published: &Published,
        code: String,
        verifier: PkceCodeVerifier,
        redirect: &str,
    ) -> Result<CoreIdToken, LoginError> {
        let secret = provider.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let mut client = CoreClient::from_provider_metadata(
            published.metadata.clone(),
            ClientId::new(provider.client_id.clone()),
            secret,
        )
        .set_redirect_uri(redirect_url(redirect)?);
        if published.wants_secret_in_body() {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        let request = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| LoginError::Refused("the issuer has no token endpoint"))?
            .set_pkce_verifier(verifier);
        let http = self.issuers.client(provider.trust());
        let response = request.request_async(&http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(said)
                if matches!(said.error(), CoreErrorResponseType::InvalidClient) =>
            {
                LoginError::Unusable("the provider doesn't take our client or its secret".into())
            }
            RequestTokenError::ServerResponse(_) => {
                LoginError::Refused("the provider doesn't take the code")
            }
            RequestTokenError::Request(error) => LoginError::Unusable(error.into()),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                LoginError::Unusable("the provider's answer can't be read".into())
            }
        })?;
        response.id_token().cloned().ok_or(LoginError::Refused("there is no identity token"))
    }

    /// Whom a token names, once it is verified. A key that isn't known is asked for once.
    async fn subject_of(
        &self,
        provider: &Provider,
        published: &Arc<Published>,
        token: &CoreIdToken,
        nonce: &Nonce,
        now: DateTime<Utc>,
    ) -> Result<String, LoginError> {
        let verified = verified(provider, published, token, nonce, now);
        let unknown = |error: &ClaimsVerificationError| {
            use ClaimsVerificationError::SignatureVerification;
            matches!(error, SignatureVerification(SignatureVerificationError::NoMatchingKey))
        };
        let subject = match verified {
            Err(error) if unknown(&error) => {
                let trust = provider.trust();
                let issuer = &provider.issuer;
                let newer = self.issuers.published_since(trust, issuer, published).await?;
                verified_again(provider, &newer, token, nonce, now)?
            }
            other => other.map_err(|error| LoginError::Refused(said(&error)))?,
        };
        let is_one = (1..=SUBJECT_LENGTH_MAX).contains(&subject.chars().count());
        if is_one && !subject.contains(char::is_control) {
            Ok(subject)
        } else {
            Err(LoginError::Refused("its subject isn't one"))
        }
    }
}

fn verified(
    provider: &Provider,
    published: &Published,
    token: &CoreIdToken,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<String, ClaimsVerificationError> {
    let verifier = CoreIdTokenVerifier::new_public_client(
        ClientId::new(provider.client_id.clone()),
        published.metadata.issuer().clone(),
        published.metadata.jwks().clone(),
    )
    .set_allowed_algs(ALGORITHMS)
    .set_time_fn(move || now - TimeDelta::seconds(LEEWAY_SECONDS));
    token.claims(&verifier, nonce).map(|claims| claims.subject().to_string())
}

fn verified_again(
    provider: &Provider,
    published: &Published,
    token: &CoreIdToken,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<String, LoginError> {
    verified(provider, published, token, nonce, now)
        .map_err(|error| LoginError::Refused(said(&error)))
}

/// In our words: the error's own may quote a claim.
fn said(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "its token has expired",
        ClaimsVerificationError::InvalidAudience(_) => "its token is for somebody else",
        ClaimsVerificationError::InvalidIssuer(_) => "its token is another issuer's",
        ClaimsVerificationError::InvalidNonce(_) => "its token answers another question",
        ClaimsVerificationError::InvalidSubject(_) => "its token names nobody",
        ClaimsVerificationError::SignatureVerification(_) => "its token isn't signed by the issuer",
        _ => "its token isn't good",
    }
}

fn redirect_url(text: &str) -> Result<RedirectUrl, LoginError> {
    RedirectUrl::new(text.to_owned()).map_err(|_| LoginError::Refused("we have no address"))
}

/// How the browser's cookie and the session's are remembered.
pub(crate) fn hashed(secret: &str) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(secret.as_bytes()) {
        use std::fmt::Write as _;
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
