//! SQL of what a roll-out does to each tenant.

use super::rollouts::{read, written};
use crate::access::{Kept, ReadTx, WriteTx};
use crate::configuration::model::Subject;
use crate::configuration::model::upgrade::Kept as KeptValues;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{CentreModelVersionId, RolloutId, TenantId};
use crate::kernel::page::{Cursor, Direction, Page, PageArgs};
use crate::rollouts::planning::Planned;
use crate::rollouts::rules::{Decision, RolloutTenant, TenantState};
use crate::tables::rollout_tenants as lines;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    Queryable,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;
use uuid::Uuid;

#[derive(Queryable)]
pub(super) struct Row {
    tenant: TenantId,
    rollout: RolloutId,
    wave: i32,
    state: TenantState,
    from: Option<CentreModelVersionId>,
    to: CentreModelVersionId,
    lines: Value,
    lines_sha256: Vec<u8>,
    conflicts: i32,
    resolutions: Value,
    written: Option<Value>,
    before_sha256: Option<Vec<u8>>,
    after_sha256: Option<Vec<u8>>,
    edited: Option<Value>,
    failure: Option<String>,
    reason: Option<String>,
    until: Option<NaiveDate>,
    since: DateTime<Utc>,
    version: i32,
}

macro_rules! line_rows {
    () => {
        crate::tables::rollout_tenants::table.select((
            crate::tables::rollout_tenants::tenant_id,
            crate::tables::rollout_tenants::rollout_id,
            crate::tables::rollout_tenants::wave,
            crate::tables::rollout_tenants::state,
            crate::tables::rollout_tenants::from_id,
            crate::tables::rollout_tenants::to_id,
            crate::tables::rollout_tenants::lines,
            crate::tables::rollout_tenants::lines_sha256,
            crate::tables::rollout_tenants::conflicts,
            crate::tables::rollout_tenants::resolutions,
            crate::tables::rollout_tenants::written,
            crate::tables::rollout_tenants::before_sha256,
            crate::tables::rollout_tenants::after_sha256,
            crate::tables::rollout_tenants::edited,
            crate::tables::rollout_tenants::failure,
            crate::tables::rollout_tenants::reason,
            crate::tables::rollout_tenants::until,
            crate::tables::rollout_tenants::since,
            crate::tables::rollout_tenants::version,
        ))
    };
}
pub(super) use line_rows;

impl Row {
    pub(super) fn line(self) -> Result<RolloutTenant> {
        Ok(RolloutTenant {
            tenant: self.tenant,
            rollout: self.rollout,
            wave: self.wave,
            state: self.state,
            from: self.from,
            to: self.to,
            lines: read(self.lines)?,
            lines_sha256: self.lines_sha256,
            conflicts: self.conflicts,
            decisions: read(self.resolutions)?,
            kept: self.written.map(read).transpose()?,
            before_sha256: self.before_sha256,
            after_sha256: self.after_sha256,
            edited: self.edited.map(read).transpose()?.unwrap_or_default(),
            failure: self.failure,
            reason: self.reason,
            until: self.until,
            since: self.since,
            version: self.version,
        })
    }
}

macro_rules! one_line {
    ($rollout:expr, $tenant:expr) => {
        lines::table.filter(lines::rollout_id.eq($rollout)).filter(lines::tenant_id.eq($tenant))
    };
}

/// What a roll-out does to a tenant; `None`: nothing, or it isn't the caller's to see.
pub(in crate::rollouts) async fn line(
    tx: &ReadTx,
    rollout: RolloutId,
    tenant: TenantId,
) -> Result<Option<RolloutTenant>> {
    let row =
        line_rows!().filter(lines::rollout_id.eq(rollout)).filter(lines::tenant_id.eq(tenant));
    row.first::<Row>(&mut tx.conn()).await.optional()?.map(Row::line).transpose()
}

/// The same, locked.
///
/// # Errors
/// [`Error::NotFound`].
pub(in crate::rollouts) async fn lock_line(
    tx: &WriteTx,
    rollout: RolloutId,
    tenant: TenantId,
) -> Result<RolloutTenant> {
    let row = line_rows!()
        .filter(lines::rollout_id.eq(rollout))
        .filter(lines::tenant_id.eq(tenant))
        .for_update();
    let found = row.first::<Row>(&mut tx.conn()).await.optional()?;
    found.ok_or(Error::NotFound(Kind::RolloutTenant))?.line()
}

