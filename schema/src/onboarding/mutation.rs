//! What both sides do with the steps of an onboarding.

use super::types::OnboardingStep;
use crate::asked::{asked, caller};
use crate::fail::{Outcome, UserError, fail, outcome_in, path_of};
use crate::ids;
use crate::scalars::Date;
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use domain::kernel::error::{Error, Kind, code};
use domain::kernel::working_days::day_in_prague;
use domain::onboarding::checklist::{self, Plan, Planned, StepCode, StepKey};

#[derive(Default)]
pub(crate) struct OnboardingMutation;

/// Who sees to a step, and until when.
#[derive(InputObject)]
struct PlanOnboardingStepInput {
    /// Id of the tenant.
    tenant_id: ID,
    /// Code of the step, e.g. `DATA_BOX`.
    code: String,
    /// Id of a participant of the tenant; null names nobody any more, and what isn't said stays. Only the tenant's own people
    /// say who.
    responsible_id: MaybeUndefined<ID>,
    /// Until which day it should be done: today or later, at most five years ahead; null: no day, and what isn't said stays.
    due_on: MaybeUndefined<Date>,
    /// The step's `version` as it was read.
    expected_version: i32,
}

/// A step that was done.
#[derive(InputObject)]
struct CompleteOnboardingStepInput {
    /// Id of the tenant.
    tenant_id: ID,
    /// Code of the step, e.g. `DATA_BOX`.
    code: String,
    /// On which day it was done: today when nothing is said, at most ten years ago.
    done_on: Option<Date>,
    /// The step's `version` as it was read.
    expected_version: i32,
}

/// A step that isn't done after all.
#[derive(InputObject)]
struct TakeBackOnboardingStepInput {
    /// Id of the tenant.
    tenant_id: ID,
    /// Code of the step, e.g. `DATA_BOX`.
    code: String,
    /// The step's `version` as it was read.
    expected_version: i32,
}

/// The step, as it is now.
#[derive(SimpleObject)]
struct PlanOnboardingStepPayload {
    /// The step; null with `userErrors`.
    step: Option<OnboardingStep>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// The step, as it is now.
#[derive(SimpleObject)]
struct CompleteOnboardingStepPayload {
    /// The step; null with `userErrors`.
    step: Option<OnboardingStep>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

/// The step, as it is now.
#[derive(SimpleObject)]
struct TakeBackOnboardingStepPayload {
    /// The step; null with `userErrors`.
    step: Option<OnboardingStep>,
    /// What to mend; empty when it was done.
    user_errors: Vec<UserError>,
}

#[Object]
impl OnboardingMutation {
    /// Says who sees to a step of a tenant's onboarding and until when, as long as it isn't done. The day is for either side to
    /// say, the person for the tenant.
    async fn plan_onboarding_step(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step, and what is planned.")] input: PlanOnboardingStepInput,
    ) -> Result<Option<PlanOnboardingStepPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let key = key_of(&input.tenant_id, &input.code)?;
            let responsible = match &input.responsible_id {
                MaybeUndefined::Undefined => Planned::Keep,
                MaybeUndefined::Null => Planned::Nothing,
                MaybeUndefined::Value(id) => Planned::To(ids::read(id, "responsibleId")?),
            };
            let due_on = match &input.due_on {
                MaybeUndefined::Undefined => Planned::Keep,
                MaybeUndefined::Null => Planned::Nothing,
                MaybeUndefined::Value(day) => Planned::To(day.0),
            };
            let plan = Plan { responsible, due_on };
            checklist::commands::plan(caller, &key, plan, input.expected_version).await
        };
        let (step, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(PlanOnboardingStepPayload { step, user_errors }))
    }

    /// Says that a step of a tenant's onboarding was done: of the own side alone. What the system sees by itself nobody says.
    async fn complete_onboarding_step(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step, and the day.")] input: CompleteOnboardingStepInput,
    ) -> Result<Option<CompleteOnboardingStepPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let key = key_of(&input.tenant_id, &input.code)?;
            let day = input.done_on.as_ref().map(|day| day.0);
            checklist::commands::complete(caller, &key, day, input.expected_version).await
        };
        let (step, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(CompleteOnboardingStepPayload { step, user_errors }))
    }

    /// Says that a step of the own side isn't done after all.
    async fn take_back_onboarding_step(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The step.")] input: TakeBackOnboardingStepInput,
    ) -> Result<Option<TakeBackOnboardingStepPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let key = key_of(&input.tenant_id, &input.code)?;
            checklist::commands::take_back(caller, &key, input.expected_version).await
        };
        let (step, user_errors) = parts(ctx, done.await).await?;
        Ok(Some(TakeBackOnboardingStepPayload { step, user_errors }))
    }
}

fn key_of(tenant: &ID, step: &str) -> Result<StepKey, Error> {
    let tenant = ids::read(tenant, "tenantId")?;
    let malformed = || Error::invalid(&["input", "code"], code::MALFORMED);
    Ok(StepKey { tenant, code: StepCode::parse(step).ok_or_else(malformed)? })
}

/// The step as it is after the deed, or what to mend.
async fn parts(
    ctx: &Context<'_>,
    done: Result<StepKey, Error>,
) -> Result<(Option<OnboardingStep>, Vec<UserError>)> {
    let done: Outcome<StepKey> = outcome_in(ctx, done, |kind| match kind {
        Kind::Participant => &["input", "responsibleId"],
        other => path_of(other),
    })?;
    let key = match done {
        Ok(key) => key,
        Err(user_errors) => return Ok((None, user_errors)),
    };
    let caller = caller(ctx)?;
    let found = checklist::queries::step(caller, &key).await.map_err(|e| fail(ctx, &e))?;
    let (today, language) = (day_in_prague(caller.clock().now()), asked(ctx)?.language);
    Ok((found.map(|step| OnboardingStep::of(&step, today, language)), vec![]))
}
