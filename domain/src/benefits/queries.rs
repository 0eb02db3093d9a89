//! What is asked of benefits inside another slice's transaction.

use super::rules::{self, Benefit, Claim, Rates, Work};
use super::store;
use crate::access::ReadTx;
use crate::kernel::error::{Error, Result};
use chrono::NaiveDate;

/// Computes what work was good for, by the newest version of the claim's method and the rates of its day.
///
/// # Errors
/// [`Error::Invalid`] at `input.benefit` when the amounts are beyond all bounds.
pub(crate) async fn compute(tx: &ReadTx, claim: &Claim, work: Work) -> Result<Benefit> {
    rules::compute(claim, work, rates_on(tx, work.performed_on).await?)
}

/// The rates of a day.
///
/// # Errors
/// [`Error::Internal`] before the first ones.
pub(crate) async fn rates_on(tx: &ReadTx, day: NaiveDate) -> Result<Rates> {
    let rates = store::rates_on(tx, day).await?;
    rates.ok_or_else(|| Error::broken("there are no rates for that day"))
}
