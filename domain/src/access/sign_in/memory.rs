//! What sign-in remembers between requests, for less than a second.
//!
//! Two trips to the database at each request would cost more than many a request itself. What ends must end within one
//! second in every process: this process forgets a person as soon as it has changed something about them, another finds out
//! when its memory is over.

use super::known::Known;
use crate::kernel::ids::{PersonId, TenantId};
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many credentials are remembered; who isn't is looked up.
const CREDENTIALS: usize = 20_000;

/// A credential's hash, as it is kept.
pub(super) type Key = Vec<u8>;

/// Of one pool. Clones of a `Db` share it.
pub(in crate::access) struct Memory {
    life: Duration,
    known: Cache<Key, (Instant, Arc<Known>)>,
}

impl Memory {
    /// A look-up counts for `life`, from the moment it was begun.
    pub(in crate::access) fn lasting(life: Duration) -> Self {
        Self { life, known: Cache::new(CREDENTIALS) }
    }

    pub(super) fn get(&self, key: &Key) -> Option<Arc<Known>> {
        let (begun, known) = self.known.get(key)?;
        (begun.elapsed() < self.life).then_some(known)
    }

    pub(super) fn keep(&self, key: Key, begun: Instant, known: Arc<Known>) {
        if begun.elapsed() < self.life {
            self.known.insert(key, (begun, known));
        }
    }

    /// Somebody's roles, tokens or sessions have changed, or what a tenant's people may do.
    pub(in crate::access) fn forget(&self, people: &[PersonId], tenants: &[TenantId]) {
        if !people.is_empty() || !tenants.is_empty() {
            let is_one =
                |known: &Known| people.contains(&known.person) || known.acts_in_one_of(tenants);
            self.known.retain(|_, (_, known)| !is_one(known));
        }
    }
}
