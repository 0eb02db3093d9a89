//! SQL of who watches a request.

use crate::access::{Label, ReadTx, WriteTx};
use crate::kernel::ids::{ParticipantId, RequestId, WatcherId};
use crate::tables::request_watchers as watchers;
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;

/// 0: they watch it already.
pub(in crate::requests) async fn insert_watcher(
    tx: &WriteTx,
    label: Label,
    participant: ParticipantId,
) -> QueryResult<usize> {
    diesel::insert_into(watchers::table)
        .values((
            watchers::id.eq(tx.new_id::<WatcherId>()),
            watchers::request_id.eq(label.request),
            watchers::member_id.eq(label.member),
            watchers::secrecy.eq(label.secrecy),
            watchers::shown_to_member.eq(label.shown_to_member),
            watchers::participant_id.eq(participant),
            watchers::since.eq(tx.now()),
        ))
        .on_conflict_do_nothing()
        .execute(&mut tx.conn())
        .await
}

/// 0: they don't watch it.
pub(in crate::requests) async fn delete_watcher(
    tx: &WriteTx,
    request: RequestId,
    participant: ParticipantId,
) -> QueryResult<usize> {
    let one = watchers::request_id.eq(request).and(watchers::participant_id.eq(participant));
    diesel::delete(watchers::table.filter(one)).execute(&mut tx.conn()).await
}

/// How many watch each request; nobody: it isn't among them.
pub(in crate::requests) async fn counts_of_watchers(
    tx: &ReadTx,
    of: &[RequestId],
) -> QueryResult<Vec<(RequestId, i64)>> {
    watchers::table
        .filter(watchers::request_id.eq_any(of))
        .group_by(watchers::request_id)
        .select((watchers::request_id, diesel::dsl::count_star()))
        .load(&mut tx.conn())
        .await
}
