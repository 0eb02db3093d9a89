//! What both sides do with the steps of an onboarding, and what the system sees by itself.

use super::super::rejection::Rejection;
use super::rules::{
    Side, Sight, Step, StepCode, StepKey, check_done_on, check_due_on, manager_since,
};
use super::steps::{Begun, STEPS, step_of};
use super::store;
use crate::access::{Caller, Deed, Event, Fact, Permission, ReadTx, Repeatable, Subject, WriteTx};
use crate::configuration::model::OnboardingStep;
use crate::identity;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ParticipantId, TenantId};
use crate::kernel::working_days::day_in_prague;
use chrono::NaiveDate;

/// What is to become of something that is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planned<T> {
    /// It stays.
    Keep,
    /// It is nobody, or no day.
    Nothing,
    /// It becomes this.
    To(T),
}

impl<T> Planned<T> {
    fn over(self, present: Option<T>) -> Option<T> {
        match self {
            Self::Keep => present,
            Self::Nothing => None,
            Self::To(new) => Some(new),
        }
    }
}

/// Who sees to a step, and until when.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Somebody who takes part in the tenant: the tenant's own people say who.
    pub responsible: Planned<ParticipantId>,
    /// Until which day: either side says so.
    pub due_on: Planned<NaiveDate>,
}

/// Says who sees to a step and until when, while it isn't done.
///
/// # Errors
/// [`Error::NotFound`] for a step or a person that isn't there; [`Error::Stale`]; [`Error::Invalid`]; [`Rejection`].
pub async fn plan(
    caller: &Caller,
    key: &StepKey,
    plan: Plan,
    expected_version: i32,
) -> Result<StepKey> {
    let side = side_of(caller);
    caller
        .write(Permission::KeepOnboarding, async |tx| {
            let step = found(tx, key, expected_version).await?;
            step.may_be_planned()?;
            if let Planned::To(day) = plan.due_on {
                check_due_on(day, day_in_prague(tx.now()))?;
            }
            let due_on = plan.due_on.over(step.due_on);
            let was = step.responsible().map(|(id, name)| (id, name.to_owned()));
            let responsible = match plan.responsible {
                Planned::Keep => was.clone(),
                Planned::Nothing => None,
                Planned::To(id) => Some((id, name_of(tx, side, id).await?)),
            };
            let says_who = responsible != was;
            if says_who && side != Side::Tenant {
                return Err(Rejection::ResponsibleIsTheTenants.into());
            }
            if !says_who && due_on == step.due_on {
                tx.change_nothing();
                return Ok(key.clone());
            }
            let mut facts = Vec::new();
            facts.extend(responsible.as_ref().map(|(id, _)| ("responsible", Fact::id(*id))));
            facts.extend(due_on.map(|day| ("due_on", Fact::Day(day))));
            let is_set = if says_who {
                store::set_responsible(tx, key, step.version, responsible, due_on).await?
            } else {
                store::set_due(tx, key, step.version, due_on).await?
            };
            is_first(tx, key, is_set).await?;
            tell(tx, side, key, "onboarding.planned", facts).await
        })
        .await
}

/// Says that a step of the own side was done, today or on an earlier day.
///
/// # Errors
/// As [`plan`].
pub async fn complete(
    caller: &Caller,
    key: &StepKey,
    done_on: Option<NaiveDate>,
    expected_version: i32,
) -> Result<StepKey> {
    let side = side_of(caller);
    caller
        .write(Permission::KeepOnboarding, async |tx| {
            let step = found(tx, key, expected_version).await?;
            step.may_be_completed(side)?;
            let today = day_in_prague(tx.now());
            let day = check_done_on(done_on.unwrap_or(today), today)?;
            let is_set = store::set_done(tx, key, step.version, Some(day)).await?;
            is_first(tx, key, is_set).await?;
            let facts = vec![("done_on", Fact::Day(day))];
            tell(tx, side, key, "onboarding.completed", facts).await
        })
        .await
}

/// Says that a step of the own side isn't done after all.
///
/// # Errors
/// As [`plan`].
pub async fn take_back(caller: &Caller, key: &StepKey, expected_version: i32) -> Result<StepKey> {
    let side = side_of(caller);
    caller
        .write(Permission::KeepOnboarding, async |tx| {
            let step = found(tx, key, expected_version).await?;
            step.may_be_taken_back(side)?;
            let is_set = store::set_done(tx, key, step.version, None).await?;
            is_first(tx, key, is_set).await?;
            tell(tx, side, key, "onboarding.taken_back", vec![]).await
        })
        .await
}

