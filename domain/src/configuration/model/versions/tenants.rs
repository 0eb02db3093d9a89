//! Which version a tenant is on, and what it has set beside it.

use super::super::{Content, ModelService, OnboardingStep};
use super::store::{self, OwnService, OwnSetting};
use crate::access::{Caller, Event, Fact, Permission, ReadTx, Subject, WriteTx};
use crate::configuration::ValueOrigin;
use crate::configuration::rules::{OFFER, ServiceOverride, closing};
use crate::configuration::settings::{Bounds, Layer, SettingKey, Standing, Takes, effective};
use crate::kernel::error::Result;
use crate::kernel::ids::{CentreModelVersionId, MemberId, RolloutId, TenantId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// The version of the centre model in force in a tenant.
#[derive(Debug, Clone)]
pub struct TenantModel {
    /// Which; `None`: none, after a roll-out was rolled back to where there was none.
    pub version: Option<CentreModelVersionId>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The roll-out that brought it there; `None`: it began with it.
    pub rollout: Option<RolloutId>,
    /// What the tenant has set itself: by setting, then by service.
    pub overrides: Vec<Override>,
}

/// Something that a tenant has set itself.
#[derive(Debug, Clone)]
pub struct Override {
    /// What of.
    pub of: OverrideOf,
    /// Its value.
    pub value: Value,
    /// Whether it counts.
    pub standing: Standing,
}

/// What a tenant's own value is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverrideOf {
    /// A setting, of the tenant or of a membership.
    Setting(SettingKey, Option<MemberId>),
    /// Whether a service is offered.
    Offer(String),
    /// A service's closing time.
    Closing(String),
}

/// Lets a new tenant begin with the newest version that wasn't withdrawn, and says which steps of onboarding that brings, in
/// their order; none: it says none, or there is no version. Runs as that tenant.
///
/// # Errors
/// Those of the database.
pub(crate) async fn begin(tx: &mut WriteTx) -> Result<Vec<(String, OnboardingStep)>> {
    let Some((id, number, content)) = store::newest(tx).await? else { return Ok(vec![]) };
    store::begin_with(tx, id).await?;
    let facts = vec![("number", Fact::Number(number.into()))];
    tx.record(Event::of_tenant("centre_model.taken_up", Subject::id(id), facts));
    let mut steps: Vec<_> = content.onboarding_steps.into_iter().collect();
    steps.sort_by_key(|(_, step)| step.place);
    Ok(steps)
}

/// The versions in force in some tenants: to a tenant's people that of the own one, to the nation those of its regions. A tenant
/// that was there before any version, and the nation, have none. What they have set themselves is read when `with_overrides`.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadCentreModels`.
pub async fn of_tenants(
    caller: &Caller,
    ids: &[TenantId],
    with_overrides: bool,
) -> Result<HashMap<TenantId, TenantModel>> {
    caller
        .read(Permission::ReadCentreModels, async |tx| {
            let rows = store::pinned(tx, ids).await?;
            let model = |(tenant, version, since, rollout)| {
                (tenant, TenantModel { version, since, rollout, overrides: vec![] })
            };
            let mut models: HashMap<_, _> = rows.into_iter().map(model).collect();
            if with_overrides {
                let contents = contents(tx, &models).await?;
                lay_beside(&mut models, &contents, store::overrides(tx, ids).await?);
            }
            Ok(models)
        })
        .await
}

type Contents = HashMap<CentreModelVersionId, Content>;

/// What the versions say that some tenants are on: mostly one or two.
async fn contents(tx: &ReadTx, models: &HashMap<TenantId, TenantModel>) -> Result<Contents> {
    let ids: BTreeSet<_> = models.values().filter_map(|model| model.version).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let found = store::by_ids(tx, &ids).await?;
    Ok(found.into_iter().map(|version| (version.id, version.content)).collect())
}

/// Gives each model what its tenant has set itself.
fn lay_beside(
    models: &mut HashMap<TenantId, TenantModel>,
    contents: &Contents,
    (settings, services): (Vec<OwnSetting>, Vec<OwnService>),
) {
    let nothing = Content::default();
    let said =
        |model: &TenantModel| model.version.and_then(|id| contents.get(&id)).unwrap_or(&nothing);
    let tenants = tenants_values(&settings);
    for (tenant, member, key, value) in &settings {
        let Some(model) = models.get_mut(tenant) else { continue };
        let Some(key) = SettingKey::parse(key) else { continue };
        let above = member.and_then(|_| tenants.get(&(*tenant, key)).copied());
        let own = of_setting(said(model), (key, *member), above, value);
        model.overrides.push(own);
    }
    for (tenant, code, own) in services {
        let Some(model) = models.get_mut(&tenant) else { continue };
        let own = of_service(said(model).service(&code), &code, own);
        model.overrides.extend(own);
    }
}

/// What a tenant changed of a service: whether it is offered, its closing time, or both.
fn of_service(
    said: ModelService,
    code: &str,
    own: ServiceOverride,
) -> impl Iterator<Item = Override> {
    let offer = own.is_offered.map(|is_offered| {
        let of = OverrideOf::Offer(code.to_owned());
        beside(of, &OFFER, vec![said.offer()], Value::from(is_offered))
    });
    let closed = own.close_days.map(|days| {
        let of = OverrideOf::Closing(code.to_owned());
        // Whether an own value counts is the same whatever the nation's is.
        beside(of, &closing(1), vec![said.closing()], Value::from(days))
    });
    offer.into_iter().chain(closed)
}

/// What tenants have set for themselves, which stands above what they set for a membership.
fn tenants_values(settings: &[OwnSetting]) -> HashMap<(TenantId, SettingKey), &Value> {
    let own = settings.iter().filter(|(_, member, ..)| member.is_none());
    own.filter_map(|(tenant, _, key, value)| Some(((*tenant, SettingKey::parse(key)?), value)))
        .collect()
}

fn of_setting(
    content: &Content,
    (key, member): (SettingKey, Option<MemberId>),
    above: Option<&Value>,
    value: &Value,
) -> Override {
    let mut layers = vec![content.layer_of(key)];
    layers.extend(above.map(|value| own(value.clone())));
    let takes = key.definition().takes;
    beside(OverrideOf::Setting(key, member), &takes, layers, value.clone())
}

fn own(value: Value) -> Layer {
    let (origin, narrows) = (ValueOrigin::Tenant, Bounds::default());
    Layer { origin, value: Some(value), is_locked: false, narrows }
}

/// An own value, and whether it counts below some layers.
fn beside(of: OverrideOf, takes: &Takes, mut layers: Vec<Layer>, value: Value) -> Override {
    layers.push(own(value.clone()));
    let walked = effective(takes, takes.default(), &layers);
    let standing = walked.layers.last().map_or(Standing::InForce, |own| own.standing);
    Override { of, value, standing }
}
