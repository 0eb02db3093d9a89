//! The quarters of a centre's work, and closing them.

mod mutation;
mod query;
mod types;

pub(crate) use mutation::PeriodMutation;
pub(crate) use query::PeriodQuery;
pub(crate) use types::{ReportingPeriod, node};
