//! What a tenant, or the nation, sets for itself, beside its catalogue; for one membership too. Which settings there are is a
//! list in code ([`registry`]), each with its type, bounds, default and layers; which value is in force is one function
//! ([`effective`]).
//!
//! Doesn't own: what a setting does, which stands where it is read.

mod commands;
mod definitions;
mod layers;
mod queries;
mod registry;
mod rules;
mod store;
mod values;

pub use commands::{reset, set};
pub use layers::{Effective, Layer, LayerValue, Standing, effective};
pub(crate) use queries::settings_of;
pub use queries::{setting, settings};
pub use registry::{Definition, SettingKey};
pub use rules::{Setting, Settings};
pub(crate) use store::{settings as settings_in, settings_of_nation, write as write_setting};
pub use values::{Bounds, Counts, Fitting, Misfit, Takes};
