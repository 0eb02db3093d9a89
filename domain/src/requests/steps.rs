//! What each move does with a request, beside where it stands then. Pure: no database, no present time.

use super::clock::{Clock, OfficeHours};
use super::moves::{Held, Move, RequestState};
use super::rejection::Rejection;
use super::rules::Request;
use super::term::{NO_DAY, Term, due_on};
use crate::access::{Permission, Role, Secrecy};
use crate::kernel::error::Result;
use crate::kernel::ids::ParticipantId;
use chrono::{DateTime, NaiveDate, Utc};

/// Where a request is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filing {
    /// Under which service.
    pub(super) service_code: String,
    /// Who of the staff may read it there.
    pub(super) secrecy: Secrecy,
    /// That service's terms; `None`: it is the same service.
    pub(super) terms: Option<Terms>,
}

/// Within how many working days a service answers and closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) first_answer_days: i32,
    pub(super) close_days: i32,
}

impl Request {
    /// Gives it to somebody. Whoever has it may pass it on while it is open.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`], or the assignee's.
    pub(crate) fn assign(self, to: ParticipantId, roles: &[Role]) -> Result<Self> {
        let moved = self.moved(Move::Assign)?;
        may_work_on(roles, moved.secrecy)?;
        Ok(Self { assignee_id: Some(to), ..moved })
    }

    /// Begins to work on it. Who begins with what nobody has, has it.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`].
    pub(super) fn start(self, by: ParticipantId) -> Result<Self> {
        let moved = self.moved(Move::Start)?;
        Ok(Self { assignee_id: moved.assignee_id.or(Some(by)), ..moved })
    }

    /// Waits for the requester: the clock stands still. A question is an answer, if it is the first.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`], [`Rejection::AskedTooOften`].
    pub(super) fn ask(self, now: DateTime<Utc>) -> Result<Self> {
        let moved = self.moved(Move::AskRequester)?;
        let term = moved.term.clone().stop((moved.opened_at, moved.due_at), now)?;
        Ok(Self { term, ..moved }.first_answered(now))
    }

    /// The requester has answered: the clock runs on, and the term is later by how long it stood still.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`].
    pub(super) fn answer(self, now: DateTime<Utc>) -> Result<Self> {
        Ok(self.moved(Move::Answer)?.running(now))
    }

    /// Closes it with what came of it.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`].
    pub(crate) fn close(self, outcome: String, now: DateTime<Utc>) -> Result<Self> {
        Ok(self.moved(Move::Close)?.running(now).ended(outcome, now).first_answered(now))
    }

    /// Withdraws it, for the reason that is said.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`].
    pub(super) fn cancel(self, reason: String, now: DateTime<Utc>) -> Result<Self> {
        Ok(self.moved(Move::Cancel)?.running(now).ended(reason, now))
    }

    /// Whether it can be filed elsewhere at all.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`].
    pub(super) fn must_be_movable(&self) -> Result<()> {
        self.state.after(Move::Refile, Held::BySomebody)?;
        Ok(())
    }

    /// Files it elsewhere, under the terms of the service it is filed under then. Who had it and may not work on it there has it
    /// no more: it is new again, and nobody waits for an answer.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`].
    pub(super) fn refile(
        self,
        to: Filing,
        roles_of_assignee: &[Role],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let stays = may_work_on(roles_of_assignee, to.secrecy).is_ok();
        let assignee_id = self.assignee_id.filter(|_| stays);
        let moved = Self { assignee_id, ..self }.moved(Move::Refile)?;
        let moved = match moved.state {
            RequestState::New => moved.running(now),
            RequestState::Assigned
            | RequestState::InProgress
            | RequestState::WaitingForRequester
            | RequestState::Closed
            | RequestState::Cancelled => moved,
        };
        let moved = match to.terms {
            Some(terms) => moved.under(terms, now),
            None => moved,
        };
        Ok(Self { service_code: to.service_code, secrecy: to.secrecy, ..moved })
    }

    /// Opens it again: its clock for closing is started anew.
    ///
    /// # Errors
    /// [`super::moves::IllegalMove`].
    pub(crate) fn reopen(
        self,
        close_days: i32,
        hours: OfficeHours,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let moved = self.moved(Move::Reopen)?;
        Ok(Self {
            closed_at: None,
            outcome: None,
            due_at: Clock::new(now, close_days, hours).due_at(),
            term: Term::of(Some(now), close_days, hours),
            ..moved
        })
    }

    /// Under which day it is counted as open: the last for closing it, and none while it was stopped in time.
    pub(crate) fn counted_on(&self) -> NaiveDate {
        match self.term.stopped_since {
            Some(since) if since < self.due_at => NO_DAY,
            Some(_) | None => due_on(self.due_at),
        }
    }

    /// Under other terms, from when it came and by the hours its clock was started with. A term that is over stays what it was,
    /// and so does that of an answer which was given: what is late isn't made punctual by filing it elsewhere.
    fn under(self, terms: Terms, now: DateTime<Utc>) -> Self {
        let is_answered = self.first_answered_at.is_some() || self.first_answer_due_at <= now;
        let first_answer_due_at = if is_answered {
            self.first_answer_due_at
        } else {
            Clock::new(self.opened_at, terms.first_answer_days, self.term.hours()).due_at()
        };
        if self.is_overdue(now) {
            return Self { first_answer_due_at, ..self };
        }
        let term = Term { close_days: Some(terms.close_days), ..self.term.clone() };
        let due_at = term.clock(self.opened_at, self.due_at).due_at();
        Self { first_answer_due_at, due_at, term, ..self }
    }

    fn moved(self, what: Move) -> Result<Self> {
        let held = if self.assignee_id.is_some() { Held::BySomebody } else { Held::ByNobody };
        let state = self.state.after(what, held)?;
        Ok(Self { state, version: self.version + 1, ..self })
    }

    fn running(self, now: DateTime<Utc>) -> Self {
        let (term, due_at) = self.term.clone().run_on((self.opened_at, self.due_at), now);
        Self { due_at, term, ..self }
    }

    fn ended(self, outcome: String, now: DateTime<Utc>) -> Self {
        Self { closed_at: Some(now), outcome: Some(outcome), ..self }
    }

    fn first_answered(self, now: DateTime<Utc>) -> Self {
        Self { first_answered_at: self.first_answered_at.or(Some(now)), ..self }
    }
}

fn may_work_on(roles: &[Role], secrecy: Secrecy) -> Result<(), Rejection> {
    let mut workers = roles
        .iter()
        .filter(|role| role.permissions().any(|p| p == Permission::CloseRequest))
        .peekable();
    if workers.peek().is_none() {
        return Err(Rejection::AssigneeIsNotStaff);
    }
    if workers.any(|role| role.clearances().contains(&secrecy)) {
        Ok(())
    } else {
        Err(Rejection::AssigneeMayNotRead)
    }
}

#[cfg(test)]
mod tests;
