//! Giving texts their terms that have none yet: written before there were any, or by a program that doesn't know of them.

use super::store;
use crate::access::{Db, Event, Fact, Job, Permission, Subject, act_as_system};
use crate::kernel::error::Result;
use crate::kernel::ids::TenantId;

/// To how many texts of a kind terms are given in one transaction at most.
pub const FILLED_AT_ONCE: i64 = 50;

/// Gives some of a tenant's texts their terms, and answers how many they were; none: each has them.
///
/// Terms and the word that a text has them are one commit. Who works on such a case meanwhile isn't kept waiting: it is left
/// for the next time, as what another worker is at.
///
/// # Errors
/// Those of the database; then no text has got any.
pub async fn fill(db: &Db, tenant: TenantId) -> Result<usize> {
    act_as_system(db, tenant, Job::Terms)
        .write_as_job(Permission::FillTerms, async |tx| {
            let filled = store::fill_requests(tx, FILLED_AT_ONCE).await?
                + store::fill_comments(tx, FILLED_AT_ONCE).await?
                + store::fill_activities(tx, FILLED_AT_ONCE).await?;
            if filled == 0 {
                tx.change_nothing();
            } else {
                let facts = vec![("texts", Fact::count(filled))];
                tx.record(Event::of_tenant("terms.filled", Subject::id(tenant), facts));
            }
            Ok(filled)
        })
        .await
}
