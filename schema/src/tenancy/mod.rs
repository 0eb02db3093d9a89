//! Tenants, their members, and who takes part in them.

mod mutation;
mod query;
mod types;

pub(crate) use mutation::TenancyMutation;
pub(crate) use query::TenancyQuery;
pub(crate) use types::{
    Member, Participant, RoleName, Tenant, TenantLifecycle, of_members, people, tenant, tenants,
    tenants_by_ids,
};
