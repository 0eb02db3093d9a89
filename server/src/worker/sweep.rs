//! Deleting what was kept for a time only. Nothing waits for it: what is too old doesn't count anyway.

use domain::access::{Db, SWEPT_AT_ONCE, forget_outcomes, forget_tallies};
use domain::kernel::error::Result;
use domain::kernel::ids::TenantId;
use domain::{intake, notifications};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How often each tenant is swept.
const EVERY: Duration = Duration::from_mins(10);

/// Whose turn it is: one tenant after the other, a batch at a time, so that figures don't wait for it.
pub(super) struct Sweep {
    due: VecDeque<TenantId>,
    next: Instant,
}

impl Sweep {
    pub(super) fn new() -> Self {
        Self { due: VecDeque::new(), next: Instant::now() }
    }

    /// Whether it is time to name the tenants again.
    pub(super) fn is_due(&self) -> bool {
        self.due.is_empty() && Instant::now() >= self.next
    }

    /// Names the tenants that are to be swept from now on.
    pub(super) fn begin(&mut self, tenants: impl IntoIterator<Item = TenantId>) {
        self.due = tenants.into_iter().collect();
        self.next = Instant::now() + EVERY;
    }

    /// Sweeps the next one. Who has more than a batch comes again after the others; who fails, at the next round.
    pub(super) async fn step(&mut self, db: &Db) {
        let Some(tenant) = self.due.pop_front() else { return };
        match swept(db, tenant).await {
            Ok(Rest::More) => self.due.push_back(tenant),
            Ok(Rest::Nothing) => {}
            Err(error) => {
                tracing::warn!(tenant.id = %tenant, %error, "what is too old can't be deleted");
            }
        }
    }
}

enum Rest {
    Nothing,
    More,
}

async fn swept(db: &Db, tenant: TenantId) -> Result<Rest> {
    let outcomes = forget_outcomes(db, tenant).await?;
    let tallies = forget_tallies(db, tenant).await?;
    notifications::forget(db, tenant).await?;
    let (submissions, mails) = intake::commands::forget(db, tenant).await?;
    if submissions > 0 {
        tracing::info!(tenant.id = %tenant, submissions, "what nobody confirmed was deleted");
    }
    if mails > 0 {
        tracing::warn!(tenant.id = %tenant, mails, "mails that couldn't be sent were given up");
    }
    Ok(if outcomes.max(tallies) < SWEPT_AT_ONCE { Rest::Nothing } else { Rest::More })
}
