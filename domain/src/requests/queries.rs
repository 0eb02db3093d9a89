//! What people see of requests. Reach and secrecy are the policies'.

use super::children::{Found, Wanted};
use super::rules::{OrderField, Request, RequestFilter, RequestOrder};
use super::store;
use crate::access::{Caller, Permission, ReadTx};
use crate::configuration::{self, SettingKey};
use crate::kernel::error::Result;
use crate::kernel::ids::RequestId;
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::working_days::{add_working_days, day_in_prague, end_of_day_in_prague};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// A part of the list of requests that the caller may read, with what is wanted of each.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadRequests`, or without what a wanted child needs.
pub async fn page(
    caller: &Caller,
    filter: &RequestFilter,
    order: RequestOrder,
    args: &PageArgs,
    count: bool,
    wanted: &Wanted,
) -> Result<Found> {
    caller.require(Permission::ReadRequests)?;
    wanted.require(caller)?;
    caller
        .read(Permission::ReadRequests, async |tx| {
            let (members, now) = (caller.members(), tx.now());
            let soon = if filter.is_due_soon.is_some() { soon(caller, tx).await? } else { now };
            let list = store::List { filter, order, members, now, soon };
            let rows = store::page(tx, &list, args, count);
            let (rows, total) =
                if wanted.is_nothing() { tx.closing(rows).await? } else { rows.await? };
            with_children(tx, args.page(rows, total), order.field, wanted).await
        })
        .await
}

/// Requests by id with what is wanted of each; those that aren't there or not the caller's are left out.
///
/// # Errors
/// As [`page`].
pub async fn by_ids(caller: &Caller, ids: &[RequestId], wanted: &Wanted) -> Result<Found> {
    caller.require(Permission::ReadRequests)?;
    wanted.require(caller)?;
    caller
        .read(Permission::ReadRequests, async |tx| {
            let rows = store::by_ids(tx, ids);
            let rows = if wanted.is_nothing() { tx.closing(rows).await? } else { rows.await? };
            let page = Page { items: rows, has_next: false, has_previous: false, total: None };
            with_children(tx, page, OrderField::OpenedAt, wanted).await
        })
        .await
}

/// Until when what is due soon is due: the end of a working day in Prague, as the centre has set.
pub(super) async fn soon(caller: &Caller, tx: &ReadTx) -> Result<DateTime<Utc>> {
    let settings = configuration::settings_of(caller, tx).await?;
    let days = u32::try_from(settings.number(SettingKey::DueSoon)).unwrap_or(0);
    Ok(end_of_day_in_prague(add_working_days(day_in_prague(tx.now()), days)))
}

async fn with_children(
    tx: &ReadTx,
    page: Page<Request>,
    field: OrderField,
    wanted: &Wanted,
) -> Result<Found> {
    let cursors = page.items.iter().map(|request| store::cursor(request, field)).collect();
    let children = if wanted.is_nothing() {
        Arc::default()
    } else {
        Arc::new(wanted.read(tx, &page.items).await?)
    };
    Ok(Found { page, cursors, children })
}
