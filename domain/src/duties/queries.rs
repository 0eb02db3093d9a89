//! What one sees of duties: all that the centre owes and has done. It concerns all members, and is no case.

use super::due::{self, Asked, OwedDuty, Period};
use super::rules::{Attendee, DutyRecord, RecordFilter};
use super::store;
use crate::access::{Caller, Permission, Role};
use crate::configuration::model::versions;
use crate::kernel::error::Result;
use crate::kernel::ids::DutyRecordId;
use crate::kernel::page::{Cursor, Page, PageArgs};
use crate::kernel::working_days::{day_in_prague, end_of_day_in_prague};
use crate::{identity, tenancy};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// What the centre owes by the version in force in it: the terms that end in a period, and where they stand on a day, today
/// when none is said. Whether somebody has a role is told to who acts for the whole tenant.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadDuties`.
pub async fn owed(caller: &Caller, period: Period, on: Option<NaiveDate>) -> Result<Vec<OwedDuty>> {
    caller
        .read(Permission::ReadDuties, async |tx| {
            let on = on.unwrap_or_else(|| day_in_prague(tx.now()));
            let owed = versions::owed(tx).await?;
            let roles: Vec<Role> = owed.iter().filter_map(|owed| owed.duty.role).collect();
            let sees_roles = caller.members().is_none() && !roles.is_empty();
            let held = async {
                if sees_roles {
                    identity::roles_held(tx, &roles, moment_of(on, tx.now())).await.map(Some)
                } else {
                    Ok(None)
                }
            };
            let tenant = tx.tenant()?;
            let all = async {
                futures_util::try_join!(
                    store::counting(tx, period),
                    tenancy::onboarded_at(tx, tenant),
                    held
                )
            };
            let (records, onboarded_at, held) = tx.closing(all).await?;
            let asked = Asked { period, on, records: &records, held: held.as_ref() };
            Ok(due::standing(owed, day_in_prague(onboarded_at), asked))
        })
        .await
}

/// A part of the list of records, the latest day first.
///
/// # Errors
/// As [`owed`].
pub async fn page(
    caller: &Caller,
    filter: &RecordFilter,
    args: &PageArgs,
    count: bool,
) -> Result<Page<DutyRecord>> {
    let needs = Permission::ReadDuties;
    caller.read(needs, async |tx| store::page(tx, filter, args, count).await).await
}

/// A record by its id; `None`: there is none.
///
/// # Errors
/// As [`owed`].
pub async fn record(caller: &Caller, id: DutyRecordId) -> Result<Option<DutyRecord>> {
    let needs = Permission::ReadDuties;
    caller.read(needs, async |tx| tx.closing(store::by_id(tx, id)).await).await
}

/// Who attended some meetings, in the order of the members' ids; to who acts for some members, just those.
///
/// # Errors
/// As [`owed`].
pub async fn attendees(caller: &Caller, of: &[DutyRecordId]) -> Result<Vec<Attendee>> {
    let needs = Permission::ReadDuties;
    caller.read(needs, async |tx| tx.closing(store::attendees(tx, of)).await).await
}

/// The place of a record in the list.
pub fn cursor(record: &DutyRecord) -> Cursor {
    store::cursor(record)
}

/// When on a day one looks who has which role: now, on another day before its midnight.
fn moment_of(on: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    if on == day_in_prague(now) { now } else { end_of_day_in_prague(on) - TimeDelta::seconds(1) }
}
