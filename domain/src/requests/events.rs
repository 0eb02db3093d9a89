//! What the audit trail says of requests.

use super::links::{Readers, readers};
use super::reminders::{ReminderKind, SlaClockKind};
use super::rules::Request;
use super::term::due_on;
use crate::access::{Event, Fact, Label, Subject, Whose};
use crate::catalogue::ServiceArea;
use crate::kernel::ids::{CommentId, ParticipantId, RequestId};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub(crate) fn opened(label: Label, area: ServiceArea, due_on: NaiveDate) -> Event {
    of(
        label,
        "request.opened",
        vec![("area", Fact::Word(area.as_str())), ("due_on", Fact::Day(due_on))],
    )
}

pub(crate) fn assigned(request: &Request, to: ParticipantId) -> Event {
    of(request.label(), "request.assigned", vec![("assignee", Fact::id(to))])
}

pub(super) fn started(request: &Request) -> Event {
    of_case(request, "request.started", Vec::new())
}

/// From one day under which it is counted as open to another; `comment` is what was asked.
pub(super) fn asked(
    request: &Request,
    (was_on, comment): (NaiveDate, CommentId),
    area: ServiceArea,
) -> Event {
    of_case(request, "request.asked", moved(request, (was_on, comment), area))
}

/// As above; `comment` is the answer.
pub(super) fn answered(
    request: &Request,
    (was_on, comment): (NaiveDate, CommentId),
    area: ServiceArea,
) -> Event {
    of_case(request, "request.answered", moved(request, (was_on, comment), area))
}

/// `due_on` is its last day for closing, `was_due_on` the one that it was counted as open under; `open_minutes` how long it
/// was there until `at`, counted from its first opening, each minute that has begun.
pub(crate) fn closed(
    request: &Request,
    was_on: NaiveDate,
    area: ServiceArea,
    at: DateTime<Utc>,
) -> Event {
    let facts = vec![
        ("area", Fact::Word(area.as_str())),
        ("due_on", Fact::Day(due_on(request.due_at))),
        ("was_due_on", Fact::Day(was_on)),
        ("open_minutes", Fact::Number(minutes_begun(at - request.opened_at))),
    ];
    of_case(request, "request.closed", facts)
}

/// `was_due_on` is the day that it was counted as open under.
pub(super) fn cancelled(request: &Request, was_on: NaiveDate, area: ServiceArea) -> Event {
    let facts = vec![("area", Fact::Word(area.as_str())), ("was_due_on", Fact::Day(was_on))];
    of_case(request, "request.cancelled", facts)
}

pub(crate) fn reopened(request: &Request, area: ServiceArea) -> Event {
    let facts =
        vec![("area", Fact::Word(area.as_str())), ("due_on", Fact::Day(due_on(request.due_at)))];
    of_case(request, "request.reopened", facts)
}

/// From one filing to another: `before` is the request as it was. Who had it and may not read it any more is named.
pub(super) fn refiled(
    (before, area_before): (&Request, ServiceArea),
    (after, area): (&Request, ServiceArea),
) -> Event {
    let mut facts = vec![
        ("area", Fact::Word(area.as_str())),
        ("old_area", Fact::Word(area_before.as_str())),
        ("old_secrecy", Fact::Word(before.secrecy.as_str())),
        ("service", Fact::code("service", &after.service_code)),
        ("old_service", Fact::code("service", &before.service_code)),
        ("due_on", Fact::Day(after.counted_on())),
        ("was_due_on", Fact::Day(before.counted_on())),
    ];
    let lost = before.assignee_id.filter(|_| after.assignee_id.is_none());
    facts.extend(lost.map(|who| ("old_assignee", Fact::id(who))));
    of_case(after, "request.moved", facts)
}

pub(crate) fn commented(request: &Request, comment: CommentId, is_internal: bool) -> Event {
    let event = of_case(request, "request.commented", vec![("comment", Fact::id(comment))]);
    Event { is_internal, ..event }
}

