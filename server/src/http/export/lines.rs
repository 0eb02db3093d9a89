//! The lines of an export: one JSON object each, that says by `kind` what it is.

use super::part::Told;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use domain::activities::{Activity, ActivityChildren};
use domain::attachments::{AllFiles, Attachment};
use domain::identity::Participant;
use domain::kernel::ids::{ParticipantId, TypedId as _};
use domain::kernel::money::Money;
use domain::requests::{Channel, Whole};
use domain::tenancy::Member;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Of what is written here. A client that doesn't know it asks its vendor.
const FORMAT: u32 = 1;

/// Whose cases these are, and as of when.
pub(super) fn head(member: &Member, at: DateTime<Utc>) -> String {
    line(&json!({
        "kind": "member",
        "format": FORMAT,
        "id": member.id.print(),
        "municipalityCode": member.municipality_code,
        "joinedOn": member.joined_on,
        "leftOn": member.left_on,
        "at": at,
    }))
}

/// A request with its comments, its history, its links, and what its files are.
pub(super) fn request(
    whole: &Whole,
    people: &HashMap<ParticipantId, Participant>,
    files: &AllFiles,
) -> String {
    let name = |id: ParticipantId| people.get(&id).map(|person| person.display_name.as_str());
    let request = &whole.request;
    let comments = whole.comments.iter().map(|comment| {
        json!({ "id": comment.id.print(), "at": comment.written_at, "author": name(comment.author_id), "body": comment.body })
    });
    let history = whole.history.iter().map(|entry| {
        json!({ "id": entry.id.print(), "at": entry.at, "actor": entry.actor.and_then(name), "what": entry.kind })
    });
    let links = whole.links.iter().map(|link| {
        json!({ "requestId": link.other.print(), "kind": link.kind.as_str(), "at": link.linked_at })
    });
    let attachments = files.of(request.id).iter().map(|file| {
        let by = files.person(file.attached_by).map(|person| &person.display_name);
        json!({
            "id": file.id.print(), "name": file.name, "contentType": file.media_type, "size": file.size,
            "sha256": file.printed_hash(), "at": file.attached_at, "attachedBy": by,
        })
    });
    line(&json!({
        "kind": "request",
        "id": request.id.print(),
        "number": request.printed_number(),
        "serviceCode": request.service_code,
        "state": request.state.as_str(),
        "secrecy": request.secrecy.as_str(),
        "title": request.title,
        "description": request.description,
        "requester": request.requester_kind.as_str(),
        "requesterName": request.requester_name,
        "municipalityCode": request.municipality_code,
        "openedAt": request.opened_at,
        "openedBy": request.opened_by.and_then(name),
        "assignee": request.assignee_id.and_then(name),
        "priority": request.priority.as_str(),
        "channel": request.channel.map(Channel::as_str),
        "firstAnswerDueAt": request.first_answer_due_at,
        "firstAnsweredAt": request.first_answered_at,
        "dueAt": request.due_at,
        "closedAt": request.closed_at,
        "outcome": request.outcome,
        "comments": comments.collect::<Vec<Value>>(),
        "history": history.collect::<Vec<Value>>(),
        "links": links.collect::<Vec<Value>>(),
        "attachments": attachments.collect::<Vec<Value>>(),
    }))
}

/// Work that was done, and the member's own share of it.
pub(super) fn activity(activity: &Activity, children: &ActivityChildren) -> String {
    let name = |id: ParticipantId| children.person(id).map(|person| person.display_name.as_str());
    let shares = children.shares(activity.id).iter().map(|share| {
        json!({
            "minutes": share.minutes,
            "savedHaler": share.saved.map(Money::haler),
            "broughtInHaler": share.brought_in.map(Money::haler),
            "attestedAt": share.attested.map(|attested| attested.at),
            "attestedBy": share.attested.and_then(|attested| name(attested.by)),
        })
    });
    line(&json!({
        "kind": "activity",
        "id": activity.id.print(),
        "number": activity.printed_number(),
        "serviceCode": activity.service_code,
        "requestId": activity.request.map(|label| label.request.print()),
        "competence": activity.competence.as_str(),
        "performedOn": activity.performed_on,
        "performedBy": name(activity.performed_by),
        "output": activity.output,
        "recordedAt": activity.recorded_at,
        "correctsId": activity.corrects.as_ref().map(|corrects| corrects.activity.print()),
        "share": shares.collect::<Vec<Value>>().pop(),
    }))
}

/// Bytes of a file, which begin behind so many others of it. Joined in the order in which they come they are the file.
pub(super) fn content(file: &Attachment, from: u64, bytes: &[u8]) -> String {
    let base64 = BASE64.encode(bytes);
    line(
        &json!({ "kind": "content", "attachmentId": file.id.print(), "from": from, "base64": base64 }),
    )
}

/// That a file isn't to be had any more, before its bytes were told, or some of them.
pub(super) fn missing(file: &Attachment) -> String {
    line(&json!({ "kind": "missing", "attachmentId": file.id.print() }))
}

/// That this is all: without this line it isn't.
pub(super) fn end(told: &Told) -> String {
    let Told { requests, activities, attachments } = told;
    line(&json!({
        "kind": "end", "requests": requests, "activities": activities, "attachments": attachments,
    }))
}

/// In JSON a line break within a text is written as two letters, so an object is one line.
fn line(value: &Value) -> String {
    format!("{value}\n")
}
