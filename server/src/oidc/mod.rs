//! OpenID Connect: what issuers say about somebody who signs in, verified.
//!
//! Owns: which issuer is asked and how it is reached, signing in by code and PKCE, access tokens, keys and their rotation.
//! Doesn't own: whom an identity signs in and where (`domain::access`), the pages (`http::auth`). Nothing of a token, a code
//! or a secret is logged, and no claim but issuer and subject is looked at to say who somebody is.

mod bearer;
mod egress;
mod fetch;
mod issuer;
mod login;
mod provider;

pub use egress::{Egress, HostPort};
pub(crate) use login::hashed;
pub use login::{Aim, Answer, Begun, Ended, LoginError};
pub use provider::{Provider, Whose};

use crate::ephemeral::Ephemeral;
use domain::access::SessionLimits;
use fetch::Fetcher;
use issuer::Issuers;
use secrecy::SecretString;
use std::time::Duration;

/// The nation's issuer, as the configuration names it.
#[derive(Debug, Clone)]
pub struct Nation {
    /// How it names itself, and where it is.
    pub issuer: String,
    /// How it knows us.
    pub client_id: String,
    /// With what we show that we are that; `None`: a public client.
    pub client_secret: Option<SecretString>,
    /// What its access tokens name as `aud`; `None`: none is taken.
    pub audience: Option<String>,
}

/// How it is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The nation's issuer; `None`: there is none, and tenants may still have theirs.
    pub nation: Option<Nation>,
    /// What is reached though it isn't public, or has no TLS.
    pub allowed: Vec<HostPort>,
    /// Of sessions that begin by an issuer's word.
    pub sessions: SessionLimits,
}

impl Default for Settings {
    /// No issuer of the nation, and no exception.
    fn default() -> Self {
        let lasts = chrono::Duration::days(7);
        let sessions = SessionLimits { idle_minutes: Some(12 * 60), lasts };
        Self { nation: None, allowed: Vec::new(), sessions }
    }
}

/// What knows the issuers. One for a process: it remembers their keys.
pub struct Oidc {
    nation: Option<Nation>,
    sessions: SessionLimits,
    issuers: Issuers,
    /// Sign-ins that were begun and not ended.
    ephemeral: Ephemeral,
    by_issuer: bearer::ByIssuer,
}

impl Oidc {
    /// Set up like this; sign-ins on their way are kept there.
    pub fn new(settings: Settings, ephemeral: Ephemeral) -> Self {
        let Settings { nation, allowed, sessions } = settings;
        Self {
            nation,
            sessions,
            issuers: Issuers::new(Fetcher::new(Egress::allowing(allowed))),
            ephemeral,
            by_issuer: bearer::ByIssuer::lasting(Duration::from_millis(900)),
        }
    }

    /// Whether the nation has an issuer.
    pub fn has_nation(&self) -> bool {
        self.nation.is_some()
    }

    /// How long a session lasts that begins by an issuer's word.
    pub fn sessions(&self) -> SessionLimits {
        self.sessions
    }
}
