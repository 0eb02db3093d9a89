//! The associations that were onboarded, and their members: the sub-tenants.
//!
//! Doesn't own: how an association becomes a tenant (`onboarding`), and who works there (`identity`).

pub mod commands;
pub mod queries;
mod rejection;
mod rules;
mod store;

pub use crate::access::Lifecycle;
pub use commands::Exporting;
pub use rejection::Rejection;
pub use rules::{Member, Tenant, TenantKind};
pub(crate) use store::{
    admit_missing, all_members, association_itself, members_by_ids, members_of_municipality,
    name_of_own, onboarded_at, slug_of,
};
