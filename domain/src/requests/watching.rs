//! Who wants to be told of a request. Each begins and ends it for themselves.

use super::rules::Request;
use super::{events, store};
use crate::access::{Caller, MOVED_MEANWHILE, Permission, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::RequestId;

/// Lets the caller be told of what happens to a request. Who watches it already goes on doing so.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn watch(caller: &Caller, id: RequestId) -> Result<RequestId> {
    match begin(caller, id).await {
        // Somebody filed it elsewhere in between: now it is watched there, by who may read it there.
        Err(Error::Rejected(MOVED_MEANWHILE)) => begin(caller, id).await,
        begun => begun,
    }
}

async fn begin(caller: &Caller, id: RequestId) -> Result<RequestId> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .write(Permission::WatchRequests, async |tx| {
            let request = found(tx, id).await?;
            if store::insert_watcher(tx, request.label(), own).await? == 0 {
                tx.change_nothing();
            } else {
                tx.record(events::watched(&request));
            }
            Ok(id)
        })
        .await
}

/// Lets the caller not be told any more. Who doesn't watch it goes on not doing so.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn unwatch(caller: &Caller, id: RequestId) -> Result<RequestId> {
    let own = caller.participant_for(Permission::WatchRequests)?;
    caller
        .write(Permission::WatchRequests, async |tx| {
            let request = found(tx, id).await?;
            if store::delete_watcher(tx, id, own).await? == 0 {
                tx.change_nothing();
            } else {
                tx.record(events::unwatched(&request));
            }
            Ok(id)
        })
        .await
}

async fn found(tx: &WriteTx, id: RequestId) -> Result<Request> {
    store::by_ids(tx, &[id]).await?.pop().ok_or(Error::NotFound(Kind::Request))
}
