//! What an issuer publishes: where its doors are, and its keys. Remembered for an hour; keys are asked for again when a
//! signature names one that isn't known, but not at everybody's bidding.

use super::egress::{Refused, Trust};
use super::fetch::{FetchError, Fetcher};
use jsonwebtoken::jwk::Jwk;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::url::{ParseError, Url};
use openidconnect::{
    AdditionalProviderMetadata, AsyncHttpClient, DiscoveryError, HttpRequest, HttpResponse,
    IssuerUrl, ProviderMetadata,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long a document counts.
const LIFE: Duration = Duration::from_hours(1);
/// How often keys are asked for again because one isn't known, or a document because the last attempt failed.
const AGAIN_EVERY: Duration = Duration::from_secs(10);
/// How many issuers are remembered: more than there are centres.
const ISSUERS: usize = 1_000;

/// What RFC 9207 adds to a discovery document.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct Additional {
    /// Whether answers of the authorization endpoint name their issuer.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Additional {}

type Metadata = ProviderMetadata<
    Additional,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What an issuer publishes.
#[derive(Debug, Clone)]
pub(super) struct Published {
    pub(super) metadata: Metadata,
    /// The same keys, for access tokens.
    pub(super) keys: Vec<Jwk>,
}

impl Published {
    fn of(metadata: Metadata) -> Self {
        // What can't be read is a key of a kind that isn't used here.
        let read =
            |key: &CoreJsonWebKey| serde_json::from_value(serde_json::to_value(key).ok()?).ok();
        let keys = metadata.jwks().keys().iter().filter_map(read).collect();
        Self { metadata, keys }
    }

    /// Whether it takes a client's secret in the body of a request and nowhere else.
    pub(super) fn wants_secret_in_body(&self) -> bool {
        let methods = self.metadata.token_endpoint_auth_methods_supported();
        methods.is_some_and(|methods| {
            !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
                && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        })
    }

    /// Whether its answers name their issuer.
    pub(super) fn names_itself(&self) -> bool {
        self.metadata.additional_metadata().authorization_response_iss_parameter_supported
    }
}

/// Why an issuer can't be used.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum IssuerError {
    /// It, or what it publishes, may not be asked.
    #[error("an address of the issuer may not be asked")]
    Refused(#[source] Refused),
    /// It can't be reached, or what it says can't be read.
    #[error("the issuer can't be reached, or isn't one: {0}")]
    Unusable(String),
}

/// All issuers that were asked.
pub(super) struct Issuers {
    fetcher: Fetcher,
    known: SyncMutex<HashMap<(Trust, String), Arc<Issuer>>>,
}

impl Issuers {
    pub(super) fn new(fetcher: Fetcher) -> Self {
        Self { fetcher, known: SyncMutex::default() }
    }

    pub(super) fn client(&self, trust: Trust) -> Client<'_> {
        Client { fetcher: &self.fetcher, trust }
    }

    /// What an issuer publishes, as it was found within the last hour.
    pub(super) async fn published(
        &self,
        trust: Trust,
        issuer: &str,
    ) -> Result<Arc<Published>, IssuerError> {
        let issuer_of = self.entry(trust, issuer);
        let mut state = issuer_of.state.lock().await;
        if let Some((published, at)) = &state.found
            && at.elapsed() < LIFE
        {
            return Ok(Arc::clone(published));
        }
        if let Some((error, at)) = &state.failed
            && at.elapsed() < AGAIN_EVERY
        {
            return Err(error.clone());
        }
        match self.discover(trust, issuer).await {
            Ok(published) => {
                let published = Arc::new(published);
                state.found = Some((Arc::clone(&published), Instant::now()));
                state.failed = None;
                Ok(published)
            }
            Err(error) => {
                state.failed = Some((error.clone(), Instant::now()));
                Err(error)
            }
        }
    }

    /// What it publishes now, after `old` lacked a key. Whoever names a key that doesn't exist doesn't make us ask each time.
    pub(super) async fn published_since(
        &self,
        trust: Trust,
        issuer: &str,
        old: &Arc<Published>,
    ) -> Result<Arc<Published>, IssuerError> {
        let issuer_of = self.entry(trust, issuer);
        let mut state = issuer_of.state.lock().await;
        if let Some((published, _)) = &state.found
            && !Arc::ptr_eq(published, old)
        {
            return Ok(Arc::clone(published));
        }
        if state.asked_again.is_some_and(|at| at.elapsed() < AGAIN_EVERY) {
            return Ok(Arc::clone(old));
        }
        state.asked_again = Some(Instant::now());
        let uri = old.metadata.jwks_uri();
        let keys = CoreJsonWebKeySet::fetch_async(uri, &self.client(trust)).await;
        let keys = keys.map_err(|error| of_discovery(&error))?;
        let published = Arc::new(Published::of(old.metadata.clone().set_jwks(keys)));
        state.found = Some((Arc::clone(&published), Instant::now()));
        Ok(published)
    }

    async fn discover(&self, trust: Trust, issuer: &str) -> Result<Published, IssuerError> {
        let url = IssuerUrl::new(issuer.to_owned())
            .map_err(|_| IssuerError::Unusable("its address isn't one".to_owned()))?;
        let client = self.client(trust);
        let found = Metadata::discover_async(url, &client).await;
        let metadata = found.map_err(|error| of_discovery(&error))?;
        // The browser is sent there, and a secret of ours.
        let check = |url: &Url| self.fetcher.check(url, trust).map_err(IssuerError::Refused);
        check(metadata.authorization_endpoint().url())?;
        check(metadata.jwks_uri().url())?;
        let token = metadata.token_endpoint();
        check(
            token.ok_or_else(|| IssuerError::Unusable("it has no token endpoint".into()))?.url(),
        )?;
        if let Some(other) = metadata.userinfo_endpoint() {
            check(other.url())?;
        }
        Ok(Published::of(metadata))
    }

    fn entry(&self, trust: Trust, issuer: &str) -> Arc<Issuer> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ISSUERS {
            known.clear();
        }
        Arc::clone(known.entry((trust, issuer.to_owned())).or_default())
    }
}

#[derive(Default)]
struct Issuer {
    /// Held while it is asked, so that it is asked once for all who wait.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    found: Option<(Arc<Published>, Instant)>,
    failed: Option<(IssuerError, Instant)>,
    asked_again: Option<Instant>,
}

/// What `openidconnect` asks with.
pub(super) struct Client<'f> {
    fetcher: &'f Fetcher,
    trust: Trust,
}

impl<'c> AsyncHttpClient<'c> for Client<'_> {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.fetcher.send(self.trust, request))
    }
}

/// In our words: the error's own may quote what was answered.
fn of_discovery(error: &DiscoveryError<FetchError>) -> IssuerError {
    let said = match error {
        DiscoveryError::Request(FetchError::Refused(refused)) => {
            return IssuerError::Refused(*refused);
        }
        DiscoveryError::Request(error) => {
            return IssuerError::Unusable(said_by(error));
        }
        DiscoveryError::Parse(_) => "its document can't be read",
        DiscoveryError::Response(..) => "it answers with an error",
        DiscoveryError::Validation(_) => "its document is another issuer's",
        DiscoveryError::UrlParse(ParseError::EmptyHost) => "its address has no host",
        DiscoveryError::UrlParse(_) => "its address isn't one",
        _ => "it can't be asked",
    };
    IssuerError::Unusable(said.to_owned())
}

fn said_by(error: &FetchError) -> String {
    let first: &dyn std::error::Error = error;
    let sources = std::iter::successors(first.source(), |source| (*source).source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}
