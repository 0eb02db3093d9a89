//! SQL of the checklist.

use super::rules::{GRANTED, RECORDED, REVOKED, RoleEvent, Step, StepKey};
use super::steps::Begun;
use crate::access::{Kept, ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, TenantId};
use crate::tables::{events, onboarding_steps, rollup_onboarding, tenants};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult,
};
use diesel_async::RunQueryDsl as _;
use serde_json::Value;

/// A step with what the worker has seen of it, and how far its tenant has come.
macro_rules! steps {
    () => {
        onboarding_steps::table
            .inner_join(tenants::table.on(tenants::id.eq(onboarding_steps::tenant_id)))
            .left_join(
                rollup_onboarding::table.on(rollup_onboarding::tenant_id
                    .eq(onboarding_steps::tenant_id)
                    .and(rollup_onboarding::step.eq(onboarding_steps::step))),
            )
            .select((
                onboarding_steps::tenant_id,
                onboarding_steps::step,
                onboarding_steps::side,
                onboarding_steps::responsible_id,
                onboarding_steps::responsible_name,
                onboarding_steps::due_on,
                onboarding_steps::done_on,
                rollup_onboarding::seen_on.nullable(),
                onboarding_steps::version,
                tenants::lifecycle,
                (onboarding_steps::title_cs, onboarding_steps::title_en),
            ))
    };
}

/// The steps of some tenants, in their order; those that the caller may see.
pub(super) async fn of_tenants(tx: &ReadTx, ids: &[TenantId]) -> Result<Vec<Step>> {
    let mut conn = tx.conn();
    let rows = steps!()
        .filter(onboarding_steps::tenant_id.eq_any(ids))
        .order((onboarding_steps::tenant_id, onboarding_steps::place))
        .load(&mut conn);
    tx.closing(rows).await
}

pub(super) async fn step(tx: &ReadTx, key: &StepKey) -> QueryResult<Option<Step>> {
    let own = steps!()
        .filter(onboarding_steps::tenant_id.eq(key.tenant))
        .filter(onboarding_steps::step.eq(key.code.as_str()));
    own.first(&mut tx.conn()).await.optional()
}

/// A new tenant's list, in the order of its steps.
pub(super) async fn begin(tx: &WriteTx, steps: Vec<Begun>) -> Result<()> {
    let row = |(place, step): (i32, Begun)| {
        let (title_cs, title_en) = step.titles.unzip();
        (
            onboarding_steps::place.eq(place),
            onboarding_steps::step.eq(step.code),
            onboarding_steps::side.eq(step.side),
            onboarding_steps::due_on.eq(step.due_on),
            onboarding_steps::version.eq(1),
            onboarding_steps::title_cs.eq(title_cs),
            onboarding_steps::title_en.eq(title_en),
        )
    };
    let rows: Vec<_> = (1..).zip(steps).map(row).collect();
    diesel::insert_into(onboarding_steps::table).values(rows).execute(&mut tx.conn()).await?;
    Ok(())
}

/// The step as it was read.
macro_rules! as_read {
    ($key:expr, $version:expr) => {
        onboarding_steps::table
            .filter(onboarding_steps::tenant_id.eq($key.tenant))
            .filter(onboarding_steps::step.eq($key.code.as_str().to_owned()))
            .filter(onboarding_steps::version.eq($version))
    };
}

/// Who sees to it; `false`: somebody else was faster.
pub(super) async fn set_responsible(
    tx: &WriteTx,
    key: &StepKey,
    version: i32,
    responsible: Option<(ParticipantId, String)>,
    due_on: Option<NaiveDate>,
) -> Result<bool> {
    let (id, name) = responsible.unzip();
    let update = diesel::update(as_read!(key, version)).set((
        onboarding_steps::responsible_id.eq(id),
        onboarding_steps::responsible_name.eq(name),
        onboarding_steps::due_on.eq(due_on),
        onboarding_steps::version.eq(onboarding_steps::version + 1),
    ));
    Ok(Kept(update).execute(&mut tx.conn()).await? == 1)
}

/// Until when; `false`: somebody else was faster. The nation has no right on who sees to it, so this is a statement of its own.
pub(super) async fn set_due(
    tx: &WriteTx,
    key: &StepKey,
    version: i32,
    due_on: Option<NaiveDate>,
) -> Result<bool> {
    let update = diesel::update(as_read!(key, version)).set((
        onboarding_steps::due_on.eq(due_on),
        onboarding_steps::version.eq(onboarding_steps::version + 1),
    ));
    Ok(Kept(update).execute(&mut tx.conn()).await? == 1)
}

/// That it was done, or wasn't after all; `false`: somebody else was faster.
pub(super) async fn set_done(
    tx: &WriteTx,
    key: &StepKey,
    version: i32,
    done_on: Option<NaiveDate>,
) -> Result<bool> {
    let update = diesel::update(as_read!(key, version)).set((
        onboarding_steps::done_on.eq(done_on),
        onboarding_steps::version.eq(onboarding_steps::version + 1),
    ));
    Ok(Kept(update).execute(&mut tx.conn()).await? == 1)
}

/// What happened to roles, the oldest first.
pub(super) async fn role_events(tx: &ReadTx) -> Result<Vec<RoleEvent>> {
    let rows = events::table
        .filter(events::tenant_id.eq(tx.tenant()?))
        .filter(events::kind.eq_any([GRANTED, REVOKED]))
        .order(events::id)
        .select((events::kind, events::subject, events::at, events::payload))
        .load::<(String, String, DateTime<Utc>, Value)>(&mut tx.conn())
        .await?;
    let role = |facts: Value| facts.get("role").and_then(Value::as_str).map(str::to_owned);
    let event = |(kind, grant, at, facts)| (kind, grant, at, role(facts));
    Ok(rows.into_iter().map(event).collect())
}

/// When the first activity was recorded.
pub(super) async fn first_activity(tx: &ReadTx) -> Result<Option<DateTime<Utc>>> {
    let first = events::table
        .filter(events::tenant_id.eq(tx.tenant()?))
        .filter(events::kind.eq(RECORDED))
        .order(events::id)
        .select(events::at);
    Ok(first.first(&mut tx.conn()).await.optional()?)
}

/// Whether the worker has seen a step done.
pub(super) async fn is_seen(tx: &ReadTx, step: &str) -> Result<bool> {
    let own = rollup_onboarding::table
        .filter(rollup_onboarding::tenant_id.eq(tx.tenant()?))
        .filter(rollup_onboarding::step.eq(step))
        .select(rollup_onboarding::step);
    Ok(own.first::<String>(&mut tx.conn()).await.optional()?.is_some())
}

/// Keeps since when the worker has seen a step done, or that it isn't.
pub(super) async fn keep_seen(
    tx: &WriteTx,
    step: &'static str,
    seen_on: Option<NaiveDate>,
) -> Result<()> {
    let own = rollup_onboarding::table
        .filter(rollup_onboarding::tenant_id.eq(tx.tenant()?))
        .filter(rollup_onboarding::step.eq(step));
    let Some(day) = seen_on else {
        diesel::delete(own).execute(&mut tx.conn()).await?;
        return Ok(());
    };
    let upsert = diesel::insert_into(rollup_onboarding::table)
        .values((rollup_onboarding::step.eq(step), rollup_onboarding::seen_on.eq(day)))
        .on_conflict((rollup_onboarding::tenant_id, rollup_onboarding::step))
        .do_update()
        .set(rollup_onboarding::seen_on.eq(day));
    Kept(upsert).execute(&mut tx.conn()).await?;
    Ok(())
}
