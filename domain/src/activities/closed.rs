//! Correcting what a closed quarter holds: by entries of the open one, which name what they correct.

use super::commands::{Corrected, open, service, tell_members};
use super::reversal::{self, Entry};
use super::rules::{self, Activity, Correction, Share};
use super::{events, rejection::Rejection, store};
use crate::access::{Caller, Deed, Permission, ReadTx, Repeatable, WriteTx};
use crate::configuration;
use crate::kernel::error::{Error, Kind, Result};
use crate::kernel::ids::{ActivityId, ParticipantId};
use crate::kernel::working_days::day_in_prague;

/// The entries by which something was corrected.
#[derive(Debug, Clone, Copy)]
pub struct CorrectedInClosed {
    /// What takes the mistaken one back.
    pub reversal: ActivityId,
    /// As it should have been; `None`: nothing was right about it.
    pub activity: Option<ActivityId>,
}

impl Repeatable for CorrectedInClosed {
    fn deed(&self) -> Deed {
        let deed = Deed::done().with("reversal", self.reversal);
        match self.activity {
            Some(activity) => deed.with("activity", activity),
            None => deed,
        }
    }

    async fn again(_: &mut ReadTx, deed: &Deed) -> Result<Self> {
        let activity = deed.has("activity").then(|| deed.id("activity")).transpose()?;
        Ok(Self { reversal: deed.id("reversal")?, activity })
    }
}

/// Takes an entry of a closed quarter back, and writes what is right beside it unless there is nothing right: each an entry of
/// today, for the reason that is given. A benefit that changes is computed with the rates of the day of the work. Each
/// member's share of either entry is to be attested.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`], [`Error::Forbidden`] for another's, [`Rejection`].
pub async fn correct(
    caller: &Caller,
    id: ActivityId,
    reason: &str,
    correction: Option<Correction>,
) -> Result<CorrectedInClosed> {
    let by = caller.participant_for(Permission::CorrectActivity)?;
    let reason = reversal::checked_reason(reason)?;
    caller
        .write(Permission::CorrectActivity, async |tx| {
            let found = async { Ok(store::by_ids(tx, &[id]).await?.pop()) };
            let (open, old) = futures_util::try_join!(open(tx), found)?;
            let old = old.ok_or(Error::NotFound(Kind::Activity))?;
            if caller.participant() != Some(old.performed_by) {
                caller.require(Permission::CorrectOthersActivity)?;
            }
            if open.includes(old.performed_on) {
                return Err(Rejection::PeriodOpen.into());
            }
            rules::must_not_be_reversal(&old)?;
            // Nobody changes what is closed, so nothing is locked.
            let shares = store::shares(tx, &[id]).await?;
            let right = match correction {
                Some(correction) => Some(right(caller, tx, (&old, &shares), correction).await?),
                None => None,
            };
            let reversal = take_back(tx, (&old, &shares), (by, &reason)).await?;
            let activity = match right {
                Some(right) => Some(write_right(tx, right, id, (by, &reason)).await?),
                None => None,
            };
            Ok(CorrectedInClosed { reversal, activity })
        })
        .await
}

/// As it should have been.
async fn right(
    caller: &Caller,
    tx: &WriteTx,
    (old, shares): (&Activity, &[Share]),
    correction: Correction,
) -> Result<Corrected> {
    let settings = configuration::settings_of(caller, tx).await?;
    let corrected = Corrected::of(tx, &settings, (old, shares), correction).await?;
    let again = rules::share_out_again((old, shares), &corrected.activity, &corrected.weights);
    if corrected.activity == *old && again == shares {
        Err(Rejection::NothingCorrected.into())
    } else {
        Ok(corrected)
    }
}

async fn take_back(
    tx: &mut WriteTx,
    of: (&Activity, &[Share]),
    (by, reason): (ParticipantId, &str),
) -> Result<ActivityId> {
    let area = service(tx, &of.0.service_code).await?.national.area;
    let entry = entry(tx, by, reason).await?;
    let (reversal, shares) = reversal::of(of.0, of.1, &entry);
    store::insert(tx, &reversal).await?;
    store::put_shares(tx, &reversal, &shares).await?;
    tx.record(events::reversed(&reversal, of.0, area));
    Ok(reversal.id)
}

async fn write_right(
    tx: &mut WriteTx,
    right: Corrected,
    corrected: ActivityId,
    (by, reason): (ParticipantId, &str),
) -> Result<ActivityId> {
    let activity = entry(tx, by, reason).await?.of(right.activity, corrected, false);
    store::insert(tx, &activity).await?;
    let shares = rules::share_out(&activity, &right.weights);
    store::put_shares(tx, &activity, &shares).await?;
    tx.record(events::recorded(&activity, right.area));
    tell_members(tx, &activity, &shares);
    Ok(activity.id)
}

async fn entry(tx: &WriteTx, by: ParticipantId, reason: &str) -> Result<Entry> {
    let number = store::next_number(tx).await?;
    let on = day_in_prague(tx.now());
    Ok(Entry { id: tx.new_id(), number, on, at: tx.now(), by, reason: reason.to_owned() })
}
