//! What one process remembers by itself: all of it while there is no Redis.
//!
//! Bounded, whatever strangers do: beyond that many buckets those that weren't used for long are forgotten, which leaves
//! them full; beyond that many kept values the one that ends first is.

use super::Purpose;
use super::bucket::{Bucket, Rate, Step, Verdict, step};
use quick_cache::sync::Cache;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const BUCKETS_MAX: usize = 100_000;
const KEPT_MAX: usize = 10_000;

/// One process's own.
pub(super) struct Memory {
    begun: Instant,
    /// Of each bucket, when it will be full, in microseconds since `begun`.
    buckets: Cache<Bucket, Arc<AtomicU64>>,
    kept: Mutex<HashMap<(Purpose, String), Kept>>,
}

struct Kept {
    value: String,
    ends: Instant,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self { begun: Instant::now(), buckets: Cache::new(BUCKETS_MAX), kept: Mutex::default() }
    }

    pub(super) fn admit(&self, bucket: &Bucket, rate: Rate, wanted: Step) -> Verdict {
        let made = self
            .buckets
            .get_or_insert_with(bucket, || Ok::<_, Infallible>(Arc::new(AtomicU64::new(0))));
        let Ok(full_at) = made;
        let now = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        let before = full_at.load(Ordering::Relaxed);
        let mut outcome = step(rate, before, now, wanted);
        let mut expected = before;
        while let Err(other) = full_at.compare_exchange_weak(
            expected,
            outcome.full_at,
            Ordering::Relaxed,
            Ordering::Relaxed,
        ) {
            expected = other;
            outcome = step(rate, other, now, wanted);
        }
        Verdict::of(bucket.counted, rate, outcome.wait, outcome.full_in)
    }

    pub(super) fn put(&self, purpose: Purpose, key: &str, value: &str, lasts: Duration) {
        let now = Instant::now();
        let mut kept = self.kept();
        if kept.len() >= KEPT_MAX {
            kept.retain(|_, kept| kept.ends > now);
        }
        if kept.len() >= KEPT_MAX {
            let first = kept.iter().min_by_key(|(_, kept)| kept.ends).map(|(key, _)| key.clone());
            first.and_then(|key| kept.remove(&key));
        }
        let own = Kept { value: value.to_owned(), ends: now + lasts };
        kept.insert((purpose, key.to_owned()), own);
    }

    pub(super) fn take(&self, purpose: Purpose, key: &str) -> Option<String> {
        let taken = self.kept().remove(&(purpose, key.to_owned()))?;
        (taken.ends > Instant::now()).then_some(taken.value)
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<(Purpose, String), Kept>> {
        // Whoever panicked with it left a whole map.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ephemeral::bucket::{Counted, Per};

    #[test]
    fn what_was_put_is_taken_once_and_only_for_its_purpose() {
        let memory = Memory::new();
        let minute = Duration::from_mins(1);
        memory.put(Purpose::SignIn, "state", "nonce", minute);
        assert_eq!(memory.take(Purpose::SignIn, "other"), None);
        assert_eq!(memory.take(Purpose::SignIn, "state").as_deref(), Some("nonce"));
        assert_eq!(memory.take(Purpose::SignIn, "state"), None);
        memory.put(Purpose::SignIn, "state", "late", Duration::ZERO);
        assert_eq!(memory.take(Purpose::SignIn, "state"), None, "it has ended");
    }

    #[test]
    fn it_doesnt_grow_without_end() {
        let memory = Memory::new();
        for number in 0..KEPT_MAX + 3 {
            let lasts = Duration::from_secs(60 + u64::try_from(number).unwrap());
            memory.put(Purpose::SignIn, &number.to_string(), "", lasts);
        }
        assert_eq!(memory.kept().len(), KEPT_MAX);
        assert_eq!(memory.take(Purpose::SignIn, "2"), None, "the first to end went first");
        assert!(memory.take(Purpose::SignIn, "3").is_some());
    }

    #[test]
    fn of_many_at_the_same_moment_exactly_so_many_are_admitted() {
        let memory = Memory::new();
        // None comes back while this runs.
        let rate = Rate::new(1, Per::Hour, 500);
        let bucket = Bucket { counted: Counted::Client, of: "a".to_owned() };
        let admitted = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        if memory.admit(&bucket, rate, Step::Take).is_admitted() {
                            admitted.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!(admitted.into_inner(), 500);
        let other = Bucket { counted: Counted::Client, of: "b".to_owned() };
        assert!(memory.admit(&other, rate, Step::Look).is_admitted(), "another's bucket is full");
    }
}
