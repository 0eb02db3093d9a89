//! The national catalogue of services.
//!
//! Owns: what a centre may offer, as the nation publishes it, from the file `catalogue.csv` beside this one.
//! Doesn't own: what a tenant changed of it (`configuration`).

mod commands;
mod queries;
mod rules;
mod store;

pub use commands::publish;
pub(crate) use queries::area_of;
pub use queries::services;
pub use rules::{Competence, Disposal, Published, Service, ServiceArea};
pub(crate) use store::{services as services_in, services_by_codes as services_by_codes_in};
