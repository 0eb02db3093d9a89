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
    /// The sums over all centres, whatever the filter of the list says.
    pub totals: Figures,
    /// Centre by centre, also those that have nothing to count yet.
    pub centres: Page<CentreFigures>,
}

/// Adds up all centres in one statement. The list is filtered, ordered and cut here and not in the database: the totals
/// need each centre anyway, and there are hundreds of them, not thousands.
///
/// # Errors
/// [`crate::kernel::error::Error::Forbidden`] without [`Permission::ReadNationalFigures`];
/// [`crate::kernel::error::Error::Invalid`] for a cursor of another list or order.
pub async fn national_overview(
    caller: &Caller,
    period: Period,
    filter: &CentreFilter,
    order: CentreOrder,
    page: &PageArgs,
) -> Result<Overview> {
    let centres = caller
        .read(Permission::ReadNationalFigures, async |tx| {
            let today = day_in_prague(tx.now());
            store::centres_by_name(tx, period, today).await
        })
        .await?;
    let totals = ranking::total(&centres);
    let centres = ranking::arrange(centres, filter, order, page)?;
    Ok(Overview { period, totals, centres })
}
