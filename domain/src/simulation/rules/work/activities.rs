//! The work on cases, and beside them: what it took, whom it was for, what it was good for.

use super::Worker;
use super::cases::Case;
use crate::access::{Label, Secrecy};
use crate::activities::{Activity, ActivityCompetence, Attested, Share, events, label, share_out};
use crate::benefits::{Benefit, Claim, Work, compute_at};
use crate::catalogue::{Competence, ServiceArea};
use crate::kernel::error::Result;
use crate::kernel::ids::{MemberId, ParticipantId};
use crate::kernel::money::Money;
use crate::kernel::working_days::day_in_prague;
use crate::simulation::rules::calendar::later;
use crate::simulation::rules::names;
use chrono::{DateTime, Datelike as _, Duration, Utc};
use std::collections::BTreeMap;

/// One case in so many has most of the work.
const BUSY: usize = 12;

/// A piece of work before it has its number.
struct Done {
    recorded_at: DateTime<Utc>,
    performed_at: DateTime<Utc>,
    performer: ParticipantId,
    service: usize,
    request: Option<Label>,
}

impl Worker<'_> {
    /// Records so many, in the order of time, each as it is in the end: with its corrections and attestations.
    pub(super) fn activities(
        &mut self,
        cases: &[Case],
        count: u32,
    ) -> Result<Vec<(Activity, Vec<Share>)>> {
        let mut done: Vec<Done> = (0..count).map(|_| self.did(cases)).collect();
        done.sort_by_key(|done| done.recorded_at);
        let mut numbers: BTreeMap<i32, i32> = BTreeMap::new();
        done.into_iter()
            .map(|done| {
                let year = day_in_prague(done.recorded_at).year();
                let number = numbers.entry(year).or_default();
                *number += 1;
                self.record(&done, (year, *number))
            })
            .collect()
    }

    /// Somebody did something: on a case mostly, and on some cases most.
    fn did(&mut self, cases: &[Case]) -> Done {
        let on = self.dice.happens(850).then(|| self.some_case(cases)).flatten();
        let (service, request, performer, performed_at) = if let Some((case, who)) = on {
            let days = u32::try_from(self.service(case.service).close_days()).unwrap_or(0);
            let days = self.dice.between(0, days);
            let at = later(case.request.opened_at, days, &mut self.dice);
            (case.service, Some(case.request.label()), who, at)
        } else {
            let service = self.dice.place_in(self.office.services);
            let secrecy = self.service(service).national.secrecy;
            let at = self.office.calendar.moment(&mut self.dice);
            (service, None, self.somebody_for(secrecy).0, at)
        };
        let calendar = self.office.calendar;
        // What would be done when the two years are over is done at their end.
        let performed_at = performed_at.min(calendar.end() - Duration::hours(10));
        let days = self.dice.below(4);
        let recorded_at = later(performed_at, days, &mut self.dice);
        let recorded_at = recorded_at.min(calendar.end() - Duration::seconds(1));
        Done { recorded_at, performed_at, performer, service, request }
    }

    /// A case that somebody has, with them.
    fn some_case<'c>(&mut self, cases: &'c [Case]) -> Option<(&'c Case, ParticipantId)> {
        if cases.is_empty() {
            return None;
        }
        let place = self.dice.place_in(cases);
        let place = if self.dice.happens(500) { place - place % BUSY } else { place };
        let case = cases.get(place)?;
        Some((case, case.request.assignee_id?))
    }

    fn record(
        &mut self,
        done: &Done,
        (year, number): (i32, i32),
    ) -> Result<(Activity, Vec<Share>)> {
        let service = self.service(done.service);
        let (code, area) = (service.code().to_owned(), service.national.area);
        let (service_secrecy, competence) = (service.national.secrecy, service.national.competence);
        let weights = self.weights(done.request);
        let minutes = i32::try_from(self.dice.between(1, 32) * 15).unwrap_or(15);
        let performed_on = day_in_prague(done.performed_at);
        let claim = self.claim(area, minutes);
        let benefit = claim
            .as_ref()
            .map(|claim| self.benefit(claim, Work { minutes, performed_on }))
            .transpose()?;
        let (secrecy, shown_to_member) = label(service_secrecy, done.request);
        let activity = Activity {
            id: self.dice.id(done.recorded_at, 0),
            secrecy,
            counted_secrecy: secrecy,
            shown_to_member,
            year,
            number,
            service_code: code,
            service_secrecy,
            request: done.request,
            competence: match competence {
                Competence::Own | Competence::Both => ActivityCompetence::Own,
                Competence::Delegated => ActivityCompetence::Delegated,
            },
            performed_on,
            performed_by: done.performer,
            minutes,
            output: names::output(&mut self.dice),
            share_count: i32::try_from(weights.len()).unwrap_or(1),
            benefit,
            recorded_at: done.recorded_at,
            recorded_by: done.performer,
            corrects: None,
            version: 1,
        };
        self.trail.tell(done.recorded_at, done.performer, events::recorded(&activity, area));
        let activity = self.corrected(activity, area, claim.as_ref())?;
        let mut shares = share_out(&activity, &weights);
        self.attest(&activity, &mut shares);
        Ok((activity, shares))
    }

    /// Its case's member alone mostly, else several.
    fn weights(&mut self, request: Option<Label>) -> BTreeMap<MemberId, i32> {
        let several = match request {
            Some(label) if self.dice.happens(850) => return BTreeMap::from([(label.member, 1)]),
            Some(_) | None => self.dice.between(1, 5),
        };
        let mut weights = BTreeMap::new();
        for _ in 0..several {
            let member = self.dice.one_of(&self.office.centre.at_home).member;
            weights.insert(member, i32::try_from(self.dice.between(1, 3)).unwrap_or(1));
        }
        weights
    }

    /// What somebody says it was good for, if they say so.
    fn claim(&mut self, area: ServiceArea, minutes: i32) -> Option<Claim> {
        if !self.dice.happens(200) {
            return None;
        }
        let crowns = i64::from(self.dice.between(5, 400)) * 100;
        let money = |crowns: i64| Money::of_haler(crowns * 100);
        if area == ServiceArea::Grants && self.dice.happens(500) {
            return money(crowns * 20).map(|amount| Claim::GrantWon { amount });
        }
        match self.dice.below(3) {
            0 => money(crowns).map(|market_price| Claim::MarketPrice { market_price }),
            1 => money(crowns).map(|sanction| Claim::SanctionAvoided { sanction }),
            _ => {
                let times = i32::try_from(self.dice.between(1, 4)).unwrap_or(1);
                Some(Claim::AvoidedHours { avoided_minutes: minutes * times })
            }
        }
    }

    fn benefit(&self, claim: &Claim, work: Work) -> Result<Benefit> {
        compute_at(claim, work, self.office.rates)
    }

    /// One in two hundred is corrected: it took longer.
    fn corrected(
        &mut self,
        old: Activity,
        area: ServiceArea,
        claim: Option<&Claim>,
    ) -> Result<Activity> {
        let days = self.dice.between(1, 10);
        let at = later(old.recorded_at, days, &mut self.dice);
        if !self.dice.happens(5) || self.office.calendar.is_over(at) {
            return Ok(old);
        }
        let minutes = old.minutes + 15;
        let work = Work { minutes, performed_on: old.performed_on };
        let benefit = claim.map(|claim| self.benefit(claim, work)).transpose()?;
        let new = Activity { minutes, benefit, version: old.version + 1, ..old.clone() };
        self.trail.tell(at, new.performed_by, events::corrected((&old, area), (&new, area)));
        Ok(new)
    }

    /// A mayor who sees a share with a benefit says in one of ten cases that it is so.
    fn attest(&mut self, activity: &Activity, shares: &mut [Share]) {
        let is_seen = activity.secrecy == Secrecy::Open && activity.shown_to_member;
        if activity.benefit.is_none() || !is_seen {
            return;
        }
        for share in shares {
            let home = self.office.centre.at_home.iter().find(|home| home.member == share.member);
            let days = self.dice.between(11, 40);
            let at = later(activity.recorded_at, days, &mut self.dice);
            let Some(home) =
                home.filter(|_| self.dice.happens(100) && !self.office.calendar.is_over(at))
            else {
                continue;
            };
            self.trail.tell(at, home.mayor, events::attested(activity, share));
            share.attested = Some(Attested { by: home.mayor, at });
        }
    }
}
