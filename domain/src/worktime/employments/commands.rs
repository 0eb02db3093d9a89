//! Beginning, changing and ending employments.

use super::rules::{Employment, EmploymentChange, NewEmployment};
use super::store;
use crate::access::{Caller, Event, Fact, Permission, Subject};
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::EmploymentId;

/// Somebody begins to be employed.
///
/// # Errors
/// [`Error::NotFound`] for an unknown participant, [`Error::Invalid`],
/// [`EmployedAlready`](crate::worktime::Rejection::EmployedAlready).
pub async fn start(caller: &Caller, new: NewEmployment) -> Result<EmploymentId> {
    caller
        .write(Permission::KeepEmployments, async |tx| {
            let employment = new.check(tx.new_id())?;
            store::insert(tx, &employment).await?;
            tx.record(event("employment.started", &employment));
            Ok(employment.id)
        })
        .await
}

/// Changes what was written down of an employment, or ends it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`], [`Error::Invalid`], and as [`start`];
/// [`WorkOutsideEmployment`](crate::worktime::Rejection::WorkOutsideEmployment).
pub async fn change(
    caller: &Caller,
    id: EmploymentId,
    expected_version: i32,
    change: EmploymentChange,
) -> Result<EmploymentId> {
    caller
        .write(Permission::KeepEmployments, async |tx| {
            let old = store::lock(tx, id).await?.ok_or(Error::NotFound(Kind::Employment))?;
            if old.version != expected_version {
                return Err(Error::Stale { kind: Kind::Employment, version: old.version });
            }
            let changed = change.of(old)?;
            if changed == old {
                tx.change_nothing();
                return Ok(id);
            }
            let changed = Employment { version: old.version + 1, ..changed };
            store::update(tx, &changed).await?;
            let is_end = changed.until != old.until && changed.until.0.is_some();
            let kind = if is_end { "employment.ended" } else { "employment.changed" };
            tx.record(event(kind, &changed));
            Ok(id)
        })
        .await
}

fn event(kind: &'static str, employment: &Employment) -> Event {
    let mut facts = vec![
        ("participant", Fact::id(employment.participant)),
        ("role", Fact::Word(employment.role.as_str())),
        ("fte_thousandths", Fact::Number(employment.fte_thousandths.into())),
        ("starts_on", Fact::Day(employment.starts_on)),
        ("version", Fact::Number(employment.version.into())),
    ];
    facts.extend(employment.ends_on().map(|day| ("ends_on", Fact::Day(day))));
    Event::of_tenant(kind, Subject::id(employment.id), facts)
}
