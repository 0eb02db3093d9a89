//! Reminding of terms that have come close or have passed.

use super::Turn;
use super::rounds::Rounds;
use crate::stop::Stop;
use domain::access::Db;
use domain::kernel::error::Result;
use domain::kernel::ids::TenantId;
use domain::requests::reminders::{REMINDED_AT_ONCE, remind};
use std::time::Duration;

const REMINDERS: Rounds = Rounds {
    every: Duration::from_mins(5),
    given_up: "worker gives up reminding",
    failed: "nobody can be reminded",
};

/// Works until the process begins to end. What is being done then is finished: some cases of one tenant.
pub(super) async fn work(db: &Db, turn: &Turn, stop: &Stop) {
    REMINDERS.go((db, turn, stop), |db, tenant| Box::pin(step(db, tenant)), |_, _| {}).await;
}

/// Fewer than are reminded of at once were the last ones.
async fn step(db: &Db, tenant: TenantId) -> Result<usize> {
    let reminded = remind(db, tenant).await?;
    Ok(if reminded < REMINDED_AT_ONCE { 0 } else { reminded })
}
