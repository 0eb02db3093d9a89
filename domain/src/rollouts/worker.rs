//! What a worker does for the roll-out that is under way: one step at a time, each for one tenant and in one transaction. Any
//! number of workers may do so; what one was doing when it was killed is undone by the database, and found by another.

use super::planning::{Ground, plan_here};
use super::rules::{Rollout, RolloutState, RolloutTenant, TenantState};
use super::store::{self, Changed, Task};
use super::telling;
use super::watch::look;
use crate::access::{Caller, Db, Event, Fact, Job, Permission, Subject, WriteTx, act_as_system};
use crate::configuration::model::upgrade::{self, Kept};
use crate::configuration::model::{Resolved, in_force, resolve};
use crate::identity;
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::{RolloutId, TenantId};
use crate::kernel::working_days::day_in_prague;
use std::time::{Duration, Instant};

/// How often a gate is looked at while tenants are brought to the version, and while there is nothing to do.
const LOOK: Duration = Duration::from_secs(5);
const LOOK_IDLE: Duration = Duration::from_secs(1);

/// What a tenant is refused for whose configuration isn't what was planned from.
const PLAN_STALE: &str = "PLAN_STALE";
/// What a tenant can't be brought back for: another roll-out has brought it on.
const MOVED_ON: &str = "MOVED_ON";

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advanced {
    /// Something; there may be more.
    Step,
    /// There was nothing to do.
    Nothing,
}

/// What one worker remembers between steps: what it was at, and when it last looked at the gate. Another starts with nothing.
pub struct Runner {
    job: Caller,
    at: Option<Rollout>,
    looked: Option<(RolloutId, Instant)>,
}

impl Runner {
    /// A worker that has done nothing yet.
    pub fn new(db: &Db) -> Self {
        Self { job: act_as_system(db, TenantId::NATION, Job::Rollout), at: None, looked: None }
    }

    /// Does the next thing that there is to do, if any.
    ///
    /// # Errors
    /// Those of the database that may pass. What a tenant can't be brought there for stands with the tenant.
    pub async fn step(&mut self) -> Result<Advanced> {
        // Whether it is still so the task itself asks, in its transaction; when nothing is done, it is read anew.
        let at = match self.at.take() {
            Some(rollout) => Some(rollout),
            None => {
                self.job.read(Permission::ApplyRollout, async |tx| store::active(tx).await).await?
            }
        };
        let Some(rollout) = at else { return Ok(Advanced::Nothing) };
        let done = match rollout.state {
            RolloutState::Running => self.run(&rollout).await?,
            RolloutState::RollingBack => {
                let tasks = [Task::RollBack, Task::CallOff];
                match take(&self.job, &rollout, &tasks).await? {
                    Advanced::Step => Advanced::Step,
                    Advanced::Nothing => return end_roll_back(&self.job, rollout.id).await,
                }
            }
            RolloutState::Planned
            | RolloutState::Paused
            | RolloutState::Done
            | RolloutState::RolledBack
            | RolloutState::Discarded => Advanced::Nothing,
        };
        self.at = (done == Advanced::Step).then_some(rollout);
        Ok(done)
    }

    async fn run(&mut self, rollout: &Rollout) -> Result<Advanced> {
        if self.is_time_to_look(rollout.id, LOOK) && self.look(rollout.id).await? == Advanced::Step
        {
            return Ok(Advanced::Step);
        }
        if take(&self.job, rollout, &[Task::Announce, Task::Apply]).await? == Advanced::Step {
            return Ok(Advanced::Step);
        }
        if self.is_time_to_look(rollout.id, LOOK_IDLE) {
            return self.look(rollout.id).await;
        }
        Ok(Advanced::Nothing)
    }

    fn is_time_to_look(&self, id: RolloutId, every: Duration) -> bool {
        self.looked.is_none_or(|(of, at)| of != id || at.elapsed() >= every)
    }

    async fn look(&mut self, id: RolloutId) -> Result<Advanced> {
        let looked = look(&self.job, id).await?;
        // After a change there may be the next at once.
        self.looked = (looked == Advanced::Nothing).then(|| (id, Instant::now()));
        Ok(looked)
    }
}

