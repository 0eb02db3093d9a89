//! Which provider signs people in to a tenant, and one's own identities at providers.

mod identities;
mod providers;

pub(crate) use identities::{Identity, IdentityMutation};
pub(crate) use providers::{ProviderMutation, ProviderQuery};
