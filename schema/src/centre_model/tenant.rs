//! The version that is in force in a tenant.

use super::content::{ModelDuty, ModelIndicator, duties, indicators};
use super::types::{CentreModelVersion, by_ids};
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::register::selected;
use crate::settings::LayerStanding;
use async_graphql::{Context, Enum, ID, Lookahead, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::configuration::model::versions::{self, Override, OverrideOf};
use domain::kernel::ids::TenantId;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// What a tenant's own value is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum ModelOverrideKind {
    /// Of a setting.
    Setting,
    /// Whether a service is offered.
    Offer,
    /// A service's closing time, in Czech working days.
    Closing,
}

/// Something that a tenant has set itself.
#[derive(Debug, Clone, SimpleObject)]
pub(super) struct ModelOverride {
    /// What it is of.
    kind: ModelOverrideKind,
    /// The key of the setting, or the code of the service.
    key: String,
    /// For which membership; null: for the tenant.
    member_id: Option<ID>,
    /// Its value.
    value: Value,
    /// Whether it counts.
    standing: LayerStanding,
}

impl From<Override> for ModelOverride {
    fn from(Override { of, value, standing }: Override) -> Self {
        let (kind, key, member_id) = match of {
            OverrideOf::Setting(key, member) => {
                (ModelOverrideKind::Setting, key.key().to_owned(), member.map(ids::id))
            }
            OverrideOf::Offer(service) => (ModelOverrideKind::Offer, service, None),
            OverrideOf::Closing(service) => (ModelOverrideKind::Closing, service, None),
        };
        Self { kind, key, member_id, value, standing: standing.into() }
    }
}

/// The version of the centre model in force in a tenant, and what the tenant has set beside it.
#[derive(Clone)]
pub(crate) struct TenantModel {
    version: Option<CentreModelVersion>,
    since: DateTime<Utc>,
    overrides: Vec<ModelOverride>,
}

/// The version of the centre model in force in a tenant, and what the tenant has set beside it.
#[Object]
impl TenantModel {
    /// Which; null: none, after a roll-out was rolled back to where there was none.
    async fn version(&self) -> Option<&CentreModelVersion> {
        self.version.as_ref()
    }

    /// Since when it is in force there.
    async fn pinned_since(&self) -> DateTime<Utc> {
        self.since
    }

    /// What the tenant has set itself, for itself and for memberships: settings by their names, then services by their codes.
    async fn overrides(&self) -> &[ModelOverride] {
        &self.overrides
    }

    /// What the centre owes by its version, by code.
    async fn duties(&self) -> Vec<ModelDuty> {
        self.version.as_ref().map(|version| duties(version.content())).unwrap_or_default()
    }

    /// What is looked at by its version, by code.
    async fn indicators(&self) -> Vec<ModelIndicator> {
        self.version.as_ref().map(|version| indicators(version.content())).unwrap_or_default()
    }
}

/// The versions in force in some tenants, read at once.
pub(crate) async fn models(
    ctx: &Context<'_>,
    tenants: &[TenantId],
    asked: Vec<Lookahead<'_>>,
) -> Result<HashMap<TenantId, TenantModel>> {
    let with_overrides = !selected(&asked, "overrides").is_empty();
    let read = versions::of_tenants(caller(ctx)?, tenants, with_overrides).await;
    let found = read.map_err(|error| fail(ctx, &error))?;
    let ids: BTreeSet<_> = found.values().filter_map(|model| model.version).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let of_content = ["version", "duties", "indicators"];
    let is_asked = of_content.iter().any(|field| !selected(&asked, field).is_empty());
    let mut nodes = HashMap::new();
    if is_asked {
        let read = by_ids(ctx, &ids, selected(&asked, "version")).await?;
        nodes.extend(read.into_iter().map(|node| (node.key(), node)));
    }
    let model = |(tenant, model): (TenantId, versions::TenantModel)| {
        let version = model.version.and_then(|id| nodes.get(&id).cloned());
        let overrides = model.overrides.into_iter().map(ModelOverride::from).collect();
        (tenant, TenantModel { version, since: model.since, overrides })
    };
    Ok(found.into_iter().map(model).collect())
}
