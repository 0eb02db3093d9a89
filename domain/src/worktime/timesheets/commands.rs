//! Submitting one's months, and deciding about those of others.

use super::super::employments;
use super::super::rejection::Rejection;
use super::super::worklog::sums;
use super::rules::{self, Timesheet, TimesheetState};
use super::{events, store};
use crate::access::{Caller, Permission, Role, WriteTx};
use crate::identity;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ParticipantId, TimesheetId};
use crate::kernel::working_days::day_in_prague;
use crate::periods;
use chrono::NaiveDate;

/// Submits an own month: from then on nothing in it changes, unless it is returned.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Rejection`].
pub async fn submit(
    caller: &Caller,
    id: TimesheetId,
    expected_version: i32,
) -> Result<TimesheetId> {
    let own = caller.participant_for(Permission::LogWork)?;
    caller
        .write(Permission::LogWork, async |tx| {
            let old = held(caller, tx, (id, own)).await?;
            if old.participant != own {
                return Err(Rejection::SomebodyElses.into());
            }
            rules::must_be_submittable(&old, day_in_prague(tx.now()))?;
            must_be_version(&old, expected_version)?;
            let submitted = Timesheet {
                state: TimesheetState::Submitted,
                submitted_at: Some(tx.now()),
                decided_by: None,
                decided_at: None,
                reason: None,
                version: old.version + 1,
                ..old
            };
            employments::hold(tx, own).await?;
            store::update(tx, &submitted).await?;
            let whom = who_decides(tx, own).await?;
            identity::tell(tx, &whom, events::SUBMITTED, id).await?;
            record(tx, events::SUBMITTED, &submitted).await?;
            Ok(id)
        })
        .await
}

/// Approves a month that somebody else submitted. Nothing in it changes any more.
///
/// # Errors
/// As [`submit`].
pub async fn approve(
    caller: &Caller,
    id: TimesheetId,
    expected_version: i32,
) -> Result<TimesheetId> {
    decide(caller, (id, expected_version), TimesheetState::Approved, None).await
}

/// Returns a month that somebody else submitted, with a reason: they may change it again.
///
/// # Errors
/// As [`submit`]; [`Error::Invalid`] for a reason that is none, or too long.
pub async fn give_back(
    caller: &Caller,
    id: TimesheetId,
    expected_version: i32,
    reason: &str,
) -> Result<TimesheetId> {
    let reason = rules::checked_reason(reason)?;
    decide(caller, (id, expected_version), TimesheetState::Returned, Some(reason)).await
}

/// The caller's month, begun if need be; nobody submits it until this transaction ends.
///
/// # Errors
/// [`Rejection::MonthHandedIn`], [`periods::Rejection::PeriodClosed`].
pub(in crate::worktime) async fn begun(
    tx: &WriteTx,
    own: ParticipantId,
    month: NaiveDate,
) -> Result<TimesheetId> {
    periods::open(tx).await?.must_include(month)?;
    let id = store::begin(tx, own, month).await?;
    must_take_changes(tx, id).await?;
    Ok(id)
}

/// Holds an own month of which it is known that it is there.
///
/// # Errors
/// [`Rejection::MonthHandedIn`].
pub(in crate::worktime) async fn must_take_changes(tx: &WriteTx, id: TimesheetId) -> Result<()> {
    let held = store::lock(tx, id).await?;
    let takes_changes = held.is_some_and(|timesheet| timesheet.state.takes_changes());
    if takes_changes { Ok(()) } else { Err(Rejection::MonthHandedIn.into()) }
}

async fn decide(
    caller: &Caller,
    (id, expected_version): (TimesheetId, i32),
    state: TimesheetState,
    reason: Option<String>,
) -> Result<TimesheetId> {
    let by = caller.participant_for(Permission::DecideTimesheet)?;
    caller
        .write(Permission::DecideTimesheet, async |tx| {
            let old = held(caller, tx, (id, by)).await?;
            rules::must_be_decidable(&old, by)?;
            must_be_version(&old, expected_version)?;
            let decided = Timesheet {
                state,
                decided_by: Some(by),
                decided_at: Some(tx.now()),
                reason,
                version: old.version + 1,
                ..old
            };
            employments::hold(tx, decided.participant).await?;
            store::update(tx, &decided).await?;
            let is_approved = state == TimesheetState::Approved;
            let kind = if is_approved { events::APPROVED } else { events::RETURNED };
            identity::tell(tx, &[decided.participant], kind, id).await?;
            record(tx, kind, &decided).await?;
            Ok(id)
        })
        .await
}

/// A month, locked unless it is approved: what is approved doesn't change under anybody's hands.
async fn held(
    caller: &Caller,
    tx: &WriteTx,
    (id, by): (TimesheetId, ParticipantId),
) -> Result<Timesheet> {
    let found = match store::lock(tx, id).await? {
        Some(held) => Some(held),
        None => store::by_id(tx, id).await?,
    };
    let may_see = |timesheet: &Timesheet| {
        timesheet.participant == by || caller.may(Permission::ReadOthersWorklogs)
    };
    found.filter(may_see).ok_or(Error::NotFound(Kind::Timesheet))
}

/// Who must look at somebody's month: the centre's manager; where it is the manager's own, or there is none, the chair.
async fn who_decides(tx: &WriteTx, about: ParticipantId) -> Result<Vec<ParticipantId>> {
    for role in [Role::CentreManager, Role::AssociationChair] {
        let mut others = identity::holders(tx, role).await?;
        others.retain(|other| *other != about);
        if !others.is_empty() {
            return Ok(others);
        }
    }
    Ok(vec![])
}

async fn record(tx: &mut WriteTx, kind: &'static str, timesheet: &Timesheet) -> Result<()> {
    let minutes = sums(tx, &[timesheet.id]).await?.iter().map(|sum| sum.minutes).sum();
    tx.record(events::of(kind, timesheet, minutes));
    Ok(())
}

fn must_be_version(timesheet: &Timesheet, expected: i32) -> Result<()> {
    let version = timesheet.version;
    if version == expected { Ok(()) } else { Err(Error::Stale { kind: Kind::Timesheet, version }) }
}
