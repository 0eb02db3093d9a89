//! Logging one's own work, correcting and removing it.

use super::super::employments::{self, Employment};
use super::super::rejection::Rejection;
use super::super::timesheets;
use super::rules::{self, Entry, EntryCorrection, NewEntry, WorkKind};
use super::{events, store};
use crate::access::{Caller, Permission, WriteTx};
use crate::activities::{self, Change};
use crate::configuration;
use crate::kernel::error::{Error, Kind, Result, code};
use crate::kernel::ids::{ActivityId, ParticipantId, TimesheetId, WorklogEntryId};
use crate::kernel::working_days::day_in_prague;
use crate::requests;
use chrono::NaiveDate;

/// Logs what one worked on a day.
///
/// # Errors
/// [`Error::NotFound`] for an unknown employment, service or activity, [`Error::Invalid`], [`Rejection`].
pub async fn log(caller: &Caller, new: NewEntry) -> Result<WorklogEntryId> {
    let own = caller.participant_for(Permission::LogWork)?;
    let minutes = rules::checked_minutes(new.minutes)?;
    let note = rules::checked_note(&new.note)?;
    rules::must_be_work(new.kind, new.service_code.as_deref(), new.activity)?;
    caller
        .write(Permission::LogWork, async |tx| {
            let worked_on = rules::checked_day(new.worked_on, new.kind, day_in_prague(tx.now()))?;
            let service_code =
                service_of(caller, tx, new.service_code.as_deref(), new.activity).await?;
            let posts = employments::hold(tx, own).await?;
            let employment = rules::employment_of(&posts, new.employment, worked_on)?;
            let month = rules::month_of(worked_on);
            let timesheet = timesheets::begun(tx, own, month).await?;
            let entry = Entry {
                id: tx.new_id(),
                participant: own,
                timesheet,
                takes_changes: true,
                employment: employment.id,
                worked_on,
                minutes,
                kind: new.kind,
                service_code,
                activity: new.activity,
                note,
                logged_at: tx.now(),
                version: 1,
            };
            must_fit_into_its_day(tx, &entry).await?;
            store::insert(tx, &entry, month, &employment).await?;
            tx.record(events::logged(&entry));
            Ok(entry.id)
        })
        .await
}

/// Corrects an own entry of a month that wasn't handed in.
///
/// # Errors
/// As [`log`]; [`Error::Stale`] when it has another version.
pub async fn correct(
    caller: &Caller,
    id: WorklogEntryId,
    expected_version: i32,
    correction: EntryCorrection,
) -> Result<WorklogEntryId> {
    let own = caller.participant_for(Permission::LogWork)?;
    caller
        .write(Permission::LogWork, async |tx| {
            let posts = employments::hold(tx, own).await?;
            let old = held(caller, tx, (id, own), expected_version).await?;
            let (entry, employment) = corrected(caller, tx, (&old, &posts), correction).await?;
            if entry == old {
                tx.change_nothing();
                return Ok(id);
            }
            let entry = Entry { version: old.version + 1, ..entry };
            must_fit_into_its_day(tx, &entry).await?;
            store::update(tx, &entry, &employment).await?;
            tx.record(events::corrected(&old, &entry));
            Ok(id)
        })
        .await
}

/// Removes an own entry of a month that wasn't handed in; answers the month it was in.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Rejection`].
pub async fn remove(
    caller: &Caller,
    id: WorklogEntryId,
    expected_version: i32,
) -> Result<TimesheetId> {
    let own = caller.participant_for(Permission::LogWork)?;
    caller
        .write(Permission::LogWork, async |tx| {
            let old = held(caller, tx, (id, own), expected_version).await?;
            store::remove(tx, id).await?;
            tx.record(events::removed(&old));
            Ok(old.timesheet)
        })
        .await
}

