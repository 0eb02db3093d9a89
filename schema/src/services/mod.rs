//! The catalogue of services in force in a tenant.

mod mutation;
mod query;
mod types;

pub(crate) use mutation::ServiceMutation;
pub(crate) use query::ServiceQuery;
pub(crate) use types::{Secrecy, Service, ServiceArea, ValueOrigin};
