//! What a roll-out and its waves show.

use super::of_tenants::{RolloutTenant, RolloutTenantState, page_of};
use crate::asked::caller;
use crate::fail::fail;
use crate::ids;
use crate::pages::{List, Relay};
use crate::tenancy::{Participant, people};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::kernel::ids::{ParticipantId, RolloutId};
use domain::rollouts::{self, queries};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How far a roll-out is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rollouts::RolloutState")]
pub(super) enum RolloutState {
    /// It is planned, and nothing is done (naplánováno).
    Planned,
    /// Tenants are brought to the version (probíhá).
    Running,
    /// Nothing more is done until somebody says so (pozastaveno).
    Paused,
    /// All its tenants have come to an end (dokončeno).
    Done,
    /// Tenants are brought back (vrací se).
    RollingBack,
    /// All tenants are back (vráceno).
    RolledBack,
    /// The plan was given up (zahozeno).
    Discarded,
}

/// What a gate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rollouts::Figure")]
pub(super) enum GateFigure {
    /// Tenants that couldn't be brought to the version, of those it was tried with.
    #[graphql(name = "FAILED_APPLICATIONS")]
    Failed,
    /// Tenants with conflicts that nobody has decided, of all of the wave.
    #[graphql(name = "OPEN_CONFLICTS")]
    Conflicts,
    /// Overdue requests of the wave's tenants, of their open ones: how much more than before the wave.
    #[graphql(name = "OVERDUE_REQUESTS")]
    Overdue,
    /// Operations of the wave's tenants that failed through us, of all: how much more than before the wave.
    #[graphql(name = "OPERATION_ERRORS")]
    Errors,
}

/// A figure, as a gate reads it.
#[derive(SimpleObject)]
pub(super) struct GateReading {
    /// Which.
    figure: GateFigure,
    /// How many.
    count: i64,
    /// Of how many.
    of: i64,
    /// Of a thousand, rounded down.
    permille: i64,
    /// The same before the wave began; null: it isn't compared with before.
    before_permille: Option<i64>,
    /// From where on it is red: more than so many of a thousand, or so many more than before where it is compared.
    limit_permille: i64,
    /// Whether it is red. Of fewer than 20 operations, or 5 open requests, a share says nothing and never is.
    is_red: bool,
}

impl From<&rollouts::Reading> for GateReading {
    fn from(reading: &rollouts::Reading) -> Self {
        Self {
            figure: reading.figure.into(),
            count: reading.count,
            of: reading.of,
            permille: reading.permille,
            before_permille: reading.before_permille,
            limit_permille: reading.limit_permille,
            is_red: reading.is_red,
        }
    }
}

/// By which figures of its own a wave lets the next one begin, or pauses the roll-out. Each is of a thousand.
#[derive(SimpleObject)]
struct RolloutGates {
    /// More tenants than this that couldn't be brought to the version are red.
    failed_permille: i32,
    /// More tenants than this with conflicts that nobody has decided are red.
    conflicts_permille: i32,
    /// By how much the share of overdue requests may rise.
    overdue_rise_permille: i32,
    /// By how much the share of failed operations may rise.
    errors_rise_permille: i32,
}

impl From<rollouts::Gates> for RolloutGates {
    fn from(gates: rollouts::Gates) -> Self {
        let rollouts::Gates {
            failed_permille,
            conflicts_permille,
            overdue_rise_permille,
            errors_rise_permille,
        } = gates;
        Self { failed_permille, conflicts_permille, overdue_rise_permille, errors_rise_permille }
    }
}

/// What a plan comes to: to a region's coordinator in that region.
#[derive(SimpleObject)]
struct RolloutPlan {
    /// How many tenants are brought to the version.
    tenants: i64,
    /// How many things change for them in all.
    changes: i64,
    /// How many of them have conflicts, decided or not.
    with_conflicts: i64,
    /// Of the whole plan, 64 hexadecimal digits. Who starts it says by this what was read.
    hash: String,
}

/// How many tenants are in a state.
#[derive(SimpleObject)]
struct RolloutStateCount {
    /// Which state.
    state: RolloutTenantState,
    /// How many tenants.
    count: i64,
}

/// A wave of a roll-out (vlna).
pub(super) struct RolloutWave {
    rollout: RolloutId,
    wave: rollouts::Wave,
    force_asked_by: Option<Participant>,
    forced_by: Option<Participant>,
}

/// A wave of a roll-out (vlna): who is in it was decided when it was planned.
#[Object]
impl RolloutWave {
    /// Its number, from 1.
    async fn number(&self) -> i32 {
        self.wave.wave
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.wave.name
    }

    /// How many tenants are in it, wherever they are.
    async fn tenant_count(&self) -> i32 {
        self.wave.tenants
    }

