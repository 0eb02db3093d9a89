//! SQL of roll-outs and their waves.

use crate::access::{Kept, ReadTx, WriteTx};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{CentreModelVersionId, ParticipantId, RolloutId};
use crate::kernel::page::{Direction, Page, PageArgs};
use crate::rollouts::gates::WaveFigures;
use crate::rollouts::rules::{Rollout, RolloutState};
use crate::tables::{rollout_waves, rollouts};
use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable};
use diesel_async::RunQueryDsl as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

#[derive(Queryable)]
struct Row {
    id: RolloutId,
    name: String,
    from: Option<CentreModelVersionId>,
    to: CentreModelVersionId,
    state: RolloutState,
    plan_sha256: Vec<u8>,
    soak_minutes: i32,
    gates: Value,
    wave: i32,
    red: Option<Value>,
    reason: Option<String>,
    planned_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    version: i32,
}

macro_rules! rollout_rows {
    () => {
        rollouts::table.select((
            rollouts::id,
            rollouts::name,
            rollouts::from_id,
            rollouts::to_id,
            rollouts::state,
            rollouts::plan_sha256,
            rollouts::soak_minutes,
            rollouts::gates,
            rollouts::wave,
            rollouts::red,
            rollouts::reason,
            rollouts::planned_at,
            rollouts::started_at,
            rollouts::ended_at,
            rollouts::version,
        ))
    };
}

impl Row {
    fn rollout(self) -> Result<Rollout> {
        Ok(Rollout {
            id: self.id,
            name: self.name,
            from: self.from,
            to: self.to,
            state: self.state,
            plan_sha256: self.plan_sha256,
            soak_minutes: self.soak_minutes,
            gates: read(self.gates)?,
            wave: self.wave,
            red: self.red.map(read).transpose()?.unwrap_or_default(),
            reason: self.reason,
            planned_at: self.planned_at,
            started_at: self.started_at,
            ended_at: self.ended_at,
            version: self.version,
        })
    }
}

/// What we wrote ourselves.
pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| Error::Internal(error.into()))
}

pub(super) fn written<T: Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| Error::Internal(error.into()))
}

pub(in crate::rollouts) async fn by_ids(tx: &ReadTx, ids: &[RolloutId]) -> Result<Vec<Rollout>> {
    let rows = rollout_rows!().filter(rollouts::id.eq_any(ids));
    rows.load::<Row>(&mut tx.conn()).await?.into_iter().map(Row::rollout).collect()
}

/// The one that is on its way, or paused.
pub(in crate::rollouts) async fn active(tx: &ReadTx) -> Result<Option<Rollout>> {
    let under_way = [RolloutState::Running, RolloutState::Paused, RolloutState::RollingBack];
    let row = rollout_rows!().filter(rollouts::state.eq_any(under_way));
    row.first::<Row>(&mut tx.conn()).await.optional()?.map(Row::rollout).transpose()
}

/// Roll-outs, the latest first.
pub(in crate::rollouts) async fn page(
    tx: &ReadTx,
    page: &PageArgs,
    count: bool,
) -> Result<Page<Rollout>> {
    // A cursor that isn't a uuid is before everything.
    let place = |id: &str| RolloutId::from(Uuid::parse_str(id).unwrap_or(Uuid::max()));
    let mut rows = rollout_rows!().limit(page.rows()).into_boxed();
    if let Some(after) = &page.after {
        rows = rows.filter(rollouts::id.lt(place(&after.id)));
    }
    if let Some(before) = &page.before {
        rows = rows.filter(rollouts::id.gt(place(&before.id)));
    }
    rows = match page.direction {
        Direction::Forward => rows.order(rollouts::id.desc()),
        Direction::Backward => rows.order(rollouts::id.asc()),
    };
    let found = rows.load::<Row>(&mut tx.conn()).await?;
    let found = found.into_iter().map(Row::rollout).collect::<Result<Vec<_>>>()?;
    let total = if count {
        Some(rollouts::table.count().get_result::<i64>(&mut tx.conn()).await?)
    } else {
        None
    };
    Ok(page.page(found, total))
}

/// A roll-out, which nobody else changes until this ends.
///
/// # Errors
/// [`Error::NotFound`].
pub(in crate::rollouts) async fn lock(tx: &WriteTx, id: RolloutId) -> Result<Rollout> {
    let row = rollout_rows!().filter(rollouts::id.eq(id)).for_update();
    let found = row.first::<Row>(&mut tx.conn()).await.optional()?;
    found.ok_or(Error::NotFound(Kind::Rollout))?.rollout()
}

