//! What a month adds up to. Pure: no database, no clock.

use super::super::employments::{Employment, part_of_full_time};
use super::super::rejection::Rejection;
use super::super::worklog::{Entry, Sum, WorkKind};
use crate::kernel::error::Result;
use crate::kernel::ids::{ParticipantId, TimesheetId};
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, NaiveDate, Utc};

/// A shift lasts twelve hours at most (§ 83 of Act 262/2006).
pub const LONGEST_DAY_MINUTES: i64 = 720;
const LONGEST_REASON: usize = 1_000;
/// What a month asks for is computed in thousandths of a minute.
const THOUSANDTHS: i64 = 1_000;

text_enum! {
    /// Where a month stands.
    TimesheetState {
        /// It is being written.
        Open = "OPEN",
        /// It waits for somebody's decision, and takes no change.
        Submitted = "SUBMITTED",
        /// It is being written again.
        Returned = "RETURNED",
        /// It takes no change for good.
        Approved = "APPROVED",
    }
}

impl TimesheetState {
    /// Whether what was worked in it may change.
    pub const fn takes_changes(self) -> bool {
        match self {
            Self::Open | Self::Returned => true,
            Self::Submitted | Self::Approved => false,
        }
    }
}

/// A month of somebody's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timesheet {
    /// Which.
    pub id: TimesheetId,
    /// Whose.
    pub participant: ParticipantId,
    /// Its first day.
    pub month: NaiveDate,
    /// Where it stands.
    pub state: TimesheetState,
    /// When it was submitted last.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who approved or returned it.
    pub decided_by: Option<ParticipantId>,
    /// When they did.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was returned.
    pub reason: Option<String>,
    /// Grows with each step.
    pub version: i32,
}

/// What of a month was worked by one employment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// By which.
    pub employment: Employment,
    /// What the month asks of it, in thousandths of a minute.
    pub asked_thousandths: i64,
    /// Minutes of work.
    pub work: i64,
    /// Minutes of leave.
    pub leave: i64,
    /// Minutes of sickness.
    pub sickness: i64,
}

impl Part {
    /// All of it.
    pub fn minutes(&self) -> i64 {
        self.work + self.leave + self.sickness
    }

    /// What the month asks of it in whole minutes, half a minute rounded up: that is what people compare.
    pub fn asked_minutes(&self) -> i64 {
        (self.asked_thousandths + THOUSANDTHS / 2).div_euclid(THOUSANDTHS)
    }

    fn is_beyond(&self) -> bool {
        self.minutes() * THOUSANDTHS > self.asked_thousandths
    }
}

/// Something in a month that deserves a second look. It forbids nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// A day has more than twelve hours.
    LongDay {
        /// Which.
        day: NaiveDate,
        /// How many minutes it has.
        minutes: i64,
    },
    /// There is more than the month asks of an employment.
    BeyondPart(Part),
}

/// A month with what it adds up to.
#[derive(Debug, Clone)]
pub struct SummedTimesheet {
    /// The month.
    pub timesheet: Timesheet,
    /// What of it was worked by each employment that lasts in it, in the order of their ids.
    pub parts: Vec<Part>,
    /// What deserves a second look: days first.
    pub warnings: Vec<Warning>,
}

impl SummedTimesheet {
    /// Adds up a month from all sums, all long days and all employments that were read for some months.
    pub(super) fn of(
        timesheet: Timesheet,
        sums: &[Sum],
        long_days: &[(TimesheetId, NaiveDate, Option<i64>)],
        employments: &[Employment],
    ) -> Self {
        let own = sums.iter().filter(|sum| sum.timesheet == timesheet.id).collect::<Vec<_>>();
        let part = |employment: &Employment| {
            let of_kind = |kind: WorkKind| -> i64 {
                let is_it = |sum: &&&Sum| sum.employment == employment.id && sum.kind == kind;
                own.iter().filter(is_it).map(|sum| sum.minutes).sum()
            };
            Part {
                employment: *employment,
                asked_thousandths: part_of_full_time(employment, timesheet.month),
                work: of_kind(WorkKind::Work),
                leave: of_kind(WorkKind::Leave),
                sickness: of_kind(WorkKind::Sickness),
            }
        };
        let of_whom = employments.iter().filter(|each| each.participant == timesheet.participant);
        let parts = of_whom.map(part).filter(|part| part.asked_thousandths + part.minutes() > 0);
        let parts: Vec<Part> = parts.collect();
        let days = long_days.iter().filter(|(of, ..)| *of == timesheet.id);
        let days = days.map(|(_, day, minutes)| Warning::LongDay {
            day: *day,
            minutes: minutes.unwrap_or_default(),
        });
        let beyond = parts.iter().filter(|part| part.is_beyond());
        let warnings = days.chain(beyond.copied().map(Warning::BeyondPart)).collect();
        Self { timesheet, parts, warnings }
    }

