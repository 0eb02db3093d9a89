//! What a tenant sets for itself, beside its catalogue.

mod mutation;
mod query;
mod types;

pub(crate) use mutation::SettingMutation;
pub(crate) use query::SettingQuery;
pub(crate) use types::{LayerStanding, LayerValue, SettingBounds, SettingDefinition};
