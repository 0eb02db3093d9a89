//! What the audit trail says of months.

use super::rules::Timesheet;
use crate::access::{Event, Fact, Subject};

pub(super) const SUBMITTED: &str = "timesheet.submitted";
pub(super) const APPROVED: &str = "timesheet.approved";
pub(super) const RETURNED: &str = "timesheet.returned";

pub(super) fn of(kind: &'static str, timesheet: &Timesheet, minutes: i64) -> Event {
    let facts = vec![
        ("participant", Fact::id(timesheet.participant)),
        ("month", Fact::Day(timesheet.month)),
        ("minutes", Fact::Number(minutes)),
        ("version", Fact::Number(timesheet.version.into())),
    ];
    Event::of_tenant(kind, Subject::id(timesheet.id), facts)
}
