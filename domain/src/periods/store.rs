//! SQL of what is closed.

use super::rejection::Rejection;
use crate::access::{ReadTx, WriteTx};
use crate::kernel::error::Result;
use crate::tables::reporting_periods;
use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::{QueryDsl as _, QueryResult};
use diesel_async::RunQueryDsl as _;

const CLOSING: &str = "closing";

/// From which day on a tenant's work is open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open {
    since: Option<NaiveDate>,
}

impl Open {
    /// Whether what was done on that day may still be written.
    pub(crate) fn includes(self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day)
    }

    /// The first day that is open; `None`: all days are.
    pub(crate) const fn since(self) -> Option<NaiveDate> {
        self.since
    }

    /// # Errors
    /// [`Rejection::PeriodClosed`] unless that day is open.
    pub(crate) fn must_include(self, day: NaiveDate) -> Result<(), Rejection> {
        if self.includes(day) { Ok(()) } else { Err(Rejection::PeriodClosed) }
    }
}

/// What is open, and stays so until this transaction ends: nobody closes a quarter meanwhile. Whoever writes what was done
/// on some day asks first. A policy refuses it too, and can't wait for who closes.
pub(crate) async fn open(tx: &WriteTx) -> QueryResult<Open> {
    let ((), since) = futures_util::try_join!(tx.beside_others(CLOSING), closed_until(tx))?;
    Ok(Open { since })
}

/// As [`open`], for who closes: it waits for all who write, and they wait for it.
pub(crate) async fn closing(tx: &WriteTx) -> QueryResult<Open> {
    let ((), since) = futures_util::try_join!(tx.alone_in_tenant(CLOSING), closed_until(tx))?;
    Ok(Open { since })
}

async fn closed_until(tx: &ReadTx) -> QueryResult<Option<NaiveDate>> {
    let last = reporting_periods::table.select(max(reporting_periods::ends_before));
    last.get_result(&mut tx.conn()).await
}
