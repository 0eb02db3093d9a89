//! Taking one tenant out of a roll-out, putting it off, and trying it again.

use super::super::planning::{Ground, plan_here};
use super::super::rejection::Rejection;
use super::super::rules::{self, RolloutState, RolloutTenant, TenantState};
use super::super::store::{self, Changed};
use super::super::telling;
use crate::access::{Caller, Deed, Permission, ReadTx, Repeatable, WriteTx};
use crate::configuration::model::upgrade;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{RolloutId, TenantId};
use crate::kernel::working_days::day_in_prague;
use chrono::NaiveDate;

/// A tenant in a roll-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineKey {
    /// Which roll-out.
    pub rollout: RolloutId,
    /// Which tenant.
    pub tenant: TenantId,
}

impl Repeatable for LineKey {
    fn deed(&self) -> Deed {
        Deed::done().with("rollout", self.rollout).with("tenant", self.tenant)
    }

    async fn again(_: &mut ReadTx, deed: &Deed) -> Result<Self> {
        Ok(Self { rollout: deed.id("rollout")?, tenant: deed.id("tenant")? })
    }
}

/// Takes a tenant out of a roll-out, which then isn't brought to the version by it.
///
/// # Errors
/// [`Error::NotFound`], `Stale`, `Invalid`; [`Rejection::WrongRolloutState`], [`Rejection::WrongTenantState`].
pub async fn skip(
    caller: &Caller,
    key: LineKey,
    reason: &str,
    expected_version: i32,
) -> Result<LineKey> {
    let reason = Some(rules::reason(reason)?);
    let changed = Changed { reason, ..Changed::to(TenantState::Skipped) };
    set(caller, key, changed, "rollout.skipped", expected_version).await
}

/// Puts a tenant off: it is brought to the version after its last day of waiting, should the roll-out be under way then.
///
/// # Errors
/// As [`skip`].
pub async fn defer(
    caller: &Caller,
    key: LineKey,
    (reason, until): (&str, NaiveDate),
    expected_version: i32,
) -> Result<LineKey> {
    let today = day_in_prague(caller.clock().now());
    let until = Some(rules::last_day(until, today)?);
    let reason = Some(rules::reason(reason)?);
    let changed = Changed { reason, until, ..Changed::to(TenantState::Deferred) };
    set(caller, key, changed, "rollout.deferred", expected_version).await
}

async fn set(
    caller: &Caller,
    key: LineKey,
    changed: Changed,
    kind: &'static str,
    expected_version: i32,
) -> Result<LineKey> {
    caller
        .write(Permission::RunRollout, async |tx| {
            tx.must_act_for(None)?;
            let (state, line) = lock(tx, key, expected_version).await?;
            // One that is rolled back takes out by itself whom it hasn't reached.
            if !is_on_its_way(state) {
                return Err(Rejection::WrongRolloutState.into());
            }
            let can_wait = [
                TenantState::Waiting,
                TenantState::Announced,
                TenantState::Blocked,
                TenantState::Deferred,
                TenantState::Failed,
            ];
            // What was brought there and couldn't be brought back is there.
            if !can_wait.contains(&line.state) || line.after_sha256.is_some() {
                return Err(Rejection::WrongTenantState.into());
            }
            store::set_state(tx, (key.rollout, key.tenant), &changed).await?;
            telling::tell(tx, (key.rollout, key.tenant), kind).await?;
            Ok(key)
        })
        .await
}

/// Takes a tenant up again that failed, was skipped or was put off: what changes for it is planned anew, from where it stands
/// now. One that couldn't be brought back is brought back again.
///
/// # Errors
/// As [`skip`].
pub async fn retry(caller: &Caller, key: LineKey, expected_version: i32) -> Result<LineKey> {
    caller
        .write(Permission::RunRollout, async |tx| {
            tx.must_act_for(None)?;
            let (state, line) = lock(tx, key, expected_version).await?;
            let again = [TenantState::Failed, TenantState::Skipped, TenantState::Deferred];
            if !again.contains(&line.state) {
                return Err(Rejection::WrongTenantState.into());
            }
            let place = (key.rollout, key.tenant);
            if line.after_sha256.is_some() {
                store::set_state(tx, place, &Changed::to(TenantState::Applied)).await?;
                telling::tell(tx, place, "rollout.retried").await?;
                return Ok(key);
            }
            if !is_on_its_way(state) {
                return Err(Rejection::WrongRolloutState.into());
            }
            let standings = upgrade::standings(tx, &[key.tenant]).await?;
            let version = standings.get(&key.tenant).and_then(|standing| standing.version);
            let ground = Ground::read(tx, line.to, version).await?;
            let (_, planned) =
                tx.within(key.tenant, async |tx| plan_here(tx, &ground).await).await?;
            store::replan(tx, key.rollout, &planned).await?;
            telling::tell(tx, place, "rollout.retried").await?;
            Ok(key)
        })
        .await
}

/// Whether tenants are still to be brought to the version, now or once it is resumed.
fn is_on_its_way(state: RolloutState) -> bool {
    matches!(state, RolloutState::Running | RolloutState::Paused)
}

/// A tenant's line of a roll-out that is under way, locked; and how far the roll-out is.
async fn lock(
    tx: &WriteTx,
    key: LineKey,
    expected_version: i32,
) -> Result<(RolloutState, RolloutTenant)> {
    let rollout = store::share(tx, key.rollout).await?;
    let line = store::lock_line(tx, key.rollout, key.tenant).await?;
    if line.version != expected_version {
        return Err(Error::Stale { kind: Kind::RolloutTenant, version: line.version });
    }
    // A plan that isn't started is what its hash says: whoever wants another plans another.
    if is_on_its_way(rollout.state) || rollout.state == RolloutState::RollingBack {
        Ok((rollout.state, line))
    } else {
        Err(Rejection::WrongRolloutState.into())
    }
}
