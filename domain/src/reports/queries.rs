//! Asking for a report.

use super::rules::PeriodReport;
use super::store;
use crate::access::{Caller, Permission};
use crate::closing;
use crate::kernel::error::Result;
use crate::periods::Quarter;

/// What the centre did in a quarter, as far as the caller may read it: the data protection officer's work is in nobody else's
/// report, and confidential work in none of who isn't cleared for it.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadPeriods` or `ReadActivities`.
pub async fn report(caller: &Caller, quarter: Quarter) -> Result<PeriodReport> {
    caller.require(Permission::ReadActivities)?;
    caller
        .read(Permission::ReadPeriods, async |tx| {
            let all = async {
                let (period, sums) = (closing::period_in(tx, quarter), store::sums(tx, quarter));
                futures_util::try_join!(period, sums)
            };
            let (period, sums) = tx.closing(all).await?;
            let (by_area, by_member, by_performer, by_method) = sums;
            Ok(PeriodReport { period, by_area, by_member, by_performer, by_method })
        })
        .await
}
