//! What a centre did in a quarter, added up.

mod query;
mod types;

pub(crate) use query::ReportQuery;
