//! How the servers answer: operations by tenant, minute and root field, and how many of them failed through us. What a gate
//! of a roll-out asks is a share of these.
//!
//! Owns: what a tally is, and that it is added once. Doesn't own: what is counted, and when it is added (`server`).

use super::store;
use crate::access::{Db, Fate, Job, Permission, TransactionId, act_as_system, fate_of};
use crate::kernel::error::{Error, Result};
use crate::kernel::ids::TenantId;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// So many tallies are added in one transaction at most: PostgreSQL takes 65,535 values in a statement, and these have six.
pub const ADDED_AT_ONCE: usize = 5_000;

/// A minute, by its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(DateTime<Utc>);

impl Minute {
    /// The one in which this instant lies.
    pub fn of(instant: DateTime<Utc>) -> Self {
        let seconds = instant.timestamp();
        // What was rounded down from an instant is one.
        let begins = DateTime::from_timestamp(seconds - seconds.rem_euclid(60), 0);
        Self(begins.unwrap_or(instant))
    }

    /// When it begins.
    pub fn begins_at(self) -> DateTime<Utc> {
        self.0
    }
}

/// Of one tenant, minute and operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Whose operations.
    pub tenant: TenantId,
    /// When they were answered.
    pub minute: Minute,
    /// Their root field, or a word of the server's for those that have none or several.
    pub operation: Arc<str>,
    /// How they were answered.
    pub answers: Answers,
}

/// How operations were answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// All of them, whatever the answer.
    pub all: i64,
    /// By `INTERNAL`.
    pub internal: i64,
    /// By `TIMEOUT`, and not by `INTERNAL` as well.
    pub timed_out: i64,
}

/// Why tallies weren't added, or nobody knows whether they were.
#[derive(Debug)]
pub enum NotAdded {
    /// None of them was.
    None(Error),
    /// All or none: the COMMIT was sent and not answered. [`were_added`] finds out.
    Unknown(Error, TransactionId),
}

/// Adds tallies to those that are there: all or none. `tallies` are at most [`ADDED_AT_ONCE`], of different tenants, minutes or
/// operations, and in one order wherever this is called, so that two servers wait for each other and never crosswise.
///
/// # Errors
/// [`NotAdded`].
pub async fn add_tallies(db: &Db, tallies: &[Tally]) -> std::result::Result<(), NotAdded> {
    let mut written = None;
    let added = act_as_system(db, TenantId::NATION, Job::Tally)
        .derive(Permission::KeepFigures, async |tx| {
            let id = tx.id().await?;
            store::add_tallies(tx, tallies).await?;
            written = id;
            Ok(())
        })
        .await;
    added.map_err(|error| match written {
        None => NotAdded::None(error),
        Some(id) => NotAdded::Unknown(error, id),
    })
}

/// Whether tallies were added after all; `None`: it isn't settled yet.
///
/// What PostgreSQL has forgotten counts as added: a count too few is better than one too many.
///
/// # Errors
/// Those of the database.
pub async fn were_added(db: &Db, by: &TransactionId) -> Result<Option<bool>> {
    Ok(match fate_of(db, by).await? {
        Fate::Done | Fate::Forgotten => Some(true),
        Fate::Undone => Some(false),
        Fate::Open => None,
    })
}

#[cfg(test)]
mod tests {
    use super::Minute;
    use chrono::{DateTime, Utc};

    #[test]
    fn an_instant_lies_in_the_minute_that_began_before_it() {
        for (instant, begins) in [
            ("2026-11-26T08:00:59.999999Z", "2026-11-26T08:00:00Z"),
            ("2026-11-26T08:01:00Z", "2026-11-26T08:01:00Z"),
            ("1969-12-31T23:59:30Z", "1969-12-31T23:59:00Z"),
        ] {
            let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
            assert_eq!(Minute::of(at(instant)).begins_at(), at(begins));
        }
    }
}
