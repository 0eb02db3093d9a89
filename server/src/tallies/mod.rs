//! How this process answers: operations by tenant, minute and root field, counted here and written into the database every few
//! seconds. A gate of a roll-out reads them there, so they are counted whether or not anybody reads `/metrics`.
//!
//! Owns: what this process hasn't written yet, and when it is written ([`writer`]). Doesn't own: what an operation is called
//! and how it ended (`http`), the table (`domain::monitoring`).
//!
//! Whose operation is it? Its tenant's. The nation's are also those of who is signed in and named no tenant, and the sign-ins
//! that failed through us, of which nobody knows the tenant. A stranger who is refused has asked for no operation.

mod writer;

use crate::stop::Stop;
use domain::access::Db;
use domain::kernel::ids::TenantId;
use domain::monitoring::{Answers, Minute, Tally};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many tallies are kept at most while the database can't be written to: some ten megabytes, hours of a busy country.
const KEPT_MAX: usize = 100_000;

/// How an operation ended, as a gate sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Not through a fault of ours; also when it was refused.
    Well,
    /// By `INTERNAL`.
    Internal,
    /// By `TIMEOUT`, and not by `INTERNAL` as well.
    TimedOut,
}

impl Ending {
    /// Of an operation whose errors have these codes.
    pub fn of<'a>(codes: impl Iterator<Item = &'a str>) -> Self {
        codes.fold(Self::Well, |so_far, code| match (so_far, code) {
            (Self::Internal, _) | (_, "INTERNAL") => Self::Internal,
            (Self::TimedOut, _) | (_, "TIMEOUT") => Self::TimedOut,
            (Self::Well, _) => Self::Well,
        })
    }

    fn answers(self) -> Answers {
        Answers {
            all: 1,
            internal: i64::from(self == Self::Internal),
            timed_out: i64::from(self == Self::TimedOut),
        }
    }
}

/// What one process has counted; clones count the same.
#[derive(Clone)]
pub struct Tallies(Arc<Kept>);

struct Kept {
    db: Db,
    unwritten: Mutex<Unwritten>,
}

/// In the order in which they are written, which is the same in all processes: the oldest first.
type Unwritten = BTreeMap<(Minute, TenantId, Arc<str>), Answers>;

impl Tallies {
    /// Nothing is counted yet.
    pub fn of(db: Db) -> Self {
        Self(Arc::new(Kept { db, unwritten: Mutex::default() }))
    }

    /// An operation was answered just now.
    pub fn count(&self, tenant: TenantId, operation: &Arc<str>, ending: Ending) {
        let minute = Minute::of(self.0.db.clock().now());
        self.add([((minute, tenant, Arc::clone(operation)), ending.answers())]);
    }

    /// Serves, and writes meanwhile what is counted; the rest when it has been served.
    pub async fn written_while<T>(&self, served: impl Future<Output = T>, stop: &Stop) -> T {
        writer::written_while(self, served, stop).await
    }

    /// Adds to what isn't written yet; above the bound the oldest minutes are given up.
    fn add(&self, more: impl IntoIterator<Item = ((Minute, TenantId, Arc<str>), Answers)>) {
        let mut given_up = 0;
        {
            let mut unwritten = self.unwritten();
            for (key, answers) in more {
                let sum = unwritten.entry(key).or_default();
                sum.all += answers.all;
                sum.internal += answers.internal;
                sum.timed_out += answers.timed_out;
            }
            while unwritten.len() > KEPT_MAX {
                given_up += give_up_oldest(&mut unwritten);
            }
        }
        if given_up > 0 {
            tracing::warn!(
                tallies = given_up,
                "tallies of the oldest minutes are given up: the database didn't take them for too long"
            );
        }
    }

    /// Takes the oldest away, to be written.
    fn take(&self, most: usize) -> Vec<Tally> {
        let mut unwritten = self.unwritten();
        let oldest = std::iter::from_fn(|| unwritten.pop_first()).take(most);
        oldest
            .map(|((minute, tenant, operation), answers)| Tally {
                tenant,
                minute,
                operation,
                answers,
            })
            .collect()
    }

