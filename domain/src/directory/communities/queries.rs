//! Who may be a společenství obcí.

use super::rules::{Eligibility, judge};
use super::store;
use crate::access::{Caller, Permission};
use crate::directory::rules::Association;
use crate::kernel::error::Result;
use crate::kernel::ids::AssociationId;
use chrono::NaiveDate;
use std::collections::HashMap;

/// Whether associations may be communities on a day, rule by rule.
///
/// # Errors
/// Those of [`Caller::read`].
pub async fn eligibilities(
    caller: &Caller,
    associations: &[Association],
    on: NaiveDate,
) -> Result<HashMap<AssociationId, Eligibility>> {
    let ids: Vec<AssociationId> = associations.iter().map(|association| association.id).collect();
    caller
        .read(Permission::ReadRegister, async |tx| {
            let facts = store::facts(tx, &ids, on).await?;
            let judged = |association: &Association| judge(&facts, association, on);
            Ok(associations
                .iter()
                .map(|association| (association.id, judged(association)))
                .collect())
        })
        .await
}
