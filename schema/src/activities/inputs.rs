//! What is said of an activity when it is recorded or corrected.

use super::types::{ActivityCompetence, BenefitMethod};
use crate::ids;
use crate::scalars::{Czk, Date};
use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::activities::{Beneficiary, Change, Correction, NewActivity};
use domain::benefits::Said;
use domain::kernel::error::{Error, code};
use domain::kernel::money::Money;

/// Work that one has done.
#[derive(InputObject)]
pub(super) struct RecordActivityInput {
    /// Code of the service, e.g. `LEGAL-ORDINANCE`. It must be offered, and decides with the request who of the staff may
    /// read the activity.
    service_code: String,
    /// In whose matters it was; the service must be of that competence.
    competence: ActivityCompetence,
    /// When it was done: today when nothing is said, at most 366 days ago.
    performed_on: Option<Date>,
    /// How many minutes it took, 1 to 100,000.
    minutes: i32,
    /// What came of it, at most 2,000 characters.
    #[graphql(default)]
    output: String,
    /// The request it came from, in whatever state.
    request_id: Option<ID>,
    /// Whom it was for, 1 to 50 members, none twice. When nothing is said the request's member.
    beneficiaries: Option<Vec<BeneficiaryInput>>,
    /// What it was good for.
    benefit: Option<BenefitInput>,
}

/// What is corrected; what isn't said stays as it is.
#[derive(InputObject)]
pub(super) struct CorrectActivityInput {
    /// Id of the activity.
    pub(super) id: ID,
    /// The version that was read. If it has changed since, nothing is written.
    pub(super) expected_version: i32,
    /// Code of the service.
    service_code: Option<String>,
    /// In whose matters it was.
    competence: Option<ActivityCompetence>,
    /// When it was done, at most 366 days ago.
    performed_on: Option<Date>,
    /// How many minutes it took, 1 to 100,000.
    minutes: Option<i32>,
    /// What came of it, at most 2,000 characters.
    output: Option<String>,
    /// The request it came from; null takes it away.
    request_id: MaybeUndefined<ID>,
    /// Whom it was for, all of them.
    beneficiaries: Option<Vec<BeneficiaryInput>>,
    /// What it was good for; null takes it away.
    benefit: MaybeUndefined<BenefitInput>,
}

/// What was wrong about an activity of a closed quarter, and why it is corrected now. What isn't said was right.
#[derive(InputObject)]
pub(super) struct CorrectClosedActivityInput {
    /// Id of the activity.
    pub(super) id: ID,
    /// Why it is corrected, 1 to 1,000 characters.
    pub(super) reason: String,
    /// That nothing was right about it: it is taken back, and nothing is written instead. Then nothing else may be said.
    #[graphql(default)]
    only_take_back: bool,
    /// Code of the service.
    service_code: Option<String>,
    /// In whose matters it was.
    competence: Option<ActivityCompetence>,
    /// How many minutes it took, 1 to 100,000.
    minutes: Option<i32>,
    /// What came of it, at most 2,000 characters.
    output: Option<String>,
    /// The request it came from; null takes it away.
    request_id: MaybeUndefined<ID>,
    /// Whom it was for, all of them.
    beneficiaries: Option<Vec<BeneficiaryInput>>,
    /// What it was good for; null takes it away.
    benefit: MaybeUndefined<BenefitInput>,
}

/// Somebody an activity was for.
#[derive(InputObject)]
struct BeneficiaryInput {
    /// The member; the association's own row too.
    member_id: ID,
    /// Its part of the whole, beside the weights of the others, 1 to 1,000,000: hours, inhabitants, or ones for equal parts.
    #[graphql(default = 1)]
    weight: i32,
}

