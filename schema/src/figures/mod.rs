//! How all centres do.

mod centre;
mod inputs;
mod query;
mod sums;
mod types;

pub(crate) use query::FigureQuery;
