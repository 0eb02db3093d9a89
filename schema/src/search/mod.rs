//! The search: what has the words, and where they stand in it.

mod query;
mod types;

pub(crate) use query::SearchQuery;
