//! What an entry of a worklog is. Pure: no database, no clock.

use super::super::employments::Employment;
use super::super::rejection::Rejection;
use crate::activities::Change;
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::{ActivityId, EmploymentId, ParticipantId, TimesheetId, WorklogEntryId};
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Utc};

/// As long as a day is.
pub(super) const DAY_MINUTES: i64 = 1_440;
const LONGEST_NOTE: usize = 500;
/// How long ago the day may be: a year, and a leap day.
const OLDEST_DAYS: i64 = 366;
/// How far ahead leave may be written down.
const LEAVE_AHEAD_DAYS: i64 = 366;

text_enum! {
    /// How somebody spent working time.
    WorkKind {
        /// They worked.
        Work = "WORK",
        /// They were on leave (dovolená).
        Leave = "LEAVE",
        /// They were sick (nemoc).
        Sickness = "SICKNESS",
    }
}

/// What somebody worked on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub id: WorklogEntryId,
    /// Who.
    pub participant: ParticipantId,
    /// In which month of theirs.
    pub timesheet: TimesheetId,
    /// Whether that month takes changes.
    pub takes_changes: bool,
    /// By which employment.
    pub employment: EmploymentId,
    /// On which day.
    pub worked_on: NaiveDate,
    /// How long.
    pub minutes: i32,
    /// How it was spent.
    pub kind: WorkKind,
    /// Under which service.
    pub service_code: Option<String>,
    /// On which activity.
    pub activity: Option<ActivityId>,
    /// In a few words.
    pub note: String,
    /// When it was written down.
    pub logged_at: DateTime<Utc>,
    /// Grows with each correction.
    pub version: i32,
}

/// What is logged.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// On which day.
    pub worked_on: NaiveDate,
    /// How long.
    pub minutes: i32,
    /// How it was spent.
    pub kind: WorkKind,
    /// By which employment; `None`: the only one of that day.
    pub employment: Option<EmploymentId>,
    /// Under which service; `None`: the activity's, or none.
    pub service_code: Option<String>,
    /// On which activity.
    pub activity: Option<ActivityId>,
    /// In a few words.
    pub note: String,
}

/// What is corrected; what isn't said stays.
#[derive(Debug, Clone)]
pub struct EntryCorrection {
    /// As [`NewEntry::worked_on`], in the same month.
    pub worked_on: Option<NaiveDate>,
    /// As [`NewEntry::minutes`].
    pub minutes: Option<i32>,
    /// As [`NewEntry::kind`].
    pub kind: Option<WorkKind>,
    /// As [`NewEntry::employment`].
    pub employment: Option<EmploymentId>,
    /// As [`NewEntry::service_code`].
    pub service_code: Change<String>,
    /// As [`NewEntry::activity`].
    pub activity: Change<ActivityId>,
    /// As [`NewEntry::note`].
    pub note: Option<String>,
}

/// Which entries are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct EntryFilter {
    /// By this participant.
    pub participant: Option<ParticipantId>,
    /// In this month of somebody's.
    pub timesheet: Option<TimesheetId>,
    /// On this day or later.
    pub from: Option<NaiveDate>,
    /// On this day or earlier.
    pub to: Option<NaiveDate>,
    /// By this employment.
    pub employment: Option<EmploymentId>,
    /// Spent so.
    pub kind: Option<WorkKind>,
}

pub(super) fn checked_minutes(minutes: i32) -> Result<i32> {
    let is_in_a_day = (1..=DAY_MINUTES).contains(&i64::from(minutes));
    if is_in_a_day { Ok(minutes) } else { wrong("minutes", code::OUT_OF_RANGE) }
}

pub(super) fn checked_note(note: &str) -> Result<String> {
    text::optional(note, LONGEST_NOTE, &["input", "note"])
}

/// Checks the day: what was worked isn't to come, what is known ahead isn't far, and nothing is forgotten for a year.
pub(super) fn checked_day(day: NaiveDate, kind: WorkKind, today: NaiveDate) -> Result<NaiveDate> {
    let latest = match kind {
        WorkKind::Work => today,
        WorkKind::Leave | WorkKind::Sickness => today + Duration::days(LEAVE_AHEAD_DAYS),
    };
    let is_near = today - Duration::days(OLDEST_DAYS) <= day && day <= latest;
    if is_near { Ok(day) } else { wrong("workedOn", code::OUT_OF_RANGE) }
}

/// Who is away works under no service.
pub(super) fn must_be_work(
    kind: WorkKind,
    service: Option<&str>,
    activity: Option<ActivityId>,
) -> Result<()> {
    if kind == WorkKind::Work {
        return Ok(());
    }
    if activity.is_some() {
        return wrong("activityId", code::MALFORMED);
    }
    if service.is_some() { wrong("serviceCode", code::MALFORMED) } else { Ok(()) }
}

/// The employment by which somebody works on a day: the one that was named, or the only one of that day.
pub(super) fn employment_of(
    own: &[Employment],
    named: Option<EmploymentId>,
    day: NaiveDate,
) -> Result<Employment> {
    let mut of_that_day = own.iter().filter(|employment| employment.covers(day));
    if let Some(named) = named {
        let is_own = own.iter().any(|employment| employment.id == named);
        let found = of_that_day.find(|employment| employment.id == named).copied();
        return match found {
            Some(found) => Ok(found),
            None if is_own => Err(Rejection::NotEmployedThen.into()),
            None => Err(Error::NotFound(Kind::Employment)),
        };
    }
    match (of_that_day.next(), of_that_day.next()) {
        (Some(only), None) => Ok(*only),
        (Some(_), Some(_)) => Err(Rejection::SeveralEmployments.into()),
        (None, _) => Err(Rejection::NotEmployedThen.into()),
    }
}

/// The first day of a day's month.
pub(in crate::worktime) fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn wrong<T>(field: &'static str, code: &'static str) -> Result<T> {
    Err(Error::invalid(&["input", field], code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::kernel::until::Until;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn employment(id: u128, from: &str, until: Option<&str>) -> Employment {
        Employment {
            id: Uuid::from_u128(id).into(),
            participant: Uuid::from_u128(9).into(),
            role: Role::Clerk,
            fte_thousandths: 500,
            starts_on: day(from),
            until: Until(until.map(day)),
            version: 1,
        }
    }

    #[test]
    fn work_isn_t_to_come_and_leave_may_be() {
        let today = day("2026-03-02");
        let is_fine = |text, kind| checked_day(day(text), kind, today).is_ok();
        assert!(is_fine("2026-03-02", WorkKind::Work) && !is_fine("2026-03-03", WorkKind::Work));
        assert!(is_fine("2026-12-24", WorkKind::Leave));
        assert!(!is_fine("2027-03-04", WorkKind::Leave));
        assert!(is_fine("2025-03-01", WorkKind::Work) && !is_fine("2025-02-28", WorkKind::Work));
    }

    #[test]
    fn the_only_employment_of_a_day_needn_t_be_named() {
        let (first, second) =
            (employment(1, "2026-01-01", Some("2026-03-01")), employment(2, "2026-02-01", None));
        let both = [first, second];
        let of = |named: Option<Employment>, text: &str| {
            employment_of(&both, named.map(|each| each.id), day(text)).ok()
        };
        assert_eq!(of(None, "2026-01-15"), Some(first));
        assert_eq!(of(None, "2026-02-15"), None);
        assert_eq!(of(Some(second), "2026-02-15"), Some(second));
        assert_eq!(of(Some(first), "2026-03-01"), None);
        assert_eq!(of(None, "2025-12-31"), None);
    }
}
