//! Recording what was done of what the centre owes, correcting it, and withdrawing it. Each reads: lock, decide, store, record.

use super::rules::{
    self, Attendance, DutyCorrection, DutyRecord, NewRecord, Place, RecordKind, Withdrawn,
};
use super::{events, rejection::Rejection, store};
use crate::access::{Caller, Permission, WriteTx};
use crate::activities::Change;
use crate::configuration::model::versions::{self, Owed};
use crate::directory;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{AssociationId, DutyRecordId, MemberId};
use crate::kernel::working_days::day_in_prague;
use crate::periods::{self, Open};
use crate::tenancy::{self, Member};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Records that something was done of what the centre owes.
///
/// # Errors
/// [`Error::NotFound`] for an unknown duty or member, [`Error::Invalid`], [`Rejection`], [`periods::Rejection::PeriodClosed`].
pub async fn record(caller: &Caller, new: NewRecord) -> Result<DutyRecordId> {
    let by = caller.participant_for(Permission::RecordDuty)?;
    let evidence = rules::checked_evidence(&new.evidence)?;
    let issue = rules::checked_issue(new.kind, new.issue.as_deref())?;
    caller
        .write(Permission::RecordDuty, async |tx| {
            let (open, known) = futures_util::try_join!(open(tx), Known::read(tx))?;
            let done_on = known.checked_day(tx, new.done_on)?;
            open.must_include(done_on)?;
            let said = (new.duty_code.as_deref(), new.due_on);
            let place = rules::place(new.kind, said, done_on, &known.owed)?;
            let attended_by = new.attended_by.as_deref();
            let attendance = rules::attendance(new.kind, attended_by, &known.members, done_on)?;
            let record = DutyRecord {
                id: tx.new_id(),
                kind: new.kind,
                duty_code: place.duty_code,
                done_on,
                due_on: place.due_on,
                counts_on: place.counts_on,
                evidence,
                issue,
                turnout: attendance.as_ref().map(|attendance| attendance.turnout),
                recorded_by: by,
                recorded_at: tx.now(),
                withdrawn: None,
                version: 1,
            };
            store::insert(tx, &record).await?;
            if let Some(attendance) = &attendance {
                store::attend(tx, &record, attendance).await?;
            }
            tx.record(events::recorded(&record));
            Ok(record.id)
        })
        .await
}

/// Corrects what one has recorded, or with a permission of its own what another has.
///
/// # Errors
/// As [`record`]; [`Error::NotFound`], [`Error::Stale`], [`Error::Forbidden`] for another's.
pub async fn correct(
    caller: &Caller,
    id: DutyRecordId,
    expected_version: i32,
    correction: DutyCorrection,
) -> Result<DutyRecordId> {
    caller
        .write(Permission::RecordDuty, async |tx| {
            let (open, old) = held(caller, tx, id, expected_version).await?;
            let (known, before) = futures_util::try_join!(Known::read(tx), attended(tx, id))?;
            let (record, after) = known.corrected(tx, (&old, &before), correction)?;
            open.must_include(record.done_on)?;
            let after = after.filter(|after| after.members != before);
            if record == old && after.is_none() {
                tx.change_nothing();
                return Ok(id);
            }
            let record = DutyRecord { version: old.version + 1, ..record };
            store::update(tx, &record).await?;
            if let Some(attendance) = &after {
                store::forget_attendance(tx, id).await?;
                store::attend(tx, &record, attendance).await?;
            }
            tx.record(events::corrected(&record));
            Ok(id)
        })
        .await
}

/// Withdraws what one has recorded, or with a permission of its own what another has, with a reason. It stays, and counts for
/// nothing.
///
/// # Errors
/// As [`correct`].
pub async fn withdraw(
    caller: &Caller,
    id: DutyRecordId,
    expected_version: i32,
    reason: &str,
) -> Result<DutyRecordId> {
    let by = caller.participant_for(Permission::RecordDuty)?;
    let reason = rules::checked_reason(reason)?;
    caller
        .write(Permission::RecordDuty, async |tx| {
            let (_, old) = held(caller, tx, id, expected_version).await?;
            let withdrawn = Withdrawn { by, at: tx.now(), reason };
            let version = old.version + 1;
            store::withdraw(tx, &withdrawn, (id, version)).await?;
            let record = DutyRecord { withdrawn: Some(withdrawn), version, ..old };
            tx.record(events::withdrawn(&record));
            Ok(id)
        })
        .await
}

/// By what a record is checked.
struct Known {
    owed: Vec<Owed>,
    members: Vec<Member>,
    founded_on: Option<NaiveDate>,
}

