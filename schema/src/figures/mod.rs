//! How all centres do.

mod centre;
mod inputs;
mod query;
mod subscription;
mod sums;
mod types;

pub(crate) use query::FigureQuery;
pub(crate) use subscription::FigureSubscription;
