//! What is asked of benefits inside another slice's transaction.

use super::rules::{self, Benefit, Claim, Work};
use super::store;
use crate::access::ReadTx;
use crate::kernel::error::{Error, Result};

/// Computes what work was good for, by the newest version of the claim's method and the rates of its day.
///
/// # Errors
/// [`Error::Invalid`] at `input.benefit` when the amounts are beyond all bounds.
pub(crate) async fn compute(tx: &ReadTx, claim: &Claim, work: Work) -> Result<Benefit> {
    let rates = store::rates_on(tx, work.performed_on).await?;
    let rates = rates.ok_or_else(|| Error::broken("there are no rates for that day"))?;
    rules::compute(claim, work, rates)
}