/// The tenants of a roll-out or of one of its waves, by wave and then by their ids; of a state, if one is named.
pub(in crate::rollouts) async fn lines(
    tx: &ReadTx,
    (rollout, wave): (RolloutId, Option<i32>),
    state: Option<TenantState>,
    page: &PageArgs,
    count: bool,
) -> Result<Page<RolloutTenant>> {
    let place = |cursor: &Cursor| {
        (cursor.key.parse().unwrap_or(0_i32), Uuid::parse_str(&cursor.id).unwrap_or(Uuid::nil()))
    };
    let mut rows =
        line_rows!().filter(lines::rollout_id.eq(rollout)).limit(page.rows()).into_boxed();
    if let Some(wave) = wave {
        rows = rows.filter(lines::wave.eq(wave));
    }
    if let Some(state) = state {
        rows = rows.filter(lines::state.eq(state));
    }
    if let Some((wave, id)) = page.after.as_ref().map(place) {
        let behind = lines::wave.eq(wave).and(lines::tenant_id.gt(id));
        rows = rows.filter(lines::wave.gt(wave).or(behind));
    }
    if let Some((wave, id)) = page.before.as_ref().map(place) {
        let before = lines::wave.eq(wave).and(lines::tenant_id.lt(id));
        rows = rows.filter(lines::wave.lt(wave).or(before));
    }
    rows = match page.direction {
        Direction::Forward => rows.order((lines::wave.asc(), lines::tenant_id.asc())),
        Direction::Backward => rows.order((lines::wave.desc(), lines::tenant_id.desc())),
    };
    let found = rows.load::<Row>(&mut tx.conn()).await?;
    let found = found.into_iter().map(Row::line).collect::<Result<Vec<_>>>()?;
    let total = if count { Some(how_many(tx, (rollout, wave), state).await?) } else { None };
    Ok(page.page(found, total))
}

async fn how_many(
    tx: &ReadTx,
    (rollout, wave): (RolloutId, Option<i32>),
    state: Option<TenantState>,
) -> Result<i64> {
    let mut rows = lines::table.filter(lines::rollout_id.eq(rollout)).count().into_boxed();
    if let Some(wave) = wave {
        rows = rows.filter(lines::wave.eq(wave));
    }
    if let Some(state) = state {
        rows = rows.filter(lines::state.eq(state));
    }
    Ok(rows.get_result(&mut tx.conn()).await?)
}

/// What the latest roll-outs that any of them takes part in do to some tenants: by tenant, the latest first.
pub(in crate::rollouts) async fn lines_of_tenants(
    tx: &ReadTx,
    tenants: &[TenantId],
    most: i64,
) -> Result<Vec<RolloutTenant>> {
    let latest: Vec<RolloutId> = lines::table
        .filter(lines::tenant_id.eq_any(tenants))
        .select(lines::rollout_id)
        .distinct()
        .order(lines::rollout_id.desc())
        .limit(most)
        .load(&mut tx.conn())
        .await?;
    let rows = line_rows!()
        .filter(lines::tenant_id.eq_any(tenants))
        .filter(lines::rollout_id.eq_any(latest))
        .order((lines::tenant_id, lines::rollout_id.desc()));
    rows.load::<Row>(&mut tx.conn()).await?.into_iter().map(Row::line).collect()
}

/// How many tenants of each wave are in which state.
pub(in crate::rollouts) async fn states_of_waves(
    tx: &ReadTx,
    rollout: RolloutId,
) -> Result<Vec<(i32, TenantState, i64)>> {
    Ok(lines::table
        .filter(lines::rollout_id.eq(rollout))
        .group_by((lines::wave, lines::state))
        .order((lines::wave, lines::state))
        .select((lines::wave, lines::state, diesel::dsl::count_star()))
        .load(&mut tx.conn())
        .await?)
}

/// What a person changes of a line that is locked.
#[derive(Debug)]
pub(in crate::rollouts) struct Changed {
    pub(in crate::rollouts) state: TenantState,
    pub(in crate::rollouts) reason: Option<String>,
    pub(in crate::rollouts) until: Option<NaiveDate>,
    pub(in crate::rollouts) failure: Option<&'static str>,
}

