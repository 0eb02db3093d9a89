//! What an activity is, and whose which part of it is. Pure: no database, no clock.

use super::rejection::Rejection;
use crate::access::{Label, Secrecy};
use crate::benefits::{Amounts, Benefit, Method, Said};
use crate::catalogue::{Competence, ServiceArea};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::ids::{ActivityId, MemberId, ParticipantId, RequestId};
use crate::kernel::money::{Money, split};
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use crate::requests::printed_number;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use std::collections::BTreeMap;

/// As long as the table takes it.
const MOST_MINUTES: i32 = 100_000;
const LONGEST_OUTPUT: usize = 2_000;
const MOST_BENEFICIARIES: usize = 50;
const LARGEST_WEIGHT: i32 = 1_000_000;

text_enum! {
    /// In whose matters a piece of work was: unlike a service's, never in both.
    ActivityCompetence {
        /// Samostatná působnost: self-government.
        Own = "OWN",
        /// Přenesená působnost: the state's.
        Delegated = "DELEGATED",
    }
}

/// A piece of work that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Which.
    pub id: ActivityId,
    /// Who of the staff may read it.
    pub secrecy: Secrecy,
    /// Under which secrecy the figures count it: the one it had when it was recorded or corrected, wherever its case went since.
    pub(crate) counted_secrecy: Secrecy,
    /// Whether its municipalities see their shares of it.
    pub shown_to_member: bool,
    /// The year of its number.
    pub year: i32,
    /// Its number in that year.
    pub number: i32,
    /// Under which service.
    pub service_code: String,
    /// The secrecy of that service when it was recorded.
    pub service_secrecy: Secrecy,
    /// The case it came from, with its label.
    pub request: Option<Label>,
    /// In whose matters.
    pub competence: ActivityCompetence,
    /// When it was done.
    pub performed_on: NaiveDate,
    /// Who did it.
    pub performed_by: ParticipantId,
    /// How long it took.
    pub minutes: i32,
    /// What came of it.
    pub output: String,
    /// How many shares it has.
    pub share_count: i32,
    /// What it was good for; `None`: nothing is claimed.
    pub benefit: Option<Benefit>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// Who wrote it down.
    pub recorded_by: ParticipantId,
    /// Which entry of a closed quarter it corrects.
    pub corrects: Option<Corrects>,
    /// Grows with each correction.
    pub version: i32,
}

/// That an entry corrects one of a closed quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrects {
    /// Which.
    pub activity: ActivityId,
    /// Whether it takes that one back; else it is as that one should have been.
    pub is_reversal: bool,
    /// Why.
    pub reason: String,
}

impl Activity {
    /// Whether it takes another one back. Then it is never corrected itself: it would take back something else.
    pub fn is_reversal(&self) -> bool {
        self.corrects.as_ref().is_some_and(|corrects| corrects.is_reversal)
    }

    /// Its number as people say it, e.g. `2026/17`.
    pub fn printed_number(&self) -> String {
        printed_number(self.year, self.number)
    }

    /// When the last of its shares was attested; `None`: one is not, or isn't among those that are seen.
    pub fn attested_at(&self, seen: &[Share]) -> Option<DateTime<Utc>> {
        if i32::try_from(seen.len()) != Ok(self.share_count) {
            return None;
        }
        let attested: Option<Vec<DateTime<Utc>>> =
            seen.iter().map(|share| share.attested.map(|attested| attested.at)).collect();
        attested?.into_iter().max()
    }

    /// What its benefit amounts to.
    pub(crate) fn amounts(&self) -> Amounts {
        let nothing = Amounts { saved: None, brought_in: None };
        self.benefit.as_ref().map_or(nothing, |benefit| benefit.amounts)
    }
}

/// What of an activity is one member's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Of which activity.
    pub activity: ActivityId,
    /// Whose.
    pub member: MemberId,
    /// Its part of the whole, beside the other shares' weights.
    pub weight: i32,
    /// Its minutes.
    pub minutes: i64,
    /// What it saved.
    pub saved: Option<Money>,
    /// What was brought in for it.
    pub brought_in: Option<Money>,
    /// Who says for the member that the benefit is so.
    pub attested: Option<Attested>,
}

