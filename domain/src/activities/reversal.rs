//! Entries that correct others: what takes one back, and how one is written down. Pure: no database, no clock.

use super::rules::{Activity, Corrects, Share};
use crate::benefits::{Amounts, Benefit};
use crate::kernel::error::Result;
use crate::kernel::ids::{ActivityId, ParticipantId};
use crate::kernel::money::Money;
use crate::kernel::text;
use chrono::{DateTime, NaiveDate, Utc};

const LONGEST_REASON: usize = 1_000;

/// What takes an activity back: its figures below zero, under its label, on the day on which that is written.
pub(super) fn of(taken_back: &Activity, shares: &[Share], entry: &Entry) -> (Activity, Vec<Share>) {
    let benefit = taken_back.benefit.as_ref().map(|benefit| {
        let Amounts { saved, brought_in } = benefit.amounts;
        let amounts = Amounts { saved: negated(saved), brought_in: negated(brought_in) };
        Benefit { amounts, ..benefit.clone() }
    });
    let written = Activity { minutes: -taken_back.minutes, benefit, ..taken_back.clone() };
    let activity = entry.of(written, taken_back.id, true);
    let share = |share: &Share| Share {
        activity: activity.id,
        minutes: -share.minutes,
        saved: negated(share.saved),
        brought_in: negated(share.brought_in),
        attested: None,
        ..share.clone()
    };
    let shares = shares.iter().map(share).collect();
    (activity, shares)
}

/// An amount is one below zero too: their bounds are the same.
fn negated(amount: Option<Money>) -> Option<Money> {
    amount.and_then(|amount| Money::of_haler(-amount.haler()))
}

/// How an entry that corrects another is written down.
pub(super) struct Entry {
    pub(super) id: ActivityId,
    pub(super) number: (i32, i32),
    pub(super) on: NaiveDate,
    pub(super) at: DateTime<Utc>,
    pub(super) by: ParticipantId,
    pub(super) reason: String,
}

impl Entry {
    /// Of what was worked by whoever did it, an entry of today.
    pub(super) fn of(&self, work: Activity, corrected: ActivityId, is_reversal: bool) -> Activity {
        let corrects = Corrects { activity: corrected, is_reversal, reason: self.reason.clone() };
        Activity {
            id: self.id,
            year: self.number.0,
            number: self.number.1,
            performed_on: self.on,
            recorded_at: self.at,
            recorded_by: self.by,
            corrects: Some(corrects),
            version: 1,
            // What is taken back is taken back from where it was counted.
            counted_secrecy: if is_reversal { work.counted_secrecy } else { work.secrecy },
            ..work
        }
    }
}

/// Trims and bounds why something was corrected.
pub(super) fn checked_reason(reason: &str) -> Result<String> {
    text::required(reason, LONGEST_REASON, &["input", "reason"])
}
