//! The root of what can be done: a list of names, each slice's own.

use crate::activities::ActivityMutation;
use crate::people::PeopleMutation;
use crate::requests::RequestMutation;
use crate::services::ServiceMutation;
use crate::settings::SettingMutation;
use crate::support::SupportMutation;
use crate::tenancy::TenancyMutation;
use crate::viewer::ViewerMutation;
use async_graphql::MergedObject;

/// What can be done. Several are done one after another, each whole or not at all.
#[derive(MergedObject, Default)]
pub struct Mutation(
    ViewerMutation,
    TenancyMutation,
    PeopleMutation,
    SupportMutation,
    SettingMutation,
    ServiceMutation,
    RequestMutation,
    ActivityMutation,
);
