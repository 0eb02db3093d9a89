//! What people say of a roll-out.

use super::of_tenants::{RolloutResolution, RolloutTenantState};
use crate::ids;
use crate::register::AssociationKind;
use crate::scalars::Date;
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Result};
use domain::kernel::error::{Error, code};
use domain::rollouts::{self, Gates, NewRollout, NewWave, Who};

/// Which tenants are asked for; what isn't said doesn't matter.
#[derive(Debug, Default, InputObject)]
pub(super) struct DriftFilter {
    /// On this version; null: on none.
    version_id: MaybeUndefined<ID>,
    /// With their seat in this region (kraj, NUTS 3), e.g. `CZ080`.
    region_code: Option<String>,
    /// In this state of the roll-out that is under way.
    state: Option<RolloutTenantState>,
    /// With values of their own, or without.
    has_overrides: Option<bool>,
    /// With conflicts that nobody has decided, or without.
    has_conflicts: Option<bool>,
}

impl DriftFilter {
    pub(super) fn read(self, ctx: &Context<'_>) -> Result<rollouts::DriftFilter> {
        let version = match &self.version_id {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(id) => Some(ids::read_filter(ctx, Some(id), "versionId")?),
        };
        Ok(rollouts::DriftFilter {
            version,
            region_code: self.region_code,
            state: self.state.map(Into::into),
            has_overrides: self.has_overrides,
            has_conflicts: self.has_conflicts,
        })
    }
}

/// From where on each figure pauses a roll-out, of a thousand; what isn't said is as usual.
#[derive(InputObject)]
struct RolloutGatesInput {
    /// More tenants of a wave than this that couldn't be brought to the version; 20 when nothing is said.
    failed_permille: Option<i32>,
    /// More tenants of a wave than this with conflicts that nobody has decided; 100 when nothing is said.
    conflicts_permille: Option<i32>,
    /// By how much the share of overdue requests may rise; 50 when nothing is said.
    overdue_rise_permille: Option<i32>,
    /// By how much the share of failed operations may rise; 10 when nothing is said.
    errors_rise_permille: Option<i32>,
}

impl RolloutGatesInput {
    fn read(self) -> Gates {
        let usual = Gates::default();
        Gates {
            failed_permille: self.failed_permille.unwrap_or(usual.failed_permille),
            conflicts_permille: self.conflicts_permille.unwrap_or(usual.conflicts_permille),
            overdue_rise_permille: self
                .overdue_rise_permille
                .unwrap_or(usual.overdue_rise_permille),
            errors_rise_permille: self.errors_rise_permille.unwrap_or(usual.errors_rise_permille),
        }
    }
}

/// A wave that is to be: who is in it is said in exactly one way. Who was taken by an earlier wave isn't in it.
#[derive(InputObject)]
struct RolloutWaveInput {
    /// What it is called, at most 200 characters.
    name: String,
    /// Ids of tenants, each of which must be one that this roll-out may bring to its version.
    tenant_ids: Option<Vec<ID>>,
    /// Those whose associations have this label, e.g. `CSS 2016–2020`.
    label: Option<String>,
    /// Those with their seat in this region (kraj, NUTS 3), e.g. `CZ080`.
    region_code: Option<String>,
    /// Those whose associations are of this kind today.
    kind: Option<AssociationKind>,
    /// So many of a hundred of all that may be brought to the version, rounded up, drawn by lot: the same ones each time a plan
    /// for this version is made. 100: all that are left.
    percent: Option<i32>,
}

impl RolloutWaveInput {
    fn read(self) -> Result<NewWave, Error> {
        let malformed = || Error::invalid(&["input", "waves", "tenantIds"], code::MALFORMED);
        let tenants = |these: Vec<ID>| {
            let each = these.iter().map(|id| ids::read(id, "waves").map_err(|_| malformed()));
            Ok::<_, Error>(Who::Tenants(each.collect::<Result<_, Error>>()?))
        };
        let said = [
            self.tenant_ids.map(tenants).transpose()?,
            self.label.map(Who::Label),
            self.region_code.map(Who::Region),
            self.kind.map(|kind| Who::Kind(kind.into())),
            self.percent.map(Who::Percent),
        ];
        let mut said = said.into_iter().flatten();
        match (said.next(), said.next()) {
            (Some(who), None) => Ok(NewWave { name: self.name, who }),
            (None, _) => Err(Error::invalid(&["input", "waves"], code::REQUIRED)),
            (Some(_), Some(_)) => Err(Error::invalid(&["input", "waves"], code::MALFORMED)),
        }
    }
}

