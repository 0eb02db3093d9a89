//! How long to wait after a failure, and whether it is news.

use std::time::{Duration, Instant};

/// After the first failure; doubled after each further one.
const SHORTEST: Duration = Duration::from_millis(500);
/// For one tenant that fails while others don't.
pub(super) const RARELY: Duration = Duration::from_secs(30);
/// For all of them at once: to look costs nothing, and figures shall follow soon after the database is back.
pub(super) const OFTEN: Duration = Duration::from_secs(2);

/// Something that has failed, and may be tried again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backoff {
    wait: Duration,
    until: Instant,
}

impl Backoff {
    /// After a first failure.
    pub(super) fn first(now: Instant) -> Self {
        Self { wait: SHORTEST, until: now + SHORTEST }
    }

    /// After one more; it never waits for more than `longest`.
    pub(super) fn next(self, now: Instant, longest: Duration) -> Self {
        let wait = (self.wait * 2).min(longest);
        Self { wait, until: now + wait }
    }

    /// Whether it may be tried again.
    pub(super) fn is_over(self, now: Instant) -> bool {
        now >= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_has_an_end() {
        let now = Instant::now();
        let mut backoff = Backoff::first(now);
        for expected_ms in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            let wait = Duration::from_millis(expected_ms);
            assert!(!backoff.is_over(now + wait.saturating_sub(Duration::from_millis(1))));
            assert!(backoff.is_over(now + wait));
            backoff = backoff.next(now, RARELY);
        }
        assert!(backoff.next(now, OFTEN).is_over(now + OFTEN));
    }
}
