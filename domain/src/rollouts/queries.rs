//! How roll-outs go, as the nation sees it; and what they do to a tenant, as the tenant does.

use super::commands::LineKey;
use super::drift::{Drift, DriftFilter, Now, filtered};
use super::rules::{PlanTotals, Rollout, RolloutTenant, TenantState, Wave, Whereabouts};
use super::store::{self, WaveRow};
use super::watch::read_gate;
use crate::access::{Caller, Permission, ReadTx};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{RolloutId, TenantId};
use crate::kernel::page::{Page, PageArgs};
use std::collections::HashMap;

/// How many roll-outs of a tenant are shown at most.
const MOST_OF_A_TENANT: i64 = 20;

/// Only the nation sees roll-outs whole.
fn must_be_of_the_nation(caller: &Caller) -> Result<()> {
    if caller.tenant() == TenantId::NATION {
        Ok(())
    } else {
        Err(Error::Forbidden { permission: Permission::ReadRollouts.name() })
    }
}

/// Roll-outs, the latest first. A tenant has none: it sees its own lines.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadRollouts`, and for a tenant.
pub async fn rollouts(caller: &Caller, page: &PageArgs, count: bool) -> Result<Page<Rollout>> {
    caller.require(Permission::ReadRollouts)?;
    must_be_of_the_nation(caller)?;
    caller.read(Permission::ReadRollouts, async |tx| store::page(tx, page, count).await).await
}

/// Roll-outs by their ids, as far as there are.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadRollouts`. A tenant sees none.
pub async fn by_ids(caller: &Caller, ids: &[RolloutId]) -> Result<Vec<Rollout>> {
    caller.require(Permission::ReadRollouts)?;
    if caller.tenant() != TenantId::NATION {
        return Ok(Vec::new());
    }
    caller.read(Permission::ReadRollouts, async |tx| store::by_ids(tx, ids).await).await
}

/// What a roll-out's plan comes to: to a region's coordinator in that region.
///
/// # Errors
/// As [`rollouts`].
pub async fn plan(caller: &Caller, rollout: RolloutId) -> Result<PlanTotals> {
    caller.require(Permission::ReadRollouts)?;
    must_be_of_the_nation(caller)?;
    caller.read(Permission::ReadRollouts, async |tx| store::totals(tx, rollout).await).await
}

/// Where in the nation's stream, behind a position, the last thing stands that happened to a roll-out; `None`: nothing has.
///
/// # Errors
/// As [`rollouts`].
pub async fn changed(caller: &Caller, rollout: RolloutId, position: i64) -> Result<Option<i64>> {
    caller.require(Permission::ReadRollouts)?;
    must_be_of_the_nation(caller)?;
    caller
        .read(Permission::ReadRollouts, async |tx| {
            tx.closing(store::next_change(tx, rollout, position)).await
        })
        .await
}

/// Whether what the gates of waves read is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readings {
    /// As it is now.
    Wanted,
    /// Nobody asks.
    Unasked,
}

/// The waves of a roll-out, in their order; if it is wanted, with what their gates read now.
///
/// # Errors
/// As [`rollouts`].
pub async fn waves(caller: &Caller, rollout: &Rollout, readings: Readings) -> Result<Vec<Wave>> {
    caller.require(Permission::ReadRollouts)?;
    must_be_of_the_nation(caller)?;
    caller
        .read(Permission::ReadRollouts, async |tx| {
            let id = rollout.id;
            let rows = store::waves(tx, id).await?;
            let mut states: HashMap<i32, Vec<(TenantState, i64)>> = HashMap::new();
            for (wave, state, count) in store::states_of_waves(tx, id).await? {
                states.entry(wave).or_default().push((state, count));
            }
            let mut waves = Vec::new();
            for row in rows {
                let readings = match readings {
                    Readings::Wanted => read_gate(tx, rollout, &row).await?,
                    Readings::Unasked => Vec::new(),
                };
                let states = states.remove(&row.wave).unwrap_or_default();
                waves.push(Wave { readings, states, ..wave_of(row) });
            }
            Ok(waves)
        })
        .await
}

