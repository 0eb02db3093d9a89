//! What there is in the nation. Pure: all of it follows from a [`Scale`].

mod calendar;
mod centre;
mod dice;
mod names;
mod register;
mod sizes;
mod trail;
mod work;

pub(super) use centre::{Centre, Grant, Person};
pub(super) use register::{Association, Membership, Municipality, Register};
pub(super) use trail::Trail;
pub(super) use work::{Comment, Work};

use crate::access::{Actor, Event, Fact, Job, PlacedEvent, Role, Subject};
use crate::benefits::Rates;
use crate::catalogue::Service;
use crate::configuration::{EffectiveService, model::ModelService};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::TenantId;
use calendar::Calendar;
use chrono::NaiveDate;
use dice::Dice;

/// How large the nation is, and which of all there could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// How many centres.
    pub tenants: u32,
    /// How many requests they have, all together.
    pub requests: u32,
    /// How many activities.
    pub activities: u32,
    /// The same seed makes the same nation.
    pub seed: u64,
    /// The last day on which something happened: two years end with it.
    pub until: NaiveDate,
}

impl Scale {
    /// # Errors
    /// [`Error::Invalid`] for a nation without centres, or with more of something than its codes can name.
    fn check(self) -> Result<Self> {
        let are_some = (1..=5_000).contains(&self.tenants)
            && (1..=20_000_000).contains(&self.requests)
            && (1..=40_000_000).contains(&self.activities);
        if are_some { Ok(self) } else { Err(Error::invalid(&["scale"], code::OUT_OF_RANGE)) }
    }
}

/// The nation as a whole; what its centres do is made one centre at a time, for all of it fits no small machine.
pub(super) struct Nation {
    scale: Scale,
    calendar: Calendar,
    services: Vec<EffectiveService>,
    rates: Rates,
    sizes: Vec<(u32, u32)>,
    pub(super) register: Register,
}

impl Nation {
    /// # Errors
    /// Those of [`Scale`].
    pub(super) fn of(scale: Scale, services: Vec<Service>, rates: Rates) -> Result<Self> {
        let scale = scale.check()?;
        let calendar = Calendar::until(scale.until);
        let register = Register::of(&mut Dice::of(scale.seed, 0), scale.tenants, &calendar);
        let sizes = sizes::shared_out(scale);
        let services = services
            .into_iter()
            .map(|national| EffectiveService::of(national, ModelService::default(), None));
        Ok(Self { scale, calendar, services: services.collect(), rates, sizes, register })
    }

    /// Each centre with its people.
    pub(super) fn centres(&self) -> impl Iterator<Item = Centre> {
        let sizes = self.sizes.iter().enumerate();
        sizes.map(|(place, (requests, _))| {
            let dice = &mut Dice::of(self.scale.seed, dice::place(place) * 2 + 1);
            Centre::of(dice, &self.register, place, *requests, &self.calendar)
        })
    }

    /// What a centre's people did in the two years, with the trail that it left.
    ///
    /// # Errors
    /// [`Error::Internal`] when a step isn't one that the slices allow.
    pub(super) fn work_of(&self, centre: &Centre) -> Result<(Work, Trail)> {
        let (requests, activities) = self.sizes.get(centre.place).copied().unwrap_or_default();
        let dice = Dice::of(self.scale.seed, dice::place(centre.place) * 2 + 2);
        let office = work::Office {
            centre,
            services: &self.services,
            calendar: &self.calendar,
            rates: self.rates,
        };
        work::done(office, dice, requests, activities)
    }

    /// The nation's coordinator, and what happened in the nation itself: the centres were onboarded, and all of it is made up.
    pub(super) fn its_own(&self) -> (Person, Grant, Vec<PlacedEvent>) {
        let (dice, at) = (&mut Dice::of(self.scale.seed, u64::MAX), self.beginning());
        let person = Person {
            id: dice.id(at, 0),
            email: "koordinator@simulace.example".to_owned(),
            name: names::person(dice),
        };
        let grant = Grant {
            id: dice.id(at, 0),
            participant: dice.id(at, 0),
            person: person.id,
            name: person.name.clone(),
            role: Role::NationalCoordinator,
            member: None,
        };
        let count = |number: u32| Fact::Number(number.into());
        let facts = vec![
            ("tenants", count(self.scale.tenants)),
            ("requests", count(self.scale.requests)),
            ("activities", count(self.scale.activities)),
            ("until", Fact::Day(self.scale.until)),
        ];
        let simulated = Event::of_tenant("nation.simulated", Subject::id(TenantId::NATION), facts);
        let onboarded = self.register.associations.iter().map(|association| {
            Event::of_tenant(
                "tenant.onboarded",
                Subject::id(TenantId::from(association.id)),
                vec![],
            )
        });
        let events =
            std::iter::once(simulated).chain(std::iter::once(grant.given())).chain(onboarded);
        let place = |(turn, event)| PlacedEvent {
            tenant: TenantId::NATION,
            id: dice.id(at, turn),
            at,
            actor: Actor::Job(Job::Simulation),
            trace: None,
            event,
        };
        let events = (0_u16..).zip(events).map(place).collect();
        (person, grant, events)
    }

    /// When its centres were onboarded.
    pub(super) fn beginning(&self) -> chrono::DateTime<chrono::Utc> {
        self.calendar.beginning()
    }
}