/// That a benefit is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attested {
    /// Who says it.
    pub by: ParticipantId,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Shares an activity out: minutes and each kind of benefit by largest remainder, so that the parts add up exactly. Members
/// come in the order of their ids, so that the same weights always give the same parts.
pub(crate) fn share_out(activity: &Activity, weights: &BTreeMap<MemberId, i32>) -> Vec<Share> {
    let parts: Vec<i64> = weights.values().map(|weight| i64::from(*weight)).collect();
    let Amounts { saved, brought_in } = activity.amounts();
    let money = |whole: Option<Money>| -> Vec<Option<Money>> {
        match whole {
            // No part is larger than the whole, which is an amount.
            Some(whole) => split(whole.haler(), &parts).into_iter().map(Money::of_haler).collect(),
            None => vec![None; parts.len()],
        }
    };
    weights
        .iter()
        .zip(split(activity.minutes.into(), &parts))
        .zip(money(saved).into_iter().zip(money(brought_in)))
        .map(|(((member, weight), minutes), (saved, brought_in))| Share {
            activity: activity.id,
            member: *member,
            weight: *weight,
            minutes,
            saved,
            brought_in,
            attested: None,
        })
        .collect()
}

/// The shares of a corrected activity, each with its attestation if nothing of what was attested has changed.
pub(super) fn share_out_again(
    old: (&Activity, &[Share]),
    new: &Activity,
    weights: &BTreeMap<MemberId, i32>,
) -> Vec<Share> {
    let is_same_benefit = old.0.benefit == new.benefit;
    let kept = |share: &Share| {
        let before = old.1.iter().find(|before| before.member == share.member)?;
        let is_same = is_same_benefit && Share { attested: None, ..before.clone() } == *share;
        before.attested.filter(|_| is_same)
    };
    let shares = share_out(new, weights).into_iter();
    shares.map(|share| Share { attested: kept(&share), ..share }).collect()
}

/// Which of a member's own shares are to be attested now.
///
/// # Errors
/// [`Rejection::NothingToAttest`], [`Rejection::AlreadyAttested`].
pub(super) fn to_attest(activity: &Activity, own: Vec<Share>) -> Result<Vec<Share>, Rejection> {
    if activity.benefit.is_none() {
        return Err(Rejection::NothingToAttest);
    }
    let waiting: Vec<Share> = own.into_iter().filter(|share| share.attested.is_none()).collect();
    if waiting.is_empty() { Err(Rejection::AlreadyAttested) } else { Ok(waiting) }
}

/// # Errors
/// [`Rejection::Reversal`].
pub(super) fn must_not_be_reversal(activity: &Activity) -> Result<(), Rejection> {
    if activity.is_reversal() { Err(Rejection::Reversal) } else { Ok(()) }
}

/// Somebody the work was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beneficiary {
    /// Which member.
    pub member: MemberId,
    /// Its part of the whole.
    pub weight: i32,
}

/// What is recorded.
#[derive(Debug, Clone)]
pub struct NewActivity {
    /// Under which service.
    pub service_code: String,
    /// In whose matters.
    pub competence: ActivityCompetence,
    /// When it was done; `None`: today.
    pub performed_on: Option<NaiveDate>,
    /// How long it took.
    pub minutes: i32,
    /// What came of it.
    pub output: String,
    /// The case it came from.
    pub request: Option<RequestId>,
    /// Whom it was for; `None`: the request's member.
    pub beneficiaries: Option<Vec<Beneficiary>>,
    /// What it was good for.
    pub benefit: Option<Said>,
}

/// What is corrected; what isn't said stays.
#[derive(Debug, Clone)]
pub struct Correction {
    /// As [`NewActivity::service_code`].
    pub service_code: Option<String>,
    /// As [`NewActivity::competence`].
    pub competence: Option<ActivityCompetence>,
    /// As [`NewActivity::performed_on`].
    pub performed_on: Option<NaiveDate>,
    /// As [`NewActivity::minutes`].
    pub minutes: Option<i32>,
    /// As [`NewActivity::output`].
    pub output: Option<String>,
    /// As [`NewActivity::request`].
    pub request: Change<RequestId>,
    /// As [`NewActivity::beneficiaries`].
    pub beneficiaries: Option<Vec<Beneficiary>>,
    /// As [`NewActivity::benefit`].
    pub benefit: Change<Said>,
}

