//! Access tokens of issuers that we know (RFC 9068): signed by them, for us, and in time. The tenant comes from our grants and
//! from the header that names it, never from a claim.

use super::Oidc;
use super::egress::Trust;
use super::issuer::{IssuerError, Published};
use super::login::LEEWAY_SECONDS;
use chrono::{DateTime, Duration as ChronoDuration, Utc};
use domain::access::{
    Db, SignInError, TenantProvider, Verified, Vouched, VouchedBy, providers_by_issuer,
};
use domain::kernel::ids::TenantId;
use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use quick_cache::sync::Cache;
use serde::Deserialize;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A token is at most so long.
const TOKEN_BYTES_MAX: usize = 8 * 1024;
const ISSUER_LENGTH_MAX: usize = 300;
const SUBJECT_LENGTH_MAX: usize = 255;
/// With what one may be signed: nothing that whoever checks could have signed.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Which tenants use an issuer, for less than a second: strangers may name any.
pub(super) struct ByIssuer {
    life: Duration,
    known: Cache<String, (Instant, Arc<Vec<TenantProvider>>)>,
}

impl ByIssuer {
    pub(super) fn lasting(life: Duration) -> Self {
        Self { life, known: Cache::new(1_000) }
    }

    async fn of(&self, db: &Db, issuer: &str) -> Result<Arc<Vec<TenantProvider>>, SignInError> {
        if let Some((at, known)) = self.known.get(issuer)
            && at.elapsed() < self.life
        {
            return Ok(known);
        }
        let begun = Instant::now();
        let found = Arc::new(providers_by_issuer(db, issuer).await?);
        self.known.insert(issuer.to_owned(), (begun, Arc::clone(&found)));
        Ok(found)
    }
}

#[derive(Deserialize)]
struct Unverified {
    iss: String,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn names(&self, wanted: &str) -> bool {
        match self {
            Self::One(own) => own == wanted,
            Self::Several(all) => all.iter().any(|own| own == wanted),
        }
    }
}

/// An issuer that may have made a token, and for whom.
struct Candidate {
    trust: Trust,
    issuer: String,
    /// Whose provider it is, and what their tokens name; none: it is the nation's.
    tenants: Vec<(TenantId, String, String)>,
    audiences: Vec<String>,
}

impl Oidc {
    /// Whether a bearer's token is one of an issuer, by its looks.
    pub fn is_access_token(token: &str) -> bool {
        token.split('.').count() == 3
    }

    /// Verifies an access token. `slug` is the tenant that the request names: where several tenants use one issuer and know the
    /// subject as different people, it says which is meant.
    ///
    /// # Errors
    /// [`SignInError::Unauthenticated`] for whatever is wrong with it; [`SignInError::Unavailable`] when its issuer can't be
    /// asked for its keys.
    pub async fn verify(
        &self,
        db: &Db,
        token: &str,
        slug: Option<&str>,
    ) -> Result<Verified, SignInError> {
        let header = checked_header(token)?;
        let Unverified { iss } = insecure_decode_claims(token).map_err(|_| NO)?;
        if iss.is_empty() || iss.len() > ISSUER_LENGTH_MAX || iss.contains(char::is_control) {
            return Err(NO);
        }
        let candidate = self.candidate(db, iss).await?;
        let claims = self.claims(&candidate, &header, token).await?;
        let expires_at = in_time(&claims, db.clock().now())?;
        let is_subject = (1..=SUBJECT_LENGTH_MAX).contains(&claims.sub.chars().count());
        if !is_subject || claims.sub.contains(char::is_control) {
            return Err(NO);
        }
        let by = match candidate.trust {
            Trust::Operator => VouchedBy::Nation,
            Trust::Tenant => VouchedBy::Tenants(meant(&candidate, &claims, slug)),
        };
        let vouched = Vouched { by, issuer: candidate.issuer, subject: claims.sub };
        Ok(Verified { vouched, expires_at })
    }