/// A roll-out that is to be planned.
#[derive(InputObject)]
pub(super) struct PlanRolloutInput {
    /// What it is called, at most 200 characters.
    name: String,
    /// Id of the version that tenants must be on to take part; when nothing is said, whatever they are on.
    from_version_id: Option<ID>,
    /// Id of the published version that they are brought to.
    to_version_id: ID,
    /// How many minutes each wave is watched before the next begins, 0 to 40,320 (four weeks).
    minimum_soak_minutes: i32,
    /// What pauses it by itself.
    gates: Option<RolloutGatesInput>,
    /// Its waves in their order, 1 to 50.
    waves: Vec<RolloutWaveInput>,
}

impl PlanRolloutInput {
    pub(super) fn read(self) -> Result<NewRollout, Error> {
        let from = self.from_version_id.as_ref();
        Ok(NewRollout {
            name: self.name,
            from: from.map(|id| ids::read(id, "fromVersionId")).transpose()?,
            to: ids::read(&self.to_version_id, "toVersionId")?,
            soak_minutes: self.minimum_soak_minutes,
            gates: self.gates.map_or_else(Gates::default, RolloutGatesInput::read),
            waves: self.waves.into_iter().map(RolloutWaveInput::read).collect::<Result<_, _>>()?,
        })
    }
}

/// Which plan is started.
#[derive(InputObject)]
pub(super) struct StartRolloutInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// The plan's `hash` as it was read: 64 hexadecimal digits.
    pub(super) plan_hash: String,
    /// The roll-out's `version` as it was read.
    pub(super) expected_version: i32,
}

/// Which plan is given up.
#[derive(InputObject)]
pub(super) struct DiscardRolloutInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// The roll-out's `version` as it was read.
    pub(super) expected_version: i32,
}

/// Which roll-out is paused, and why.
#[derive(InputObject)]
pub(super) struct PauseRolloutInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// Why, at most 2,000 characters.
    pub(super) reason: String,
    /// The roll-out's `version` as it was read.
    pub(super) expected_version: i32,
}

/// Which roll-out goes on.
#[derive(InputObject)]
pub(super) struct ResumeRolloutInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// The roll-out's `version` as it was read.
    pub(super) expected_version: i32,
}

/// Which roll-out is undone, and why.
#[derive(InputObject)]
pub(super) struct RollBackRolloutInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// Why, at most 2,000 characters.
    pub(super) reason: String,
    /// The roll-out's `version` as it was read.
    pub(super) expected_version: i32,
}

/// Which roll-out goes past its red gate, and why.
#[derive(InputObject)]
pub(super) struct ForceGateInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// Why, at most 2,000 characters: of who asks, kept with the wave.
    pub(super) reason: String,
    /// The roll-out's `version` as it was read.
    pub(super) expected_version: i32,
}

/// Which tenant is taken out, and why.
#[derive(InputObject)]
pub(super) struct SkipInRolloutInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// Id of the tenant.
    pub(super) tenant_id: ID,
    /// Why, at most 2,000 characters.
    pub(super) reason: String,
    /// The `version` of what the roll-out does to the tenant, as it was read.
    pub(super) expected_version: i32,
}

/// Which tenant is put off, why, and until when.
#[derive(InputObject)]
pub(super) struct DeferRolloutInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// Id of the tenant.
    pub(super) tenant_id: ID,
    /// Why, at most 2,000 characters.
    pub(super) reason: String,
    /// The last day on which it waits: today or later, at most 90 days ahead.
    pub(super) until: Date,
    /// The `version` of what the roll-out does to the tenant, as it was read.
    pub(super) expected_version: i32,
}

/// Which tenant is taken up again.
#[derive(InputObject)]
pub(super) struct RetryInRolloutInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// Id of the tenant.
    pub(super) tenant_id: ID,
    /// The `version` of what the roll-out does to the tenant, as it was read.
    pub(super) expected_version: i32,
}

/// What is decided about a conflict.
#[derive(InputObject)]
pub(super) struct ResolveConflictInput {
    /// Id of the roll-out.
    pub(super) rollout_id: ID,
    /// Id of the tenant.
    pub(super) tenant_id: ID,
    /// The `subject` of the change that is a conflict, e.g. `setting:tokens.longest_days`.
    pub(super) subject: String,
    /// One of the change's `resolutions`.
    pub(super) resolution: RolloutResolution,
    /// Why, at most 2,000 characters. The nation must say it, the tenant may.
    pub(super) reason: Option<String>,
    /// The `version` of what the roll-out does to the tenant, as it was read.
    pub(super) expected_version: i32,
}
