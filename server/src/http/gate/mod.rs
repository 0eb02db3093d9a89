//! How often somebody may come in: by address before anybody is asked who it is, by person in their tenant after.
//!
//! Owns: whose bucket a request takes from, and what somebody is told who comes too often. Doesn't own: the buckets, which
//! may vanish (`ephemeral`), and who somebody is. A stranger is counted before the database is asked, so that strangers
//! cost nothing; so is an address whose sign-ins keep failing, but not who signed in there a moment ago.

mod origin;
mod told;

pub(super) use origin::Origin;
pub use origin::TrustedProxies;
pub(super) use told::tell;

use super::problem::Problem;
use crate::ephemeral::{Bucket, Counted, Ephemeral, Per, Rate, Step, Verdict};
use crate::telemetry::Metrics;
use domain::access::{SignInError, SignedIn};
use poem::{Endpoint, Request, Response};
use quick_cache::sync::Cache;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

/// Of so many credentials it is remembered that they were let in.
const KNOWN_MAX: usize = 10_000;

/// How often somebody may come in, and whom proxies may tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    /// A person in a tenant.
    pub client: Rate,
    /// An address, without signing in.
    pub anonymous: Rate,
    /// An address, with sign-ins that fail.
    pub failed_sign_in: Rate,
    /// An address, and a mailbox, with what is handed in by a public form.
    pub intake: Rate,
    /// Whose word about addresses is taken.
    pub trusted_proxies: TrustedProxies,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            client: Rate::new(100, Per::Second, 200),
            anonymous: Rate::new(10, Per::Second, 100),
            failed_sign_in: Rate::new(10, Per::Minute, 30),
            intake: Rate::new(10, Per::Hour, 10),
            trusted_proxies: TrustedProxies::default(),
        }
    }
}

impl Rates {
    /// Nobody is ever held up: for who measures something else.
    pub fn highest() -> Self {
        let (client, anonymous, failed_sign_in, intake) =
            (Rate::highest(), Rate::highest(), Rate::highest(), Rate::highest());
        let trusted_proxies = TrustedProxies::default();
        Self { client, anonymous, failed_sign_in, intake, trusted_proxies }
    }

    fn of(&self, counted: Counted) -> Rate {
        match counted {
            Counted::Client => self.client,
            Counted::Anonymous => self.anonymous,
            Counted::FailedSignIn => self.failed_sign_in,
            Counted::Intake | Counted::Mailbox => self.intake,
        }
    }
}

/// Why somebody isn't let in.
#[derive(Debug)]
pub(super) enum NoEntry {
    /// They come too often, or others from their address do.
    TooOften(Verdict),
    /// It isn't known who they are.
    SignIn(SignInError),
}

/// Counts who comes in; clones count the same.
#[derive(Clone)]
pub(super) struct Gate(Arc<Inner>);

struct Inner {
    ephemeral: Ephemeral,
    metrics: Metrics,
    rates: Rates,
    /// Credentials that were let in: who has one isn't held up by others at the same address who fail. Hashes with a key of
    /// this process; two that are alike only mean that somebody costs one look-up.
    known: Cache<u64, ()>,
    hasher: RandomState,
}

impl Gate {
    pub(super) fn new(ephemeral: Ephemeral, metrics: Metrics, rates: Rates) -> Self {
        let (known, hasher) = (Cache::new(KNOWN_MAX), RandomState::new());
        Self(Arc::new(Inner { ephemeral, metrics, rates, known, hasher }))
    }

    /// Where a request comes from.
    pub(super) fn origin_of(&self, request: &Request) -> Origin {
        Origin::of(request.remote_addr(), request.headers(), &self.0.rates.trusted_proxies)
    }

    /// Lets a request through to its address. A page that looks up whose browser it is is counted here, by address, whoever asks for it; and
    /// what it refuses is a sign-in that failed. Other addresses ask by [`Self::let_in`] themselves, once they know how to
    /// refuse.
    pub(super) async fn pass(
        &self,
        routes: &impl Endpoint<Output = Response>,
        request: Request,
    ) -> Result<Response, Problem> {
        if !is_page(request.uri().path()) {
            return Ok(routes.call(request).await?);
        }
        let origin = self.origin_of(&request);
        self.stranger(&origin).await.map_err(Problem::too_often)?;
        self.may_fail(&origin).await.map_err(Problem::too_often)?;
        let response = routes.call(request).await?;
        if response.status().is_client_error() {
            self.failed(&origin).await;
        }
        Ok(response)
    }

