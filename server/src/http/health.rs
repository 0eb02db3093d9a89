//! `/healthz` says that the process lives; `/readyz` that it may take traffic: the database can be reached, and has the
//! tables that this program was built for; and nobody has begun to stop the process.

use super::Resources;
use super::problem::Problem;
use crate::stop::{Step, Stop};
use domain::access::{Credential, Db, SignInError, migrations_are_current, sign_in};
use poem::{Body, Response};
use secrecy::{ExposeSecret as _, SecretString};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::timeout;

/// Who asks `/readyz` asks again soon.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether traffic may come.
pub(super) struct Health {
    db: Db,
    migrator_url: Option<SecretString>,
    stop: Stop,
    /// Migrations are looked at until they are current: they don't go back under a running program. One at a time,
    /// since it waits for whoever migrates.
    is_migrated: Mutex<bool>,
}

impl Health {
    /// Without the URL of who migrates, only the connection is tried.
    pub(super) fn new(resources: &Resources) -> Self {
        let Resources { db, migrator_url, stop, .. } = resources.clone();
        let is_migrated = Mutex::new(migrator_url.is_none());
        Self { db, migrator_url, stop, is_migrated }
    }

    /// The process answers.
    pub(super) fn alive() -> Response {
        ok()
    }

    /// The process may take traffic, or why not.
    pub(super) async fn ready(&self) -> Result<Response, Problem> {
        if self.stop.has_come(Step::Leaving) {
            return Err(Problem::unavailable("The server is being stopped."));
        }
        match timeout(PATIENCE, self.check()).await {
            Ok(Ok(())) => Ok(ok()),
            Ok(Err(problem)) => Err(problem),
            Err(_) => Err(Problem::unavailable("The database doesn't answer in time.")),
        }
    }

    async fn check(&self) -> Result<(), Problem> {
        // No token is empty: who gets this answer has reached the tables.
        match sign_in(&self.db, Credential::Token(""), None).await {
            Err(SignInError::Unauthenticated) => {}
            Ok(_)
            | Err(
                SignInError::TenantNotFound
                | SignInError::Unavailable(_)
                | SignInError::Timeout
                | SignInError::Internal(_),
            ) => return Err(Problem::unavailable("The database can't be used.")),
        }
        let being_migrated = || Problem::unavailable("The database's migrations aren't current.");
        let mut is_migrated = self.is_migrated.try_lock().map_err(|_| being_migrated())?;
        if let (false, Some(url)) = (*is_migrated, &self.migrator_url) {
            *is_migrated =
                migrations_are_current(url.expose_secret()).await.unwrap_or_else(|error| {
                    tracing::warn!(%error, "migrations can't be looked at");
                    false
                });
        }
        if *is_migrated { Ok(()) } else { Err(being_migrated()) }
    }
}

fn ok() -> Response {
    Response::builder().content_type("application/json").body(Body::from(r#"{"status":"ok"}"#))
}
