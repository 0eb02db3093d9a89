//! Which tenant a worker takes next. A line that another worker holds is passed over; one that is held when its worker dies is
//! free again, for its transaction dies with it.

use super::lines::{Row, line_rows};
use crate::access::{Kept, ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::RolloutId;
use crate::rollouts::rules::{Rollout, RolloutTenant, TenantState};
use crate::tables::rollout_tenants as lines;
use chrono::NaiveDate;
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;

/// What a worker is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rollouts) enum Task {
    /// Tell a tenant what is coming.
    Announce,
    /// Bring a tenant to the version.
    Apply,
    /// Bring a tenant back.
    RollBack,
    /// Tell a tenant that nothing comes of what it was told.
    CallOff,
}

/// Who knows what is coming, and waits for it.
const TOLD: [TenantState; 3] =
    [TenantState::Announced, TenantState::Blocked, TenantState::Deferred];

/// The next tenant for a task, locked; `None`: there is none that nobody holds.
pub(in crate::rollouts) async fn claim(
    tx: &WriteTx,
    rollout: &Rollout,
    task: Task,
    today: NaiveDate,
) -> Result<Option<RolloutTenant>> {
    let mut conn = tx.conn();
    let own = line_rows!().filter(lines::rollout_id.eq(rollout.id));
    let order = (lines::wave, lines::tenant_id);
    let row = match task {
        Task::Announce => {
            let waiting = own.filter(lines::state.eq(TenantState::Waiting)).order(order).limit(1);
            waiting.for_update().skip_locked().first::<Row>(&mut conn).await
        }
        Task::Apply => {
            let is_decided = lines::state.eq(TenantState::Blocked).and(lines::conflicts.eq(0));
            let is_due = lines::state.eq(TenantState::Deferred).and(lines::until.lt(today));
            let is_ready =
                lines::state.eq(TenantState::Announced).or(is_decided).nullable().or(is_due);
            let ready = own.filter(lines::wave.le(rollout.wave)).filter(is_ready);
            let ready = ready.order(order).limit(1);
            ready.for_update().skip_locked().first::<Row>(&mut conn).await
        }
        Task::RollBack => {
            let applied = own.filter(lines::state.eq(TenantState::Applied)).order(order).limit(1);
            applied.for_update().skip_locked().first::<Row>(&mut conn).await
        }
        Task::CallOff => {
            let told = own.filter(lines::state.eq_any(TOLD)).order(order).limit(1);
            told.for_update().skip_locked().first::<Row>(&mut conn).await
        }
    };
    row.optional()?.map(Row::line).transpose()
}

/// How many tenants up to a wave are still to be told or brought there; and how many of all haven't come to an end.
pub(in crate::rollouts) async fn count_unsettled(
    tx: &ReadTx,
    rollout: RolloutId,
    wave: i32,
) -> Result<(i64, i64)> {
    let to_come = lines::wave
        .le(wave)
        .and(lines::state.eq_any([TenantState::Waiting, TenantState::Announced]));
    let settled = TenantState::ALL.iter().copied().filter(|state| state.is_settled());
    let unsettled = lines::state.ne_all(settled.collect::<Vec<_>>());
    Ok(lines::table
        .filter(lines::rollout_id.eq(rollout))
        .select((
            diesel::dsl::count(lines::tenant_id).aggregate_filter(to_come),
            diesel::dsl::count(lines::tenant_id).aggregate_filter(unsettled),
        ))
        .first(&mut tx.conn())
        .await?)
}

/// Takes out of a roll-out whoever it hasn't even told: it is rolled back.
pub(in crate::rollouts) async fn skip_untold(
    tx: &WriteTx,
    rollout: RolloutId,
    reason: &str,
) -> Result<usize> {
    let untold = lines::table
        .filter(lines::rollout_id.eq(rollout))
        .filter(lines::state.eq(TenantState::Waiting));
    let update = diesel::update(untold).set((
        lines::state.eq(TenantState::Skipped),
        lines::reason.eq(reason),
        lines::since.eq(tx.now()),
        lines::version.eq(lines::version + 1),
    ));
    Ok(Kept(update).execute(&mut tx.conn()).await?)
}
