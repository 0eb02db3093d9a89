//! What is done for one tenant after the other at times, each step a transaction, until there is no more of it.

use super::{Turn, chain, patience_is_over};
use crate::stop::{Step, Stop};
use domain::access::{Db, all_tenants};
use domain::kernel::error::Result;
use domain::kernel::ids::TenantId;
use futures_util::future::BoxFuture;
use std::time::Duration;

/// From one transaction to the next so long: what people ask meanwhile goes first.
const PACE: Duration = Duration::from_millis(35);

/// A step of one tenant: how much it did, 0 when there is no more.
pub(super) trait Doing: Fn(&Db, TenantId) -> BoxFuture<'_, Result<usize>> {}

impl<T: Fn(&Db, TenantId) -> BoxFuture<'_, Result<usize>>> Doing for T {}

/// Something that comes round.
pub(super) struct Rounds {
    /// How often each tenant is looked at.
    pub(super) every: Duration,
    /// What the log says when the process ends before a step does.
    pub(super) given_up: &'static str,
    /// What it says of a step that failed; that tenant is looked at again in the next round.
    pub(super) failed: &'static str,
}

impl Rounds {
    /// Goes round until the process begins to end. What is being done then is finished. `done` hears how much was done of a
    /// tenant in this round.
    pub(super) async fn go(
        &self,
        (db, turn, stop): (&Db, &Turn, &Stop),
        doing: impl Doing,
        done: impl Fn(TenantId, usize),
    ) {
        loop {
            tokio::select! {
                biased;
                () = self.round((db, turn, stop), &doing, &done) => {}
                () = patience_is_over(stop) => {
                    tracing::warn!("{}", self.given_up);
                    break;
                }
            }
            tokio::select! {
                biased;
                () = stop.wait_for(Step::Leaving) => break,
                () = tokio::time::sleep(self.every) => {}
            }
        }
    }

    /// All tenants but the nation, which has no cases.
    async fn round(
        &self,
        (db, turn, stop): (&Db, &Turn, &Stop),
        doing: &impl Doing,
        done: &impl Fn(TenantId, usize),
    ) {
        let tenants = match all_tenants(db).await {
            Ok(tenants) => tenants,
            Err(failure) => return tracing::warn!(error = %chain(&failure), "{}", self.failed),
        };
        for tenant in tenants.into_iter().filter(|tenant| *tenant != TenantId::NATION) {
            let mut much = 0;
            loop {
                if stop.has_come(Step::Leaving) {
                    return;
                }
                let its_turn = turn.lock().await;
                let did = doing(db, tenant).await;
                drop(its_turn);
                tokio::time::sleep(PACE).await;
                match did {
                    Ok(0) => break,
                    Ok(more) => much += more,
                    Err(failure) => {
                        let error = chain(&failure);
                        tracing::warn!(tenant.id = %tenant, %error, "{}", self.failed);
                        break;
                    }
                }
            }
            done(tenant, much);
        }
    }
}
