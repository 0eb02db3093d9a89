//! The root of what can be asked: a list of names, each slice's own.

use crate::activities::ActivityQuery;
use crate::audit::AuditQuery;
use crate::centre_model::CentreModelQuery;
use crate::duties::DutyQuery;
use crate::figures::FigureQuery;
use crate::node::NodeQuery;
use crate::notifications::{NotificationMailQuery, NotificationQuery};
use crate::people::{ExplainQuery, PeopleQuery};
use crate::periods::PeriodQuery;
use crate::register::RegisterQuery;
use crate::reports::ReportQuery;
use crate::requests::RequestQuery;
use crate::rollouts::RolloutQuery;
use crate::search::SearchQuery;
use crate::services::ServiceQuery;
use crate::settings::SettingQuery;
use crate::sign_in::ProviderQuery;
use crate::support::SupportQuery;
use crate::tenancy::TenancyQuery;
use crate::viewer::ViewerQuery;
use crate::worktime::WorktimeQuery;
use async_graphql::MergedObject;

/// What can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    ViewerQuery,
    NodeQuery,
    RegisterQuery,
    TenancyQuery,
    ServiceQuery,
    RequestQuery,
    NotificationQuery,
    NotificationMailQuery,
    ActivityQuery,
    WorktimeQuery,
    SearchQuery,
    PeriodQuery,
    DutyQuery,
    ReportQuery,
    FigureQuery,
    RolloutQuery,
    PeopleQuery,
    ExplainQuery,
    SupportQuery,
    SettingQuery,
    CentreModelQuery,
    ProviderQuery,
    AuditQuery,
);
