//! What changes for a tenant that goes from one version to another: a merge of three, base (the old version), theirs (the new
//! one) and ours (what the tenant has set).
//!
//! Nothing of a tenant's is written by it: its values stand at their own layer, and the walk over the layers says what counts.
//! So no local value can be lost by an upgrade. What the merge says is which of them count no more (a [`Conflict`]), which do
//! all the same, and what changes where the tenant has said nothing. A [`Line`] is a line of a roll-out's plan.

use super::super::rules::{OFFER, ServiceOverride, ValueOrigin, closing};
use super::super::settings::{Bounds, Effective, Layer, SettingKey, Standing, Takes, effective};
use super::content::Content;
use super::subject::Subject;
use crate::kernel::ids::MemberId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a tenant has, of which an upgrade must know.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ours {
    /// What it set, for itself or for a membership.
    pub settings: BTreeMap<(SettingKey, Option<MemberId>), Value>,
    /// What it changed of services, by code.
    pub services: BTreeMap<String, ServiceOverride>,
    /// Services under which it has open requests.
    pub in_use: BTreeSet<String>,
}

/// Why what the tenant has and what the new version says don't go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Conflict {
    /// The new version locks what the tenant has set otherwise.
    Locked,
    /// The new version narrows the bounds, and the tenant's value is without.
    OutOfBounds,
    /// The new version withdraws a service under which the tenant has open requests, or which it offers by its own will.
    ServiceWithdrawn,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// The tenant has said nothing, and what is in force changes, or within which bounds it may differ.
    Changed,
    /// The version says something else now; the tenant's own value counts all the same.
    Kept,
    /// The version says now what the tenant had set before: its own value stays, and says the same.
    Same,
    /// The tenant's own value, which the old version kept from counting, counts again.
    Regained,
    /// The tenant's own value counts no more, unless it is resolved otherwise. It is kept.
    Conflict(Conflict),
}

/// What can be done about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Resolution {
    /// What the new version says counts. The own value is kept, and counts again should the version let it.
    TakeTheirs,
    /// The same, and the own value goes: somebody decided so.
    DropOurs,
    /// The own value becomes the nearest that the new bounds take.
    Adjust,
}

/// One thing that an upgrade does to a tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// To what.
    pub subject: Subject,
    /// What the old version says of it; `None`: nothing.
    pub base: Option<Value>,
    /// What the tenant has set; `None`: nothing.
    pub ours: Option<Value>,
    /// What the new version says of it; `None`: nothing.
    pub theirs: Option<Value>,
    /// What is in force under the old version.
    pub before: Value,
    /// What is in force under the new one, unless it is resolved otherwise.
    pub after: Value,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The nearest value to ours that the new bounds take, where there is one.
    pub nearest: Option<Value>,
}

/// What became of a conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// What of.
    pub subject: Subject,
    /// How.
    pub resolution: Resolution,
}

impl Line {
    /// What can be done about it; nothing need be where there is no conflict.
    pub fn resolutions(&self) -> &'static [Resolution] {
        use Resolution::{Adjust, DropOurs, TakeTheirs};
        match (self.outcome, &self.nearest, &self.ours) {
            (Outcome::Conflict(Conflict::OutOfBounds), Some(_), _) => {
                &[TakeTheirs, DropOurs, Adjust]
            }
            (Outcome::Conflict(_), _, Some(_)) => &[TakeTheirs, DropOurs],
            (Outcome::Conflict(_), _, None) => &[TakeTheirs],
            (Outcome::Changed | Outcome::Kept | Outcome::Same | Outcome::Regained, ..) => &[],
        }
    }

    /// Whether somebody must decide.
    pub fn is_conflict(&self) -> bool {
        matches!(self.outcome, Outcome::Conflict(_))
    }
}

/// Each line of what changes, in a fixed order: by setting, then by service. `national` has the closing times of the national
/// catalogue by code.
pub fn merge(
    national: &BTreeMap<String, i32>,
    (base, theirs): (&Content, &Content),
    ours: &Ours,
) -> Vec<Line> {
    places(national, ours)
        .iter()
        .filter_map(|place| {
            line(
                place,
                &place.seen(national, base, ours),
                &place.seen(national, theirs, ours),
                (ours, theirs),
            )
        })
        .collect()
}

