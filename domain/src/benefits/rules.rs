//! How a benefit is computed. Pure: the same inputs give the same haléře for ever.

use crate::kernel::error::{Error, Result, code};
use crate::kernel::money::Money;
use crate::kernel::text_enum::text_enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of all methods that is used for new benefits. Older ones stay in [`recompute`].
const NEWEST: i32 = 1;
/// Two years of a whole office.
const MOST_AVOIDED_MINUTES: i32 = 1_000_000;
/// As many as an activity has beneficiaries at most.
const MOST_PRICES: usize = 50;

text_enum! {
    /// How a benefit is computed.
    Method {
        /// Hours that the municipality didn't have to spend, without what the centre's cost (Sedlčansko 2017).
        AvoidedHours = "AVOIDED_HOURS",
        /// What it would have cost on the market, without what the centre's work cost.
        MarketPrice = "MARKET_PRICE",
        /// What each would have paid alone, without the joint price and what the centre's work cost.
        JointPurchase = "JOINT_PURCHASE",
        /// A grant that was won: brought in, not saved.
        GrantWon = "GRANT_WON",
        /// A sanction that wasn't imposed, without what the centre's work cost.
        SanctionAvoided = "SANCTION_AVOIDED",
    }
}

text_enum! {
    /// What an hour is of.
    RateKind {
        /// Of a mayor or clerk of a municipality.
        MunicipalHour = "MUNICIPAL_HOUR",
        /// Of the centre's staff, with overhead.
        CentreHour = "CENTRE_HOUR",
    }
}

/// What somebody says the work was good for, as they typed it.
#[derive(Debug, Clone)]
pub struct Said {
    /// How it is computed.
    pub method: Method,
    /// For [`Method::AvoidedHours`].
    pub avoided_minutes: Option<i32>,
    /// For [`Method::MarketPrice`].
    pub market_price: Option<Money>,
    /// For [`Method::JointPurchase`].
    pub prices_alone: Option<Vec<Money>>,
    /// For [`Method::JointPurchase`].
    pub joint_price: Option<Money>,
    /// For [`Method::GrantWon`].
    pub amount: Option<Money>,
    /// For [`Method::SanctionAvoided`].
    pub sanction: Option<Money>,
}

/// What somebody says the work was good for, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// [`Method::AvoidedHours`].
    AvoidedHours {
        /// What the municipality would have spent.
        avoided_minutes: i32,
    },
    /// [`Method::MarketPrice`].
    MarketPrice {
        /// What others would have asked.
        market_price: Money,
    },
    /// [`Method::JointPurchase`].
    JointPurchase {
        /// What each would have paid alone.
        prices_alone: Vec<Money>,
        /// What all paid together.
        joint_price: Money,
    },
    /// [`Method::GrantWon`].
    GrantWon {
        /// What was granted.
        amount: Money,
    },
    /// [`Method::SanctionAvoided`].
    SanctionAvoided {
        /// What would have been imposed.
        sanction: Money,
    },
}

/// The centre's work that had the benefit.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// How long it took.
    pub minutes: i32,
    /// When it was done: whose rates count.
    pub performed_on: NaiveDate,
}

/// What an hour costs, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rate {
    pub(super) per_hour: Money,
    pub(super) valid_from: NaiveDate,
}

/// The rates of one day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates {
    pub(super) municipal_hour: Rate,
    pub(super) centre_hour: Rate,
}

/// A benefit, with all that is needed to compute it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benefit {
    /// How it was computed.
    pub method: Method,
    /// By which version of the method.
    pub version: i32,
    /// From what: the claim, the centre's minutes, the rates that were used and their day.
    pub inputs: Value,
    /// What came out.
    pub amounts: Amounts,
}

/// What an hour cost where a benefit was computed, as far as its method asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoursUsed {
    /// Of the centre's staff.
    pub centre: Option<Money>,
    /// Of a municipality's people.
    pub municipal: Option<Money>,
}

impl Benefit {
    /// The prices of an hour that it was computed with.
    ///
    /// # Errors
    /// [`Error::Internal`] for inputs that aren't a method's.
    pub fn hours_used(&self) -> Result<HoursUsed> {
        let kept = read(&self.inputs)?;
        let price = |rate: Option<Rate>| rate.map(|rate| rate.per_hour);
        Ok(HoursUsed { centre: price(kept.centre_hour), municipal: price(kept.municipal_hour) })
    }
}

/// What came out. The two are never added up: one is money that wasn't spent, the other money that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    /// Less than nothing where it cost more than it saved. `None`: nothing of that kind.
    pub saved: Option<Money>,
    /// `None`: nothing of that kind.
    pub brought_in: Option<Money>,
}

