//! What people do with quarters: they close them, one after another, for good.

use super::rules::{self, Closed};
use super::{events, store};
use crate::access::{Caller, Deed, Permission, ReadTx, Repeatable};
use crate::kernel::error::{Error, Result, code};
use crate::kernel::working_days::day_in_prague;
use crate::periods::{self, Quarter};

/// Closes a quarter: what was done in it takes no change from then on. Who closes says how many benefits stay unattested, so
/// that none slips through that they didn't see.
///
/// # Errors
/// [`Error::Invalid`], [`super::Rejection`], [`periods::Rejection::PeriodClosed`].
pub async fn close(caller: &Caller, quarter: Quarter, accepted_unattested: i32) -> Result<Quarter> {
    let by = caller.participant_for(Permission::ClosePeriod)?;
    if accepted_unattested < 0 {
        return Err(Error::invalid(&["input", "acceptedUnattested"], code::OUT_OF_RANGE));
    }
    caller
        .write(Permission::ClosePeriod, async |tx| {
            // First of all, so that whatever is read afterwards is what will be closed.
            let open = periods::closing(tx).await?;
            let (first_work, checklist) =
                futures_util::try_join!(store::first_work(tx), store::checklist(tx, quarter))?;
            rules::must_be_next(quarter, open, first_work, day_in_prague(tx.now()))?;
            checklist.must_allow(accepted_unattested)?;
            let closed = Closed { at: tx.now(), by, unattested: accepted_unattested };
            store::insert(tx, quarter, &closed).await?;
            tx.record(events::closed(quarter, &closed));
            Ok(quarter)
        })
        .await
}

impl Repeatable for Quarter {
    fn deed(&self) -> Deed {
        Deed::done().with_code("period", &self.to_string())
    }

    async fn again(_: &mut ReadTx, deed: &Deed) -> Result<Self> {
        Self::parse(deed.code("period")?, &["period"])
    }
}
