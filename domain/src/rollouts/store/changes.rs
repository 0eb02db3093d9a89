//! SQL of what happens to a roll-out: the nation's stream joined with its events.

use crate::access::ReadTx;
use crate::kernel::ids::{RolloutId, TypedId as _};
use crate::tables::{events, stream};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, QueryResult, TextExpressionMethods as _,
};
use diesel_async::RunQueryDsl as _;

/// Where the last thing that happened to a roll-out behind `position` stands; `None`: nothing has.
pub(in crate::rollouts) async fn next_change(
    tx: &ReadTx,
    rollout: RolloutId,
    position: i64,
) -> QueryResult<Option<i64>> {
    stream::table
        .inner_join(
            events::table
                .on(events::tenant_id.eq(stream::tenant_id).and(events::id.eq(stream::event_id))),
        )
        .filter(stream::position.gt(position))
        .filter(events::kind.like("rollout.%"))
        .filter(events::subject.eq(rollout.print()))
        .order(stream::position.desc())
        .select(stream::position)
        .first(&mut tx.conn())
        .await
        .optional()
}
