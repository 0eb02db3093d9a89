//! What one sees of worklogs: the own, and with a permission of its own those of others.

use super::super::store as pages;
use super::rules::{Entry, EntryFilter};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, WorklogEntryId};
use crate::kernel::page::{Cursor, Page, PageArgs};

/// A part of the list of entries, the latest day first.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadWorklogs`; for somebody else's without `ReadOthersWorklogs`.
pub async fn page(
    caller: &Caller,
    filter: EntryFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<Entry>> {
    let needs = Permission::ReadWorklogs;
    let mut filter = filter;
    if !caller.may(Permission::ReadOthersWorklogs) {
        filter.participant = Some(own_of(caller, filter.participant)?);
    }
    caller.read(needs, async |tx| store::page(tx, &filter, args, count).await).await
}

/// Whose are seen by who sees only the own; of months too.
pub(in crate::worktime) fn own_of(
    caller: &Caller,
    asked: Option<ParticipantId>,
) -> Result<ParticipantId> {
    let own = caller.participant_for(Permission::ReadWorklogs)?;
    if asked.is_some_and(|asked| asked != own) {
        caller.require(Permission::ReadOthersWorklogs)?;
    }
    Ok(own)
}

/// An entry by its id; `None`: there is none, or it isn't the caller's to see.
///
/// # Errors
/// As [`page`].
pub async fn entry(caller: &Caller, id: WorklogEntryId) -> Result<Option<Entry>> {
    let own = caller.participant();
    let sees_all = caller.may(Permission::ReadOthersWorklogs);
    let needs = Permission::ReadWorklogs;
    let found = caller.read(needs, async |tx| tx.closing(store::by_ids(tx, &[id])).await).await?;
    let is_seen = |each: &Entry| sees_all || own == Some(each.participant);
    Ok(found.into_iter().find(is_seen))
}

/// The place of an entry in the list.
pub fn cursor(entry: &Entry) -> Cursor {
    pages::cursor(entry.worked_on, entry.id)
}
