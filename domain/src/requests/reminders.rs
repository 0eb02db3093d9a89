//! Reminders of terms: that something is due soon, and that it is too late. Each is an event of the case, so it stands in its
//! history, and whoever follows it is told.
//!
//! Once for each clock and each instant until which it runs: a clock that was stopped and runs on is due later, and of that
//! one is reminded anew. While it stands still nobody is.

use super::queries::soon;
use super::rules::Request;
use super::{events, store};
use crate::access::{Caller, Db, Job, Permission, ReadTx, WriteTx, act_as_system};
use crate::kernel::error::Result;
use crate::kernel::ids::{RequestId, TenantId};
use crate::kernel::text_enum::text_enum;
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use std::collections::BTreeSet;

/// Of how many cases is reminded in one transaction at most.
pub const REMINDED_AT_ONCE: usize = 100;
/// What has been too late for longer than this is no news: the list of what is overdue has it.
const TOO_LATE_FOR: Duration = Duration::days(7);

text_enum! {
    /// Which of a request's clocks.
    SlaClockKind {
        /// The one for the first answer.
        FirstAnswer = "FIRST_ANSWER",
        /// The one for closing.
        Closing = "CLOSING",
    }
}

text_enum! {
    /// Of what is reminded.
    ReminderKind {
        /// It is due soon.
        DueSoon = "request.due_soon",
        /// It is too late.
        Overdue = "request.overdue",
    }
}

/// A clock, of which of both is reminded, and between which instants it is due then: behind the first, up to the second.
pub(super) type Span = (SlaClockKind, ReminderKind, (DateTime<Utc>, DateTime<Utc>));

/// Reminds of a tenant's terms that have come close or have passed; answers of how many. Fewer than
/// [`REMINDED_AT_ONCE`]: of all, or others are at it.
///
/// # Errors
/// Those of the database; then nobody is reminded.
pub async fn remind(db: &Db, tenant: TenantId) -> Result<usize> {
    let caller = act_as_system(db, tenant, Job::Reminder);
    let needs = Permission::RemindOfTerms;
    let is_due = caller
        .read(needs, async |tx| {
            let soon = soon(&caller, tx).await?;
            Ok(!unreminded(tx, spans(tx.now(), soon)).await?.is_empty())
        })
        .await?;
    if is_due {
        caller.write_as_job(needs, async |tx| reminded(&caller, tx).await).await
    } else {
        Ok(0)
    }
}

async fn reminded(caller: &Caller, tx: &mut WriteTx) -> Result<usize> {
    // Another worker may be at it. What is read from here on is what that one has left.
    tx.alone_in_tenant("reminders").await?;
    let soon = soon(caller, tx).await?;
    let due = unreminded(tx, spans(tx.now(), soon)).await?;
    let ids: Vec<_> = due.iter().map(|(request, _)| request.id).collect();
    let held = store::lock_each(tx, &ids).await?;
    let mut count = 0;
    for (found, span) in &due {
        // Somebody may have closed or answered it in between.
        let Some(request) = held.iter().find(|held| held.id == found.id) else { continue };
        if let Some(due_at) = due_in(request, span) {
            tx.record(events::reminded(request, (span.0, span.1), due_at));
            count += 1;
        }
    }
    if count == 0 {
        tx.change_nothing();
    }
    Ok(count)
}

fn spans(now: DateTime<Utc>, soon: DateTime<Utc>) -> Vec<Span> {
    let past = (now - TOO_LATE_FOR, now);
    let each = SlaClockKind::ALL.iter();
    each.flat_map(|clock| {
        [
            (*clock, ReminderKind::Overdue, past),
            (*clock, ReminderKind::DueSoon, (now, soon.max(now))),
        ]
    })
    .collect()
}

/// Of which clocks is to be reminded, and nobody was: at most [`REMINDED_AT_ONCE`].
async fn unreminded(tx: &ReadTx, spans: Vec<Span>) -> Result<Vec<(Request, Span)>> {
    let each = spans.into_iter().map(async |span| {
        let found = store::running_out(tx, span).await?;
        Ok::<_, diesel::result::Error>(found.into_iter().map(move |request| (request, span)))
    });
    let found = futures_util::future::try_join_all(each).await?;
    let mut due: Vec<(Request, Span)> = found.into_iter().flatten().collect();
    let ids: BTreeSet<RequestId> = due.iter().map(|(request, _)| request.id).collect();
    let ids: Vec<RequestId> = ids.into_iter().collect();
    let reminded = store::reminders(tx, &ids).await?;
    due.retain(|(request, span)| {
        let (clock, kind, _) = span;
        let says = |facts: &Value, due_at: DateTime<Utc>| {
            facts["clock"] == clock.as_str() && facts["due_at"] == due_at.timestamp()
        };
        due_in(request, span).is_some_and(|due_at| {
            !reminded
                .iter()
                .any(|(of, was, facts)| *of == request.id && was == kind && says(facts, due_at))
        })
    });
    due.truncate(REMINDED_AT_ONCE);
    Ok(due)
}

/// Until when the clock runs, if that lies where it is asked and the clock runs at all.
fn due_in(request: &Request, (clock, _, (after, to)): &Span) -> Option<DateTime<Utc>> {
    let is_running = request.closed_at.is_none() && request.term.stopped_since.is_none();
    let due_at = match clock {
        SlaClockKind::FirstAnswer if request.first_answered_at.is_some() => return None,
        SlaClockKind::FirstAnswer => request.first_answer_due_at,
        SlaClockKind::Closing => request.due_at,
    };
    Some(due_at).filter(|due_at| is_running && after < due_at && due_at <= to)
}
