//! What one sees of what one was told. That each sees their own alone, and only of cases that they may read, is the policies'.

use super::mails::Wish;
use super::rules::{Notification, NotificationFilter};
use super::store;
use crate::access::{Caller, Db, LinkId, Permission, act_by_link};
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;
use crate::kernel::page::{Cursor, Page, PageArgs};

/// A part of the list of what the caller was told, the latest first.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `WatchRequests`.
pub async fn page(
    caller: &Caller,
    filter: NotificationFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<Notification>> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .read(Permission::WatchRequests, async |tx| store::page(tx, own, filter, args, count).await)
        .await
}

/// What the caller was told next, behind a position of the tenant's stream; `None`: nothing yet.
///
/// # Errors
/// As [`page`].
pub async fn next(caller: &Caller, position: i64) -> Result<Option<Notification>> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .read(Permission::WatchRequests, async |tx| {
            tx.closing(store::next(tx, own, position)).await
        })
        .await
}

/// How much of what the caller was told they haven't seen.
///
/// # Errors
/// As [`page`].
pub async fn unseen(caller: &Caller) -> Result<i64> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .read(Permission::WatchRequests, async |tx| tx.closing(store::unseen(tx, own)).await)
        .await
}

/// The place of a notification in the list, and of what happened in the tenant's stream.
pub fn cursor(notification: &Notification) -> Cursor {
    Cursor::of_position(notification.position)
}

/// How the caller wants to be written to about what they are told; `None`: not at all.
///
/// # Errors
/// As [`page`].
pub async fn wish(caller: &Caller) -> Result<Option<Wish>> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .read(Permission::WatchRequests, async |tx| tx.closing(store::mails::wish(tx, own)).await)
        .await
}

/// Whether the link of a mail still ends anything.
///
/// # Errors
/// Those of the database.
pub async fn link_counts(db: &Db, tenant: TenantId, secret: &str) -> Result<bool> {
    act_by_link(db, tenant, LinkId::of(secret))
        .read(Permission::EndMails, async |tx| {
            Ok(tx.closing(store::mails::of_link(tx)).await?.is_some())
        })
        .await
}
