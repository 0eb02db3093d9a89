//! How each list is carried out: read, compared with what is known, written or undone, and noted. What a list is, is each
//! list's own.

use super::REGISTER;
use super::options::{Mode, Options};
use super::refusal::ImportError;
use super::report::Report;
use super::source::Source;
use super::store::Progress;
use crate::access::{Caller, Event, Fact, Permission, ReadTx, Subject, WriteTx};
use crate::kernel::error::Result;
use chrono::NaiveDate;
use std::io::Read;

/// A publisher's list.
pub(crate) trait List: Sized {
    /// Its name in the trail.
    const NAME: &'static str;
    /// What is known of its things.
    type Known;
    /// What must be written.
    type Plan;

    /// Understands a file's cells.
    fn read(source: &Source) -> Result<Self, ImportError>;

    /// Reads what the register knows.
    async fn known(tx: &ReadTx) -> Result<Self::Known>;

    /// What must be written so that the register says what the file says.
    fn plan(
        self,
        known: &Self::Known,
        as_of: NaiveDate,
        options: &Options<'_>,
    ) -> Result<Planned<Self::Plan>, ImportError>;

    /// Writes it.
    async fn write(tx: &WriteTx, plan: Self::Plan, progress: &Progress<'_>) -> Result<()>;
}

/// What must be written, and how it is told.
pub(crate) struct Planned<P> {
    pub(super) plan: P,
    pub(super) report: Report,
}

/// Imports a file, all of it or nothing.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub(crate) async fn carry_out<L: List>(
    caller: &Caller,
    file: impl Read,
    options: &Options<'_>,
) -> Result<Report, ImportError> {
    let source = Source::read(file, options.encoding, options.delimiter)?;
    let list = L::read(&source)?;
    caller
        .write_as_job(Permission::ImportRegister, async |tx| {
            let as_of = match options.as_of(tx.now()) {
                Ok(as_of) => as_of,
                Err(refused) => {
                    tx.change_nothing();
                    return Ok(Err(refused));
                }
            };
            tx.alone(REGISTER).await?;
            let Planned { plan, report } = match list.plan(&L::known(tx).await?, as_of, options) {
                Ok(planned) if !planned.report.is_nothing() => planned,
                nothing_to_write => {
                    tx.change_nothing();
                    return Ok(nothing_to_write.map(|planned| planned.report));
                }
            };
            L::write(tx, plan, &Progress::of(options.watch, report.to_write())).await?;
            match options.mode {
                Mode::Write => tx.record(imported(L::NAME, as_of, &report)),
                // A write that changes nothing ends in a ROLLBACK, whatever it did.
                Mode::Rehearse => tx.change_nothing(),
            }
            Ok(Ok(report))
        })
        .await?
}

fn imported(list: &'static str, as_of: NaiveDate, report: &Report) -> Event {
    let facts = vec![
        ("as_of", Fact::Day(as_of)),
        ("new", Fact::count(report.counts.new)),
        ("changed", Fact::count(report.counts.changed)),
        ("closed", Fact::count(report.counts.closed)),
        ("unchanged", Fact::count(report.counts.unchanged)),
        ("skipped", Fact::count(report.skipped_rows())),
    ];
    Event::of_tenant("register.imported", Subject::code("register", list), facts)
}
