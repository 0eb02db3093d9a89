//! With what somebody signs in: a program's token or a browser's session, which are 256 random bits, kept as a hash; or an
//! issuer's word.

use super::identity::{Verified, VouchedBy};
use super::permission::Permission;
use crate::kernel::ids::{ApiTokenId, IdentityId, SessionId};
use chrono::{DateTime, Utc};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What a request brings along to say who asks.
#[derive(Debug, Clone, Copy)]
pub enum Credential<'a> {
    /// `Authorization: Bearer cst_…`
    Token(&'a str),
    /// The cookie of a browser that signed in.
    Session(&'a str),
    /// An access token of an issuer that the server knows and has verified.
    Identity(&'a Verified),
}

impl Credential<'_> {
    /// Under what it is remembered. What is remembered as a token is none as a cookie.
    pub(super) fn key(&self) -> Vec<u8> {
        match self {
            Self::Token(secret) => tagged(0, secret),
            Self::Session(secret) => tagged(1, secret),
            Self::Identity(Verified { vouched, expires_at }) => {
                let mut all = Sha256::new();
                match &vouched.by {
                    VouchedBy::Nation => all.update([0]),
                    VouchedBy::Tenants(tenants) => {
                        all.update([1]);
                        for tenant in tenants {
                            all.update(uuid::Uuid::from(*tenant));
                        }
                    }
                }
                // Each by itself, so that nothing moves from one to the other.
                all.update(hash_of(&vouched.issuer));
                all.update(hash_of(&vouched.subject));
                all.update(expires_at.timestamp_micros().to_be_bytes());
                let mut key = all.finalize().to_vec();
                key.push(2);
                key
            }
        }
    }
}

fn tagged(tag: u8, secret: &str) -> Vec<u8> {
    let mut key = hash_of(secret);
    key.push(tag);
    key
}

/// Which of somebody's credentials it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialId {
    /// An API token.
    Token(ApiTokenId),
    /// A browser's session.
    Session(SessionId),
    /// An identity, by an issuer's access token.
    Identity(IdentityId),
}

/// A credential that counts, with its bounds.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) id: CredentialId,
    pub(super) expires_at: DateTime<Utc>,
    /// The most it may do; `None`: all that its person may.
    pub(super) permissions: Option<BTreeSet<Permission>>,
    /// Of a token: what it was made with, and so on.
    pub(super) lineage: Vec<ApiTokenId>,
}

/// What a credential leaves to those that are made with it.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    /// The most they may do; `None`: all that their person may.
    pub permissions: Option<BTreeSet<Permission>>,
    /// How long they may last; `None`: as long as any.
    pub expires_at: Option<DateTime<Utc>>,
    /// What they are made with.
    pub lineage: Vec<ApiTokenId>,
}

/// What a secret is for, seen from its first letters, so that scanners find one that leaked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Token,
    Session,
    Link,
    Ticket,
}

/// A new secret: the prefix of its purpose and 64 hexadecimal digits.
pub(super) fn new_secret(purpose: Purpose) -> String {
    let prefix = match purpose {
        Purpose::Token => "cst_",
        Purpose::Session => "css_",
        Purpose::Link => "csl_",
        Purpose::Ticket => "csq_",
    };
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().fold(prefix.to_owned(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// How a secret is kept. It is 256 random bits, so one round of SHA-256 is as good as many.
pub(super) fn hash_of(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}