/// Does the first of the tasks that there is a tenant for whom nobody else holds.
async fn take(job: &Caller, rollout: &Rollout, tasks: &[Task]) -> Result<Advanced> {
    let (id, state) = (rollout.id, rollout.state);
    let mut taken = None;
    let done = job
        .write_as_job(Permission::ApplyRollout, async |tx| {
            let now = store::share(tx, id).await?;
            let claimed = if now.state == state { first(tx, &now, tasks).await? } else { None };
            let Some((task, line)) = claimed else {
                tx.change_nothing();
                return Ok(Advanced::Nothing);
            };
            taken = Some(line.tenant);
            match task {
                Task::Announce => announce(tx, &line).await?,
                Task::Apply => apply(tx, &line).await?,
                Task::RollBack => bring_back(tx, &line).await?,
                Task::CallOff => call_off(tx, &line, now.reason).await?,
            }
            Ok(Advanced::Step)
        })
        .await;
    match (done, taken) {
        (Err(error), Some(tenant)) if !passes(&error) => {
            tracing::error!(tenant.id = %tenant, rollout.id = %id, %error, "a roll-out fails with a tenant");
            fail(job, (id, tenant), failure_of(&error)).await
        }
        (done, _) => done,
    }
}

/// The first of the tasks for which there is a tenant, and which it is.
async fn first(
    tx: &WriteTx,
    rollout: &Rollout,
    tasks: &[Task],
) -> Result<Option<(Task, RolloutTenant)>> {
    let today = day_in_prague(tx.now());
    for task in tasks {
        if let Some(line) = store::claim(tx, rollout, *task, today).await? {
            return Ok(Some((*task, line)));
        }
    }
    Ok(None)
}

/// Whether the same may go well a moment later.
fn passes(error: &Error) -> bool {
    matches!(error, Error::Unavailable(_) | Error::Timeout)
}

fn failure_of(error: &Error) -> &'static str {
    match error {
        // It changed one of its values at the same moment.
        Error::Stale { .. } => PLAN_STALE,
        Error::Rejected(rejection) => rejection.code,
        other => other.word(),
    }
}

/// Writes down that a tenant couldn't be brought there, or back.
async fn fail(
    job: &Caller,
    (rollout, tenant): (RolloutId, TenantId),
    failure: &'static str,
) -> Result<Advanced> {
    job.write_as_job(Permission::ApplyRollout, async |tx| {
        store::share(tx, rollout).await?;
        let line = store::lock_line(tx, rollout, tenant).await?;
        failed(tx, &line, failure).await?;
        Ok(Advanced::Step)
    })
    .await
}

async fn failed(tx: &mut WriteTx, line: &RolloutTenant, failure: &'static str) -> Result<()> {
    let changed = Changed { failure: Some(failure), ..Changed::to(TenantState::Failed) };
    store::set_state(tx, (line.rollout, line.tenant), &changed).await?;
    let facts = vec![("tenant", Fact::id(line.tenant)), ("failure", Fact::Word(failure))];
    tx.record(Event::of_tenant("rollout.failed", Subject::id(line.rollout), facts));
    Ok(())
}

/// Tells a tenant's administrators what is coming.
async fn announce(tx: &mut WriteTx, line: &RolloutTenant) -> Result<()> {
    store::announced(tx, line).await?;
    let (rollout, changes) = (line.rollout, line.lines.len());
    let conflicts = line.conflicts;
    tx.within(line.tenant, async |tx| {
        identity::tell_admins(tx, "rollout.announced", rollout).await?;
        let facts =
            vec![("changes", Fact::count(changes)), ("conflicts", Fact::Number(conflicts.into()))];
        tx.record(Event::of_tenant("rollout.announced", Subject::id(rollout), facts));
        Ok(())
    })
    .await
}

