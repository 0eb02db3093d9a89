//! What happened in one tenant, as it will stand in its audit trail.

use super::centre::{Centre, Grant};
use super::dice::Dice;
use crate::access::{Actor, Event, Fact, Job, PlacedEvent, Subject};
use crate::kernel::ids::{ParticipantId, TenantId};
use chrono::{DateTime, Utc};

/// In the order in which it was told, until it is [placed](Trail::placed).
pub(in crate::simulation) struct Trail(Vec<(DateTime<Utc>, Actor, Event)>);

impl Trail {
    /// Notes what somebody did.
    pub(super) fn tell(&mut self, at: DateTime<Utc>, who: ParticipantId, event: Event) {
        self.0.push((at, Actor::Participant(who), event));
    }

    /// Notes how a centre began: its members are admitted, and its people get their roles.
    pub(super) fn of_beginning(centre: &Centre, at: DateTime<Utc>) -> Self {
        let job = Actor::Job(Job::Simulation);
        let members = Fact::count(centre.members.len() + 1);
        let subject = Subject::id(centre.tenant);
        let admitted = Event::of_tenant("members.admitted", subject, vec![("members", members)]);
        let granted = centre.grants.iter().map(Grant::given);
        Self(std::iter::once(admitted).chain(granted).map(|event| (at, job, event)).collect())
    }

    /// How much happened.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// In the order of time, each in the trace of a request of its own.
    pub(in crate::simulation) fn placed(mut self, tenant: TenantId, seed: u64) -> Vec<PlacedEvent> {
        // Stable: what happened at once stays in the order in which it was told.
        self.0.sort_by_key(|(at, ..)| *at);
        let mut dice = Dice::of(seed, uuid::Uuid::from(tenant).as_u64_pair().1);
        let (mut millis, mut turn) = (0, 0_u16);
        let place = |(at, actor, event): (DateTime<Utc>, Actor, Event)| {
            turn = if at.timestamp_millis() == millis { turn + 1 } else { 0 };
            millis = at.timestamp_millis();
            PlacedEvent {
                tenant,
                id: dice.id(at, turn),
                at,
                actor,
                // What a job does is in no trace.
                trace: matches!(actor, Actor::Participant(_)).then(|| dice.trace()),
                event,
            }
        };
        self.0.into_iter().map(place).collect()
    }
}