    /// The warnings that an entry of a day and an employment may have to do with.
    pub fn warnings_about(&self, entry: &Entry) -> Vec<Warning> {
        let is_about = |warning: &&Warning| match warning {
            Warning::LongDay { day, .. } => *day == entry.worked_on,
            Warning::BeyondPart(part) => part.employment.id == entry.employment,
        };
        self.warnings.iter().filter(is_about).copied().collect()
    }
}

/// Which months are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimesheetFilter {
    /// Of this participant.
    pub participant: Option<ParticipantId>,
    /// The month that this day is in.
    pub month: Option<NaiveDate>,
    /// Those that stand there.
    pub state: Option<TimesheetState>,
}

/// Trims and bounds why a month is returned.
pub(super) fn checked_reason(reason: &str) -> Result<String> {
    text::required(reason, LONGEST_REASON, &["input", "reason"])
}

/// A month is submitted once, when it has begun.
pub(super) fn must_be_submittable(timesheet: &Timesheet, today: NaiveDate) -> Result<()> {
    if !timesheet.state.takes_changes() {
        return Err(Rejection::MonthHandedIn.into());
    }
    if timesheet.month > today { Err(Rejection::MonthNotBegun.into()) } else { Ok(()) }
}

/// Somebody else decides about what was submitted.
pub(super) fn must_be_decidable(timesheet: &Timesheet, by: ParticipantId) -> Result<()> {
    if timesheet.participant == by {
        return Err(Rejection::OwnTimesheet.into());
    }
    match timesheet.state {
        TimesheetState::Submitted => Ok(()),
        TimesheetState::Open | TimesheetState::Returned | TimesheetState::Approved => {
            Err(Rejection::NotSubmitted.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::kernel::until::Until;
    use uuid::Uuid;

    fn post(id: u128, fte_thousandths: i32) -> Employment {
        Employment {
            id: Uuid::from_u128(id).into(),
            participant: Uuid::from_u128(9).into(),
            role: Role::Clerk,
            fte_thousandths,
            starts_on: "2026-01-01".parse().unwrap(),
            until: Until(None),
            version: 1,
        }
    }

    fn march() -> Timesheet {
        Timesheet {
            id: Uuid::from_u128(7).into(),
            participant: Uuid::from_u128(9).into(),
            month: "2026-03-01".parse().unwrap(),
            state: TimesheetState::Open,
            submitted_at: None,
            decided_by: None,
            decided_at: None,
            reason: None,
            version: 1,
        }
    }

    fn worked(post: Employment, kind: WorkKind, minutes: i64) -> Sum {
        Sum { timesheet: march().id, employment: post.id, kind, minutes }
    }

    #[test]
    fn each_post_is_measured_by_its_own_part_and_to_the_minute() {
        let (half, tenth) = (post(1, 500), post(2, 100));
        // 22 working days: 88 hours of the one, 17.6 of the other.
        let summed = |of_half: i64, of_tenth: i64| {
            let sums = [
                worked(half, WorkKind::Work, of_half - 480),
                worked(half, WorkKind::Leave, 480),
                worked(tenth, WorkKind::Work, of_tenth),
            ];
            SummedTimesheet::of(march(), &sums, &[], &[half, tenth])
        };
        assert_eq!(summed(5_280, 1_056).warnings, []);
        let beyond = summed(5_281, 1_057);
        let whose: Vec<_> = beyond
            .warnings
            .iter()
            .map(|warning| match warning {
                Warning::BeyondPart(part) => (part.employment.id, part.asked_minutes()),
                Warning::LongDay { .. } => panic!("{warning:?}"),
            })
            .collect();
        assert_eq!(whose, [(half.id, 5_280), (tenth.id, 1_056)]);
    }

    #[test]
    fn a_third_of_a_post_is_compared_exactly_and_shown_in_whole_minutes() {
        // 22 × 480 × 0.333 are 3,516.48 minutes.
        let third = post(1, 333);
        let of = |minutes| {
            let sums = [worked(third, WorkKind::Work, minutes)];
            SummedTimesheet::of(march(), &sums, &[], &[third])
        };
        assert_eq!(of(3_516).warnings, []);
        assert_eq!(of(3_517).warnings.len(), 1);
        assert_eq!(of(3_517).parts.first().unwrap().asked_minutes(), 3_516);
    }

    #[test]
    fn nobody_decides_about_their_own_and_only_what_was_submitted() {
        let (own, other) = (march().participant, Uuid::from_u128(1).into());
        let in_state = |state| Timesheet { state, ..march() };
        for state in TimesheetState::ALL.iter().copied() {
            let is_submitted = state == TimesheetState::Submitted;
            assert!(must_be_decidable(&in_state(state), own).is_err());
            assert_eq!(must_be_decidable(&in_state(state), other).is_ok(), is_submitted);
            let is_open = must_be_submittable(&in_state(state), march().month).is_ok();
            assert_eq!(is_open, state.takes_changes());
        }
        let before = "2026-02-28".parse().unwrap();
        assert!(must_be_submittable(&march(), before).is_err());
    }
}
