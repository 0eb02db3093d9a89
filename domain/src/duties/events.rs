//! What the audit trail says of duties done: kinds, days and counts.

use super::rules::DutyRecord;
use crate::access::{Event, Fact, Subject};

pub(super) fn recorded(record: &DutyRecord) -> Event {
    of("duty.recorded", record)
}

pub(super) fn corrected(record: &DutyRecord) -> Event {
    of("duty.corrected", record)
}

pub(super) fn withdrawn(record: &DutyRecord) -> Event {
    of("duty.withdrawn", record)
}

fn of(kind: &'static str, record: &DutyRecord) -> Event {
    let mut facts = vec![
        ("kind", Fact::Word(record.kind.as_str())),
        ("done_on", Fact::Day(record.done_on)),
        ("version", Fact::Number(record.version.into())),
    ];
    facts.extend(record.due_on.map(|day| ("due_on", Fact::Day(day))));
    if let Some(turnout) = record.turnout {
        facts.push(("attended", Fact::Number(turnout.attended.into())));
        facts.push(("members", Fact::Number(turnout.members.into())));
    }
    Event::of_tenant(kind, Subject::id(record.id), facts)
}