/// As it is kept. What a method doesn't use isn't there.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Inputs {
    performed_on: NaiveDate,
    centre_minutes: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    centre_hour: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    municipal_hour: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avoided_minutes: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    market_price: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prices_alone: Option<Vec<Money>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    joint_price: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sanction: Option<Money>,
}

impl Said {
    /// Takes what the method needs, and nothing that belongs to another.
    ///
    /// # Errors
    /// [`Error::Invalid`] at the field of `input.benefit`.
    pub fn check(self) -> Result<Claim> {
        self.says_nothing_else()?;
        Ok(match self.method {
            Method::AvoidedHours => {
                let avoided_minutes = needed(self.avoided_minutes, "avoidedMinutes")?;
                if !(1..=MOST_AVOIDED_MINUTES).contains(&avoided_minutes) {
                    return Err(invalid("avoidedMinutes", code::OUT_OF_RANGE));
                }
                Claim::AvoidedHours { avoided_minutes }
            }
            Method::MarketPrice => {
                Claim::MarketPrice { market_price: price(self.market_price, "marketPrice")? }
            }
            Method::JointPurchase => {
                let prices_alone = needed(self.prices_alone, "pricesAlone")?;
                let is_joint = (2..=MOST_PRICES).contains(&prices_alone.len());
                if !is_joint || prices_alone.iter().any(|price| price.is_negative()) {
                    return Err(invalid("pricesAlone", code::OUT_OF_RANGE));
                }
                Claim::JointPurchase {
                    prices_alone,
                    joint_price: price(self.joint_price, "jointPrice")?,
                }
            }
            Method::GrantWon => Claim::GrantWon { amount: price(self.amount, "amount")? },
            Method::SanctionAvoided => {
                Claim::SanctionAvoided { sanction: price(self.sanction, "sanction")? }
            }
        })
    }

    fn says_nothing_else(&self) -> Result<()> {
        for (field, of, is_said) in [
            ("avoidedMinutes", Method::AvoidedHours, self.avoided_minutes.is_some()),
            ("marketPrice", Method::MarketPrice, self.market_price.is_some()),
            ("pricesAlone", Method::JointPurchase, self.prices_alone.is_some()),
            ("jointPrice", Method::JointPurchase, self.joint_price.is_some()),
            ("amount", Method::GrantWon, self.amount.is_some()),
            ("sanction", Method::SanctionAvoided, self.sanction.is_some()),
        ] {
            if is_said && of != self.method {
                return Err(invalid(field, code::MALFORMED));
            }
        }
        Ok(())
    }
}

fn invalid(field: &'static str, code: &'static str) -> Error {
    Error::invalid(&["input", "benefit", field], code)
}

fn needed<T>(value: Option<T>, field: &'static str) -> Result<T> {
    value.ok_or_else(|| invalid(field, code::REQUIRED))
}

fn price(value: Option<Money>, field: &'static str) -> Result<Money> {
    let value = needed(value, field)?;
    if value.is_negative() { Err(invalid(field, code::OUT_OF_RANGE)) } else { Ok(value) }
}

impl Claim {
    /// How it is computed.
    pub fn method(&self) -> Method {
        match self {
            Self::AvoidedHours { .. } => Method::AvoidedHours,
            Self::MarketPrice { .. } => Method::MarketPrice,
            Self::JointPurchase { .. } => Method::JointPurchase,
            Self::GrantWon { .. } => Method::GrantWon,
            Self::SanctionAvoided { .. } => Method::SanctionAvoided,
        }
    }

    /// What was claimed when a benefit was computed that is kept.
    ///
    /// # Errors
    /// [`Error::Internal`] for inputs that aren't the method's.
    pub fn of(benefit: &Benefit) -> Result<Self> {
        let kept = read(&benefit.inputs)?;
        let claim = match benefit.method {
            Method::AvoidedHours => {
                kept.avoided_minutes.map(|avoided_minutes| Self::AvoidedHours { avoided_minutes })
            }
            Method::MarketPrice => {
                kept.market_price.map(|market_price| Self::MarketPrice { market_price })
            }
            Method::JointPurchase => {
                kept.prices_alone.zip(kept.joint_price).map(|(prices_alone, joint_price)| {
                    Self::JointPurchase { prices_alone, joint_price }
                })
            }
            Method::GrantWon => kept.amount.map(|amount| Self::GrantWon { amount }),
            Method::SanctionAvoided => {
                kept.sanction.map(|sanction| Self::SanctionAvoided { sanction })
            }
        };
        claim.ok_or_else(not_its_inputs)
    }

