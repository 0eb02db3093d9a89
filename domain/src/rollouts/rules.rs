//! What a roll-out is: its states, its waves, and what it does to one tenant.

use super::gates::{Gates, Reading};
use crate::configuration::model::upgrade::Kept;
use crate::configuration::model::{Line, Resolution, Subject};
use crate::directory::AssociationKind;
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{CentreModelVersionId, ParticipantId, RolloutId, TenantId};
use crate::kernel::page::Cursor;
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::Queryable;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many waves there are at most.
const MOST_WAVES: usize = 50;
/// How long a wave is watched at most, in minutes: four weeks.
const LONGEST_SOAK: i32 = 40_320;
/// How far ahead a tenant may be deferred, in days.
const LONGEST_DEFERRAL: u64 = 90;
/// How long names and reasons may be.
const LONGEST_NAME: usize = 200;
const LONGEST_REASON: usize = 2_000;

text_enum! {
    /// How far a roll-out is.
    RolloutState {
        /// It is planned, and nothing is done.
        Planned = "PLANNED",
        /// Workers bring tenants to the version.
        Running = "RUNNING",
        /// Nothing more is done until somebody says so.
        Paused = "PAUSED",
        /// All its tenants have come to an end.
        Done = "DONE",
        /// Workers bring tenants back.
        RollingBack = "ROLLING_BACK",
        /// All tenants are back.
        RolledBack = "ROLLED_BACK",
        /// The plan was given up.
        Discarded = "DISCARDED",
    }
}

text_enum! {
    /// How far a roll-out is with one tenant.
    TenantState {
        /// Its administrators don't know yet.
        Waiting = "WAITING",
        /// They know what is coming.
        Announced = "ANNOUNCED",
        /// Conflicts wait for somebody's decision.
        Blocked = "BLOCKED",
        /// It is on the new version.
        Applied = "APPLIED",
        /// It couldn't be brought there, and is as it was.
        Failed = "FAILED",
        /// It was taken out.
        Skipped = "SKIPPED",
        /// It comes later.
        Deferred = "DEFERRED",
        /// It is back where it was.
        RolledBack = "ROLLED_BACK",
    }
}

impl TenantState {
    /// Whether nothing more comes of it by itself.
    pub fn is_settled(self) -> bool {
        match self {
            Self::Applied | Self::Failed | Self::Skipped | Self::RolledBack => true,
            Self::Waiting | Self::Announced | Self::Blocked | Self::Deferred => false,
        }
    }
}

/// Who belongs into a wave, of those that no earlier wave has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// These tenants.
    Tenants(Vec<TenantId>),
    /// Whose associations are known by a label.
    Label(String),
    /// Of a region, by its code.
    Region(String),
    /// Whose associations are of a kind.
    Kind(AssociationKind),
    /// So many of a hundred of all that are brought to the version, rounded up: the same ones each time it is asked.
    Percent(i32),
}

/// A wave that is to be.
#[derive(Debug, Clone)]
pub struct NewWave {
    /// What it is called.
    pub name: String,
    /// Who is in it.
    pub who: Who,
}

/// A roll-out that is to be planned.
#[derive(Debug, Clone)]
pub struct NewRollout {
    /// What it is called.
    pub name: String,
    /// Only those that are on this version; `None`: whatever they are on.
    pub from: Option<CentreModelVersionId>,
    /// Where they are brought.
    pub to: CentreModelVersionId,
    /// How long each wave is watched before the next begins.
    pub soak_minutes: i32,
    /// What pauses it.
    pub gates: Gates,
    /// One after the other.
    pub waves: Vec<NewWave>,
}

impl NewRollout {
    /// # Errors
    /// [`Error::Invalid`].
    pub(super) fn check(mut self) -> Result<Self> {
        self.name = text::required(&self.name, LONGEST_NAME, &["input", "name"])?;
        if !(0..=LONGEST_SOAK).contains(&self.soak_minutes) {
            return Err(Error::invalid(&["input", "minimumSoakMinutes"], code::OUT_OF_RANGE));
        }
        self.gates.check()?;
        if self.waves.is_empty() {
            return Err(Error::invalid(&["input", "waves"], code::REQUIRED));
        }
        if self.waves.len() > MOST_WAVES {
            return Err(Error::invalid(&["input", "waves"], code::TOO_LONG));
        }
        for wave in &mut self.waves {
            wave.name = text::required(&wave.name, LONGEST_NAME, &["input", "waves", "name"])?;
            if matches!(wave.who, Who::Percent(percent) if !(1..=100).contains(&percent)) {
                return Err(Error::invalid(&["input", "waves", "percent"], code::OUT_OF_RANGE));
            }
        }
        Ok(self)
    }
}

/// Why somebody does something, in their words.
///
/// # Errors
/// [`Error::Invalid`]: nothing, or too much.
pub(super) fn reason(why: &str) -> Result<String> {
    text::required(why, LONGEST_REASON, &["input", "reason"])
}

/// The last day on which a tenant waits.
///
/// # Errors
/// [`Error::Invalid`]: before today, or too far ahead.
pub(super) fn last_day(day: NaiveDate, today: NaiveDate) -> Result<NaiveDate> {
    let latest = today.checked_add_days(Days::new(LONGEST_DEFERRAL)).unwrap_or(today);
    if (today..=latest).contains(&day) {
        Ok(day)
    } else {
        Err(Error::invalid(&["input", "until"], code::OUT_OF_RANGE))
    }
}

