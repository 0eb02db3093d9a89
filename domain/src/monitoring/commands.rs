//! What the worker does: moves a tenant's figures forward along its events.

use super::rules::fold;
use super::store;
use crate::access::{Db, Job, Permission, act_as_system};
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use tracing::error;

/// How many events are counted in one transaction at most.
const BATCH: i64 = 500;

/// Counts a tenant's next events, at most 500, and answers how many it looked at; 0: the figures are up to date.
///
/// The counts and the position they reach are one commit, under a lock on that position: an event is counted once, however
/// many workers run and whenever one is killed.
///
/// # Errors
/// Those of the database; then nothing was counted.
pub async fn keep_figures(db: &Db, tenant: TenantId) -> Result<usize> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::KeepFigures, async |tx| {
            let position = store::lock_position(tx).await?;
            let events = tx.stream_after(position, BATCH).await?;
            let Some(last) = events.last() else { return Ok(0) };
            let deltas = fold(&events);
            for position in &deltas.unreadable {
                error!(tenant.id = %tenant, stream.position = position, "event lacks its facts and isn't counted");
            }
            store::add_daily(tx, &deltas.daily).await?;
            store::add_due(tx, &deltas.due).await?;
            store::move_position(tx, last.position).await?;
            Ok(events.len())
        })
        .await
}
