//! What a step is, when it is done, and who may say so.

use super::super::rejection::Rejection;
use super::steps::STEPS;
use crate::access::{Lifecycle, NO_NEW_WORK, Role};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{ParticipantId, TenantId};
use crate::kernel::text_enum::text_enum;
use crate::kernel::working_days::day_in_prague;
use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use diesel::Queryable;
use std::collections::BTreeMap;

text_enum! {
    /// Who says that a step is done.
    Side {
        /// The tenant's own people.
        Tenant = "TENANT",
        /// The nation's coordinators.
        Nation = "NATION",
        /// The system sees it by itself.
        System = "SYSTEM",
    }
}

/// By what the system knows that a step is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Somebody has the role of the centre's manager.
    ManagerAppointed,
    /// An activity was recorded.
    FirstActivity,
}

impl Sight {
    pub(super) const ALL: &'static [Self] = &[Self::ManagerAppointed, Self::FirstActivity];

    /// Whether an event of a kind may change what is seen.
    pub(super) fn is_changed_by(self, kind: &str) -> bool {
        match self {
            Self::ManagerAppointed => [GRANTED, REVOKED].contains(&kind),
            Self::FirstActivity => kind == RECORDED,
        }
    }
}

pub(super) const GRANTED: &str = "role.granted";
pub(super) const REVOKED: &str = "role.revoked";
pub(super) const RECORDED: &str = "activity.recorded";

/// An event about a role: what happened, to which grant, when, and the role.
pub(super) type RoleEvent = (String, String, DateTime<Utc>, Option<String>);

/// The day on which the first of the managers that there are was appointed. Whose role was taken away is none, from the
/// moment that it was said.
pub(super) fn manager_since(events: &[RoleEvent]) -> Option<NaiveDate> {
    let mut managers = BTreeMap::new();
    for (kind, grant, at, role) in events {
        if kind == REVOKED {
            managers.remove(grant.as_str());
        } else if role.as_deref() == Some(Role::CentreManager.as_str()) {
            managers.insert(grant.as_str(), day_in_prague(*at));
        }
    }
    managers.into_values().min()
}

/// Code of a step, e.g. `DATA_BOX`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepCode(String);

impl StepCode {
    /// Capital letters and underscores, at most 40; `None`: it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let is_letter = |c: char| c.is_ascii_uppercase();
        let is_code = text.len() <= 40
            && text.starts_with(is_letter)
            && text.chars().all(|c| is_letter(c) || c == '_');
        is_code.then(|| Self(text.to_owned()))
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which step of which tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepKey {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub code: StepCode,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// It isn't done.
    Open,
    /// It isn't done, and its day has passed.
    Overdue,
    /// It is done.
    Done,
}

/// A step of a tenant's onboarding.
#[derive(Debug, Clone, Queryable)]
pub struct Step {
    pub(super) tenant: TenantId,
    /// Its code.
    pub code: String,
    /// Who says that it is done.
    pub side: Side,
    responsible: Option<ParticipantId>,
    responsible_name: Option<String>,
    /// Until which day it should be done.
    pub due_on: Option<NaiveDate>,
    said_done_on: Option<NaiveDate>,
    seen_on: Option<NaiveDate>,
    /// What it must be to be changed.
    pub version: i32,
    lifecycle: Lifecycle,
    /// As the version of the centre model says that it was begun with.
    own_titles: (Option<String>, Option<String>),
}

impl Step {
    /// Who of the tenant's people sees to it, and the name that the tenant calls them by.
    pub fn responsible(&self) -> Option<(ParticipantId, &str)> {
        self.responsible.zip(self.responsible_name.as_deref())
    }

    /// On which day it was done: as its side says, or as the system sees; `None`: it isn't.
    pub fn done_on(&self) -> Option<NaiveDate> {
        match self.side {
            Side::Tenant | Side::Nation => self.said_done_on,
            Side::System => self.seen_on,
        }
    }

    /// How far it is, on a day.
    pub fn state(&self, today: NaiveDate) -> StepState {
        if self.done_on().is_some() {
            return StepState::Done;
        }
        let is_late = self.due_on.is_some_and(|due| due < today);
        if is_late { StepState::Overdue } else { StepState::Open }
    }

