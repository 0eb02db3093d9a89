//! What the audit trail says of files. Their names stay in their rows: an event carries no prose.

use super::rules::Why;
use crate::access::{Event, Fact, Label, Subject, Whose};
use crate::kernel::ids::AttachmentId;

/// In the trail of the tenant and not in the history of the case: nothing is attached yet.
pub(crate) fn announced(label: Label, id: AttachmentId, size: i64) -> Event {
    of_upload(label, "upload.announced", id, vec![("size", Fact::Number(size))])
}

pub(crate) fn begun(label: Label, id: AttachmentId) -> Event {
    of_upload(label, "upload.begun", id, vec![])
}

pub(crate) fn failed(label: Label, id: AttachmentId, why: Why) -> Event {
    of_upload(label, "upload.failed", id, vec![("why", Fact::Word(why.word()))])
}

pub(crate) fn attached(label: Label, id: AttachmentId, size: i64) -> Event {
    let facts = vec![("attachment", Fact::id(id)), ("size", Fact::Number(size))];
    of_case(label, "request.file_attached", facts)
}

pub(crate) fn removed(label: Label, id: AttachmentId) -> Event {
    of_case(label, "request.file_removed", vec![("attachment", Fact::id(id))])
}

fn of_case(label: Label, kind: &'static str, facts: Vec<(&'static str, Fact)>) -> Event {
    let (subject, whose) = (Subject::id(label.request), Whose::Case(label));
    Event { kind, subject, whose, is_internal: false, facts }
}

fn of_upload(
    label: Label,
    kind: &'static str,
    id: AttachmentId,
    facts: Vec<(&'static str, Fact)>,
) -> Event {
    let (subject, whose) = (Subject::id(id), Whose::Tenant(label.secrecy));
    Event { kind, subject, whose, is_internal: false, facts }
}
