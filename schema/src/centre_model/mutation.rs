//! What the nation's people do with versions of the centre model.

use super::inputs::{
    ApproveCentreModelInput, DiscardCentreModelInput, DraftCentreModelInput,
    GiveBackCentreModelInput, ModelBoundsInput, RemoveFromModelInput, SetModelDutyInput,
    SetModelIndicatorInput, SetModelOnboardingStepInput, SetModelServiceInput,
    SetModelSettingInput, SubmitCentreModelInput, WithdrawCentreModelInput,
};
use super::payloads::{
    ApproveCentreModelPayload, DiscardCentreModelPayload, DraftCentreModelPayload,
    GiveBackCentreModelPayload, RemoveFromModelPayload, SetModelDutyPayload,
    SetModelIndicatorPayload, SetModelOnboardingStepPayload, SetModelServicePayload,
    SetModelSettingPayload, SubmitCentreModelPayload, WithdrawCentreModelPayload,
};
use crate::asked::caller;
use crate::ids;
use async_graphql::{Context, ID, Object, Result};
use domain::configuration::model::versions::{BoundsSaid, Entry, commands, edits};
use domain::configuration::model::{Duty, Indicator, ModelService, ModelSetting, OnboardingStep};
use domain::kernel::error::Error;
use domain::kernel::ids::CentreModelVersionId;

#[derive(Default)]
pub(crate) struct CentreModelMutation;

