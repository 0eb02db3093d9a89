//! What can happen in a tenant, one step at a time. Everybody tries everything: what is refused lawfully is no step, and must be
//! counted nowhere.

use crate::house::patience::in_time;
use chrono::{Duration, NaiveDate};
use domain::access::{Caller, Clock, Role, SignedIn};
use domain::activities::{self, ActivityCompetence, Beneficiary, Change, Correction, NewActivity};
use domain::benefits::{Method, Said};
use domain::configuration::{self, ServiceOverride};
use domain::identity::{self, NewGrant};
use domain::kernel::error::{Error, Result};
use domain::kernel::ids::{ActivityId, GrantId, MemberId, ParticipantId, RequestId};
use domain::kernel::money::Money;
use domain::kernel::working_days::day_in_prague;
use domain::requests::{self, NewRequest, Priority, Requester};
use domain::tenancy;
use futures_util::future::BoxFuture;
use rand::RngExt as _;
use rand::rngs::StdRng;
use std::ops::RangeInclusive;

type Step = for<'h> fn(&'h mut History) -> BoxFuture<'h, Result<()>>;

/// What can happen, and how often.
pub(super) const STEPS: &[(&str, u32, Step)] = &[
    ("a request is opened", 6, |h| Box::pin(h.open())),
    ("a request is given to somebody", 2, |h| Box::pin(h.assign())),
    ("a request is commented", 1, |h| Box::pin(h.comment())),
    ("a request is begun", 4, |h| Box::pin(h.start())),
    ("a requester is asked", 5, |h| Box::pin(h.ask())),
    ("a requester answers", 6, |h| Box::pin(h.answer())),
    ("a request is withdrawn", 2, |h| Box::pin(h.cancel())),
    ("a request is closed", 7, |h| Box::pin(h.close())),
    ("a request is reopened", 5, |h| Box::pin(h.reopen())),
    ("an activity is recorded", 5, |h| Box::pin(h.record())),
    ("an activity is corrected", 5, |h| Box::pin(h.correct())),
    ("a benefit is attested", 6, |h| Box::pin(h.attest())),
    ("a service gets another closing time", 1, |h| Box::pin(h.override_service())),
    ("a manager is appointed", 2, |h| Box::pin(h.appoint())),
    ("a manager is one no more", 1, |h| Box::pin(h.dismiss())),
    ("a member leaves", 1, |h| Box::pin(h.leave())),
];

/// Of several areas and all three secrecies.
const SERVICES: [&str; 7] = [
    "DEV-WASTE",
    "LEGAL-ADVICE",
    "LEGAL-COUNCIL",
    "GRANT-APPLICATION",
    "INF-BOARD",
    "DPO-INCIDENT",
    "DPO-ADVICE",
];

/// One tenant, and what has happened in it.
pub(super) struct History {
    rng: StdRng,
    clock: Clock,
    /// Of three municipalities; the mayor is of the first, and the last may leave.
    members: [MemberId; 3],
    /// A manager who administers too, the data protection officer, a mayor.
    people: [SignedIn; 3],
    /// Two who may become managers, and never sign in.
    colleagues: [ParticipantId; 2],
    /// Grants of those who became it.
    appointed: Vec<GrantId>,
    requests: Vec<RequestId>,
    /// Of them, those whose requester was asked, and hasn't tried to answer yet.
    asked: Vec<RequestId>,
    activities: Vec<(ActivityId, i32)>,
    overrides: [i32; SERVICES.len()],
}

impl History {
    pub(super) fn new(
        rng: StdRng,
        clock: Clock,
        members: [MemberId; 3],
        people: [SignedIn; 3],
        colleagues: [ParticipantId; 2],
    ) -> Self {
        Self {
            rng,
            clock,
            members,
            people,
            colleagues,
            appointed: vec![],
            requests: vec![],
            asked: vec![],
            activities: vec![],
            overrides: [0; SERVICES.len()],
        }
    }

    pub(super) fn draw(&mut self, from: RangeInclusive<usize>) -> usize {
        self.rng.random_range(from)
    }

