//! Several requests, locked at once and written in one trip.

use super::{changed, request};
use crate::access::{Kept, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::RequestId;
use crate::requests::rules::Request;
use crate::tables::requests;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use futures_util::future::try_join_all;

/// Those that are there, in the order of their ids: so two who lock some of the same don't wait for each other.
pub(in crate::requests) async fn lock_each(
    tx: &WriteTx,
    ids: &[RequestId],
) -> Result<Vec<Request>> {
    let query = requests::table
        .filter(requests::id.eq_any(ids))
        .order(requests::id)
        .select(request!())
        .for_update();
    let locked = query.load(&mut tx.conn()).await?;
    tx.has_waited();
    Ok(locked)
}

/// Writes what changed of each.
pub(in crate::requests) async fn update_each(
    tx: &WriteTx,
    requests: impl Iterator<Item = &Request>,
) -> Result<()> {
    try_join_all(
        requests.map(async |request| Kept(changed(request)).execute(&mut tx.conn()).await),
    )
    .await?;
    Ok(())
}
