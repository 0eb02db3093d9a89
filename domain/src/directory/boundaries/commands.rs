//! Reading borders in.

use super::geojson::{geometry, read};
use super::rules::{Feature, Level};
use super::simplify::{Area, simplify};
use super::store;
use crate::access::{Caller, Event, Fact, Permission, Subject};
use crate::directory::import::{
    Change, Deed, ImportError, Mode, Options, REGISTER, Report, UNKNOWN,
};
use serde_json::Value;
use std::collections::HashMap;
use std::io::Read;

/// Reads borders of regions, districts or municipalities, by the property that has their code: `nuts3`, `lau1`,
/// `kod_obce`. They are made simpler for maps. What the file doesn't mention stays.
///
/// # Errors
/// [`ImportError`]; then nothing was imported.
pub async fn import_boundaries(
    caller: &Caller,
    file: impl Read,
    options: &Options<'_>,
) -> Result<Report, ImportError> {
    options.never_complete("boundaries")?;
    let (level, features) = read(file)?;
    let (codes, areas): (Vec<(usize, String)>, Vec<Area>) =
        features.into_iter().map(|Feature { number, code, area }| ((number, code), area)).unzip();
    let simple = simplify(&areas, level.tolerance());
    let told: Vec<_> = codes.into_iter().zip(simple.iter().map(geometry)).collect();
    caller
        .write_as_job(Permission::ImportRegister, async |tx| {
            tx.alone(REGISTER).await?;
            let known = store::known(tx, level).await?;
            let (report, different) = compared(level, told, &known);
            if different.is_empty() {
                tx.change_nothing();
                return Ok(report);
            }
            store::write(tx, level, &different, options.watch).await?;
            match options.mode {
                Mode::Write => tx.record(imported(level, &report)),
                Mode::Rehearse => tx.change_nothing(),
            }
            Ok(report)
        })
        .await
        .map_err(ImportError::from)
}

/// What is another than it was.
fn compared(
    level: Level,
    told: Vec<((usize, String), Value)>,
    known: &HashMap<String, Option<Value>>,
) -> (Report, Vec<(String, Value)>) {
    let mut report = Report::of(what(level));
    let mut different = Vec::new();
    for ((number, code), geometry) in told {
        let place = u64::try_from(number).unwrap_or(u64::MAX);
        let deed = match known.get(&code) {
            None => {
                report.skip(place, code, UNKNOWN);
                continue;
            }
            Some(Some(same)) if *same == geometry => {
                report.counts.unchanged += 1;
                continue;
            }
            Some(Some(_)) => {
                report.counts.changed += 1;
                Deed::Changed
            }
            Some(None) => {
                report.counts.new += 1;
                Deed::Opened
            }
        };
        let key = code.clone();
        let what = "boundary";
        report.changes.push(Change { line: Some(place), what, key, deed, fields: Vec::new() });
        different.push((code, geometry));
    }
    (report, different)
}

fn what(level: Level) -> &'static str {
    match level {
        Level::Region => "boundaries of regions",
        Level::District => "boundaries of districts",
        Level::Municipality => "boundaries of municipalities",
    }
}

fn imported(level: Level, report: &Report) -> Event {
    let facts = vec![
        ("level", Fact::Word(level.as_str())),
        ("new", Fact::count(report.counts.new)),
        ("changed", Fact::count(report.counts.changed)),
        ("unchanged", Fact::count(report.counts.unchanged)),
        ("skipped", Fact::count(report.skipped_rows())),
    ];
    Event::of_tenant("register.imported", Subject::code("register", "boundaries"), facts)
}