    /// So many steps are tried; those that were done are noted.
    pub(super) async fn live(mut self, steps: usize, note: &(dyn Fn(&'static str) + Sync)) {
        let weights: u32 = STEPS.iter().map(|(_, weight, _)| weight).sum();
        for _ in 0..steps {
            // An hour, a week, two months: some closings are in time, and some months lie empty.
            let hours = [2, 30, 200, 1_500][self.draw(0..=3)];
            self.clock.advance(Duration::minutes(self.rng.random_range(1..hours * 60)));
            let mut at = self.rng.random_range(0..weights);
            let (name, _, step) = STEPS
                .iter()
                .find(|(_, weight, _)| at.checked_sub(*weight).map(|rest| at = rest).is_none())
                .expect("a step");
            match in_time(name, step(&mut self)).await {
                Ok(()) => note(name),
                Err(
                    Error::NotFound(_)
                    | Error::Forbidden { .. }
                    | Error::Invalid(_)
                    | Error::Rejected(_)
                    | Error::IllegalMove { .. }
                    | Error::Stale { .. },
                ) => {}
                Err(error) => panic!("{name}: {error:?}"),
            }
        }
    }

    fn manager(&self) -> &Caller {
        self.people[0].caller().expect("one tenant")
    }

    /// Anybody of the staff: what one of them can't see, the other may.
    fn staff(&mut self) -> Caller {
        let who = self.draw(0..=1);
        self.people[who].caller().expect("one tenant").clone()
    }

    fn anybody(&mut self) -> Caller {
        let who = self.draw(0..=2);
        self.people[who].caller().expect("one tenant").clone()
    }

    fn service(&mut self) -> String {
        SERVICES[self.draw(0..=SERVICES.len() - 1)].to_owned()
    }

    fn member(&mut self) -> MemberId {
        self.members[self.draw(0..=2)]
    }

    /// One of the requests so far.
    fn request(&mut self) -> Result<RequestId> {
        let last = self.requests.len().checked_sub(1).ok_or(NOTHING_YET)?;
        let one = self.draw(0..=last);
        Ok(self.requests[one])
    }

    fn activity(&mut self) -> Result<usize> {
        let last = self.activities.len().checked_sub(1).ok_or(NOTHING_YET)?;
        Ok(self.draw(0..=last))
    }

    async fn open(&mut self) -> Result<()> {
        let by = self.anybody();
        let requester = match self.draw(0..=4) {
            0 => Requester::Citizen("Cyril Neskutečný".to_owned()),
            1 => Requester::Organisation("Škola".to_owned()),
            _ => Requester::Municipality,
        };
        let new = NewRequest {
            service_code: self.service(),
            title: "Něco".to_owned(),
            description: String::new(),
            requester,
            member: Some(self.member()),
            municipality_code: None,
            shown_to_member: None,
            priority: Priority::Normal,
            channel: None,
        };
        let opened = requests::commands::open(&by, new).await?;
        self.requests.push(opened.id);
        Ok(())
    }

    async fn assign(&mut self) -> Result<()> {
        let (by, to, id) = (self.staff(), self.staff(), self.request()?);
        let to: ParticipantId = to.participant().expect("a participant");
        requests::commands::assign(&by, id, to).await.map(drop)
    }

    async fn comment(&mut self) -> Result<()> {
        let (by, id) = (self.anybody(), self.request()?);
        requests::commands::comment(&by, id, "Nic", false).await.map(drop)
    }

    async fn close(&mut self) -> Result<()> {
        let (by, id) = (self.staff(), self.request()?);
        requests::commands::close(&by, id, "Hotovo").await.map(drop)
    }

    async fn start(&mut self) -> Result<()> {
        let (by, id) = (self.staff(), self.request()?);
        requests::work::start(&by, id).await.map(drop)
    }

    /// Who asks has begun.
    async fn ask(&mut self) -> Result<()> {
        let (by, id) = (self.staff(), self.request()?);
        match requests::work::start(&by, id).await {
            Ok(_) | Err(Error::IllegalMove { .. }) => {}
            Err(error) => return Err(error),
        }
        requests::work::ask(&by, id, "Kdy?").await?;
        self.asked.push(id);
        Ok(())
    }

    /// What was asked last, if it still waits.
    async fn answer(&mut self) -> Result<()> {
        let by = self.anybody();
        let id = self.asked.pop().ok_or(NOTHING_YET)?;
        requests::work::answer(&by, id, "Zítra").await.map(drop)
    }

    async fn cancel(&mut self) -> Result<()> {
        let (by, id) = (self.staff(), self.request()?);
        requests::work::cancel(&by, id, "Už netřeba", None).await.map(drop)
    }

    async fn reopen(&mut self) -> Result<()> {
        let (by, id) = (self.staff(), self.request()?);
        requests::commands::reopen(&by, id).await.map(drop)
    }

    fn day(&mut self) -> NaiveDate {
        let back = [0, 0, 3, 40, 300][self.draw(0..=4)];
        day_in_prague(self.clock.now()) - Duration::days(back)
    }

    fn benefit(&mut self) -> Said {
        let money = |haler: i64| Money::of_haler(haler);
        let amount = self.rng.random_range(1..5_000_000);
        let nothing = Said {
            method: Method::AvoidedHours,
            avoided_minutes: None,
            market_price: None,
            prices_alone: None,
            joint_price: None,
            amount: None,
            sanction: None,
        };
        match self.draw(0..=3) {
            0 => Said { avoided_minutes: Some(self.rng.random_range(1..5_000)), ..nothing },
            1 => Said { method: Method::MarketPrice, market_price: money(amount), ..nothing },
            2 => Said { method: Method::GrantWon, amount: money(amount), ..nothing },
            _ => Said { method: Method::SanctionAvoided, sanction: money(amount), ..nothing },
        }
    }

    async fn record(&mut self) -> Result<()> {
        let by = self.staff();
        let new = NewActivity {
            service_code: self.service(),
            competence: ActivityCompetence::Own,
            performed_on: Some(self.day()),
            minutes: self.rng.random_range(1..600),
            output: "Práce".to_owned(),
            request: if self.rng.random() { self.request().ok() } else { None },
            beneficiaries: Some(vec![Beneficiary { member: self.member(), weight: 1 }]),
            benefit: if self.rng.random() { Some(self.benefit()) } else { None },
        };
        let id = activities::commands::record(&by, new).await?;
        self.activities.push((id, 1));
        Ok(())
    }

    async fn correct(&mut self) -> Result<()> {
        let (by, at) = (self.staff(), self.activity()?);
        let (id, version) = self.activities[at];
        let request = match self.draw(0..=3) {
            0 => Change::Remove,
            1 => Change::To(self.request()?),
            _ => Change::Keep,
        };
        let benefit = match self.draw(0..=3) {
            0 => Change::Remove,
            1 | 2 => Change::To(self.benefit()),
            _ => Change::Keep,
        };
        let correction = Correction {
            service_code: if self.rng.random() { Some(self.service()) } else { None },
            competence: None,
            performed_on: if self.rng.random() { Some(self.day()) } else { None },
            minutes: Some(self.rng.random_range(1..600)),
            output: None,
            request,
            beneficiaries: None,
            benefit,
        };
        let corrected = activities::commands::correct(&by, id, version, correction).await;
        // A correction that changed nothing made no version.
        match &corrected {
            Ok(_) => self.activities[at].1 += 1,
            Err(Error::Stale { version, .. }) => self.activities[at].1 = *version,
            Err(_) => {}
        }
        corrected.map(drop)
    }

    async fn attest(&mut self) -> Result<()> {
        let at = self.activity()?;
        let mayor = self.people[2].caller().expect("one tenant");
        activities::commands::attest(mayor, self.activities[at].0, None).await.map(drop)
    }

    async fn override_service(&mut self) -> Result<()> {
        let one = self.draw(0..=SERVICES.len() - 1);
        let days = self.rng.random_range(1..60);
        let change = ServiceOverride { is_offered: None, close_days: Some(days) };
        let version = self.overrides[one];
        configuration::commands::override_service(self.manager(), SERVICES[one], change, version)
            .await?;
        self.overrides[one] += 1;
        Ok(())
    }

    /// One of two, also one who was it before.
    async fn appoint(&mut self) -> Result<()> {
        let who = self.draw(0..=1);
        let manager = NewGrant::of(Role::CentreManager);
        let grant =
            identity::commands::grant(self.manager(), self.colleagues[who], &manager).await?;
        self.appointed.push(grant.id);
        Ok(())
    }

    /// At once, or from a later day on: that it was said is what counts.
    async fn dismiss(&mut self) -> Result<()> {
        let last = self.appointed.len().checked_sub(1).ok_or(NOTHING_YET)?;
        let one = self.draw(0..=last);
        let later = self.rng.random::<bool>().then(|| self.clock.now() + Duration::days(20));
        identity::commands::revoke(self.manager(), self.appointed[one], later).await.map(drop)
    }

    /// Its own administration says so, up to a month ahead.
    async fn leave(&mut self) -> Result<()> {
        let (ahead, member) = (self.rng.random_range(0..=30), self.members[2]);
        let left_on = day_in_prague(self.clock.now()) + Duration::days(ahead);
        tenancy::commands::end_membership(self.manager(), member, left_on).await.map(drop)
    }
}

/// There is nothing that it could be done to.
const NOTHING_YET: Error = Error::NotFound(domain::kernel::error::Kind::Request);
