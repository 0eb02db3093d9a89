//! What one sees of months: the own, and with a permission of its own those of others.

use super::super::employments;
use super::super::store as pages;
use super::super::worklog::{full_days, month_of, queries::own_of, sums};
use super::rules::{LONGEST_DAY_MINUTES, SummedTimesheet, Timesheet, TimesheetFilter};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, TimesheetId};
use crate::kernel::page::{Cursor, Page, PageArgs};
use std::collections::BTreeSet;

/// A part of the list of months, the latest first, each with what it adds up to.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadWorklogs`; for somebody else's without `ReadOthersWorklogs`.
pub async fn page(
    caller: &Caller,
    filter: TimesheetFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<SummedTimesheet>> {
    let needs = Permission::ReadWorklogs;
    let mut filter = TimesheetFilter { month: filter.month.map(month_of), ..filter };
    if !caller.may(Permission::ReadOthersWorklogs) {
        filter.participant = Some(own_of(caller, filter.participant)?);
    }
    caller
        .read(needs, async |tx| {
            let page = store::page(tx, &filter, args, count).await?;
            let (ends, items) = (page.ends(), page.items);
            Ok(ends.with(summed(tx, items).await?))
        })
        .await
}

/// A month by its id, with what it adds up to; `None`: there is none, or it isn't the caller's to see.
///
/// # Errors
/// As [`page`].
pub async fn timesheet(caller: &Caller, id: TimesheetId) -> Result<Option<SummedTimesheet>> {
    let own = caller.participant();
    let sees_all = caller.may(Permission::ReadOthersWorklogs);
    let is_seen = |each: &Timesheet| sees_all || own == Some(each.participant);
    caller
        .read(Permission::ReadWorklogs, async |tx| {
            let found = store::by_id(tx, id).await?.filter(is_seen);
            Ok(summed(tx, found.into_iter().collect()).await?.pop())
        })
        .await
}

/// The place of a month in the list.
pub fn cursor(timesheet: &Timesheet) -> Cursor {
    pages::cursor(timesheet.month, timesheet.id)
}

/// What some months add up to: one trip, however many they are.
async fn summed(tx: &ReadTx, found: Vec<Timesheet>) -> Result<Vec<SummedTimesheet>> {
    let ids: Vec<TimesheetId> = found.iter().map(|timesheet| timesheet.id).collect();
    let people: BTreeSet<ParticipantId> =
        found.iter().map(|timesheet| timesheet.participant).collect();
    let people: Vec<ParticipantId> = people.into_iter().collect();
    let all = async {
        futures_util::try_join!(
            sums(tx, &ids),
            full_days(tx, &ids, LONGEST_DAY_MINUTES),
            employments::of_participants(tx, &people)
        )
    };
    let (sums, days, posts) = tx.closing(all).await?;
    let sum = |timesheet| SummedTimesheet::of(timesheet, &sums, &days, &posts);
    Ok(found.into_iter().map(sum).collect())
}
