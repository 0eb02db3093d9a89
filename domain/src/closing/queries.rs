//! What one sees of quarters.

use super::rules::ReportingPeriod;
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use crate::periods::Quarter;
use futures_util::future::try_join_all;

/// The four quarters of a year, in their order, each with its checklist.
///
/// # Errors
/// [`crate::kernel::error::Error::Invalid`] for a year before 2000 or after 2199,
/// [`crate::kernel::error::Error::Forbidden`] without `ReadPeriods`.
pub async fn of_year(caller: &Caller, year: i32) -> Result<Vec<ReportingPeriod>> {
    let quarters = Quarter::of_year(year)?;
    caller
        .read(Permission::ReadPeriods, async |tx| {
            let each = quarters.map(|quarter| store::period(tx, quarter));
            tx.closing(try_join_all(each)).await
        })
        .await
}

/// One quarter with its checklist.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without `ReadPeriods`.
pub async fn period(caller: &Caller, quarter: Quarter) -> Result<ReportingPeriod> {
    caller
        .read(Permission::ReadPeriods, async |tx| tx.closing(store::period(tx, quarter)).await)
        .await
}
