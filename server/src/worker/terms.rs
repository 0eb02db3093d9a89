//! Giving texts their terms that have none yet: after an update from a program that knew of no terms, and while one still
//! runs beside this one. Else there is nothing to do: who writes a text writes its terms.

use super::Turn;
use super::rounds::Rounds;
use crate::stop::Stop;
use domain::access::Db;
use domain::kernel::ids::TenantId;
use domain::search::commands::fill;
use std::time::Duration;

const TERMS: Rounds = Rounds {
    every: Duration::from_mins(10),
    given_up: "worker gives up what it was doing for the search",
    failed: "texts can't get their terms",
};

/// Works until the process begins to end. What is being done then is finished: some texts of one tenant.
pub(super) async fn work(db: &Db, turn: &Turn, stop: &Stop) {
    let done = |tenant: TenantId, texts| {
        if texts > 0 {
            tracing::info!(tenant.id = %tenant, texts, "texts have got their terms");
        }
    };
    TERMS.go((db, turn, stop), |db, tenant| Box::pin(fill(db, tenant)), done).await;
}