    /// Somebody comes without saying who they are.
    pub(super) async fn stranger(&self, origin: &Origin) -> Result<Verdict, Verdict> {
        self.count(Counted::Anonymous, origin.as_str(), Step::Take).await
    }

    /// Somebody comes with this secret, or with none, and is signed in by `signing_in`, unless they come too often. The
    /// verdict is about their own bucket.
    pub(super) async fn let_in<T>(
        &self,
        origin: &Origin,
        secret: Option<&str>,
        signing_in: impl Future<Output = Result<(SignedIn, T), SignInError>>,
    ) -> Result<(SignedIn, T, Verdict), NoEntry> {
        let Some(secret) = secret else {
            self.stranger(origin).await.map_err(NoEntry::TooOften)?;
            return Err(NoEntry::SignIn(SignInError::Unauthenticated));
        };
        let known = self.0.hasher.hash_one(secret);
        if self.0.known.get(&known).is_none() {
            self.may_fail(origin).await.map_err(NoEntry::TooOften)?;
        }
        match signing_in.await {
            Ok((signed_in, by)) => {
                self.0.known.insert(known, ());
                let verdict = self.client(&signed_in).await.map_err(NoEntry::TooOften)?;
                Ok((signed_in, by, verdict))
            }
            Err(error @ SignInError::Unauthenticated) => {
                self.0.known.remove(&known);
                self.failed(origin).await;
                Err(NoEntry::SignIn(error))
            }
            // Whoever looks for tenants is known, but not to us here: their address is counted.
            Err(error @ SignInError::TenantNotFound) => {
                self.stranger(origin).await.map_err(NoEntry::TooOften)?;
                Err(NoEntry::SignIn(error))
            }
            // Not theirs to answer for.
            Err(error) => Err(NoEntry::SignIn(error)),
        }
    }

    /// A stranger hands something in, from somewhere.
    pub(super) async fn hands_in(&self, origin: &Origin) -> Result<Verdict, Verdict> {
        self.count(Counted::Intake, origin.as_str(), Step::Take).await
    }

    /// A mailbox is to be written to, because of what a stranger hands in.
    pub(super) async fn writes_to(&self, mailbox: &str) -> Result<Verdict, Verdict> {
        self.count(Counted::Mailbox, mailbox, Step::Take).await
    }

    /// Whether an address may try to sign in; takes nothing.
    pub(super) async fn may_fail(&self, origin: &Origin) -> Result<Verdict, Verdict> {
        self.count(Counted::FailedSignIn, origin.as_str(), Step::Look).await
    }

    /// A sign-in from there failed. It is refused anyway: the verdict is for the next.
    pub(super) async fn failed(&self, origin: &Origin) {
        self.ask(Counted::FailedSignIn, origin.as_str(), Step::Take).await;
    }

    /// Somebody who signed in asks for something.
    pub(super) async fn client(&self, signed_in: &SignedIn) -> Result<Verdict, Verdict> {
        let tenant = signed_in.caller().map(|caller| caller.tenant().to_string());
        let of = format!("{}:{}", tenant.unwrap_or_default(), signed_in.person());
        self.count(Counted::Client, &of, Step::Take).await
    }

    async fn count(&self, counted: Counted, of: &str, step: Step) -> Result<Verdict, Verdict> {
        let verdict = self.ask(counted, of, step).await;
        if verdict.is_admitted() {
            return Ok(verdict);
        }
        self.0.metrics.rate_limited(counted);
        Err(verdict)
    }

    async fn ask(&self, counted: Counted, of: &str, step: Step) -> Verdict {
        let bucket = Bucket { counted, of: of.to_owned() };
        self.0.ephemeral.admit(&bucket, self.0.rates.of(counted), step).await
    }
}

/// A page that looks up whose browser it is: of signing in, without what it looks like, and the explorer's.
fn is_page(path: &str) -> bool {
    path == "/graphiql"
        || path == "/auth"
        || path.starts_with("/auth/") && path != "/auth/style.css"
}
