//! The register's tables for an import: what is there, and the difference, in statements of many rows.

mod associations;
mod extended_powers;
mod municipalities;

pub(super) use associations::{
    known_associations, known_labels, known_memberships, write_associations, write_labels,
    write_memberships,
};
pub(super) use extended_powers::{known_extended_powers, write_extended_powers};
pub(super) use municipalities::{
    known_municipalities, known_populations, write_municipalities, write_populations,
};

use crate::access::WriteTx;
use crate::kernel::error::Result;
use crate::kernel::ids::MembershipId;
use crate::tables::association_memberships as memberships;
use chrono::NaiveDate;
use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows in one statement: PostgreSQL takes 65,535 parameters.
const CHUNK: usize = 1_000;

/// Who is told how many rows are written.
pub(crate) struct Progress<'w> {
    watch: Option<&'w (dyn Fn(usize, usize) + Sync)>,
    all: usize,
    written: AtomicUsize,
}

impl<'w> Progress<'w> {
    /// Nothing of `all` rows is written yet.
    pub(super) fn of(watch: Option<&'w (dyn Fn(usize, usize) + Sync)>, all: usize) -> Self {
        Self { watch, all, written: AtomicUsize::new(0) }
    }

    fn wrote(&self, rows: usize) {
        let written = self.written.fetch_add(rows, Ordering::Relaxed) + rows;
        if let Some(watch) = self.watch {
            watch(written.min(self.all), self.all);
        }
    }
}

/// Ends memberships, those of a day together.
async fn end_memberships(
    tx: &WriteTx,
    left: &[(MembershipId, NaiveDate)],
    progress: &Progress<'_>,
) -> Result<()> {
    let mut by_day: BTreeMap<NaiveDate, Vec<MembershipId>> = BTreeMap::new();
    for (id, day) in left {
        by_day.entry(*day).or_default().push(*id);
    }
    for (day, ids) in by_day {
        let rows = ids.len();
        diesel::update(memberships::table.filter(memberships::id.eq_any(ids)))
            .set(memberships::left_on.eq(day))
            .execute(&mut tx.conn())
            .await?;
        progress.wrote(rows);
    }
    Ok(())
}
