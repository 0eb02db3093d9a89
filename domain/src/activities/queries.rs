//! What people see of activities. Reach and secrecy are the policies'.

use super::children::{Found, OfRequests, Read, Wanted};
use super::rules::{Activity, ActivityFilter, ActivityOrder, OrderField};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ActivityId, RequestId};
use crate::kernel::page::{Page, PageArgs};
use std::sync::Arc;

/// A part of the list of activities that the caller may read, with what is wanted of each.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadActivities`, or without what a wanted child needs.
pub async fn page(
    caller: &Caller,
    filter: &ActivityFilter,
    order: ActivityOrder,
    args: &PageArgs,
    count: bool,
    wanted: &Wanted,
) -> Result<Found> {
    caller.require(Permission::ReadActivities)?;
    wanted.require(caller)?;
    caller
        .read(Permission::ReadActivities, async |tx| {
            let list = store::List { filter, order, members: caller.members() };
            let rows = store::page(tx, &list, args, count);
            let (rows, total) =
                if wanted.is_nothing() { tx.closing(rows).await? } else { rows.await? };
            with_children(tx, args.page(rows, total), order.field, wanted).await
        })
        .await
}

/// Activities by id with what is wanted of each; those that aren't there or not the caller's are left out.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(caller: &Caller, ids: &[ActivityId], wanted: &Wanted) -> Result<Found> {
    caller.require(Permission::ReadActivities)?;
    wanted.require(caller)?;
    caller
        .read(Permission::ReadActivities, async |tx| {
            let rows = store::by_ids(tx, ids);
            let rows = if wanted.is_nothing() { tx.closing(rows).await? } else { rows.await? };
            with_children(tx, whole(rows), OrderField::RecordedAt, wanted).await
        })
        .await
}

/// Parts of the lists of activities that came from each of these requests, as they were recorded.
///
/// # Errors
/// As [`page`].
pub async fn of_requests(
    caller: &Caller,
    requests: &[RequestId],
    parts: &[PageArgs],
    count: bool,
    wanted: &Wanted,
) -> Result<OfRequests> {
    caller.require(Permission::ReadActivities)?;
    wanted.require(caller)?;
    caller
        .read(Permission::ReadActivities, async |tx| {
            let all = OfRequests::read(tx, requests, parts, count);
            let all = if wanted.is_nothing() { tx.closing(all).await? } else { all.await? };
            let Read { pages, counts, rows } = all;
            let found = with_children(tx, whole(rows), OrderField::RecordedAt, wanted).await?;
            Ok(OfRequests::new(pages, counts, found))
        })
        .await
}

/// Work that says nearly the same as this one, and so may be it once more: of that day, under that service, for one of its
/// members, by who did it or from its case. The latest first, ten at most; of those that the caller may read.
///
/// # Errors
/// [`Error::NotFound`], and [`crate::kernel::error::Error::Forbidden`] without `ReadActivities`.
pub async fn alike(caller: &Caller, id: ActivityId) -> Result<Vec<ActivityId>> {
    caller
        .read(Permission::ReadActivities, async |tx| {
            let activity = store::by_ids(tx, &[id]).await?.pop();
            let activity = activity.ok_or(Error::NotFound(Kind::Activity))?;
            tx.closing(store::alike(tx, &activity)).await
        })
        .await
}

fn whole(rows: Vec<Activity>) -> Page<Activity> {
    Page { items: rows, has_next: false, has_previous: false, total: None }
}

async fn with_children(
    tx: &ReadTx,
    page: Page<Activity>,
    field: OrderField,
    wanted: &Wanted,
) -> Result<Found> {
    let cursors = page.items.iter().map(|activity| store::cursor(activity, field)).collect();
    let children = if wanted.is_nothing() {
        Arc::default()
    } else {
        Arc::new(wanted.read(tx, &page.items).await?)
    };
    Ok(Found { page, cursors, children })
}