    /// What is to be done, in Czech and in English; of a step that no list has any more its code.
    pub fn titles(&self) -> (&str, &str) {
        if let (Some(cs), Some(en)) = &self.own_titles {
            return (cs, en);
        }
        let known = STEPS.iter().find(|step| step.code == self.code);
        known.map_or((&self.code, &self.code), |step| (step.title_cs, step.title_en))
    }

    /// Whether one side may plan it.
    ///
    /// # Errors
    /// [`Rejection::OnboardingStepDone`], [`NO_NEW_WORK`].
    pub(super) fn may_be_planned(&self) -> Result<()> {
        self.is_kept()?;
        if self.done_on().is_some() {
            return Err(Rejection::OnboardingStepDone.into());
        }
        Ok(())
    }

    /// Whether one side may say that it is done.
    ///
    /// # Errors
    /// [`Rejection`], [`NO_NEW_WORK`].
    pub(super) fn may_be_completed(&self, by: Side) -> Result<()> {
        self.is_kept()?;
        self.is_said_by(by)?;
        if self.said_done_on.is_some() {
            return Err(Rejection::OnboardingStepDone.into());
        }
        Ok(())
    }

    /// Whether one side may say that it isn't done after all.
    ///
    /// # Errors
    /// [`Rejection`], [`NO_NEW_WORK`].
    pub(super) fn may_be_taken_back(&self, by: Side) -> Result<()> {
        self.is_kept()?;
        self.is_said_by(by)?;
        if self.said_done_on.is_none() {
            return Err(Rejection::OnboardingStepOpen.into());
        }
        Ok(())
    }

    fn is_said_by(&self, by: Side) -> Result<()> {
        match self.side {
            Side::System => Err(Rejection::OnboardingStepSeenBySystem.into()),
            Side::Tenant | Side::Nation if self.side != by => {
                Err(Rejection::OnboardingStepOfOtherSide.into())
            }
            Side::Tenant | Side::Nation => Ok(()),
        }
    }

    /// Sign-in withholds it from the tenant's own people; of the nation's it is asked here.
    fn is_kept(&self) -> Result<()> {
        if self.lifecycle == Lifecycle::WoundUp { Err(NO_NEW_WORK.into()) } else { Ok(()) }
    }
}

/// The checklist of a tenant's onboarding.
#[derive(Debug, Clone)]
pub struct Onboarding {
    /// Its steps, in their order.
    pub steps: Vec<Step>,
}

impl Onboarding {
    /// How many of its steps are so far.
    pub fn count(&self, state: StepState, today: NaiveDate) -> usize {
        self.steps.iter().filter(|step| step.state(today) == state).count()
    }

    /// The day on which the last step was done; `None`: not all are.
    pub fn completed_on(&self) -> Option<NaiveDate> {
        let days: Option<Vec<_>> = self.steps.iter().map(Step::done_on).collect();
        days?.into_iter().max()
    }
}

/// How far back something may have been done: a contract may be older than the tenant.
const DONE_MONTHS_BACK: u32 = 120;
/// How far ahead a step may be planned.
const DUE_MONTHS_AHEAD: u32 = 60;

/// # Errors
/// [`Error::Invalid`] for a day that hasn't come, or is too long ago.
pub(super) fn check_done_on(day: NaiveDate, today: NaiveDate) -> Result<NaiveDate> {
    let first = today.checked_sub_months(Months::new(DONE_MONTHS_BACK));
    within(day, first, Some(today), "doneOn")
}

/// # Errors
/// [`Error::Invalid`] for a day that has passed, or is too far ahead.
pub(super) fn check_due_on(day: NaiveDate, today: NaiveDate) -> Result<NaiveDate> {
    within(day, Some(today), today.checked_add_months(Months::new(DUE_MONTHS_AHEAD)), "dueOn")
}

fn within(
    day: NaiveDate,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
    field: &'static str,
) -> Result<NaiveDate> {
    if first.is_some_and(|first| first <= day) && last.is_some_and(|last| day <= last) {
        return Ok(day);
    }
    Err(Error::invalid(&["input", field], code::OUT_OF_RANGE))
}

/// Until when a step should be done in a tenant that is made today.
pub(super) fn due_after(today: NaiveDate, days: u64) -> Option<NaiveDate> {
    today.checked_add_days(Days::new(days))
}

#[cfg(test)]
mod tests;