/// What an activity was good for. Which of the amounts are needed follows from the method; others may not be given.
#[derive(InputObject)]
struct BenefitInput {
    /// How it is computed.
    method: BenefitMethod,
    /// For `AVOIDED_HOURS`: the minutes that the municipalities would have spent, 1 to 1,000,000.
    avoided_minutes: Option<i32>,
    /// For `MARKET_PRICE`: what others would have asked.
    market_price: Option<Czk>,
    /// For `JOINT_PURCHASE`: what each would have paid alone, 2 to 50 prices.
    prices_alone: Option<Vec<Czk>>,
    /// For `JOINT_PURCHASE`: what all paid together.
    joint_price: Option<Czk>,
    /// For `GRANT_WON`: what was granted.
    amount: Option<Czk>,
    /// For `SANCTION_AVOIDED`: what would have been imposed.
    sanction: Option<Czk>,
}

impl RecordActivityInput {
    pub(super) fn read(self) -> Result<NewActivity, Error> {
        Ok(NewActivity {
            service_code: self.service_code,
            competence: self.competence.into(),
            performed_on: self.performed_on.map(|day| day.0),
            minutes: self.minutes,
            output: self.output,
            request: self.request_id.map(|id| ids::read(&id, "requestId")).transpose()?,
            beneficiaries: self.beneficiaries.map(beneficiaries).transpose()?,
            benefit: self.benefit.map(BenefitInput::read).transpose()?,
        })
    }
}

impl CorrectActivityInput {
    pub(super) fn read(self) -> Result<Correction, Error> {
        Ok(Correction {
            service_code: self.service_code,
            competence: self.competence.map(Into::into),
            performed_on: self.performed_on.map(|day| day.0),
            minutes: self.minutes,
            output: self.output,
            request: change(self.request_id, |id| ids::read(&id, "requestId"))?,
            beneficiaries: self.beneficiaries.map(beneficiaries).transpose()?,
            benefit: change(self.benefit, BenefitInput::read)?,
        })
    }
}

impl CorrectClosedActivityInput {
    /// What is right instead; `None`: nothing.
    pub(super) fn read(self) -> Result<Option<Correction>, Error> {
        let says_more = self.service_code.is_some()
            || self.competence.is_some()
            || self.minutes.is_some()
            || self.output.is_some()
            || !self.request_id.is_undefined()
            || self.beneficiaries.is_some()
            || !self.benefit.is_undefined();
        if self.only_take_back {
            let malformed = || Error::invalid(&["input", "onlyTakeBack"], code::MALFORMED);
            return if says_more { Err(malformed()) } else { Ok(None) };
        }
        Ok(Some(Correction {
            service_code: self.service_code,
            competence: self.competence.map(Into::into),
            performed_on: None,
            minutes: self.minutes,
            output: self.output,
            request: change(self.request_id, |id| ids::read(&id, "requestId"))?,
            beneficiaries: self.beneficiaries.map(beneficiaries).transpose()?,
            benefit: change(self.benefit, BenefitInput::read)?,
        }))
    }
}

impl BenefitInput {
    fn read(self) -> Result<Said, Error> {
        let money = |czk: Option<Czk>, field| -> Result<Option<Money>, Error> {
            czk.map(|czk| czk.read(field)).transpose()
        };
        let prices_alone = self.prices_alone.map(|prices| {
            prices.iter().map(|czk| czk.read("pricesAlone")).collect::<Result<Vec<_>, _>>()
        });
        Ok(Said {
            method: self.method.into(),
            avoided_minutes: self.avoided_minutes,
            market_price: money(self.market_price, "marketPrice")?,
            prices_alone: prices_alone.transpose()?,
            joint_price: money(self.joint_price, "jointPrice")?,
            amount: money(self.amount, "amount")?,
            sanction: money(self.sanction, "sanction")?,
        })
    }
}

fn beneficiaries(given: Vec<BeneficiaryInput>) -> Result<Vec<Beneficiary>, Error> {
    let read = |one: BeneficiaryInput| {
        let member = ids::read(&one.member_id, "beneficiaries")?;
        Ok(Beneficiary { member, weight: one.weight })
    };
    given.into_iter().map(read).collect()
}

fn change<T, U>(
    given: MaybeUndefined<T>,
    read: impl FnOnce(T) -> Result<U, Error>,
) -> Result<Change<U>, Error> {
    Ok(match given {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Remove,
        MaybeUndefined::Value(value) => Change::To(read(value)?),
    })
}