/// All that is in force in a tenant under a version, by what it is about: two that are equal are in force alike.
pub fn in_force(
    national: &BTreeMap<String, i32>,
    version: &Content,
    ours: &Ours,
) -> BTreeMap<Subject, Value> {
    let of = |place: Subject| {
        let value = place.seen(national, version, ours).walked.value;
        (place, value)
    };
    places(national, ours).into_iter().map(of).collect()
}

/// What a tenant has after its conflicts were resolved: the same, but where it was decided to drop or to adjust. What is said of
/// something that is no conflict, or can't be said of it, changes nothing.
pub fn resolve(mut ours: Ours, lines: &[Line], resolved: &[Resolved]) -> Ours {
    for Resolved { subject, resolution } in resolved {
        let Some(line) = lines.iter().find(|line| line.subject == *subject) else { continue };
        if !line.resolutions().contains(resolution) {
            continue;
        }
        match resolution {
            Resolution::TakeTheirs => {}
            Resolution::DropOurs => ours.put(subject, None),
            Resolution::Adjust => ours.put(subject, line.nearest.clone()),
        }
    }
    ours
}

impl Ours {
    fn put(&mut self, subject: &Subject, value: Option<Value>) {
        match subject {
            Subject::Setting { key, member } => {
                let Some(key) = SettingKey::parse(key) else { return };
                match value {
                    Some(value) => self.settings.insert((key, *member), value),
                    None => self.settings.remove(&(key, *member)),
                };
            }
            Subject::Offer { service } => {
                let own = self.services.entry(service.clone()).or_default();
                own.is_offered = value.and_then(|value| value.as_bool());
            }
            Subject::Closing { service } => {
                let own = self.services.entry(service.clone()).or_default();
                own.close_days =
                    value.and_then(|value| value.as_i64()).and_then(|days| days.try_into().ok());
            }
        }
    }

    fn service(&self, code: &str) -> ServiceOverride {
        self.services.get(code).copied().unwrap_or_default()
    }
}

/// One thing under one version.
struct Seen {
    takes: Takes,
    /// What the version says of it.
    model: Layer,
    /// What the tenant, or the membership, has set itself.
    own: Option<Value>,
    walked: Effective,
}

impl Seen {
    fn of(takes: Takes, model: Layer, between: Option<Layer>, own: Layer) -> Self {
        let value = own.value.clone();
        let layers: Vec<Layer> =
            [Some(model.clone()), between, Some(own)].into_iter().flatten().collect();
        let walked = effective(&takes, takes.default(), &layers);
        Self { takes, model, own: value, walked }
    }

    /// Whether the own value counts; `None`: there is none. It is the lowest layer, so what it doesn't do it is kept from.
    fn standing(&self) -> Option<Standing> {
        self.own.as_ref()?;
        self.walked.layers.last().map(|own| own.standing)
    }
}

impl Subject {
    fn seen(&self, national: &BTreeMap<String, i32>, version: &Content, ours: &Ours) -> Seen {
        let own =
            |origin, value| Layer { origin, value, is_locked: false, narrows: Bounds::default() };
        match self {
            Self::Setting { key, member } => {
                // `places` takes keys from the registry.
                let key = SettingKey::parse(key).unwrap_or(SettingKey::SupportAtOnce);
                let set = |member| ours.settings.get(&(key, member)).cloned();
                let tenants = own(ValueOrigin::Tenant, set(None));
                let (between, lowest) = match member {
                    None => (None, tenants),
                    Some(_) => (Some(tenants), own(ValueOrigin::Membership, set(*member))),
                };
                Seen::of(key.definition().takes, version.layer_of(key), between, lowest)
            }
            Self::Offer { service } => {
                let value = ours.service(service).is_offered.map(Value::from);
                let model = version.service(service).offer();
                Seen::of(OFFER, model, None, own(ValueOrigin::Tenant, value))
            }
            Self::Closing { service } => {
                let value = ours.service(service).close_days.map(Value::from);
                let days = national.get(service).copied().unwrap_or(1);
                let model = version.service(service).closing();
                Seen::of(closing(days), model, None, own(ValueOrigin::Tenant, value))
            }
        }
    }

    fn service(&self) -> Option<&str> {
        match self {
            Self::Setting { .. } => None,
            Self::Offer { service } | Self::Closing { service } => Some(service),
        }
    }
}