fn wave_of(row: WaveRow) -> Wave {
    Wave {
        wave: row.wave,
        name: row.name,
        tenants: row.tenants,
        started_at: row.started_at,
        applied_at: row.applied_at,
        passed_at: row.passed_at,
        force_asked: row.force_asked_by.zip(row.force_reason),
        forced_by: row.forced_by,
        readings: Vec::new(),
        states: Vec::new(),
    }
}

/// The tenants of a roll-out, or of one of its waves: to a region's coordinator those of the region.
///
/// # Errors
/// As [`rollouts`]; [`Error::Invalid`] for a cursor of another list.
pub async fn tenants(
    caller: &Caller,
    of: (RolloutId, Option<i32>),
    state: Option<TenantState>,
    page: &PageArgs,
    count: bool,
) -> Result<Page<RolloutTenant>> {
    caller.require(Permission::ReadRollouts)?;
    must_be_of_the_nation(caller)?;
    caller
        .read(Permission::ReadRollouts, async |tx| store::lines(tx, of, state, page, count).await)
        .await
}

/// Where all tenants of a roll-out are in it, or those in one state: to a region's coordinator those of the region.
///
/// # Errors
/// As [`rollouts`].
pub async fn whereabouts(
    caller: &Caller,
    rollout: RolloutId,
    state: Option<TenantState>,
) -> Result<Vec<Whereabouts>> {
    caller.require(Permission::ReadRollouts)?;
    must_be_of_the_nation(caller)?;
    caller
        .read(Permission::ReadRollouts, async |tx| {
            tx.closing(store::whereabouts(tx, rollout, state)).await
        })
        .await
}

/// What a roll-out does to a tenant; `None`: nothing, or it isn't the caller's to see.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadRollouts`.
pub async fn line(caller: &Caller, key: LineKey) -> Result<Option<RolloutTenant>> {
    caller
        .read(Permission::ReadRollouts, async |tx| store::line(tx, key.rollout, key.tenant).await)
        .await
}

/// What the latest roll-outs have done to some tenants, and what is coming; of each the latest first. A tenant's people see
/// their own, without what isn't announced; the nation sees all.
///
/// # Errors
/// [`Error::Forbidden`] without `ReadRollouts`.
pub async fn of_tenants(caller: &Caller, tenants: &[TenantId]) -> Result<Vec<RolloutTenant>> {
    caller
        .read(Permission::ReadRollouts, async |tx| {
            store::lines_of_tenants(tx, tenants, MOST_OF_A_TENANT).await
        })
        .await
}

/// Where all tenants are: on which version, with how many values of their own, and how it is with them in the roll-out that is
/// under way. Filtered and cut here: there are hundreds of them.
///
/// # Errors
/// As [`rollouts`].
pub async fn drift(caller: &Caller, filter: &DriftFilter, page: &PageArgs) -> Result<Page<Drift>> {
    caller.require(Permission::ReadRollouts)?;
    must_be_of_the_nation(caller)?;
    let (places, now) = caller
        .read(Permission::ReadRollouts, async |tx| {
            let now = under_way(tx).await?;
            let places = store::drift(tx, now.as_ref().map(|now| now.rollout)).await?;
            Ok((places, now))
        })
        .await?;
    Ok(filtered(places, now.as_ref(), filter, page))
}

/// The roll-out that is under way, and which figures of its present wave are red.
async fn under_way(tx: &ReadTx) -> Result<Option<Now>> {
    let Some(rollout) = store::active(tx).await? else { return Ok(None) };
    let waves = store::waves(tx, rollout.id).await?;
    let mut red = rollout.red.clone();
    if let Some(wave) = waves.iter().find(|wave| wave.wave == rollout.wave)
        && red.is_empty()
    {
        red = read_gate(tx, &rollout, wave).await?;
        red.retain(|reading| reading.is_red);
    }
    let failing = red.into_iter().map(|reading| reading.figure).collect();
    Ok(Some(Now { rollout: rollout.id, wave: rollout.wave, failing }))
}
