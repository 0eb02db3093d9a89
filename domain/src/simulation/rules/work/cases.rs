//! Cases, from opening to closing, and sometimes on.

use super::Worker;
use crate::access::Secrecy;
use crate::catalogue::ServiceArea;
use crate::configuration::EffectiveService;
use crate::directory::MunicipalityCode;
use crate::kernel::error::Result;
use crate::kernel::ids::ParticipantId;
use crate::kernel::working_days::day_in_prague;
use crate::requests::{
    Channel, Files, NewRequest, OfficeHours, Priority, Request, RequestState, Requester, Shown,
    Term, deadlines, due_on, events, shown_to_member,
};
use crate::simulation::rules::calendar::later;
use crate::simulation::rules::names;
use chrono::{DateTime, Datelike as _, Utc};
use std::collections::BTreeMap;

/// A case, and what is known of it beside.
pub(super) struct Case {
    pub(super) request: Request,
    /// The place of its service.
    pub(super) service: usize,
    /// Of its municipality; `None`: it is the association's own.
    pub(super) mayor: Option<ParticipantId>,
}

impl<'a> Worker<'a> {
    /// Opens so many, in the order of time, and works on each as far as the two years reach.
    pub(super) fn cases(&mut self, count: u32) -> Result<Vec<Case>> {
        let mut openings: Vec<DateTime<Utc>> =
            (0..count).map(|_| self.office.calendar.moment(&mut self.dice)).collect();
        openings.sort_unstable();
        let mut numbers: BTreeMap<i32, i32> = BTreeMap::new();
        openings
            .into_iter()
            .map(|at| {
                let year = day_in_prague(at).year();
                let number = numbers.entry(year).or_default();
                *number += 1;
                let case = self.open(at, (year, *number));
                self.work_on(case)
            })
            .collect()
    }

    fn open(&mut self, at: DateTime<Utc>, (year, number): (i32, i32)) -> Case {
        let place = self.dice.place_in(self.office.services);
        let service = self.service(place);
        let (code, area, secrecy) =
            (service.code().to_owned(), service.national.area, service.national.secrecy);
        let name = service.national.name_cs.clone();
        let due = deadlines(service, OfficeHours::ALL_DAY, at);
        let home = self.dice.one_of(&self.office.centre.at_home);
        let requester = self.requester(area);
        let is_citizen = matches!(requester, Requester::Citizen(_));
        let by_mayor = requester == Requester::Municipality && self.dice.happens(300);
        let (files, opened_by) = if by_mayor {
            (Files::ForOwnMunicipality, home.mayor)
        } else {
            (Files::ForTheCentre, *self.dice.one_of(&self.office.centre.staff.clerks))
        };
        let about =
            MunicipalityCode::parse(&home.code).filter(|_| is_citizen && self.dice.happens(500));
        let new = NewRequest {
            service_code: code,
            title: names::title(&mut self.dice, &name),
            description: names::description(&mut self.dice),
            requester,
            member: (!is_citizen).then_some(home.member),
            municipality_code: about,
            shown_to_member: None,
            priority: Priority::Normal,
            channel: by_mayor.then_some(Channel::Web),
        };
        let request = Request {
            id: self.dice.id(at, 0),
            member_id: new.member.unwrap_or(self.office.centre.itself),
            secrecy,
            shown_to_member: match shown_to_member(&new, secrecy, files) {
                Shown::Said(is_shown) => is_shown,
                // Nobody has set anything in a nation that is made up.
                Shown::AsSet => true,
            },
            year,
            number,
            service_code: new.service_code.clone(),
            state: RequestState::New,
            title: new.title.clone(),
            description: new.description.clone(),
            requester_kind: new.requester.kind(),
            requester_name: new.requester.name().map(ToOwned::to_owned),
            municipality_code: new.municipality_code.map(|code| code.to_string()),
            opened_at: at,
            opened_by: Some(opened_by),
            first_answer_due_at: due.0,
            due_at: due.1,
            assignee_id: None,
            closed_at: None,
            outcome: None,
            version: 1,
            priority: new.priority,
            channel: new.channel,
            first_answered_at: None,
            term: Term::of(None, service.close_days(), OfficeHours::ALL_DAY),
            requester_email: None,
        };
        self.trail.tell(at, opened_by, events::opened(request.label(), area, due_on(due.1)));
        Case { request, service: place, mayor: (!is_citizen).then_some(home.mayor) }
    }