impl Known {
    async fn read(tx: &WriteTx) -> Result<Self> {
        let own = [AssociationId::from(tx.tenant()?)];
        let (owed, members, associations) = futures_util::try_join!(
            versions::owed(tx),
            async { Ok(tenancy::all_members(tx).await?) },
            directory::associations_in(tx, &own)
        )?;
        let founded_on = associations.into_values().find_map(|association| association.founded_on);
        Ok(Self { owed, members, founded_on })
    }

    fn checked_day(&self, tx: &WriteTx, day: NaiveDate) -> Result<NaiveDate> {
        rules::checked_day(day, day_in_prague(tx.now()), self.founded_on)
    }

    /// A record as it will be, and who attended: `None` where that isn't looked at anew.
    fn corrected(
        &self,
        tx: &WriteTx,
        (old, attended): (&DutyRecord, &BTreeSet<MemberId>),
        correction: DutyCorrection,
    ) -> Result<(DutyRecord, Option<Attendance>)> {
        let done_on = correction.done_on.unwrap_or(old.done_on);
        let is_moved = done_on != old.done_on;
        if is_moved {
            self.checked_day(tx, done_on)?;
        }
        let duty_code = changed(correction.duty_code, old.duty_code.clone());
        let due_on = changed(correction.due_on, old.due_on);
        let is_placed_anew = is_moved || duty_code != old.duty_code || due_on != old.due_on;
        let place = if is_placed_anew {
            rules::place(old.kind, (duty_code.as_deref(), due_on), done_on, &self.owed)?
        } else {
            Place { duty_code, due_on, counts_on: old.counts_on }
        };
        let evidence = correction.evidence.as_deref().map(rules::checked_evidence).transpose()?;
        let issue = correction.issue.as_deref().or(old.issue.as_deref());
        let attendance = self.attendance(old, attended, (done_on, correction.attended_by))?;
        let turnout = attendance.as_ref().map(|attendance| attendance.turnout);
        let record = DutyRecord {
            duty_code: place.duty_code,
            done_on,
            due_on: place.due_on,
            counts_on: place.counts_on,
            evidence: evidence.unwrap_or_else(|| old.evidence.clone()),
            issue: rules::checked_issue(old.kind, issue)?,
            turnout: turnout.or(old.turnout),
            ..old.clone()
        };
        Ok((record, attendance))
    }

    /// Looked at anew when others are said to have attended, or the day is another one.
    fn attendance(
        &self,
        old: &DutyRecord,
        attended: &BTreeSet<MemberId>,
        (done_on, said): (NaiveDate, Option<Vec<MemberId>>),
    ) -> Result<Option<Attendance>> {
        let kept = (old.kind == RecordKind::Meeting && done_on != old.done_on)
            .then(|| attended.iter().copied().collect());
        match said.or(kept) {
            Some(said) => rules::attendance(old.kind, Some(&said), &self.members, done_on),
            None => Ok(None),
        }
    }
}

async fn open(tx: &WriteTx) -> Result<Open> {
    Ok(periods::open(tx).await?)
}

/// A record that the caller may change, locked.
async fn held(
    caller: &Caller,
    tx: &WriteTx,
    id: DutyRecordId,
    expected_version: i32,
) -> Result<(Open, DutyRecord)> {
    let (open, locked) = futures_util::try_join!(open(tx), store::lock(tx, id))?;
    let found = match locked {
        Some(locked) => Some(locked),
        // What takes no changes nobody may lock.
        None => store::by_id(tx, id).await?,
    };
    let record = found.ok_or(Error::NotFound(Kind::DutyRecord))?;
    if caller.participant() != Some(record.recorded_by) {
        caller.require(Permission::CorrectOthersDuty)?;
    }
    if record.version != expected_version {
        return Err(Error::Stale { kind: Kind::DutyRecord, version: record.version });
    }
    open.must_include(record.done_on)?;
    if record.withdrawn.is_some() {
        return Err(Rejection::Withdrawn.into());
    }
    Ok((open, record))
}

async fn attended(tx: &WriteTx, meeting: DutyRecordId) -> Result<BTreeSet<MemberId>> {
    let attendees = store::attendees(tx, &[meeting]).await?;
    Ok(attendees.into_iter().map(|attendee| attendee.member).collect())
}

fn changed<T>(change: Change<T>, old: Option<T>) -> Option<T> {
    match change {
        Change::Keep => old,
        Change::Remove => None,
        Change::To(new) => Some(new),
    }
}
