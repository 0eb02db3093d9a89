//! Versions of the centre model, and the one that is in force in a tenant.

mod content;
mod inputs;
mod mutation;
mod payloads;
mod query;
mod tenant;
mod types;

pub(crate) use content::ModelDuty;
pub(crate) use mutation::CentreModelMutation;
pub(crate) use query::CentreModelQuery;
pub(crate) use tenant::{TenantModel, models};
pub(crate) use types::{CentreModelVersion, by_ids};
