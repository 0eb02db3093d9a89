//! What each move does with a request, beside where it stands then. Pure: no database, no present time.

use super::clock::{Clock, OfficeHours};
use super::moves::{Held, Move};
use super::rejection::Rejection;
use super::rules::Request;
use super::term::{NO_DAY, Term, due_on};
use crate::access::{Permission, Role, Secrecy};
use crate::kernel::error::Result;
use crate::kernel::ids::ParticipantId;
use chrono::{DateTime, NaiveDate, Utc};

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
