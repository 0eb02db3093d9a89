//! What a process remembers of shared tables: those that everybody reads, only the nation writes, and hardly ever does.
//! Nothing that a policy decides belongs here.
//!
//! Whoever imports in this process makes it forget at once; of an import in another one it learns when its memory is over.

use quick_cache::sync::Cache;
use std::any::{Any, TypeId};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How many rows are remembered: more than the country has municipalities.
const ROWS: usize = 10_000;

type Row = Arc<dyn Any + Send + Sync>;

/// Of one pool. Clones of a `Db` share it.
pub(super) struct Shared {
    life: Duration,
    /// How often it was forgotten: what was read before counts no more, not even if it is kept only afterwards.
    imports: AtomicU64,
    known: Cache<(TypeId, String), (Began, Row)>,
}

/// When a reading began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Began {
    at: Instant,
    imports: u64,
}

impl Shared {
    /// A row counts for `life`, from the moment its reading began.
    pub(super) fn lasting(life: Duration) -> Self {
        Self { life, imports: AtomicU64::new(0), known: Cache::new(ROWS) }
    }

    pub(super) fn begin(&self) -> Began {
        Began { at: Instant::now(), imports: self.imports.load(Ordering::Acquire) }
    }

    /// All rows under these keys, or none.
    pub(super) fn all<T: Any + Send + Sync>(
        &self,
        keys: impl Iterator<Item = String>,
    ) -> Option<Vec<Arc<T>>> {
        keys.map(|key| {
            let (began, row) = self.known.get(&(TypeId::of::<T>(), key))?;
            if self.counts(began) { row.downcast().ok() } else { None }
        })
        .collect()
    }

    pub(super) fn keep<T: Any + Send + Sync>(&self, began: Began, key: String, row: Arc<T>) {
        if self.counts(began) {
            self.known.insert((TypeId::of::<T>(), key), (began, row));
        }
    }

    /// Shared tables have changed, or may have.
    pub(super) fn forget(&self) {
        self.imports.fetch_add(1, Ordering::AcqRel);
    }

    fn counts(&self, began: Began) -> bool {
        began.imports == self.imports.load(Ordering::Acquire) && began.at.elapsed() < self.life
    }
}

#[cfg(test)]
mod tests {
    use super::Shared;
    use std::sync::Arc;
    use std::time::Duration;

    const LONG: Duration = Duration::from_mins(10);

    fn all(shared: &Shared, keys: &[&str]) -> Option<Vec<u32>> {
        let rows = shared.all::<u32>(keys.iter().map(|key| (*key).to_owned()))?;
        Some(rows.into_iter().map(|row| *row).collect())
    }

    #[test]
    fn it_knows_all_that_is_asked_or_says_nothing() {
        let shared = Shared::lasting(LONG);
        shared.keep(shared.begin(), "a".to_owned(), Arc::new(1_u32));
        shared.keep(shared.begin(), "b".to_owned(), Arc::new(2_u32));
        shared.keep(shared.begin(), "c".to_owned(), Arc::new("another table's"));
        assert_eq!(all(&shared, &["b", "a"]), Some(vec![2, 1]));
        assert_eq!(all(&shared, &["a", "c"]), None);
    }

    #[test]
    fn an_import_forgets_what_was_read_before_it_even_if_it_is_kept_after_it() {
        let shared = Shared::lasting(LONG);
        shared.keep(shared.begin(), "kept before".to_owned(), Arc::new(1_u32));
        let began = shared.begin();
        shared.forget();
        shared.keep(began, "kept after".to_owned(), Arc::new(2_u32));
        assert_eq!(all(&shared, &["kept before"]), None);
        assert_eq!(all(&shared, &["kept after"]), None);
        shared.keep(shared.begin(), "read after".to_owned(), Arc::new(3_u32));
        assert_eq!(all(&shared, &["read after"]), Some(vec![3]));
    }

    #[test]
    fn what_lasts_no_time_is_not_kept() {
        let shared = Shared::lasting(Duration::ZERO);
        shared.keep(shared.begin(), "a".to_owned(), Arc::new(1_u32));
        assert_eq!(all(&shared, &["a"]), None);
    }
}
