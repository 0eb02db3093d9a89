//! What the audit trail says of closing.

use super::rules::Closed;
use crate::access::{Event, Fact, Subject};
use crate::periods::Quarter;

pub(super) fn closed(quarter: Quarter, closed: &Closed) -> Event {
    let facts = vec![
        ("starts_on", Fact::Day(quarter.starts_on())),
        ("ends_on", Fact::Day(quarter.ends_on())),
        ("unattested", Fact::Number(closed.unattested.into())),
    ];
    Event::of_tenant("period.closed", Subject::code("period", &quarter.to_string()), facts)
}