    fn requester(&mut self, area: ServiceArea) -> Requester {
        let citizens = if area == ServiceArea::Citizens { 700 } else { 50 };
        if self.dice.happens(citizens) {
            Requester::Citizen(names::person(&mut self.dice))
        } else if self.dice.happens(120) {
            Requester::Organisation(names::organisation(&mut self.dice))
        } else {
            Requester::Municipality
        }
    }

    /// Somebody gets it, a few pass it on, most are closed, and some are opened again.
    fn work_on(&mut self, mut case: Case) -> Result<Case> {
        let service = self.service(case.service);
        let (area, close_days) = (service.national.area, service.close_days());
        let days = u32::try_from(close_days).unwrap_or(0);
        let secrecy = case.request.secrecy;
        if self.dice.happens(60) {
            return Ok(case);
        }
        let Some(at) = self.later(case.request.opened_at, 2) else { return Ok(case) };
        let mut who = self.assign(&mut case, at, secrecy)?;
        let mut at = at;
        if self.dice.happens(20) {
            let Some(passed) = self.later(at, 3) else { return Ok(case) };
            who = self.assign(&mut case, passed, secrecy)?;
            at = passed;
        }
        // Some are never answered, and more are answered late.
        if self.dice.happens(60) {
            return Ok(case);
        }
        let taken = days * self.dice.between(10, 125) / 100;
        let Some(closed) = self.exactly_later(at, taken) else { return Ok(case) };
        self.close(&mut case, closed, who, area)?;
        if !self.dice.happens(25) {
            return Ok(case);
        }
        let Some(reopened) = self.later(closed, 15) else { return Ok(case) };
        case.request = case.request.reopen(close_days, OfficeHours::ALL_DAY, reopened)?;
        self.trail.tell(reopened, who, events::reopened(&case.request, area));
        if let Some(again) = self.later(reopened, days) {
            self.close(&mut case, again, who, area)?;
        }
        Ok(case)
    }

    fn assign(
        &mut self,
        case: &mut Case,
        at: DateTime<Utc>,
        secrecy: Secrecy,
    ) -> Result<ParticipantId> {
        let (who, role) = self.somebody_for(secrecy);
        case.request = case.request.clone().assign(who, &[role])?;
        let by = if secrecy == Secrecy::Dpo { who } else { self.office.centre.staff.manager };
        self.trail.tell(at, by, events::assigned(&case.request, who));
        Ok(who)
    }

    fn close(
        &mut self,
        case: &mut Case,
        at: DateTime<Utc>,
        who: ParticipantId,
        area: ServiceArea,
    ) -> Result<()> {
        let outcome = names::outcome(&mut self.dice);
        let was_on = case.request.counted_on();
        case.request = case.request.clone().close(outcome, at)?;
        self.trail.tell(at, who, events::closed(&case.request, was_on, area, at));
        Ok(())
    }

    /// So many working days later at most; `None`: the two years are over by then.
    fn later(&mut self, from: DateTime<Utc>, days_at_most: u32) -> Option<DateTime<Utc>> {
        let days = self.dice.between(0, days_at_most);
        self.exactly_later(from, days)
    }

    fn exactly_later(&mut self, from: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
        let at = later(from, days, &mut self.dice);
        (!self.office.calendar.is_over(at)).then_some(at)
    }

    pub(super) fn service(&self, place: usize) -> &'a EffectiveService {
        let Some(service) = self.office.services.get(place) else {
            unreachable!("a service that was chosen is one")
        };
        service
    }
}