#[Object]
impl CentreModelMutation {
    /// Begins a version of the centre model: a draft that the nation's coordinators work on.
    async fn draft_centre_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From what it is begun.")] input: DraftCentreModelInput,
    ) -> Result<Option<DraftCentreModelPayload>> {
        let caller = caller(ctx)?;
        let done = async {
            let from = input.from_id.as_ref().map(|id| ids::read(id, "fromId")).transpose()?;
            commands::draft(caller, from, &input.notes).await
        };
        DraftCentreModelPayload::of(ctx, done.await).await
    }

    /// Lets a draft say something of a setting: its value, a lock, narrowed bounds.
    async fn set_model_setting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says of which setting.")] input: SetModelSettingInput,
    ) -> Result<Option<SetModelSettingPayload>> {
        let SetModelSettingInput { id, expected_version, key, value, locked, bounds } = input;
        let caller = caller(ctx)?;
        let done = async {
            let said = bounds.map(|bounds| {
                let ModelBoundsInput { minimum, maximum, words } = bounds;
                BoundsSaid { minimum, maximum, words }
            });
            let narrows = said.unwrap_or_default().read(&key)?;
            let said = ModelSetting { value, is_locked: locked, narrows };
            edits::set(caller, (version(&id)?, expected_version), &key, Entry::Setting(said)).await
        };
        SetModelSettingPayload::of(ctx, done.await).await
    }

    /// Lets a draft say something of a service: whether it is offered, its closing time, a lock; or that it is withdrawn.
    async fn set_model_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says of which service.")] input: SetModelServiceInput,
    ) -> Result<Option<SetModelServicePayload>> {
        let SetModelServiceInput { id, expected_version, service_code, .. } = &input;
        let said = ModelService {
            is_offered: input.offered,
            close_days: input.close_within,
            is_locked: input.locked,
            is_withdrawn: input.withdrawn,
        };
        let caller = caller(ctx)?;
        let done = async {
            let draft = (version(id)?, *expected_version);
            edits::set(caller, draft, service_code, Entry::Service(said)).await
        };
        SetModelServicePayload::of(ctx, done.await).await
    }

    /// Lets a draft say something that a centre owes.
    async fn set_model_duty(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What a centre owes.")] input: SetModelDutyInput,
    ) -> Result<Option<SetModelDutyPayload>> {
        let draft = (version(&input.id), input.expected_version);
        let duty = Duty {
            kind: input.kind.into(),
            name_cs: input.name_cs,
            name_en: input.name_en,
            role: input.role.map(Into::into),
            times_a_year: input.times_a_year,
            due_days: input.due_within,
        };
        let done = set(ctx, draft, &input.code, Entry::Duty(duty)).await?;
        SetModelDutyPayload::of(ctx, done).await
    }

    /// Lets a draft say something that is looked at.
    async fn set_model_indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is looked at.")] input: SetModelIndicatorInput,
    ) -> Result<Option<SetModelIndicatorPayload>> {
        let draft = (version(&input.id), input.expected_version);
        let SetModelIndicatorInput { code, name_cs, name_en, target, .. } = input;
        let indicator = Entry::Indicator(Indicator { name_cs, name_en, target });
        let done = set(ctx, draft, &code, indicator).await?;
        SetModelIndicatorPayload::of(ctx, done).await
    }

    /// Lets a draft say something that is done until a new tenant works.
    async fn set_model_onboarding_step(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SetModelOnboardingStepInput,
    ) -> Result<Option<SetModelOnboardingStepPayload>> {
        let draft = (version(&input.id), input.expected_version);
        let step = OnboardingStep {
            place: input.place,
            name_cs: input.name_cs,
            name_en: input.name_en,
            responsible: input.responsible.into(),
            due_days: input.due_within,
        };
        let done = set(ctx, draft, &input.code, Entry::OnboardingStep(step)).await?;
        SetModelOnboardingStepPayload::of(ctx, done).await
    }

    /// Takes an entry out of a draft.
    async fn remove_from_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entry.")] input: RemoveFromModelInput,
    ) -> Result<Option<RemoveFromModelPayload>> {
        let RemoveFromModelInput { id, expected_version, part, key } = input;
        let caller = caller(ctx)?;
        let done = async {
            edits::remove(caller, (version(&id)?, expected_version), part.into(), &key).await
        };
        RemoveFromModelPayload::of(ctx, done.await).await
    }

    /// Hands a draft to a second person; it doesn't change any more, unless it is given back.
    async fn submit_centre_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: SubmitCentreModelInput,
    ) -> Result<Option<SubmitCentreModelPayload>> {
        let SubmitCentreModelInput { id, expected_version, notes } = input;
        let caller = caller(ctx)?;
        let done = async {
            commands::submit(caller, version(&id)?, notes.as_deref(), expected_version).await
        };
        SubmitCentreModelPayload::of(ctx, done.await).await
    }

    /// Gives a submitted version back to its authors: it is a draft again.
    async fn give_back_centre_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which version, and why.")] input: GiveBackCentreModelInput,
    ) -> Result<Option<GiveBackCentreModelPayload>> {
        let GiveBackCentreModelInput { id, expected_version, reason } = input;
        let caller = caller(ctx)?;
        let done =
            async { commands::give_back(caller, version(&id)?, &reason, expected_version).await };
        GiveBackCentreModelPayload::of(ctx, done.await).await
    }

    /// Publishes a submitted version (schválení). Whoever had a hand in it can't: a second person does.
    async fn approve_centre_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which version.")] input: ApproveCentreModelInput,
    ) -> Result<Option<ApproveCentreModelPayload>> {
        let ApproveCentreModelInput { id, expected_version } = input;
        let caller = caller(ctx)?;
        let done = async { commands::approve(caller, version(&id)?, expected_version).await };
        ApproveCentreModelPayload::of(ctx, done.await).await
    }

    /// Throws a draft away.
    async fn discard_centre_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: DiscardCentreModelInput,
    ) -> Result<Option<DiscardCentreModelPayload>> {
        let DiscardCentreModelInput { id, expected_version } = input;
        let caller = caller(ctx)?;
        let done = async { commands::discard(caller, version(&id)?, expected_version).await };
        DiscardCentreModelPayload::of(ctx, done.await)
    }

    /// Withdraws a published version: no tenant is brought to it any more. Those that are on it stay until a roll-out comes.
    async fn withdraw_centre_model(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which version.")] input: WithdrawCentreModelInput,
    ) -> Result<Option<WithdrawCentreModelPayload>> {
        let caller = caller(ctx)?;
        let done = async { commands::withdraw(caller, version(&input.id)?).await };
        WithdrawCentreModelPayload::of(ctx, done.await).await
    }
}

fn version(id: &ID) -> Result<CentreModelVersionId, Error> {
    ids::read(id, "id")
}

/// Gives a draft an entry; the inner result is the deed's.
async fn set(
    ctx: &Context<'_>,
    (id, expected_version): (Result<CentreModelVersionId, Error>, i32),
    code: &str,
    entry: Entry,
) -> Result<Result<CentreModelVersionId, Error>> {
    let caller = caller(ctx)?;
    let done = async { edits::set(caller, (id?, expected_version), code, entry).await };
    Ok(done.await)
}
