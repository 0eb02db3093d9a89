//! The catalogue in force in a tenant: the nation's, and what this centre changed of it.
//!
//! Doesn't own: the national catalogue (`catalogue`). The layers between the nation and a tenant come with the model.

pub mod commands;
pub mod queries;
mod rejection;
mod rules;
pub mod settings;
mod store;

pub use rejection::Rejection;
pub use rules::{EffectiveService, LocalService, ServiceFilter, ServiceOverride, ValueOrigin};
pub use settings::SettingKey;
pub(crate) use settings::{own_values as own_settings, value as setting_value};
pub(crate) use store::{service, services_by_codes};
