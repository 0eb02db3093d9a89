//! What a tenant's provider is, and what its address looks like.

use crate::kernel::error::{Error, Result, code};
use crate::kernel::text;
use diesel::Queryable;
use std::fmt;

/// The longest address of an issuer.
const ISSUER_LENGTH_MAX: usize = 300;

/// A tenant's provider, without the secret: nobody of the tenant reads that.
#[derive(Debug, Clone, Queryable, PartialEq, Eq)]
pub struct IdentityProvider {
    /// How it names itself, and where it is; `None`: there is none, or none any more.
    pub issuer: Option<String>,
    /// How it knows us.
    pub client_id: Option<String>,
    /// Whether we show a secret to it.
    pub has_secret: bool,
    /// What its access tokens name as `aud`; `None`: none is taken.
    pub audience: Option<String>,
    /// Grows with each change; 0: there never was one.
    pub version: i32,
}

impl IdentityProvider {
    pub(super) const NONE: Self =
        Self { issuer: None, client_id: None, has_secret: false, audience: None, version: 0 };
}

/// What becomes of the client's secret.
#[derive(Clone)]
pub enum Secret {
    /// It stays as it is.
    Kept,
    /// There is none: a public client.
    None,
    /// It is this from now on.
    New(String),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kept => "kept",
            Self::None => "none",
            Self::New(_) => "a new one",
        })
    }
}

/// What a tenant's provider is to be.
#[derive(Debug, Clone)]
pub struct NewProvider {
    /// How it names itself, and where it is.
    pub issuer: String,
    /// How it knows us.
    pub client_id: String,
    /// With what we show that we are that.
    pub client_secret: Secret,
    /// What its access tokens name as `aud`; `None`: none is taken.
    pub audience: Option<String>,
}

impl NewProvider {
    /// Trimmed and checked.
    pub(super) fn check(self) -> Result<Self> {
        let issuer = text::required(&self.issuer, ISSUER_LENGTH_MAX, &["input", "issuer"])?;
        if !is_issuer(&issuer) {
            return Err(Error::invalid(&["input", "issuer"], code::MALFORMED));
        }
        let client_secret = match self.client_secret {
            Secret::New(secret) => {
                Secret::New(text::required(&secret, 1000, &["input", "clientSecret"])?)
            }
            kept @ (Secret::Kept | Secret::None) => kept,
        };
        let audience = self.audience.as_deref();
        let audience =
            audience.map(|text| text::required(text, 300, &["input", "audience"])).transpose()?;
        let client_id = text::required(&self.client_id, 200, &["input", "clientId"])?;
        Ok(Self { issuer, client_id, client_secret, audience })
    }
}

/// `https://`, a host, perhaps a port and a path. Without TLS only a host without a dot, or a loopback address: such as a
/// test has, or a composition of containers; whether it may be reached at all is said by the server's configuration.
fn is_issuer(text: &str) -> bool {
    let is_plain = text.chars().all(|c| c.is_ascii_graphic() && !"?#@\\\"<>`{}|^".contains(c));
    let (rest, is_secure) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => return false,
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let is_near = host == "127.0.0.1" || host == "[::1]" || !host.contains(['.', ':']);
    is_plain && !host.is_empty() && (is_secure || is_near)
}

#[cfg(test)]
mod tests {
    use super::is_issuer;

    #[test]
    fn an_issuer_is_an_address_with_tls_and_nothing_behind_its_path() {
        for (text, is_one) in [
            ("https://login.example.cz", true),
            ("https://login.example.cz/realms/obec", true),
            ("https://login.example.cz:8443/realms/obec/", true),
            ("http://127.0.0.1:9000", true),
            ("http://provider:9000", true),
            ("http://login.example.cz", false),
            ("http://10.0.0.1", false),
            ("https://", false),
            ("https:///realms", false),
            ("https://:443", false),
            ("https://a@login.example.cz", false),
            ("https://login.example.cz?tenant=a", false),
            ("https://login.example.cz#a", false),
            ("https://login.example.cz/a b", false),
            ("https://přihlášení.cz", false),
            ("login.example.cz", false),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_issuer(text), is_one, "{text}");
        }
    }
}