/// Writes how a roll-out that is locked stands now, with the next version.
pub(in crate::rollouts) async fn set_rollout(tx: &WriteTx, rollout: &Rollout) -> Result<()> {
    let red = if rollout.red.is_empty() { None } else { Some(written(&rollout.red)?) };
    let update = diesel::update(rollouts::table.filter(rollouts::id.eq(rollout.id))).set((
        rollouts::state.eq(rollout.state),
        rollouts::wave.eq(rollout.wave),
        rollouts::red.eq(red),
        rollouts::reason.eq(&rollout.reason),
        rollouts::started_at.eq(rollout.started_at),
        rollouts::ended_at.eq(rollout.ended_at),
        rollouts::version.eq(rollouts::version + 1),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// A roll-out, which nobody changes until this ends; others may do the same.
///
/// # Errors
/// [`Error::NotFound`].
pub(in crate::rollouts) async fn share(tx: &WriteTx, id: RolloutId) -> Result<Rollout> {
    let row = rollout_rows!().filter(rollouts::id.eq(id)).for_share();
    let found = row.first::<Row>(&mut tx.conn()).await.optional()?;
    found.ok_or(Error::NotFound(Kind::Rollout))?.rollout()
}

/// A wave's row.
#[derive(Debug, Clone, Queryable)]
pub(in crate::rollouts) struct WaveRow {
    pub(in crate::rollouts) wave: i32,
    pub(in crate::rollouts) name: String,
    pub(in crate::rollouts) tenants: i32,
    pub(in crate::rollouts) started_at: Option<DateTime<Utc>>,
    pub(in crate::rollouts) applied_at: Option<DateTime<Utc>>,
    pub(in crate::rollouts) passed_at: Option<DateTime<Utc>>,
    before: Option<Value>,
    pub(in crate::rollouts) forced_by: Option<ParticipantId>,
    pub(in crate::rollouts) force_asked_by: Option<ParticipantId>,
    pub(in crate::rollouts) force_reason: Option<String>,
}

impl WaveRow {
    /// Its figures when it began.
    pub(in crate::rollouts) fn before(&self) -> Result<WaveFigures> {
        self.before.clone().map(read).transpose().map(Option::unwrap_or_default)
    }
}

/// The waves of a roll-out, in their order.
pub(in crate::rollouts) async fn waves(tx: &ReadTx, of: RolloutId) -> Result<Vec<WaveRow>> {
    Ok(rollout_waves::table
        .filter(rollout_waves::rollout_id.eq(of))
        .order(rollout_waves::wave)
        .select((
            rollout_waves::wave,
            rollout_waves::name,
            rollout_waves::tenants,
            rollout_waves::started_at,
            rollout_waves::applied_at,
            rollout_waves::passed_at,
            rollout_waves::before,
            rollout_waves::forced_by,
            rollout_waves::force_asked_by,
            rollout_waves::force_reason,
        ))
        .load(&mut tx.conn())
        .await?)
}

macro_rules! one_wave {
    ($rollout:expr, $wave:expr) => {
        rollout_waves::table
            .filter(rollout_waves::rollout_id.eq($rollout))
            .filter(rollout_waves::wave.eq($wave))
    };
}

/// A wave begins, with its figures as they are.
pub(in crate::rollouts) async fn begin_wave(
    tx: &WriteTx,
    (rollout, wave): (RolloutId, i32),
    before: &WaveFigures,
) -> Result<()> {
    let update = diesel::update(one_wave!(rollout, wave))
        .set((rollout_waves::started_at.eq(tx.now()), rollout_waves::before.eq(written(before)?)));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Nobody of a wave waits any more.
pub(in crate::rollouts) async fn applied(
    tx: &WriteTx,
    rollout: RolloutId,
    wave: i32,
) -> Result<()> {
    let update =
        diesel::update(one_wave!(rollout, wave)).set(rollout_waves::applied_at.eq(tx.now()));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// A wave's gate lets the next one begin.
pub(in crate::rollouts) async fn pass(tx: &WriteTx, rollout: RolloutId, wave: i32) -> Result<()> {
    let update =
        diesel::update(one_wave!(rollout, wave)).set(rollout_waves::passed_at.eq(tx.now()));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Somebody asks that a wave's gate be forced, or does it.
pub(in crate::rollouts) async fn force(
    tx: &WriteTx,
    (rollout, wave): (RolloutId, i32),
    (asked_by, reason): (ParticipantId, &str),
    forced_by: Option<ParticipantId>,
) -> Result<()> {
    let update = diesel::update(one_wave!(rollout, wave)).set((
        rollout_waves::force_asked_by.eq(asked_by),
        rollout_waves::force_reason.eq(reason),
        rollout_waves::forced_by.eq(forced_by),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}
