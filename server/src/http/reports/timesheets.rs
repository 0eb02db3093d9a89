//! The months of a quarter that the centre's people worked: a line for each employment. Who may not read those of others finds
//! the own ones.

use super::list::{Cell, Column, List};
use super::names::Names;
use super::words::{month_state, role};
use crate::http::page::Tongue;
use chrono::{Months, NaiveDate};
use domain::access::Caller;
use domain::kernel::error::Result;
use domain::kernel::ids::ParticipantId;
use domain::kernel::page::{Page, PageArgs};
use domain::kernel::working_days::day_in_prague;
use domain::periods::Quarter;
use domain::worktime::timesheets::{Part, SummedTimesheet, TimesheetFilter, Warning, queries};
use std::collections::BTreeSet;

const COLUMNS: [Column; 12] = [
    ("Pracovník", "Who"),
    ("Měsíc", "Month"),
    ("Stav", "State"),
    ("Role", "Role"),
    ("Úvazek (tisíciny)", "Part of full time (thousandths)"),
    ("Fond (minut)", "Asked (minutes)"),
    ("Práce (minut)", "Work (minutes)"),
    ("Dovolená (minut)", "Leave (minutes)"),
    ("Nemoc (minut)", "Sickness (minutes)"),
    ("Nad úvazek", "Beyond the part"),
    ("Dnů nad 12 hodin", "Days over 12 hours"),
    ("Rozhodnuto", "Decided"),
];

/// All of a quarter that the caller may read, month by month.
pub(super) async fn read(caller: &Caller, quarter: Quarter, tongue: Tongue) -> Result<List> {
    let mut rows = Vec::new();
    for month in months(quarter) {
        let filter = TimesheetFilter { month: Some(month), ..TimesheetFilter::default() };
        let mut args = PageArgs::new(Some(super::AT_ONCE), None, None, None)?;
        loop {
            let found = queries::page(caller, filter, &args, false).await?;
            rows.extend(lines(caller, &found, tongue).await?);
            let last = found.items.last().filter(|_| found.has_next);
            let Some(last) = last else { break };
            args.after = Some(queries::cursor(&last.timesheet));
        }
    }
    Ok(List { columns: &COLUMNS, rows })
}

fn months(quarter: Quarter) -> impl Iterator<Item = NaiveDate> {
    (0..3).filter_map(move |later| quarter.starts_on().checked_add_months(Months::new(later)))
}

async fn lines(
    caller: &Caller,
    found: &Page<SummedTimesheet>,
    tongue: Tongue,
) -> Result<Vec<Vec<Cell>>> {
    let people: BTreeSet<ParticipantId> =
        found.items.iter().map(|summed| summed.timesheet.participant).collect();
    let people: Vec<ParticipantId> = people.into_iter().collect();
    let names = Names::read(caller, &[], &people).await?;
    let mut rows = Vec::new();
    for summed in &found.items {
        let parts: Vec<Option<&Part>> = summed.parts.iter().map(Some).collect();
        // A month is somebody's also when no post of theirs asks for it.
        let parts = if parts.is_empty() { vec![None] } else { parts };
        rows.extend(parts.into_iter().map(|part| line(summed, part, &names, tongue)));
    }
    Ok(rows)
}

fn line(summed: &SummedTimesheet, part: Option<&Part>, names: &Names, tongue: Tongue) -> Vec<Cell> {
    let month = &summed.timesheet;
    let is_beyond =
        |warning: &Warning| matches!(warning, Warning::BeyondPart(of) if Some(of) == part);
    let beyond = if summed.warnings.iter().any(is_beyond) { tongue.say("ano", "yes") } else { "" };
    let is_long = |warning: &&Warning| matches!(warning, Warning::LongDay { .. });
    let long_days = summed.warnings.iter().filter(is_long).count();
    vec![
        Cell::text(names.person(month.participant)),
        Cell::Month(month.month),
        Cell::text(month_state(month.state, tongue)),
        Cell::some(part, |part| Cell::text(role(part.employment.role, tongue))),
        Cell::some(part, |part| Cell::number(part.employment.fte_thousandths)),
        Cell::some(part, |part| Cell::Number(part.asked_minutes())),
        Cell::some(part, |part| Cell::Number(part.work)),
        Cell::some(part, |part| Cell::Number(part.leave)),
        Cell::some(part, |part| Cell::Number(part.sickness)),
        Cell::text(beyond),
        Cell::number(i64::try_from(long_days).unwrap_or(i64::MAX)),
        Cell::some(month.decided_at.map(day_in_prague), Cell::Day),
    ]
}
