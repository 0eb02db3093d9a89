//! The root of what can be done: a list of names, each slice's own.

use crate::activities::ActivityMutation;
use crate::attachments::AttachmentMutation;
use crate::centre_model::CentreModelMutation;
use crate::duties::DutyMutation;
use crate::notifications::{NotificationMailMutation, NotificationMutation};
use crate::onboarding::OnboardingMutation;
use crate::people::PeopleMutation;
use crate::periods::PeriodMutation;
use crate::register::RegisterMutation;
use crate::requests::{
    RequestLinkingMutation, RequestMovingMutation, RequestMutation, RequestWatchingMutation,
    RequestWorkMutation, SeveralRequestsMutation,
};
use crate::rollouts::{RolloutMutation, RolloutTenantMutation};
use crate::services::ServiceMutation;
use crate::settings::SettingMutation;
use crate::sign_in::{IdentityMutation, ProviderMutation};
use crate::support::SupportMutation;
use crate::tenancy::TenancyMutation;
use crate::viewer::ViewerMutation;
use crate::worktime::WorktimeMutation;
use async_graphql::MergedObject;

/// What can be done. Several are done one after another, each whole or not at all.
///
/// With the header `Idempotency-Key` (at most 255 printable characters, one root field) a deed is done once, however often it
/// is asked for by the same person in the same tenant within 24 hours: the same key and body answer with the same outcome,
/// whose selection is read anew; with another body the error is `IDEMPOTENCY_KEY_REUSED`. A refusal isn't kept: nothing was
/// done, so the same key may be used again.
#[derive(MergedObject, Default)]
pub struct Mutation(
    ViewerMutation,
    IdentityMutation,
    ProviderMutation,
    TenancyMutation,
    OnboardingMutation,
    RegisterMutation,
    PeopleMutation,
    SupportMutation,
    SettingMutation,
    ServiceMutation,
    CentreModelMutation,
    RequestMutation,
    RequestWorkMutation,
    RequestMovingMutation,
    SeveralRequestsMutation,
    RequestLinkingMutation,
    RequestWatchingMutation,
    NotificationMutation,
    NotificationMailMutation,
    AttachmentMutation,
    ActivityMutation,
    WorktimeMutation,
    PeriodMutation,
    DutyMutation,
    RolloutMutation,
    RolloutTenantMutation,
);