    fn put_back(&self, tallies: Vec<Tally>) {
        self.add(
            tallies
                .into_iter()
                .map(|tally| ((tally.minute, tally.tenant, tally.operation), tally.answers)),
        );
    }

    fn unwritten(&self) -> MutexGuard<'_, Unwritten> {
        // Nobody panics while holding it, and a map of numbers is whole all the same.
        self.0.unwritten.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All of the oldest minute; answers how many they were.
fn give_up_oldest(unwritten: &mut Unwritten) -> usize {
    let Some(oldest) = unwritten.first_key_value().map(|((minute, ..), _)| *minute) else {
        return 0;
    };
    let before = unwritten.len();
    unwritten.retain(|(minute, ..), _| *minute != oldest);
    before - unwritten.len()
}

#[cfg(test)]
mod tests {
    use super::{Ending, KEPT_MAX, Tallies};
    use domain::access::{Clock, Db, Settings};
    use domain::kernel::ids::TenantId;
    use domain::monitoring::Minute;
    use std::sync::Arc;
    use std::time::Duration;

    /// No connection is opened before somebody writes.
    fn tallies() -> Tallies {
        let nowhere = Settings::new("postgres://centrum@127.0.0.1:1/nowhere", 1, Duration::ZERO);
        Tallies::of(Db::connect(&nowhere, Clock::system()).unwrap())
    }

    #[test]
    fn a_fault_outweighs_a_timeout_and_a_timeout_all_else() {
        for (codes, ending) in [
            (vec![], Ending::Well),
            (vec!["FORBIDDEN", "UNAVAILABLE"], Ending::Well),
            (vec!["FORBIDDEN", "TIMEOUT", "NOT_FOUND"], Ending::TimedOut),
            (vec!["TIMEOUT", "INTERNAL"], Ending::Internal),
            (vec!["INTERNAL", "TIMEOUT", "FORBIDDEN"], Ending::Internal),
        ] {
            assert_eq!(Ending::of(codes.iter().copied()), ending, "{codes:?}");
        }
    }

    #[test]
    fn what_is_put_back_is_added_to_what_was_counted_meanwhile() {
        let (tallies, operation) = (tallies(), Arc::from("requests"));
        tallies.count(TenantId::NATION, &operation, Ending::Internal);
        let taken = tallies.take(10);
        let minute = taken[0].minute;
        tallies.put_back(taken);
        tallies.count(TenantId::NATION, &operation, Ending::TimedOut);
        let all = tallies.take(10);
        // The clock may have come to the next minute.
        let sum: Vec<i64> = all.iter().map(|tally| tally.answers.all).collect();
        assert_eq!(sum.iter().sum::<i64>(), 2);
        assert_eq!((all[0].minute, all[0].answers.internal), (minute, 1));
        assert!(tallies.take(10).is_empty());
    }

    #[test]
    fn above_the_bound_the_oldest_minute_is_given_up_whole() {
        let tallies = tallies();
        let clock = tallies.0.db.clock().clone();
        let each = KEPT_MAX / 3;
        let operations: Vec<Arc<str>> = (0..each).map(|n| Arc::from(format!("field{n}"))).collect();
        let first = Minute::of(clock.now());
        // Of a minute into which the clock goes on by itself there is a little; so four, and not exactly.
        for _ in 0..4 {
            for operation in &operations {
                tallies.count(TenantId::NATION, operation, Ending::Well);
            }
            clock.advance(chrono::Duration::minutes(1));
        }
        let kept = tallies.take(usize::MAX);
        assert!(kept.len() > each && kept.len() <= KEPT_MAX, "{}", kept.len());
        assert!(kept.iter().all(|tally| tally.minute > first), "nothing is left of the oldest");
        assert!(kept.is_sorted_by_key(|tally| tally.minute));
    }
}
