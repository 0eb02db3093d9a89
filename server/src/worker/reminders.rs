//! Reminding of terms that have come close or have passed.

use super::{Turn, chain, patience_is_over};
use crate::stop::{Step, Stop};
use domain::access::{Db, all_tenants};
use domain::kernel::ids::TenantId;
use domain::requests::reminders::{REMINDED_AT_ONCE, remind};
use std::time::Duration;

/// How often each tenant is looked at.
const EVERY: Duration = Duration::from_mins(5);
/// From one transaction to the next so long: what people ask meanwhile goes first.
const PACE: Duration = Duration::from_millis(35);

/// Works until the process begins to end. What is being done then is finished: some cases of one tenant.
pub(super) async fn work(db: &Db, turn: &Turn, stop: &Stop) {
    loop {
        tokio::select! {
            biased;
            () = round(db, turn, stop) => {}
            () = patience_is_over(stop) => {
                tracing::warn!("worker gives up reminding");
                break;
            }
        }
        tokio::select! {
            biased;
            () = stop.wait_for(Step::Leaving) => break,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// All tenants, one after the other. Who fails is looked at again in the next round.
async fn round(db: &Db, turn: &Turn, stop: &Stop) {
    let tenants = match all_tenants(db).await {
        Ok(tenants) => tenants,
        Err(failure) => return tracing::warn!(error = %chain(&failure), "nobody can be reminded"),
    };
    for tenant in tenants.into_iter().filter(|tenant| *tenant != TenantId::NATION) {
        loop {
            if stop.has_come(Step::Leaving) {
                return;
            }
            let its_turn = turn.lock().await;
            let reminded = remind(db, tenant).await;
            drop(its_turn);
            tokio::time::sleep(PACE).await;
            match reminded {
                Ok(reminded) if reminded < REMINDED_AT_ONCE => break,
                Ok(_) => {}
                Err(failure) => {
                    let error = chain(&failure);
                    tracing::warn!(tenant.id = %tenant, %error, "nobody can be reminded");
                    break;
                }
            }
        }
    }
}