/// What becomes of something that needn't be there.
#[derive(Debug, Clone)]
pub enum Change<T> {
    /// It stays as it is.
    Keep,
    /// It goes.
    Remove,
    /// It becomes this.
    To(T),
}

/// Checks how long something took.
pub(super) fn checked_minutes(minutes: i32) -> Result<i32> {
    let is_some_time = (1..=MOST_MINUTES).contains(&minutes);
    is_some_time.then_some(minutes).ok_or_else(|| invalid("minutes", code::OUT_OF_RANGE))
}

/// Trims and bounds what came of it.
pub(super) fn checked_output(output: &str) -> Result<String> {
    text::optional(output, LONGEST_OUTPUT, &["input", "output"])
}

/// Checks the day of the work: neither to come nor so long ago that it was forgotten, and its report is written.
pub(super) fn checked_day(day: NaiveDate, today: NaiveDate, oldest_days: i64) -> Result<NaiveDate> {
    let is_near = today - Duration::days(oldest_days) <= day && day <= today;
    is_near.then_some(day).ok_or_else(|| invalid("performedOn", code::OUT_OF_RANGE))
}

/// Checks whom it was for: some, not too many, and nobody twice.
pub(super) fn checked_weights(beneficiaries: &[Beneficiary]) -> Result<BTreeMap<MemberId, i32>> {
    let wrong = |code| invalid("beneficiaries", code);
    if beneficiaries.is_empty() {
        return Err(wrong(code::REQUIRED));
    }
    let weights: BTreeMap<_, _> = beneficiaries.iter().map(|b| (b.member, b.weight)).collect();
    let are_some = (1..=MOST_BENEFICIARIES).contains(&beneficiaries.len());
    if !are_some || !weights.values().all(|weight| (1..=LARGEST_WEIGHT).contains(weight)) {
        return Err(wrong(code::OUT_OF_RANGE));
    }
    if weights.len() == beneficiaries.len() { Ok(weights) } else { Err(wrong(code::MALFORMED)) }
}

/// Whether a service is of a competence.
pub(super) fn must_fit(competence: ActivityCompetence, of: Competence) -> Result<(), Rejection> {
    match (competence, of) {
        (_, Competence::Both)
        | (ActivityCompetence::Own, Competence::Own)
        | (ActivityCompetence::Delegated, Competence::Delegated) => Ok(()),
        (ActivityCompetence::Own, Competence::Delegated)
        | (ActivityCompetence::Delegated, Competence::Own) => {
            Err(Rejection::CompetenceNotOfService)
        }
    }
}

/// The label of work under a service and on a case: the stricter secrecy, and shown where the case is. The table generates
/// the same. Two different closed secrecies have no common reader but the stricter one's.
pub(crate) fn label(service: Secrecy, request: Option<Label>) -> (Secrecy, bool) {
    let secrecy = request.map_or(service, |request| request.secrecy.max(service));
    (secrecy, request.is_none_or(|request| request.shown_to_member))
}

fn invalid(field: &'static str, code: &'static str) -> Error {
    Error::invalid(&["input", field], code)
}

/// Which activities are asked for; what isn't said doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct ActivityFilter {
    /// Done on this day or later.
    pub from: Option<NaiveDate>,
    /// Done on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Under this service.
    pub service_code: Option<String>,
    /// In this area.
    pub area: Option<ServiceArea>,
    /// For this member, among others or alone.
    pub member: Option<MemberId>,
    /// Done by this person.
    pub performed_by: Option<ParticipantId>,
    /// From this case.
    pub request: Option<RequestId>,
    /// What corrects this one.
    pub corrects: Option<ActivityId>,
    /// Whose benefit was computed so.
    pub method: Option<Method>,
    /// Whose benefit is attested by all whose shares are seen, or isn't.
    pub is_attested: Option<bool>,
}

/// What a list of activities is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderField {
    /// When it was done.
    PerformedOn,
    /// When it was written down.
    RecordedAt,
}

/// How a list of activities is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityOrder {
    /// By what.
    pub field: OrderField,
    /// Latest first.
    pub is_descending: bool,
}
