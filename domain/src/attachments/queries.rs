//! What people see of files. Reach and secrecy are the policies'.

use super::children::OfRequests;
use super::rules::{Attachment, Upload};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{AttachmentId, RequestId};
use crate::kernel::page::PageArgs;

/// Parts of the lists of files of each of these requests, as they were attached.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadRequests`, or with `people` without `ReadParticipants`.
pub async fn of_requests(
    caller: &Caller,
    requests: &[RequestId],
    parts: &[PageArgs],
    count: bool,
    people: bool,
) -> Result<OfRequests> {
    if people {
        caller.require(Permission::ReadParticipants)?;
    }
    caller
        .read(Permission::ReadRequests, async |tx| {
            OfRequests::read(tx, requests, parts, count, people).await
        })
        .await
}

/// A file, for who may read its case.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn by_id(caller: &Caller, id: AttachmentId) -> Result<Attachment> {
    caller
        .read(Permission::ReadRequests, async |tx| {
            let found = tx.closing(store::by_id(tx, id)).await?;
            found.ok_or(Error::NotFound(Kind::Attachment))
        })
        .await
}

/// What the caller announced.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn upload(caller: &Caller, id: AttachmentId) -> Result<Upload> {
    caller
        .read(Permission::AttachFile, async |tx| {
            let found = tx.closing(store::upload(tx, id)).await?;
            found.ok_or(Error::NotFound(Kind::Attachment))
        })
        .await
}
