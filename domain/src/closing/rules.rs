//! When a quarter closes. Pure: no database, no clock.

use super::rejection::Rejection;
use crate::kernel::error::Result;
use crate::kernel::ids::ParticipantId;
use crate::periods::{Open, Quarter};
use chrono::{DateTime, NaiveDate, Utc};

/// A quarter of a centre's work (sledované období).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportingPeriod {
    /// Which.
    pub quarter: Quarter,
    /// Who closed it; `None`: it is open.
    pub closed: Option<Closed>,
    /// What stands between it and its closing; of a closed one, what was let stand.
    pub checklist: Checklist,
}

/// That a quarter is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// Since when.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: ParticipantId,
    /// How many benefits in it nobody had attested.
    pub unattested: i32,
}

/// What is to be looked at before a quarter closes, as far as one may read it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checklist {
    /// How many months of work aren't approved.
    pub open_timesheets: i64,
    /// How many activities have a share whose benefit isn't attested.
    pub unattested_benefits: i64,
    /// How many activities are shared by nobody.
    pub without_shares: i64,
}

impl Checklist {
    /// Whether it lets a quarter close whose closer says how many benefits stay unattested.
    ///
    /// # Errors
    /// [`Rejection`].
    pub(super) fn must_allow(self, accepted_unattested: i32) -> Result<(), Rejection> {
        if self.open_timesheets > 0 {
            return Err(Rejection::TimesheetsNotApproved);
        }
        if self.without_shares > 0 {
            return Err(Rejection::ActivitiesWithoutShares);
        }
        if self.unattested_benefits == i64::from(accepted_unattested) {
            Ok(())
        } else {
            Err(Rejection::BenefitsNotAttested)
        }
    }
}

/// Whether a quarter may be the next to close: it is over, open, and all before it is closed, or there is nothing before it.
///
/// # Errors
/// [`Rejection`]; [`crate::periods::Rejection::PeriodClosed`].
pub(super) fn must_be_next(
    quarter: Quarter,
    open: Open,
    first_work: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<()> {
    open.must_include(quarter.starts_on())?;
    if today < quarter.ends_before() {
        return Err(Rejection::PeriodNotOver.into());
    }
    let is_next = match open.since() {
        Some(since) => since == quarter.starts_on(),
        None => first_work.is_none_or(|day| quarter.starts_on() <= day),
    };
    if is_next { Ok(()) } else { Err(Rejection::PeriodNotNext.into()) }
}
