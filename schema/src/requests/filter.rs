//! Which requests are asked for, and in which order.

use super::kinds::{RequestChannel, RequestPriority, RequestState, RequesterKind};
use crate::ids::read_filter;
use crate::pages::OrderDirection;
use crate::scalars::Date;
use crate::services::ServiceArea;
use async_graphql::{Context, Enum, ID, InputObject, Result};
use domain::requests;

/// What a list of requests is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "requests::OrderField")]
pub(crate) enum RequestOrderField {
    /// When it came.
    OpenedAt,
    /// Until when closing is due.
    DueAt,
}

/// How a list of requests is ordered.
#[derive(Debug, Clone, Copy, InputObject)]
pub(crate) struct RequestOrder {
    /// By what.
    field: RequestOrderField,
    /// Which way.
    direction: OrderDirection,
}

impl Default for RequestOrder {
    fn default() -> Self {
        Self { field: RequestOrderField::OpenedAt, direction: OrderDirection::Desc }
    }
}

impl From<RequestOrder> for requests::RequestOrder {
    fn from(order: RequestOrder) -> Self {
        Self { field: order.field.into(), is_descending: order.direction == OrderDirection::Desc }
    }
}

/// Which requests are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct RequestFilter {
    /// In one of these states.
    states: Option<Vec<RequestState>>,
    /// Under this service, by code, e.g. `LEGAL-ADVICE`.
    service_code: Option<String>,
    /// In this area.
    area: Option<ServiceArea>,
    /// Of this member.
    member_id: Option<ID>,
    /// With this person.
    assignee_id: Option<ID>,
    /// Whether closing is overdue now.
    overdue: Option<bool>,
    /// Whether closing is due soon: within as many working days as the setting `requests.due_soon_days` says. It isn't overdue,
    /// and its clock runs.
    due_soon: Option<bool>,
    /// Of one of these priorities.
    priorities: Option<Vec<RequestPriority>>,
    /// That came in one of these ways.
    channels: Option<Vec<RequestChannel>>,
    /// From this kind of requester.
    requester: Option<RequesterKind>,
    /// Opened on this day or later, in Prague.
    opened_from: Option<Date>,
    /// Opened on this day or earlier, in Prague.
    opened_to: Option<Date>,
}

impl RequestFilter {
    pub(super) fn read(self, ctx: &Context<'_>) -> Result<requests::RequestFilter> {
        Ok(requests::RequestFilter {
            states: self.states.map(|states| states.into_iter().map(Into::into).collect()),
            service_code: self.service_code,
            area: self.area.map(Into::into),
            member: read_filter(ctx, self.member_id.as_ref(), "memberId")?,
            assignee: read_filter(ctx, self.assignee_id.as_ref(), "assigneeId")?,
            is_overdue: self.overdue,
            is_due_soon: self.due_soon,
            priorities: self.priorities.map(|all| all.into_iter().map(Into::into).collect()),
            channels: self.channels.map(|all| all.into_iter().map(Into::into).collect()),
            requester: self.requester.map(Into::into),
            opened_from: self.opened_from.map(|day| day.0),
            opened_to: self.opened_to.map(|day| day.0),
        })
    }
}