    /// The nation's issuer is nobody else's: a tenant that names the same one gets nothing by its access tokens.
    async fn candidate(&self, db: &Db, iss: String) -> Result<Candidate, SignInError> {
        if let Some(nation) = self.nation.as_ref().filter(|nation| nation.issuer == iss) {
            let audience = nation.audience.clone().ok_or(NO)?;
            let audiences = vec![audience];
            return Ok(Candidate {
                trust: Trust::Operator,
                issuer: iss,
                tenants: Vec::new(),
                audiences,
            });
        }
        let found = self.by_issuer.of(db, &iss).await?;
        let with_audience = |provider: &TenantProvider| {
            let audience = provider.audience.clone()?;
            Some((provider.tenant, provider.slug.clone(), audience))
        };
        let tenants: Vec<_> = found.iter().filter_map(with_audience).collect();
        if tenants.is_empty() {
            return Err(NO);
        }
        let audiences = tenants.iter().map(|(_, _, audience)| audience.clone()).collect();
        Ok(Candidate { trust: Trust::Tenant, issuer: iss, tenants, audiences })
    }

    async fn claims(
        &self,
        of: &Candidate,
        header: &Header,
        token: &str,
    ) -> Result<Claims, SignInError> {
        let Candidate { trust, issuer, .. } = of;
        let published = self.issuers.published(*trust, issuer).await.map_err(unavailable)?;
        let key = if let Some(key) = key_of(&published, header) {
            key.clone()
        } else {
            let newer = self.issuers.published_since(*trust, issuer, &published).await;
            key_of(&*newer.map_err(unavailable)?, header).cloned().ok_or(NO)?
        };
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&of.audiences);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // By the house's clock, below.
        validation.validate_exp = false;
        let key = DecodingKey::from_jwk(&key).map_err(|_| NO)?;
        decode::<Claims>(token, &key, &validation).map(|data| data.claims).map_err(|_| NO)
    }
}

/// Whatever is wrong with a token, nobody is told what.
const NO: SignInError = SignInError::Unauthenticated;

fn checked_header(token: &str) -> Result<Header, SignInError> {
    if token.len() > TOKEN_BYTES_MAX {
        return Err(NO);
    }
    let header = decode_header(token).map_err(|_| NO)?;
    let typ = header.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
    let is_access_token = matches!(typ.as_str(), "at+jwt" | "application/at+jwt");
    // What must be understood and isn't, is refused.
    let is_plain = header.crit.is_none() && header.enc.is_none() && header.zip.is_none();
    if is_access_token && is_plain && ALGORITHMS.contains(&header.alg) {
        Ok(header)
    } else {
        Err(NO)
    }
}

/// The issuer's key that a token names; of one that names none, the only one.
fn key_of<'k>(published: &'k Published, header: &Header) -> Option<&'k Jwk> {
    let mut fitting = published.keys.iter().filter(|key| {
        let signs = key.common.public_key_use.as_ref();
        let algorithm = key.common.key_algorithm;
        let named = header.kid.is_none() || key.common.key_id == header.kid;
        named
            && signs.is_none_or(|signs| *signs == PublicKeyUse::Signature)
            && algorithm.is_none_or(|own| own == KeyAlgorithm::from(header.alg))
    });
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) | (None, _) => None,
    }
}

/// Until when a token counts, if it counts now.
fn in_time(claims: &Claims, now: DateTime<Utc>) -> Result<DateTime<Utc>, SignInError> {
    let leeway = ChronoDuration::seconds(LEEWAY_SECONDS);
    let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(NO);
    let expires_at = instant(claims.exp)?.checked_add_signed(leeway).ok_or(NO)?;
    let begins = claims.nbf.map(instant).transpose()?;
    if expires_at <= now || begins.is_some_and(|begins| begins > now + leeway) {
        return Err(NO);
    }
    Ok(expires_at)
}

/// For which tenants a token of a tenant's issuer is: those whose audience it names; and of them the one that is asked for.
fn meant(candidate: &Candidate, claims: &Claims, slug: Option<&str>) -> Vec<TenantId> {
    let for_whom = candidate.tenants.iter().filter(|(_, _, audience)| claims.aud.names(audience));
    let all: Vec<_> = for_whom.collect();
    let asked = all.iter().find(|(_, own, _)| slug == Some(own.as_str()));
    match asked {
        Some((tenant, ..)) => vec![*tenant],
        None => all.iter().map(|(tenant, ..)| *tenant).collect(),
    }
}

fn unavailable(error: IssuerError) -> SignInError {
    SignInError::Unavailable(error.into())
}
