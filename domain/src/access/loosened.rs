//! A permission that everybody has, for the tests alone: they give each to everybody in turn, and something must turn red.
//!
//! Without the feature `mutants`, which only the crate `tests` asks for, a person has what their roles say and this file
//! is one function that changes nothing.

use super::db::Db;
#[cfg(feature = "mutants")]
use super::permission::Permission;
use super::permission_set::Permissions;
#[cfg(feature = "mutants")]
use std::collections::BTreeSet;

/// What everybody has beyond their roles; nothing, but in a test of the permissions themselves.
#[cfg(feature = "mutants")]
pub(super) type Loosened = BTreeSet<Permission>;

/// What a person may do in the end.
#[cfg(not(feature = "mutants"))]
pub(super) fn permissions(_: &Db, own: Permissions) -> Permissions {
    own
}

/// What a person may do in the end.
#[cfg(feature = "mutants")]
pub(super) fn permissions(db: &Db, own: Permissions) -> Permissions {
    own.iter().chain(db.loosened.iter().copied()).collect()
}

#[cfg(feature = "mutants")]
impl Db {
    /// The same database, where everybody who signs in has `permission` as well.
    #[must_use]
    pub fn loosened(&self, permission: Permission) -> Self {
        let mut loosened = self.clone();
        loosened.loosened.insert(permission);
        loosened
    }
}
