//! What is in force in a tenant: the catalogue of services, the nation's and what this centre changed of it; and its settings.
//!
//! Doesn't own: the national catalogue (`catalogue`).

pub mod commands;
pub mod model;
pub mod queries;
mod rejection;
mod rules;
pub mod settings;
mod store;

pub(crate) use queries::service_of;
pub use rejection::Rejection;
pub use rules::{EffectiveService, LocalService, ServiceFilter, ServiceOverride, ValueOrigin};
pub use settings::SettingKey;
pub(crate) use settings::{settings_in, settings_of, settings_of_nation};
pub(crate) use store::{service, services as services_in, services_by_codes};
