//! What people do with what they were told.

use super::rules::Which;
use super::store;
use crate::access::{Caller, Event, Fact, Permission, Subject};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::ParticipantId;
use std::collections::BTreeSet;

/// Notes which of what the caller was told they have seen; what was seen before stays as it was. Answers whose it is.
///
/// # Errors
/// [`Error::NotFound`] when one of them is another's, or of a case that the caller may not read any more.
pub async fn mark_seen(caller: &Caller, which: &Which) -> Result<ParticipantId> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .write(Permission::WatchRequests, async |tx| {
            let found = match which {
                Which::These(ids) => store::positions(tx, own, ids).await?,
                Which::UpTo(id) => store::positions(tx, own, &BTreeSet::from([*id])).await?,
            };
            let seen = match (which, found.as_slice()) {
                (Which::These(ids), found) if found.len() == ids.len() => {
                    store::mark_these(tx, own, found).await?
                }
                (Which::UpTo(_), [position]) => store::mark_up_to(tx, own, *position).await?,
                (Which::These(_) | Which::UpTo(_), _) => {
                    return Err(Error::NotFound(Kind::Notification));
                }
            };
            if seen == 0 {
                tx.change_nothing();
            } else {
                let facts = vec![("notifications", Fact::count(seen))];
                tx.record(Event::of_tenant("notification.seen", Subject::id(own), facts));
            }
            Ok(own)
        })
        .await
}