impl Repeatable for StepKey {
    fn deed(&self) -> Deed {
        Deed::done().with("tenant", self.tenant).with_code("step", self.code.as_str())
    }

    async fn again(_: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let code = StepCode::parse(deed.code("step")?);
        let code = code.ok_or_else(|| Error::broken("an outcome's step is no code"))?;
        Ok(Self { tenant: deed.id("tenant")?, code })
    }
}

/// Makes the list of a new tenant: of the steps that its version of the centre model brings, or else of those that all have.
/// Runs as that tenant.
pub(in crate::onboarding) async fn begin(
    tx: &WriteTx,
    of_model: Vec<(String, OnboardingStep)>,
) -> Result<()> {
    let today = day_in_prague(tx.now());
    let begun: Vec<Begun> = if of_model.is_empty() {
        STEPS.iter().map(|step| Begun::of_all(step, today)).collect()
    } else {
        of_model.into_iter().map(|(code, step)| Begun::of_model(code, step, today)).collect()
    };
    store::begin(tx, begun).await
}

/// What the worker sees in a tenant's next events: whether the system's steps are done is read from the events themselves,
/// so it is the same however often and in whatever batches they come.
///
/// # Errors
/// Those of the database.
pub(crate) async fn notice<'e>(
    tx: &mut WriteTx,
    kinds: impl Iterator<Item = &'e str> + Clone,
) -> Result<()> {
    for sight in Sight::ALL.iter().copied() {
        let is_changed = kinds.clone().any(|kind| sight.is_changed_by(kind));
        let Some(step) = step_of(sight).filter(|_| is_changed) else { continue };
        let seen_on = match sight {
            Sight::ManagerAppointed => manager_since(&store::role_events(tx).await?),
            // What was recorded is never unrecorded, and comes many times a day.
            Sight::FirstActivity if store::is_seen(tx, step).await? => continue,
            Sight::FirstActivity => store::first_activity(tx).await?.map(day_in_prague),
        };
        store::keep_seen(tx, step, seen_on).await?;
    }
    Ok(())
}

/// For which side somebody acts.
fn side_of(caller: &Caller) -> Side {
    if caller.tenant() == TenantId::NATION { Side::Nation } else { Side::Tenant }
}

async fn found(tx: &ReadTx, key: &StepKey, expected_version: i32) -> Result<Step> {
    let step = store::step(tx, key).await?.ok_or(Error::NotFound(Kind::OnboardingStep))?;
    if step.version == expected_version { Ok(step) } else { Err(stale(step.version)) }
}

fn stale(version: i32) -> Error {
    Error::Stale { kind: Kind::OnboardingStep, version }
}

/// Of two who read the same version one changes it.
async fn is_first(tx: &ReadTx, key: &StepKey, is_set: bool) -> Result<()> {
    if is_set {
        return Ok(());
    }
    let step = store::step(tx, key).await?.ok_or(Error::NotFound(Kind::OnboardingStep))?;
    Err(stale(step.version))
}

/// What the tenant calls somebody. The nation sees nobody of a tenant, and says of nobody that they see to it.
async fn name_of(tx: &ReadTx, side: Side, id: ParticipantId) -> Result<String> {
    if side != Side::Tenant {
        return Err(Rejection::ResponsibleIsTheTenants.into());
    }
    let person = identity::participants_by_ids(tx, &[id]).await?.pop();
    person.map(|person| person.display_name).ok_or(Error::NotFound(Kind::Participant))
}

/// Puts it into the tenant's trail, and what the nation did into its own too.
async fn tell(
    tx: &mut WriteTx,
    side: Side,
    key: &StepKey,
    kind: &'static str,
    facts: Vec<(&'static str, Fact)>,
) -> Result<StepKey> {
    let subject = Subject::code("onboarding_step", key.code.as_str());
    let event = Event::of_tenant(kind, subject, facts);
    if side == Side::Tenant {
        tx.record(event);
        return Ok(key.clone());
    }
    let mut own = event.clone();
    own.facts.push(("tenant", Fact::id(key.tenant)));
    tx.record(own);
    tx.tell_tenant(key.tenant, event).await?;
    Ok(key.clone())
}