impl Changed {
    /// To a state, without a word more.
    pub(in crate::rollouts) fn to(state: TenantState) -> Self {
        Self { state, reason: None, until: None, failure: None }
    }
}

/// Writes how far it is with a tenant.
pub(in crate::rollouts) async fn set_state(
    tx: &WriteTx,
    (rollout, tenant): (RolloutId, TenantId),
    changed: &Changed,
) -> Result<()> {
    let update = diesel::update(one_line!(rollout, tenant)).set((
        lines::state.eq(changed.state),
        lines::reason.eq(&changed.reason),
        lines::until.eq(changed.until),
        lines::failure.eq(changed.failure),
        lines::since.eq(tx.now()),
        lines::version.eq(lines::version + 1),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Its administrators know now; of conflicts somebody must decide.
pub(in crate::rollouts) async fn announced(tx: &WriteTx, line: &RolloutTenant) -> Result<()> {
    let is_blocked = line.conflicts > 0;
    let state = if is_blocked { TenantState::Blocked } else { TenantState::Announced };
    set_state(tx, (line.rollout, line.tenant), &Changed::to(state)).await
}

/// Writes what is planned for a tenant anew: what was decided before is decided of something else.
pub(in crate::rollouts) async fn replan(
    tx: &WriteTx,
    rollout: RolloutId,
    planned: &Planned,
) -> Result<()> {
    let is_blocked = planned.conflicts() > 0;
    let state = if is_blocked { TenantState::Blocked } else { TenantState::Announced };
    let update = diesel::update(one_line!(rollout, planned.tenant)).set((
        lines::state.eq(state),
        lines::from_id.eq(planned.from),
        lines::lines.eq(written(&planned.lines)?),
        lines::lines_sha256.eq(planned.sha256.clone()),
        lines::conflicts.eq(planned.conflicts()),
        lines::resolutions.eq(Value::Array(vec![])),
        lines::reason.eq(None::<String>),
        lines::until.eq(None::<NaiveDate>),
        lines::failure.eq(None::<String>),
        lines::since.eq(tx.now()),
        lines::version.eq(lines::version + 1),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// Writes what was decided, and how many conflicts are open after that; `false`: somebody else was faster.
pub(in crate::rollouts) async fn decide(
    tx: &WriteTx,
    line: &RolloutTenant,
    decisions: &[Decision],
    conflicts: i32,
) -> Result<bool> {
    let own = one_line!(line.rollout, line.tenant).filter(lines::version.eq(line.version));
    let update = diesel::update(own).set((
        lines::resolutions.eq(written(&decisions)?),
        lines::conflicts.eq(conflicts),
        lines::version.eq(lines::version + 1),
    ));
    Ok(Kept(update).execute(&mut tx.conn()).await? == 1)
}

/// A tenant is on the new version.
pub(in crate::rollouts) async fn after_apply(
    tx: &WriteTx,
    line: &RolloutTenant,
    kept: &KeptValues,
    (before, after): (&[u8], &[u8]),
) -> Result<()> {
    let update = diesel::update(one_line!(line.rollout, line.tenant)).set((
        lines::state.eq(TenantState::Applied),
        lines::written.eq(written(kept)?),
        lines::before_sha256.eq(before),
        lines::after_sha256.eq(after),
        lines::failure.eq(None::<String>),
        lines::since.eq(tx.now()),
        lines::version.eq(lines::version + 1),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}

/// A tenant is back where it was, but for what it changed in between.
pub(in crate::rollouts) async fn after_roll_back(
    tx: &WriteTx,
    line: &RolloutTenant,
    edited: &[Subject],
    now: &[u8],
) -> Result<()> {
    let update = diesel::update(one_line!(line.rollout, line.tenant)).set((
        lines::state.eq(TenantState::RolledBack),
        lines::edited.eq(written(&edited)?),
        lines::after_sha256.eq(now),
        lines::since.eq(tx.now()),
        lines::version.eq(lines::version + 1),
    ));
    Kept(update).execute(&mut tx.conn()).await?;
    Ok(())
}
