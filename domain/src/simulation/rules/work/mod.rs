//! Two years of a centre: cases, the work on them, and what was said. Each step by the rules of its slice.

mod activities;
mod cases;

use super::Centre;
use super::calendar::{Calendar, later};
use super::dice::Dice;
use super::names;
use super::trail::Trail;
use crate::access::{Label, Role, Secrecy};
use crate::activities::{Activity, Share};
use crate::benefits::Rates;
use crate::configuration::EffectiveService;
use crate::kernel::error::Result;
use crate::kernel::ids::{CommentId, ParticipantId};
use crate::requests::{self, Request};
use cases::Case;

/// As many events as there are activities, and three for each request: comments fill up what is left of that.
const EVENTS_OF_A_REQUEST: usize = 3;

/// Where and by whom it is done.
pub(super) struct Office<'a> {
    pub(super) centre: &'a Centre,
    pub(super) services: &'a [EffectiveService],
    pub(super) calendar: &'a Calendar,
    pub(super) rates: Rates,
}

/// What is there in the end.
pub(in crate::simulation) struct Work {
    pub(in crate::simulation) requests: Vec<Request>,
    pub(in crate::simulation) comments: Vec<Comment>,
    pub(in crate::simulation) activities: Vec<(Activity, Vec<Share>)>,
}

/// A comment with the label of its case.
pub(in crate::simulation) struct Comment {
    pub(in crate::simulation) label: Label,
    pub(in crate::simulation) comment: requests::Comment,
}

/// Works for two years.
pub(super) fn done(
    office: Office<'_>,
    dice: Dice,
    requests: u32,
    activities: u32,
) -> Result<(Work, Trail)> {
    let trail = Trail::of_beginning(office.centre, office.calendar.beginning());
    let before = trail.len();
    let mut worker = Worker { office, dice, trail };
    let cases = worker.cases(requests)?;
    let activities = worker.activities(&cases, activities)?;
    let wanted = before + activities.len() + EVENTS_OF_A_REQUEST * cases.len();
    let missing = wanted.saturating_sub(worker.trail.len());
    let comments = if cases.is_empty() {
        vec![]
    } else {
        (0..missing).map(|_| worker.comment(&cases)).collect()
    };
    let requests = cases.into_iter().map(|case| case.request).collect();
    Ok((Work { requests, comments, activities }, worker.trail))
}

/// Who does all of it, in turn.
struct Worker<'a> {
    office: Office<'a>,
    dice: Dice,
    trail: Trail,
}

impl Worker<'_> {
    /// Somebody who may read it, with what they are.
    fn somebody_for(&mut self, secrecy: Secrecy) -> (ParticipantId, Role) {
        let staff = &self.office.centre.staff;
        match secrecy {
            Secrecy::Dpo => (staff.officer, Role::DataProtectionOfficer),
            Secrecy::Open if self.dice.happens(700) => {
                (*self.dice.one_of(&staff.clerks), Role::Clerk)
            }
            Secrecy::Open | Secrecy::Confidential => *self.dice.one_of(&staff.specialists),
        }
    }

    /// Somebody says something to a case: its mayor, or who has it.
    fn comment(&mut self, cases: &[Case]) -> Comment {
        let case = self.dice.one_of(cases);
        let label = case.request.label();
        let dice = &mut self.dice;
        let mut written_at = later(case.request.opened_at, dice.below(10), dice);
        if self.office.calendar.is_over(written_at) {
            written_at = case.request.opened_at + chrono::Duration::minutes(1);
        }
        let is_internal = self.dice.happens(300);
        let mayor = case.mayor.filter(|_| {
            label.shown_to_member
                && label.secrecy == Secrecy::Open
                && !is_internal
                && self.dice.happens(400)
        });
        let author_id = match mayor.or(case.request.assignee_id) {
            Some(author) => author,
            None => self.somebody_for(label.secrecy).0,
        };
        let id: CommentId = self.dice.id(written_at, 0);
        self.trail.tell(
            written_at,
            author_id,
            requests::events::commented(&case.request, id, is_internal),
        );
        let body = names::comment(&mut self.dice);
        Comment {
            label,
            comment: requests::Comment { id, author_id, written_at, is_internal, body },
        }
    }
}