/// Somebody is reminded of one of its clocks; `due_at` is the instant until which it runs, in seconds since 1970.
pub(super) fn reminded(
    request: &Request,
    (clock, kind): (SlaClockKind, ReminderKind),
    due_at: DateTime<Utc>,
) -> Event {
    let facts =
        vec![("clock", Fact::Word(clock.as_str())), ("due_at", Fact::Number(due_at.timestamp()))];
    Event { is_internal: true, ..of_case(request, kind.as_str(), facts) }
}

/// Two cases were linked. Told of each, if all who read it may read the other too: else its history would tell of what they may
/// not. Where it can be told of neither, the stricter one's history tells it without a name.
pub(super) fn linked(one: &Request, other: &Request) -> Vec<Event> {
    of_both("request.linked", one, other)
}

/// The link between two cases was taken away; told as that it was made.
pub(super) fn unlinked(one: &Request, other: &Request) -> Vec<Event> {
    of_both("request.unlinked", one, other)
}

/// A duplicate was merged into another case. That it was, all learn who read the duplicate; into which, and of the other case that
/// it has a duplicate, only who may read both.
pub(super) fn merged(duplicate: &Request, into: &Request) -> Vec<Event> {
    let kind = "request.merged";
    let other = match readers(duplicate, into) {
        Readers::All => vec![("other", Fact::id(into.id))],
        Readers::Staff | Readers::NotEvenStaff => vec![],
    };
    let of_duplicate = of_case(duplicate, kind, other);
    [of_duplicate].into_iter().chain(of_one(kind, into, duplicate)).collect()
}

fn of_both(kind: &'static str, one: &Request, other: &Request) -> Vec<Event> {
    let told: Vec<Event> =
        of_one(kind, one, other).into_iter().chain(of_one(kind, other, one)).collect();
    if !told.is_empty() {
        return told;
    }
    let stricter = if one.secrecy < other.secrecy { other } else { one };
    vec![Event { is_internal: true, ..of_case(stricter, kind, vec![]) }]
}

fn of_one(kind: &'static str, case: &Request, other: &Request) -> Option<Event> {
    let told = of_case(case, kind, vec![("other", Fact::id(other.id))]);
    match readers(case, other) {
        Readers::All => Some(told),
        Readers::Staff => Some(Event { is_internal: true, ..told }),
        Readers::NotEvenStaff => None,
    }
}

/// Somebody watches it from now on.
pub(super) fn watched(request: &Request) -> Event {
    of(request.label(), "request.watched", Vec::new())
}

/// Somebody watches it no more.
pub(super) fn unwatched(request: &Request) -> Event {
    of(request.label(), "request.unwatched", Vec::new())
}

fn moved(
    request: &Request,
    (was_on, comment): (NaiveDate, CommentId),
    area: ServiceArea,
) -> Vec<(&'static str, Fact)> {
    vec![
        ("area", Fact::Word(area.as_str())),
        ("due_on", Fact::Day(request.counted_on())),
        ("was_due_on", Fact::Day(was_on)),
        ("comment", Fact::id(comment)),
    ]
}

/// With who has the case after it: they may have to be told, and whoever tells them reads no case.
fn of_case(request: &Request, kind: &'static str, mut facts: Vec<(&'static str, Fact)>) -> Event {
    facts.extend(request.assignee_id.map(|who| ("assignee", Fact::id(who))));
    of(request.label(), kind, facts)
}

/// With the secrecy as it is: what the event wears follows the case, and the figures count it under this one.
fn of(label: Label, kind: &'static str, mut facts: Vec<(&'static str, Fact)>) -> Event {
    let request: RequestId = label.request;
    facts.push(("secrecy", Fact::Word(label.secrecy.as_str())));
    Event {
        kind,
        subject: Subject::id(request),
        whose: Whose::Case(label),
        is_internal: false,
        facts,
    }
}

/// Minutes, each that has begun; none where a clock went backwards.
fn minutes_begun(time: TimeDelta) -> i64 {
    let seconds = time.num_seconds() + i64::from(time.subsec_nanos() > 0);
    (seconds.max(0) + 59) / 60
}
