//! What the worker does: moves a tenant's figures forward along its events.

use super::rules::fold;
use super::store::{self, Position};
use crate::access::{Db, Job, Permission, WriteTx, act_as_system};
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use crate::onboarding::checklist;
use tracing::{error, info};

/// How many events are counted in one transaction at most.
pub const KEPT_AT_ONCE: u16 = 500;

/// Which way of counting this is. Whoever changes what is counted, or adds a rollup, adds one here: the worker then counts
/// each tenant anew, while everybody reads the old figures.
const COUNTING: i32 = 4;

/// Counts a tenant's next events, at most [`KEPT_AT_ONCE`], and answers how many it looked at; fewer: the figures are up to
/// date. Figures that were counted in an older way are counted anew first, all of them at once.
///
/// The counts and the position they reach are one commit, under a lock on that position: an event is counted once, however
/// many workers run and whenever one is killed.
///
/// # Errors
/// Those of the database; then nothing was counted.
pub async fn keep_figures(db: &Db, tenant: TenantId) -> Result<usize> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::KeepFigures, async |tx| {
            let Position { position, counting } = store::lock_position(tx, COUNTING).await?;
            // A newer way is a newer program's: what this one doesn't know it must not undo, and it can't keep it either.
            if counting > COUNTING {
                return Ok(0);
            }
            if counting < COUNTING {
                info!(tenant.id = %tenant, "figures of an older counting are counted anew");
                return count_anew(tx).await;
            }
            Ok(count_next(tx, position).await?.events)
        })
        .await
}

/// Forgets a tenant's figures and counts all its events anew, and answers how many they were.
///
/// It is one transaction: until its commit everybody reads the old figures, and a worker that comes for this tenant waits at
/// its position. Killed in the middle, it has changed nothing. Events that nobody has given a position yet are counted by
/// the worker afterwards, as always.
///
/// # Errors
/// Those of the database; then the figures are what they were.
pub async fn rebuild_figures(db: &Db, tenant: TenantId) -> Result<usize> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::KeepFigures, async |tx| {
            store::lock_position(tx, COUNTING).await?;
            count_anew(tx).await
        })
        .await
}

/// How many events were looked at, and up to which position.
struct Counted {
    events: usize,
    position: i64,
}

/// The caller holds the lock.
async fn count_anew(tx: &mut WriteTx) -> Result<usize> {
    store::forget_figures(tx).await?;
    store::move_position(tx, Position { position: 0, counting: COUNTING }).await?;
    let mut counted = Counted { events: 0, position: 0 };
    loop {
        let next = count_next(tx, counted.position).await?;
        if next.events == 0 {
            return Ok(counted.events);
        }
        counted = Counted { events: counted.events + next.events, ..next };
    }
}

/// Adds the events behind `position` to the figures, one batch of them. The caller holds the lock.
async fn count_next(tx: &mut WriteTx, position: i64) -> Result<Counted> {
    let events = tx.stream_after(position, i64::from(KEPT_AT_ONCE)).await?;
    let Some(last) = events.last() else { return Ok(Counted { events: 0, position }) };
    let deltas = fold(&events);
    for position in &deltas.unreadable {
        let tenant = tx.tenant()?;
        error!(tenant.id = %tenant, stream.position = position, "event lacks its facts and isn't counted");
    }
    store::add(tx, &deltas).await?;
    checklist::notice(tx, events.iter().map(|event| event.kind.as_str())).await?;
    let reached = Position { position: last.position, counting: COUNTING };
    store::move_position(tx, reached).await?;
    Ok(Counted { events: events.len(), position: last.position })
}
