//! How all centres do.

mod query;
mod types;

pub(crate) use query::FigureQuery;
