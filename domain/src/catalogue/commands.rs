//! Publishing the national catalogue.

use super::rules::{self, Published};
use super::store;
use crate::access::{Caller, Event, Fact, Permission, Subject};
use crate::kernel::error::Result;

/// Makes the table equal to the catalogue that this build carries. Run again, it changes nothing.
///
/// A code that was published once stays in the file: requests are filed under it, and the database refuses to forget it.
///
/// # Errors
/// Those of [`Caller::write`].
pub async fn publish(caller: &Caller) -> Result<Published> {
    let catalogue = rules::national_catalogue()?;
    caller
        .write_as_job(Permission::ImportRegister, async |tx| {
            tx.alone("catalogue").await?;
            let changes = rules::changes(store::services(tx).await?, catalogue);
            if changes.is_empty() {
                tx.change_nothing();
                return Ok(changes.published);
            }
            tx.changes_configuration();
            store::write(tx, &changes.write).await?;
            store::remove(tx, &changes.remove).await?;
            tx.record(published(changes.published));
            Ok(changes.published)
        })
        .await
}

fn published(counts: Published) -> Event {
    let facts = vec![
        ("new", Fact::count(counts.new)),
        ("changed", Fact::count(counts.changed)),
        ("removed", Fact::count(counts.removed)),
        ("unchanged", Fact::count(counts.unchanged)),
    ];
    Event::of_tenant("catalogue.published", Subject::code("catalogue", "services"), facts)
}
