//! What the viewer shows.

use crate::fail::fail;
use crate::ids;
use crate::tenancy::{self as tenancy_nodes, RoleName, Tenant};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::access::{Caller, Permission, SignedIn, Standing};
use domain::tenancy;

/// Who asks.
pub(crate) struct Viewer {
    pub(crate) signed_in: SignedIn,
}

/// Where somebody may act, and as what.
#[derive(SimpleObject)]
pub(crate) struct ViewerTenant {
    /// The tenant's name in addresses and in the header `Centrum-Tenant`, e.g. `hlucinsko-zapad`.
    slug: String,
    /// The roles held there today.
    roles: Vec<RoleName>,
    /// The members one acts for; empty: for the whole tenant.
    member_ids: Vec<ID>,
}

/// Who asks.
#[Object]
impl Viewer {
    /// Id of the person, over all tenants.
    async fn id(&self) -> ID {
        ids::id(self.signed_in.person())
    }

    /// The tenants one may act in; the nation first, then by slug.
    async fn tenants(&self) -> Vec<ViewerTenant> {
        self.signed_in.standings().iter().map(shown).collect()
    }

    /// The roles held in the active tenant; empty while none is active.
    async fn roles(&self) -> Vec<RoleName> {
        let active = self.signed_in.caller().map(Caller::tenant);
        let standing =
            self.signed_in.standings().iter().find(|standing| Some(standing.tenant) == active);
        standing.map(|standing| shown(standing).roles).unwrap_or_default()
    }

    /// What one may do in the active tenant, e.g. `CloseRequest`.
    async fn permissions(&self) -> Vec<&'static str> {
        let caller = self.signed_in.caller();
        caller.into_iter().flat_map(Caller::permissions).map(Permission::name).collect()
    }

    /// The active tenant; null while several are possible and none was named.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Option<Tenant>> {
        match self.signed_in.caller() {
            Some(caller) => {
                let tenant =
                    tenancy::queries::own(caller).await.map_err(|error| fail(ctx, &error))?;
                Ok(Some(tenancy_nodes::tenant(ctx, tenant, vec![ctx.look_ahead()]).await?))
            }
            None => Ok(None),
        }
    }
}

fn shown(standing: &Standing) -> ViewerTenant {
    ViewerTenant {
        slug: standing.slug.clone(),
        roles: standing.roles.iter().map(|(role, _)| RoleName::from(*role)).collect(),
        member_ids: standing.roles.iter().filter_map(|(_, member)| *member).map(ids::id).collect(),
    }
}
