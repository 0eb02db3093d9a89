//! Which activities are asked for, and in which order.

use super::types::BenefitMethod;
use crate::ids::read_filter;
use crate::pages::OrderDirection;
use crate::scalars::Date;
use crate::services::ServiceArea;
use async_graphql::{Context, Enum, ID, InputObject, Result};
use domain::activities;

/// What a list of activities is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "activities::OrderField")]
pub(crate) enum ActivityOrderField {
    /// When it was done.
    PerformedOn,
    /// When it was written down.
    RecordedAt,
}

/// How a list of activities is ordered.
#[derive(Debug, Clone, Copy, InputObject)]
pub(crate) struct ActivityOrder {
    /// By what.
    field: ActivityOrderField,
    /// Which way.
    direction: OrderDirection,
}

impl Default for ActivityOrder {
    fn default() -> Self {
        Self { field: ActivityOrderField::PerformedOn, direction: OrderDirection::Desc }
    }
}

impl From<ActivityOrder> for activities::ActivityOrder {
    fn from(order: ActivityOrder) -> Self {
        Self { field: order.field.into(), is_descending: order.direction == OrderDirection::Desc }
    }
}

/// Which activities are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ActivityFilter {
    /// Done on this day or later.
    from: Option<Date>,
    /// Done on this day or earlier.
    to: Option<Date>,
    /// Under this service, by code, e.g. `LEGAL-ORDINANCE`.
    service_code: Option<String>,
    /// In this area.
    area: Option<ServiceArea>,
    /// For this member, among others or alone.
    member_id: Option<ID>,
    /// Done by this participant.
    performed_by: Option<ID>,
    /// From this request.
    request_id: Option<ID>,
    /// What corrects this activity of a closed quarter.
    corrects_id: Option<ID>,
    /// Whose benefit was computed so.
    method: Option<BenefitMethod>,
    /// Whose benefit is attested for all its shares, or for one isn't yet. Who acts for a municipality is asked about the
    /// own shares only. What claims no benefit is neither.
    attested: Option<bool>,
}

impl ActivityFilter {
    pub(super) fn read(self, ctx: &Context<'_>) -> Result<activities::ActivityFilter> {
        Ok(activities::ActivityFilter {
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
            service_code: self.service_code,
            area: self.area.map(Into::into),
            member: read_filter(ctx, self.member_id.as_ref(), "memberId")?,
            performed_by: read_filter(ctx, self.performed_by.as_ref(), "performedBy")?,
            request: read_filter(ctx, self.request_id.as_ref(), "requestId")?,
            corrects: read_filter(ctx, self.corrects_id.as_ref(), "correctsId")?,
            method: self.method.map(Into::into),
            is_attested: self.attested,
        })
    }
}