/// All that an upgrade may change: each setting of a tenant, each that a membership has set, and both of each service.
fn places(national: &BTreeMap<String, i32>, ours: &Ours) -> BTreeSet<Subject> {
    let is_of_model = |key: &&SettingKey| key.may_be_set_at(ValueOrigin::Model);
    let setting = |key: SettingKey, member| Subject::Setting { key: key.key().to_owned(), member };
    let tenants = SettingKey::ALL.iter().filter(is_of_model).map(|key| setting(*key, None));
    let own = ours.settings.keys().map(|(key, member)| setting(*key, *member));
    let services = national.keys().flat_map(|code| {
        [Subject::Offer { service: code.clone() }, Subject::Closing { service: code.clone() }]
    });
    tenants.chain(own).chain(services).collect()
}

fn line(
    subject: &Subject,
    before: &Seen,
    after: &Seen,
    (ours, theirs): (&Ours, &Content),
) -> Option<Line> {
    let outcome = outcome(subject, before, after, (ours, theirs))?;
    let nearest =
        after.own.as_ref().and_then(|own| nearest(&after.takes, own, &after.walked.allowed));
    Some(Line {
        subject: subject.clone(),
        base: before.model.value.clone(),
        ours: after.own.clone(),
        theirs: after.model.value.clone(),
        before: before.walked.value.clone(),
        after: after.walked.value.clone(),
        outcome,
        nearest,
    })
}

/// What becomes of it; `None`: nothing that anybody need know.
fn outcome(
    subject: &Subject,
    before: &Seen,
    after: &Seen,
    (ours, theirs): (&Ours, &Content),
) -> Option<Outcome> {
    let is_withdrawn = |service: &str| theirs.service(service).is_withdrawn;
    let is_in_use = |service: &str| ours.in_use.contains(service);
    let ends_use = matches!(subject, Subject::Offer { service }
        if is_withdrawn(service) && is_in_use(service))
        && before.walked.value != after.walked.value;
    if ends_use {
        return Some(Outcome::Conflict(Conflict::ServiceWithdrawn));
    }
    let was_said_alike = before.model == after.model;
    let counted = before.standing().is_some_and(|standing| standing == Standing::InForce);
    match after.standing() {
        None => {
            let is_as_before = before.walked.value == after.walked.value
                && before.walked.allowed == after.walked.allowed
                && before.walked.locked_by == after.walked.locked_by;
            (!is_as_before).then_some(Outcome::Changed)
        }
        Some(Standing::InForce | Standing::Overridden) if !counted => Some(Outcome::Regained),
        Some(Standing::InForce | Standing::Overridden) if was_said_alike => None,
        Some(Standing::InForce | Standing::Overridden) => {
            let is_theirs = after.model.value.is_some() && after.model.value == after.own;
            Some(if is_theirs { Outcome::Same } else { Outcome::Kept })
        }
        // Behind a lock that says the same nothing is lost: it stays, and goes on saying so.
        Some(Standing::Locked) if after.own.as_ref() == Some(&after.walked.value) => {
            (!was_said_alike).then_some(Outcome::Same)
        }
        Some(Standing::Locked) => {
            let conflict = match subject.service() {
                Some(service) if is_withdrawn(service) => Conflict::ServiceWithdrawn,
                Some(_) | None => Conflict::Locked,
            };
            kept_from(before, after, conflict)
        }
        Some(Standing::OutOfBounds) => kept_from(before, after, Conflict::OutOfBounds),
    }
}

/// What didn't count before was told when that began; all that may be now is that something else counts.
fn kept_from(before: &Seen, after: &Seen, conflict: Conflict) -> Option<Outcome> {
    if before.own.as_ref() == Some(&before.walked.value) {
        return Some(Outcome::Conflict(conflict));
    }
    (before.walked.value != after.walked.value).then_some(Outcome::Changed)
}

/// The nearest value to one that is out of bounds: the end of the bounds that is nearer, or those words that may be chosen.
fn nearest(takes: &Takes, own: &Value, allowed: &Bounds) -> Option<Value> {
    let fitting = takes.read(own).ok()?;
    let nearest = fitting.nearest(allowed)?;
    (nearest != fitting).then(|| nearest.json())
}

#[cfg(test)]
mod tests;