/// An own entry that may change, and its month, both locked: the month first, as whoever logs or submits it does. Who removes
/// an entry waits for nothing more, and so needs no hold on its employment.
async fn held(
    caller: &Caller,
    tx: &WriteTx,
    (id, own): (WorklogEntryId, ParticipantId),
    expected_version: i32,
) -> Result<Entry> {
    let seen = store::by_ids(tx, &[id]).await?.pop().ok_or(Error::NotFound(Kind::WorklogEntry))?;
    if seen.participant != own {
        let is_seen = caller.may(Permission::ReadOthersWorklogs);
        let not_found = Error::NotFound(Kind::WorklogEntry);
        return Err(if is_seen { Rejection::SomebodyElses.into() } else { not_found });
    }
    timesheets::must_take_changes(tx, seen.timesheet).await?;
    let entry = store::lock(tx, id).await?.ok_or(Error::NotFound(Kind::WorklogEntry))?;
    if entry.version == expected_version {
        Ok(entry)
    } else {
        Err(Error::Stale { kind: Kind::WorklogEntry, version: entry.version })
    }
}

async fn corrected(
    caller: &Caller,
    tx: &WriteTx,
    (old, posts): (&Entry, &[Employment]),
    correction: EntryCorrection,
) -> Result<(Entry, Employment)> {
    let kind = correction.kind.unwrap_or(old.kind);
    let worked_on = day_of(old, correction.worked_on, kind, day_in_prague(tx.now()))?;
    let activity = match correction.activity {
        Change::Keep => old.activity,
        Change::Remove => None,
        Change::To(id) => Some(id),
    };
    let service_code = match correction.service_code {
        Change::Keep => old.service_code.clone(),
        Change::Remove => None,
        Change::To(code) => Some(code),
    };
    rules::must_be_work(kind, service_code.as_deref(), activity)?;
    let is_new_service = service_code != old.service_code;
    let service_code = if is_new_service || activity != old.activity {
        // Only what is new is looked up: what was withdrawn since stays where it stands.
        let new_activity = activity.filter(|id| Some(*id) != old.activity);
        let new_service = service_code.as_deref().filter(|_| is_new_service);
        service_of(caller, tx, new_service, new_activity).await?.or(service_code)
    } else {
        service_code
    };
    let named = correction.employment.or(Some(old.employment));
    let employment = rules::employment_of(posts, named, worked_on)?;
    let minutes = correction.minutes.map(rules::checked_minutes).transpose()?;
    let note = correction.note.as_deref().map(rules::checked_note).transpose()?;
    let entry = Entry {
        employment: employment.id,
        worked_on,
        minutes: minutes.unwrap_or(old.minutes),
        kind,
        service_code,
        activity,
        note: note.unwrap_or_else(|| old.note.clone()),
        ..old.clone()
    };
    Ok((entry, employment))
}

/// The day of a corrected entry: in the same month, for another month is another one's to submit.
fn day_of(
    old: &Entry,
    said: Option<NaiveDate>,
    kind: WorkKind,
    today: NaiveDate,
) -> Result<NaiveDate> {
    let day = said.unwrap_or(old.worked_on);
    if day != old.worked_on || kind != old.kind {
        rules::checked_day(day, kind, today)?;
    }
    if rules::month_of(day) == rules::month_of(old.worked_on) {
        Ok(day)
    } else {
        Err(Error::invalid(&["input", "workedOn"], code::OUT_OF_RANGE))
    }
}

/// Under which service somebody works: the one that was named, which must be offered, or that of the activity, which the
/// caller may read.
async fn service_of(
    caller: &Caller,
    tx: &WriteTx,
    named: Option<&str>,
    activity: Option<ActivityId>,
) -> Result<Option<String>> {
    let mut of_activity = None;
    if let Some(id) = activity {
        caller.require(Permission::ReadActivities)?;
        let found = activities::activities_by_ids(tx, &[id]).await?.pop();
        let found = found.ok_or(Error::NotFound(Kind::Activity))?;
        of_activity = Some(found.service_code);
    }
    let Some(code) = named else { return Ok(of_activity) };
    let service = configuration::service(tx, code).await?;
    let service = service.ok_or(Error::NotFound(Kind::Service))?;
    if service.is_offered() {
        Ok(Some(code.to_owned()))
    } else {
        Err(requests::Rejection::ServiceNotOffered.into())
    }
}

/// More than twelve hours are a warning; more than a day has are a slip of the pen.
async fn must_fit_into_its_day(tx: &WriteTx, entry: &Entry) -> Result<()> {
    let of_day = (entry.participant, entry.worked_on);
    let others = store::minutes_on(tx, of_day, entry.id).await?;
    if others + i64::from(entry.minutes) <= rules::DAY_MINUTES {
        Ok(())
    } else {
        Err(Rejection::DayIsFull.into())
    }
}
