//! What the audit trail says of a worklog: days and minutes. That somebody was sick stands in the entry alone, which fewer read.

use super::rules::Entry;
use crate::access::{Event, Fact, Subject};

pub(super) fn logged(entry: &Entry) -> Event {
    of(entry, "worklog.logged", None)
}

pub(super) fn corrected(old: &Entry, new: &Entry) -> Event {
    of(new, "worklog.corrected", Some(old))
}

pub(super) fn removed(entry: &Entry) -> Event {
    of(entry, "worklog.removed", None)
}

fn of(entry: &Entry, kind: &'static str, before: Option<&Entry>) -> Event {
    let mut facts = vec![
        ("timesheet", Fact::id(entry.timesheet)),
        ("employment", Fact::id(entry.employment)),
        ("worked_on", Fact::Day(entry.worked_on)),
        ("minutes", Fact::Number(entry.minutes.into())),
        ("version", Fact::Number(entry.version.into())),
    ];
    if let Some(old) = before {
        facts.push(("worked_on_before", Fact::Day(old.worked_on)));
        facts.push(("minutes_before", Fact::Number(old.minutes.into())));
    }
    Event::of_tenant(kind, Subject::id(entry.id), facts)
}