    /// When it began; null: it hasn't.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.wave.started_at
    }

    /// When nobody of it waited any more; from then on it is watched. Null: somebody does.
    async fn applied_at(&self) -> Option<DateTime<Utc>> {
        self.wave.applied_at
    }

    /// When its gate let the next one begin; null: it hasn't.
    async fn passed_at(&self) -> Option<DateTime<Utc>> {
        self.wave.passed_at
    }

    /// Who asked that its gate be forced; null: nobody did.
    async fn force_asked_by(&self) -> Option<&Participant> {
        self.force_asked_by.as_ref()
    }

    /// Why they asked.
    async fn force_reason(&self) -> Option<&str> {
        self.wave.force_asked.as_ref().map(|(_, reason)| reason.as_str())
    }

    /// Who forced it, never the same person; null: nobody did.
    async fn forced_by(&self) -> Option<&Participant> {
        self.forced_by.as_ref()
    }

    /// What its gate reads now; of a wave that was passed, what it read last. Empty: it hasn't begun.
    async fn gate(&self) -> Vec<GateReading> {
        self.wave.readings.iter().map(Into::into).collect()
    }

    /// How many of its tenants are in which state, without the states in which nobody is. To a region's coordinator those of
    /// the region.
    async fn states(&self) -> Vec<RolloutStateCount> {
        let count = |(state, count): &(rollouts::TenantState, i64)| RolloutStateCount {
            state: (*state).into(),
            count: *count,
        };
        self.wave.states.iter().map(count).collect()
    }

    /// Its tenants. To a region's coordinator those of the region.
    async fn tenants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in this state.")] state: Option<RolloutTenantState>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<RolloutTenant>> {
        let relay = Relay { first, after, last, before };
        page_of(ctx, (self.rollout, Some(self.wave.wave)), state, &relay).await
    }
}

/// Bringing tenants to a version of the centre model, wave by wave (zavádění modelu).
#[derive(Clone)]
pub(crate) struct Rollout(pub(super) rollouts::Rollout);

impl Rollout {
    /// Which.
    pub(crate) fn key(&self) -> RolloutId {
        self.0.id
    }
}

/// Bringing tenants to a version of the centre model, wave by wave (zavádění modelu).
#[Object]
impl Rollout {
    /// Id of the roll-out.
    pub(crate) async fn id(&self) -> ID {
        ids::id(self.0.id)
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How far it is.
    async fn state(&self) -> RolloutState {
        self.0.state.into()
    }

    /// Id of the version that tenants must be on to take part; null: whatever they are on.
    async fn from_version_id(&self) -> Option<ID> {
        self.0.from.map(ids::id)
    }

    /// Id of the version that they are brought to.
    async fn to_version_id(&self) -> ID {
        ids::id(self.0.to)
    }

    /// How many minutes each wave is watched before the next begins, at least.
    async fn minimum_soak_minutes(&self) -> i32 {
        self.0.soak_minutes
    }

    /// What pauses it by itself.
    async fn gates(&self) -> RolloutGates {
        self.0.gates.into()
    }

    /// At which wave it is, from 1; 0: none has begun.
    async fn wave(&self) -> i32 {
        self.0.wave
    }

    /// The figures that paused it, as they were then; empty: none did.
    async fn red(&self) -> Vec<GateReading> {
        self.0.red.iter().map(Into::into).collect()
    }

    /// Why somebody paused it, or rolls it back, in their words; null: nobody did.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was planned.
    async fn planned_at(&self) -> DateTime<Utc> {
        self.0.planned_at
    }

    /// When it was started; null: it wasn't.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at
    }

    /// When it came to its end; null: it hasn't.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.ended_at
    }

    /// What `expectedVersion` must be to change it: it changes with each thing that somebody does to it, or a gate does.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What is planned, in figures.
    async fn plan(&self, ctx: &Context<'_>) -> Result<RolloutPlan> {
        let read = queries::plan(caller(ctx)?, self.0.id).await;
        let rollouts::PlanTotals { tenants, changes, with_conflicts } =
            read.map_err(|error| fail(ctx, &error))?;
        Ok(RolloutPlan { tenants, changes, with_conflicts, hash: hex(&self.0.plan_sha256) })
    }

    /// Its waves, in their order.
    async fn waves(&self, ctx: &Context<'_>) -> Result<Vec<RolloutWave>> {
        let asked = ctx.look_ahead();
        let readings = if asked.field("gate").exists() {
            queries::Readings::Wanted
        } else {
            queries::Readings::Unasked
        };
        let read = queries::waves(caller(ctx)?, &self.0, readings).await;
        let waves = read.map_err(|error| fail(ctx, &error))?;
        let asks_who = ["forceAskedBy", "forcedBy"].iter().any(|who| asked.field(who).exists());
        let by = |wave: &rollouts::Wave| {
            [wave.force_asked.as_ref().map(|(who, _)| *who), wave.forced_by]
        };
        let who: BTreeSet<ParticipantId> =
            waves.iter().filter(|_| asks_who).flat_map(by).flatten().collect();
        let people = people(ctx, who).await?;
        let shown = |wave: rollouts::Wave| {
            let [asked, forced] = by(&wave).map(|who| people.get(&who?).cloned());
            RolloutWave { rollout: self.0.id, wave, force_asked_by: asked, forced_by: forced }
        };
        Ok(waves.into_iter().map(shown).collect())
    }

    /// Its tenants, by wave. To a region's coordinator those of the region.
    async fn tenants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in this state.")] state: Option<RolloutTenantState>,
        #[graphql(
            desc = "How many from the start, at most 100; 20 when neither this nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what stands behind this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
    ) -> Result<List<RolloutTenant>> {
        let relay = Relay { first, after, last, before };
        page_of(ctx, (self.0.id, None), state, &relay).await
    }
}

/// A hash as people copy it: hexadecimal digits.
pub(super) fn hex(hash: &[u8]) -> String {
    hash.iter().fold(String::new(), |mut text, byte| {
        // A string takes whatever is written to it.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hash that somebody copied; `None`: it is none.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = |at| text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    if is_hash { (0..64).step_by(2).map(byte).collect() } else { None }
}
