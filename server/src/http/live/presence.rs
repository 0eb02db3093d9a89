//! Somebody who stays connected is signed in anew again and again: what ends (a grant, a token, a session) ends what they
//! are told within a second, also when nothing happens that could be told.

use super::roll_call::RollCall;
use crate::http::graphql::{Asker, Graphql};
use crate::oidc::Oidc;
use domain::access::{Db, SignInError, SignedIn};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Somebody who stays.
pub(super) struct Presence {
    db: Db,
    oidc: Arc<Oidc>,
    roll_call: RollCall,
    asker: Arc<Asker>,
    /// As they were seen last.
    seen: Mutex<SignedIn>,
    /// Grows when their rights have changed.
    changes: watch::Sender<u64>,
}

impl Presence {
    /// Signs them in.
    pub(super) async fn begin(graphql: &Graphql, asker: Asker) -> Result<Self, SignInError> {
        let (db, oidc) = (graphql.db.clone(), Arc::clone(&graphql.oidc));
        let seen = Mutex::new(asker.sign_in(&db, &oidc).await?);
        let (roll_call, asker) = (graphql.roll_call().clone(), Arc::new(asker));
        Ok(Self { db, oidc, roll_call, asker, seen, changes: watch::Sender::new(0) })
    }

    /// Who it is, as it was known a moment ago.
    pub(super) async fn now(&self) -> Result<SignedIn, SignInError> {
        self.asker.sign_in(&self.db, &self.oidc).await
    }

    /// As they were seen last.
    pub(super) fn seen(&self) -> SignedIn {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells of changes of their rights from now on.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Looks after them until they may not stay, and answers why. While the database doesn't answer they stay: nothing can
    /// be read that could be told.
    pub(super) async fn ended(&self) -> SignInError {
        loop {
            match self.roll_call.next(&self.asker).await {
                Ok(now) => self.note(now),
                Err(error @ (SignInError::Unauthenticated | SignInError::TenantNotFound)) => {
                    return error;
                }
                Err(SignInError::Unavailable(_) | SignInError::Timeout) => {}
                Err(error @ SignInError::Internal(_)) => return error,
            }
        }
    }

    fn note(&self, now: SignedIn) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_as_before = now.has_rights_of(&seen);
        *seen = now;
        drop(seen);
        if !is_as_before {
            self.changes.send_modify(|changes| *changes += 1);
        }
    }
}
