//! Deciding what becomes of a value that a tenant has set and the new version keeps from counting.

use super::super::rejection::Rejection;
use super::super::rules::{self, Decision, RolloutState, RolloutTenant, TenantState};
use super::super::store;
use super::tenants::LineKey;
use crate::access::{Caller, Event, Fact, Permission, Subject as Of, WriteTx};
use crate::configuration::model::{Resolution, Subject};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::TenantId;

/// Decides a conflict: the tenant for itself, or the nation with a reason. It can be decided otherwise until the tenant is
/// brought to the version. Whoever wants to stay where it is defers the tenant.
///
/// # Errors
/// [`Error::NotFound`], `Stale`, `Invalid`; [`Rejection::NoSuchConflict`], [`Rejection::NoSuchResolution`],
/// [`Rejection::WrongTenantState`].
pub async fn resolve(
    caller: &Caller,
    key: LineKey,
    (subject, resolution): (&str, Resolution),
    why: Option<&str>,
    expected_version: i32,
) -> Result<LineKey> {
    let by_tenant = caller.tenant() != TenantId::NATION;
    let needs = if by_tenant { Permission::ResolveConflict } else { Permission::RunRollout };
    caller.require(needs)?;
    let reason = match why {
        None if by_tenant => None,
        why => Some(rules::reason(why.unwrap_or_default())?),
    };
    let subject = Subject::parse(subject).ok_or(Rejection::NoSuchConflict)?;
    caller
        .write(needs, async |tx| {
            let (line, is_told) = lock(tx, key, by_tenant).await?;
            if line.version != expected_version {
                return Err(Error::Stale { kind: Kind::RolloutTenant, version: line.version });
            }
            if line.state.is_settled() {
                return Err(Rejection::WrongTenantState.into());
            }
            let conflict =
                line.lines.iter().find(|one| one.subject == subject && one.is_conflict());
            let conflict = conflict.ok_or(Rejection::NoSuchConflict)?;
            if !conflict.resolutions().contains(&resolution) {
                return Err(Rejection::NoSuchResolution.into());
            }
            let at = tx.now();
            let decision = Decision { subject: subject.clone(), resolution, by_tenant, reason, at };
            let open = decide(tx, line, decision).await?;
            let facts = vec![("open_conflicts", Fact::count(open))];
            let event = Event::of_tenant("rollout.conflict_decided", Of::id(key.rollout), facts);
            if by_tenant {
                tx.record(event);
                return Ok(key);
            }
            let mut own = event.clone();
            own.facts.push(("tenant", Fact::id(key.tenant)));
            tx.record(own);
            if is_told {
                tx.tell_tenant(key.tenant, event).await?;
            }
            Ok(key)
        })
        .await
}

/// The line, and whether the tenant knows of it: of a plan that isn't started it doesn't. The tenant sees its own line and not the
/// roll-out; a line that is settled is told by its state.
async fn lock(tx: &WriteTx, key: LineKey, by_tenant: bool) -> Result<(RolloutTenant, bool)> {
    if by_tenant {
        if tx.tenant()? != key.tenant {
            return Err(Error::NotFound(Kind::RolloutTenant));
        }
        return Ok((store::lock_line(tx, key.rollout, key.tenant).await?, true));
    }
    tx.must_act_for(None)?;
    let rollout = store::share(tx, key.rollout).await?;
    let open = [RolloutState::Planned, RolloutState::Running, RolloutState::Paused];
    if !open.contains(&rollout.state) {
        return Err(Rejection::WrongRolloutState.into());
    }
    let line = store::lock_line(tx, key.rollout, key.tenant).await?;
    let is_told = line.state != TenantState::Waiting;
    Ok((line, is_told))
}

/// Keeps a decision in the place of an earlier one, and answers how many conflicts are open after it.
async fn decide(tx: &WriteTx, mut line: RolloutTenant, decision: Decision) -> Result<usize> {
    line.decisions.retain(|earlier| earlier.subject != decision.subject);
    line.decisions.push(decision);
    let open = line.open_conflicts().count();
    let conflicts = i32::try_from(open).unwrap_or(i32::MAX);
    if store::decide(tx, &line, &line.decisions, conflicts).await? {
        Ok(open)
    } else {
        Err(Error::Stale { kind: Kind::RolloutTenant, version: line.version })
    }
}