/// Brings a tenant to the version, exactly as it was planned, or refuses it as stale.
async fn apply(tx: &mut WriteTx, line: &RolloutTenant) -> Result<()> {
    let key = (line.rollout, line.tenant);
    if line.open_conflicts().next().is_some() {
        return store::set_state(tx, key, &Changed::to(TenantState::Blocked)).await;
    }
    let ground = Ground::read(tx, line.to, line.from).await?;
    let applied = tx.within(line.tenant, async |tx| {
        let (standing, planned) = plan_here(tx, &ground).await?;
        if planned.sha256 != line.lines_sha256 {
            return Ok(None);
        }
        let before = upgrade::digest(&ground.national, ground.base(line.from), &standing.ours)?;
        let decided: Vec<Resolved> = line
            .decisions
            .iter()
            .map(|decision| Resolved {
                subject: decision.subject.clone(),
                resolution: decision.resolution,
            })
            .collect();
        let ours = resolve(standing.ours.clone(), &line.lines, &decided);
        let rows = upgrade::rewrite(tx, &standing.ours, &ours).await?;
        upgrade::put_version(tx, Some(line.to), line.rollout).await?;
        let after = upgrade::digest(&ground.national, ground.theirs(), &ours)?;
        identity::tell_admins(tx, "rollout.applied", line.rollout).await?;
        let facts =
            vec![("version", Fact::id(line.to)), ("changes", Fact::count(line.lines.len()))];
        tx.record(Event::of_tenant("rollout.applied", Subject::id(line.rollout), facts));
        Ok(Some((Kept::of(&standing.ours, rows), before, after)))
    });
    let Some((kept, before, after)) = applied.await? else {
        return failed(tx, line, PLAN_STALE).await;
    };
    store::after_apply(tx, line, &kept, (&before, &after)).await?;
    let facts = vec![("tenant", Fact::id(line.tenant))];
    tx.record(Event::of_tenant("rollout.tenant_applied", Subject::id(line.rollout), facts));
    Ok(())
}

/// Brings a tenant back to where it was. What it changed in between stays as it made it, and is listed.
async fn bring_back(tx: &mut WriteTx, line: &RolloutTenant) -> Result<()> {
    let kept = line.kept.as_ref().ok_or_else(|| Error::broken("what was applied was kept"))?;
    let ground = Ground::read(tx, line.to, line.from).await?;
    let back = tx.within(line.tenant, async |tx| {
        if upgrade::standing(tx).await?.version != Some(line.to) {
            return Ok(None);
        }
        upgrade::restore(tx, &kept.rows).await?;
        upgrade::put_version(tx, line.from, line.rollout).await?;
        let ours = upgrade::standing(tx).await?.ours;
        let base = ground.base(line.from);
        let now = in_force(&ground.national, base, &ours);
        let was = in_force(&ground.national, base, &kept.ours());
        let differs = |subject: &_| was.get(subject) != now.get(subject);
        let mut edited: Vec<_> =
            was.keys().chain(now.keys()).filter(|subject| differs(subject)).cloned().collect();
        edited.sort();
        edited.dedup();
        identity::tell_admins(tx, "rollout.rolled_back", line.rollout).await?;
        let facts = vec![("edited", Fact::count(edited.len()))];
        tx.record(Event::of_tenant("rollout.rolled_back", Subject::id(line.rollout), facts));
        Ok(Some((edited, upgrade::digest(&ground.national, base, &ours)?)))
    });
    let Some((edited, now)) = back.await? else { return failed(tx, line, MOVED_ON).await };
    store::after_roll_back(tx, line, &edited, &now).await?;
    let facts = vec![("tenant", Fact::id(line.tenant)), ("edited", Fact::count(edited.len()))];
    tx.record(Event::of_tenant("rollout.tenant_rolled_back", Subject::id(line.rollout), facts));
    Ok(())
}

/// Takes a tenant out that a roll-out which is rolled back had told what is coming, and tells it that nothing comes.
async fn call_off(tx: &mut WriteTx, line: &RolloutTenant, reason: Option<String>) -> Result<()> {
    let key = (line.rollout, line.tenant);
    let changed = Changed { reason, ..Changed::to(TenantState::Skipped) };
    store::set_state(tx, key, &changed).await?;
    telling::tell(tx, key, "rollout.skipped").await
}

/// Ends a roll-back in which nobody is left to be brought back, or to be told that nothing comes.
async fn end_roll_back(job: &Caller, id: RolloutId) -> Result<Advanced> {
    job.write_as_job(Permission::ApplyRollout, async |tx| {
        let mut rollout = store::lock(tx, id).await?;
        let is_over = rollout.state == RolloutState::RollingBack
            && first(tx, &rollout, &[Task::RollBack, Task::CallOff]).await?.is_none();
        if !is_over {
            tx.change_nothing();
            return Ok(Advanced::Nothing);
        }
        rollout.state = RolloutState::RolledBack;
        rollout.ended_at = Some(tx.now());
        store::set_rollout(tx, &rollout).await?;
        tx.record(Event::of_tenant("rollout.rolled_back", Subject::id(id), vec![]));
        Ok(Advanced::Step)
    })
    .await
}