    fn inputs(&self, work: Work, rates: Rates) -> Inputs {
        let bare = Inputs {
            performed_on: work.performed_on,
            centre_minutes: work.minutes,
            centre_hour: Some(rates.centre_hour),
            municipal_hour: None,
            avoided_minutes: None,
            market_price: None,
            prices_alone: None,
            joint_price: None,
            amount: None,
            sanction: None,
        };
        match self.clone() {
            Self::AvoidedHours { avoided_minutes } => Inputs {
                avoided_minutes: Some(avoided_minutes),
                municipal_hour: Some(rates.municipal_hour),
                ..bare
            },
            Self::MarketPrice { market_price } => {
                Inputs { market_price: Some(market_price), ..bare }
            }
            Self::JointPurchase { prices_alone, joint_price } => {
                Inputs { prices_alone: Some(prices_alone), joint_price: Some(joint_price), ..bare }
            }
            // What was won isn't lessened by what winning it cost: nothing is saved here.
            Self::GrantWon { amount } => Inputs { amount: Some(amount), centre_hour: None, ..bare },
            Self::SanctionAvoided { sanction } => Inputs { sanction: Some(sanction), ..bare },
        }
    }
}

/// Computes a new benefit, by way of the inputs as they will be kept: so what is computed again later is the same.
pub(crate) fn compute(claim: &Claim, work: Work, rates: Rates) -> Result<Benefit> {
    let inputs = serde_json::to_value(claim.inputs(work, rates))
        .map_err(|error| Error::Internal(error.into()))?;
    let method = claim.method();
    let amounts = amounts(method, NEWEST, &inputs)?
        .ok_or_else(|| Error::invalid(&["input", "benefit"], code::OUT_OF_RANGE))?;
    Ok(Benefit { method, version: NEWEST, inputs, amounts })
}

/// Computes a benefit that is kept again, by the version of the method that it was computed by.
///
/// # Errors
/// [`Error::Internal`] for a version that never was, or inputs that aren't the method's.
pub fn recompute(method: Method, version: i32, inputs: &Value) -> Result<Amounts> {
    amounts(method, version, inputs)?.ok_or_else(not_its_inputs)
}

/// `None`: beyond all bounds.
fn amounts(method: Method, version: i32, inputs: &Value) -> Result<Option<Amounts>> {
    match version {
        1 => version_1(method, &read(inputs)?),
        _ => Err(Error::broken("a benefit of a version that never was")),
    }
}

fn version_1(method: Method, inputs: &Inputs) -> Result<Option<Amounts>> {
    let there = |money: Option<Money>| money.ok_or_else(not_its_inputs);
    let hour = |rate: Option<Rate>| rate.map(|rate| rate.per_hour).ok_or_else(not_its_inputs);
    let before = match method {
        Method::AvoidedHours => {
            let avoided = inputs.avoided_minutes.ok_or_else(not_its_inputs)?;
            cost(avoided, hour(inputs.municipal_hour)?)
        }
        Method::MarketPrice => Some(there(inputs.market_price)?),
        Method::JointPurchase => {
            let alone = inputs.prices_alone.as_ref().ok_or_else(not_its_inputs)?;
            let alone = alone.iter().try_fold(Money::ZERO, |sum, price| sum.plus(*price));
            let joint = there(inputs.joint_price)?;
            alone.and_then(|alone| alone.minus(joint))
        }
        Method::SanctionAvoided => Some(there(inputs.sanction)?),
        Method::GrantWon => {
            let amount = there(inputs.amount)?;
            return Ok(Some(Amounts { saved: None, brought_in: Some(amount) }));
        }
    };
    let centre = cost(inputs.centre_minutes, hour(inputs.centre_hour)?);
    let saved = before.zip(centre).and_then(|(before, centre)| before.minus(centre));
    Ok(saved.map(|saved| Amounts { saved: Some(saved), brought_in: None }))
}

fn read(inputs: &Value) -> Result<Inputs> {
    Inputs::deserialize(inputs).map_err(|error| Error::Internal(error.into()))
}

fn not_its_inputs() -> Error {
    Error::broken("the inputs of a benefit aren't those of its method")
}

/// What minutes cost at a price by the hour, rounded once.
fn cost(minutes: i32, per_hour: Money) -> Option<Money> {
    let sixtieths = i64::from(minutes).checked_mul(per_hour.haler())?;
    Money::of_haler(half_away_from_zero(sixtieths, 60))
}

/// To the nearest whole, a half away from zero: as accounts are rounded, and the same for a cost as for its return, so that
/// the two cancel.
fn half_away_from_zero(parts: i64, of: i64) -> i64 {
    let (whole, rest) = (parts / of, parts % of);
    if rest.abs() * 2 >= of { whole + parts.signum() } else { whole }
}

#[cfg(test)]
mod tests;
