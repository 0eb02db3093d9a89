//! Giving texts their terms that have none yet: after an update from a program that knew of no terms, and while one still
//! runs beside this one. Else there is nothing to do: who writes a text writes its terms.

use super::{Turn, chain, patience_is_over};
use crate::stop::{Step, Stop};
use domain::access::{Db, all_tenants};
use domain::kernel::ids::TenantId;
use domain::search::commands::fill;
use std::time::Duration;

/// How often each tenant is looked at.
const EVERY: Duration = Duration::from_mins(10);
/// From one transaction to the next so long: what people ask meanwhile goes first.
const PACE: Duration = Duration::from_millis(35);

/// Works until the process begins to end. What is being done then is finished: some texts of one tenant.
pub(super) async fn work(db: &Db, turn: &Turn, stop: &Stop) {
    loop {
        tokio::select! {
            biased;
            () = round(db, turn, stop) => {}
            () = patience_is_over(stop) => {
                tracing::warn!("worker gives up what it was doing for the search");
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
        Err(failure) => {
            return tracing::warn!(error = %chain(&failure), "texts can't get their terms");
        }
    };
    for tenant in tenants.into_iter().filter(|tenant| *tenant != TenantId::NATION) {
        let mut texts = 0;
        loop {
            if stop.has_come(Step::Leaving) {
                return;
            }
            let its_turn = turn.lock().await;
            let filled = fill(db, tenant).await;
            drop(its_turn);
            tokio::time::sleep(PACE).await;
            match filled {
                Ok(0) => break,
                Ok(filled) => texts += filled,
                Err(failure) => {
                    let error = chain(&failure);
                    tracing::warn!(tenant.id = %tenant, %error, "texts can't get their terms");
                    break;
                }
            }
        }
        if texts > 0 {
            tracing::info!(tenant.id = %tenant, texts, "texts have got their terms");
        }
    }
}