/// A roll-out.
#[derive(Debug, Clone)]
pub struct Rollout {
    /// Which.
    pub id: RolloutId,
    /// What it is called.
    pub name: String,
    /// Only those that were on this version; `None`: whatever they were on.
    pub from: Option<CentreModelVersionId>,
    /// Where they are brought.
    pub to: CentreModelVersionId,
    /// How far it is.
    pub state: RolloutState,
    /// Of the plan.
    pub plan_sha256: Vec<u8>,
    /// How long each wave is watched.
    pub soak_minutes: i32,
    /// What pauses it.
    pub gates: Gates,
    /// At which wave it is, from 1; 0: none has begun.
    pub wave: i32,
    /// The figures that paused it; empty: none did.
    pub red: Vec<Reading>,
    /// Why somebody paused it or rolls it back.
    pub reason: Option<String>,
    /// When it was planned.
    pub planned_at: DateTime<Utc>,
    /// When it was started.
    pub started_at: Option<DateTime<Utc>>,
    /// When it came to its end.
    pub ended_at: Option<DateTime<Utc>>,
    /// Changes with each thing that somebody does to it, or that a gate does.
    pub version: i32,
}

/// A wave of a roll-out.
#[derive(Debug, Clone)]
pub struct Wave {
    /// Its number, from 1.
    pub wave: i32,
    /// What it is called.
    pub name: String,
    /// How many tenants are in it.
    pub tenants: i32,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When nobody of it waited any more.
    pub applied_at: Option<DateTime<Utc>>,
    /// When its gate let the next one begin.
    pub passed_at: Option<DateTime<Utc>>,
    /// Who asked that its gate be forced, and why.
    pub force_asked: Option<(ParticipantId, String)>,
    /// Who forced it.
    pub forced_by: Option<ParticipantId>,
    /// Its figures, as its gate sees them.
    pub readings: Vec<Reading>,
    /// How many of its tenants are in which state.
    pub states: Vec<(TenantState, i64)>,
}

/// What a plan comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanTotals {
    /// How many tenants are brought to the version.
    pub tenants: i64,
    /// How many things change for them in all.
    pub changes: i64,
    /// How many of them have conflicts, decided or not.
    pub with_conflicts: i64,
}

/// What was decided about a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decision {
    /// About which.
    pub subject: Subject,
    /// What.
    pub resolution: Resolution,
    /// Whether the tenant itself decided so, and not the nation.
    pub by_tenant: bool,
    /// Why; of the tenant perhaps nothing.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a roll-out does to a tenant, and how far that is.
#[derive(Debug, Clone)]
pub struct RolloutTenant {
    /// Whom.
    pub tenant: TenantId,
    /// Of which roll-out.
    pub rollout: RolloutId,
    /// In which wave, from 1.
    pub wave: i32,
    /// How far that is.
    pub state: TenantState,
    /// The version it was on when this was planned.
    pub from: Option<CentreModelVersionId>,
    /// Where it is brought.
    pub to: CentreModelVersionId,
    /// What changes.
    pub lines: Vec<Line>,
    /// Of the lines.
    pub lines_sha256: Vec<u8>,
    /// How many conflicts nobody has decided yet.
    pub conflicts: i32,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// What of its own values was kept when it was brought there.
    pub(super) kept: Option<Kept>,
    /// Of all that was in force before and after.
    pub before_sha256: Option<Vec<u8>>,
    /// The same, after.
    pub after_sha256: Option<Vec<u8>>,
    /// What differs after a roll-back from before: the tenant changed it in between.
    pub edited: Vec<Subject>,
    /// Why it couldn't be brought there.
    pub failure: Option<String>,
    /// Why it was skipped or deferred.
    pub reason: Option<String>,
    /// The last day on which it waits.
    pub until: Option<NaiveDate>,
    /// Since when it is in its state.
    pub since: DateTime<Utc>,
    /// Changes with each thing that somebody does to it.
    pub version: i32,
}

impl Rollout {
    /// Its place in a list of them.
    pub fn cursor(&self) -> Cursor {
        Cursor::new("", Uuid::from(self.id).to_string())
    }
}

impl RolloutTenant {
    /// Its place in a list of a roll-out's tenants.
    pub fn cursor(&self) -> Cursor {
        Cursor::new(self.wave.to_string(), Uuid::from(self.tenant).to_string())
    }

    /// The conflicts that nobody has decided yet.
    pub(super) fn open_conflicts(&self) -> impl Iterator<Item = &Line> {
        let is_decided = |subject: &Subject| self.decisions.iter().any(|d| d.subject == *subject);
        self.lines.iter().filter(move |line| line.is_conflict() && !is_decided(&line.subject))
    }
}

/// Where a tenant is in a roll-out, in a word: what a list of all of them shows.
#[derive(Debug, Clone, Queryable)]
pub struct Whereabouts {
    /// Which tenant.
    pub tenant: TenantId,
    /// By which name it is known in addresses.
    pub slug: String,
    /// Its association's.
    pub name: String,
    /// In which wave, from 1.
    pub wave: i32,
    /// How far it is.
    pub state: TenantState,
    /// How many conflicts nobody has decided.
    pub conflicts: i32,
    /// Why it couldn't be brought there.
    pub failure: Option<String>,
    /// Why it was skipped or deferred.
    pub reason: Option<String>,
    /// The last day on which it waits.
    pub until: Option<NaiveDate>,
    /// Since when it is in its state.
    pub since: DateTime<Utc>,
}
