//! Who vouches for people: the nation's issuer, or a tenant's.

use super::Oidc;
use super::egress::Trust;
use domain::access::{Db, TenantProvider, VouchedBy, provider_of};
use domain::kernel::error::Result;
use domain::kernel::ids::TenantId;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Whose provider it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The nation's.
    Nation,
    /// Of the tenant of this name.
    Tenant(String),
}

/// A provider that can be asked.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Whose.
    pub whose: Whose,
    /// The tenant, of a tenant's.
    pub(super) tenant: Option<TenantId>,
    /// How it names itself, and where it is.
    pub issuer: String,
    pub(super) client_id: String,
    pub(super) client_secret: Option<SecretString>,
}

impl Provider {
    pub(super) fn trust(&self) -> Trust {
        match self.whose {
            Whose::Nation => Trust::Operator,
            Whose::Tenant(_) => Trust::Tenant,
        }
    }

    /// Whose word it is that this provider gives.
    pub(super) fn vouches_as(&self) -> VouchedBy {
        match self.tenant {
            Some(tenant) => VouchedBy::Tenants(vec![tenant]),
            None => VouchedBy::Nation,
        }
    }
}

impl From<TenantProvider> for Provider {
    fn from(provider: TenantProvider) -> Self {
        Self {
            whose: Whose::Tenant(provider.slug),
            tenant: Some(provider.tenant),
            issuer: provider.issuer,
            client_id: provider.client_id,
            client_secret: provider.client_secret.map(Into::into),
        }
    }
}

impl Oidc {
    /// The provider as it is now, if there is one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn provider(&self, db: &Db, whose: &Whose) -> Result<Option<Provider>> {
        match whose {
            Whose::Nation => Ok(self.nation.as_ref().map(|nation| Provider {
                whose: Whose::Nation,
                tenant: None,
                issuer: nation.issuer.clone(),
                client_id: nation.client_id.clone(),
                client_secret: nation.client_secret.clone(),
            })),
            Whose::Tenant(slug) => Ok(provider_of(db, slug).await?.map(Provider::from)),
        }
    }
}
