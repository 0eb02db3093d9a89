//! What a checklist shows.

use crate::asked::{Language, asked, caller};
use crate::fail::fail;
use crate::scalars::Date;
use crate::tenancy::Participant;
use async_graphql::{Context, Enum, Result, SimpleObject};
use chrono::NaiveDate;
use domain::kernel::ids::TenantId;
use domain::kernel::working_days::day_in_prague;
use domain::onboarding::checklist::{self, StepState};
use std::collections::HashMap;

/// Who says that a step is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "checklist::Side")]
pub(crate) enum OnboardingSide {
    /// The tenant's own people: its administrator, or the centre's manager.
    Tenant,
    /// The nation's coordinators; a region's in their own.
    Nation,
    /// The system sees it by itself, and nobody can say it.
    System,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "StepState")]
pub(crate) enum OnboardingStepState {
    /// It isn't done.
    Open,
    /// It isn't done, and its day has passed.
    Overdue,
    /// It is done.
    Done,
}

/// What is to be done until a tenant serves its members, and how far that is.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Onboarding {
    /// The steps, in the order in which they are usually done.
    steps: Vec<OnboardingStep>,
    /// How many of them are done.
    done_count: i32,
    /// How many of them aren't done though their day has passed.
    overdue_count: i32,
    /// The day on which the last of them was done; null: not all are. It changes nothing by itself: that the tenant is active
    /// is said by `changeTenantLifecycle`.
    completed_on: Option<Date>,
}

/// A step of an onboarding.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct OnboardingStep {
    /// Its code, e.g. `DATA_BOX`.
    code: String,
    /// What is to be done, in the language of `Accept-Language`: Czech, or English.
    title: String,
    /// Who says that it is done.
    side: OnboardingSide,
    /// How far it is.
    state: OnboardingStepState,
    /// Who of the tenant's people sees to it; null: nobody was named. The nation sees the name that the tenant calls them by.
    responsible: Option<Participant>,
    /// Until which day it should be done.
    due_on: Option<Date>,
    /// On which day it was done; null: it isn't. Of the system's: the day on which it saw it.
    done_on: Option<Date>,
    /// What `expectedVersion` must be to change it.
    version: i32,
}

impl OnboardingStep {
    pub(super) fn of(step: &checklist::Step, today: NaiveDate, language: Language) -> Self {
        let (cs, en) = step.titles();
        let title = match language {
            Language::Cs => cs,
            Language::En => en,
        };
        Self {
            code: step.code.clone(),
            title: title.to_owned(),
            side: step.side.into(),
            state: step.state(today).into(),
            responsible: step.responsible().map(|(id, name)| Participant::of(id, name)),
            due_on: step.due_on.map(Date),
            done_on: step.done_on().map(Date),
            version: step.version,
        }
    }
}

/// The checklists of some tenants, read at once.
pub(crate) async fn lists(
    ctx: &Context<'_>,
    ids: &[TenantId],
) -> Result<HashMap<TenantId, Onboarding>> {
    let caller = caller(ctx)?;
    let language = asked(ctx)?.language;
    let today = day_in_prague(caller.clock().now());
    let found = checklist::queries::of_tenants(caller, ids).await.map_err(|e| fail(ctx, &e))?;
    let count = |list: &checklist::Onboarding, state| {
        i32::try_from(list.count(state, today)).unwrap_or(i32::MAX)
    };
    let shown = |list: &checklist::Onboarding| Onboarding {
        steps: list.steps.iter().map(|step| OnboardingStep::of(step, today, language)).collect(),
        done_count: count(list, StepState::Done),
        overdue_count: count(list, StepState::Overdue),
        completed_on: list.completed_on().map(Date),
    };
    Ok(found.iter().map(|(tenant, list)| (*tenant, shown(list))).collect())
}
