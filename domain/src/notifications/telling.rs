//! What the worker does: brings a tenant's events into their order, and tells whom they concern.

use super::rules::{needs_a_holder_of, reaches_municipality, told};
use super::store;
use crate::access::{self, Db, Job, MOVED_MEANWHILE, Permission, Stamped, WriteTx, act_as_system};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{ParticipantId, TenantId};
use chrono::Duration;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// How often it is tried anew while cases are being moved.
const TRIES: usize = 3;
/// How long it is kept what somebody was told.
const KEPT: Duration = Duration::days(365);

/// Gives a tenant's new events their positions, takes them off its outbox, and writes down who is told of them. That is one
/// commit: nobody is told twice of an event or not at all, however many workers run and whenever one is killed; and who sees
/// an event's position sees whether they are told of it.
///
/// # Errors
/// Those of the database; then nothing has a place, and nobody is told.
pub async fn stamp(db: &Db, tenant: TenantId) -> Result<Stamped> {
    let mut tries = TRIES;
    loop {
        tries -= 1;
        match access::stamp(db, tenant, tell).await {
            // Its label was read before somebody filed the case elsewhere, and written after that.
            Err(Error::Rejected(MOVED_MEANWHILE)) if tries > 0 => {}
            stamped => return stamped,
        }
    }
}

/// Of the events at these positions.
async fn tell(tx: &mut WriteTx, positions: RangeInclusive<i64>) -> Result<()> {
    let happened = store::happened(tx, positions).await?;
    if happened.is_empty() {
        return Ok(());
    }
    let requests = happened.iter().map(|happening| happening.label.request).collect();
    let of_members = happened.iter().filter(|happening| reaches_municipality(happening));
    let members = of_members.map(|happening| happening.label.member).collect();
    let roles = happened.iter().filter_map(needs_a_holder_of).collect();
    let people = store::concerned(tx, requests, members, roles).await?;
    let each = happened.iter().flat_map(|happening| {
        told(happening, &people).into_iter().map(move |who| (happening, who))
    });
    let each: Vec<_> = each.collect();
    if each.is_empty() {
        return Ok(());
    }
    let people: BTreeSet<ParticipantId> = each.iter().map(|(_, who)| *who).collect();
    let people: Vec<ParticipantId> = people.into_iter().collect();
    let tenant = tx.tenant()?;
    futures_util::try_join!(store::insert(tx, &each), store::mails::wake(tx, tenant, &people))?;
    Ok(())
}

/// Forgets what a tenant's people were told more than a year ago; answers how much it was.
///
/// # Errors
/// Those of the database.
pub async fn forget(db: &Db, tenant: TenantId) -> Result<usize> {
    act_as_system(db, tenant, Job::Relay)
        .derive(Permission::Forget, async |tx| Ok(store::delete_old(tx, tx.now() - KEPT).await?))
        .await
}
