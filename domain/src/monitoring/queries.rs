//! What the nation sees: sums over the centres, and no case of any.

use super::ranking::{self, CentreFigures, CentreFilter, CentreOrder, Figures, Period};
use super::store;
use crate::access::{Caller, Permission};
use crate::kernel::error::Result;
use crate::kernel::page::{Page, PageArgs};
use crate::kernel::working_days::day_in_prague;

/// How all centres do.
#[derive(Debug, Clone)]
pub struct Overview {
    /// For which days the flows are counted; what is open or overdue is as of now.
    pub period: Period,
    /// The sums over all centres.
    pub totals: Figures,
    centres: Vec<CentreFigures>,
}

impl Overview {
    /// Centre by centre, also those that have nothing to count yet. Filtered, ordered and cut here and not in the database:
    /// the totals need each centre anyway, and there are hundreds of them, not thousands.
    ///
    /// # Errors
    /// [`crate::kernel::error::Error::Invalid`] for a cursor of another list or order.
    pub fn centres(
        &self,
        filter: &CentreFilter,
        order: CentreOrder,
        page: &PageArgs,
    ) -> Result<Page<CentreFigures>> {
        ranking::arrange(self.centres.clone(), filter, order, page)
    }
}

/// Adds up all centres in one statement.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without [`Permission::ReadNationalFigures`].
pub async fn national_overview(caller: &Caller, period: Period) -> Result<Overview> {
    let centres = caller
        .read(Permission::ReadNationalFigures, async |tx| {
            let today = day_in_prague(tx.now());
            store::centres_by_name(tx, period, today).await
        })
        .await?;
    Ok(Overview { period, totals: ranking::total(&centres), centres })
}
