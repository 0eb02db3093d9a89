//! Reading publishers' files into the register.

use super::import::{ImportError, Report, Sheet, associations, memberships, municipalities, store};
use crate::access::{Caller, Event, Fact, Permission, Subject};
use std::io::Read;

/// What no two imports may do at the same time: each reads the whole register and writes the difference.
pub(super) const REGISTER: &str = "register";

/// Reads the joined list of municipalities: territory, municipalities, and their inhabitants at the end of 2020. Military
/// districts aren't municipalities and are left out.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_municipalities(
    caller: &Caller,
    file: impl Read,
) -> Result<Report, ImportError> {
    let list = municipalities::List::of(Sheet::read(file, municipalities::COLUMNS)?);
    caller
        .write_as_job(Permission::ImportRegister, async |tx| {
            tx.alone(REGISTER).await?;
            let plan = match list.plan(&store::known_municipalities(tx).await?) {
                Ok(plan) if !plan.is_empty() => plan,
                nothing_to_write => {
                    tx.change_nothing();
                    return Ok(nothing_to_write.map(|plan| plan.report));
                }
            };
            store::write_municipalities(tx, &plan).await?;
            tx.record(imported("municipalities", &plan.report));
            Ok(Ok(plan.report))
        })
        .await?
}

/// Reads the list of associations.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_associations(caller: &Caller, file: impl Read) -> Result<Report, ImportError> {
    let list = associations::List::of(Sheet::read(file, associations::COLUMNS)?);
    caller
        .write_as_job(Permission::ImportRegister, async |tx| {
            tx.alone(REGISTER).await?;
            let plan = match list.plan(&store::known_associations(tx).await?) {
                Ok(plan) if !plan.is_empty() => plan,
                nothing_to_write => {
                    tx.change_nothing();
                    return Ok(nothing_to_write.map(|plan| plan.report));
                }
            };
            let mut entries = plan.changed;
            entries.extend(plan.new.into_iter().map(|entry| (tx.new_id(), entry)));
            store::write_associations(tx, &entries).await?;
            tx.record(imported("associations", &plan.report));
            Ok(Ok(plan.report))
        })
        .await?
}

/// Reads who belongs to what. The file doesn't tell since when, nor who left: it only adds.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_memberships(caller: &Caller, file: impl Read) -> Result<Report, ImportError> {
    let list = memberships::List::of(Sheet::read(file, memberships::COLUMNS)?);
    caller
        .write_as_job(Permission::ImportRegister, async |tx| {
            tx.alone(REGISTER).await?;
            let plan = match list.plan(&store::known_memberships(tx).await?) {
                Ok(plan) if !plan.is_empty() => plan,
                nothing_to_write => {
                    tx.change_nothing();
                    return Ok(nothing_to_write.map(|plan| plan.report));
                }
            };
            store::write_memberships(tx, &plan.new).await?;
            tx.record(imported("memberships", &plan.report));
            Ok(Ok(plan.report))
        })
        .await?
}

fn imported(list: &'static str, report: &Report) -> Event {
    let facts = vec![
        ("new", Fact::count(report.counts.new)),
        ("changed", Fact::count(report.counts.changed)),
        ("unchanged", Fact::count(report.counts.unchanged)),
        ("skipped", Fact::count(report.skipped.map_or(0, |(count, _)| count))),
    ];
    Event::of_tenant("register.imported", Subject::code("register", list), facts)
}
