//! How long to wait after a failure, and whether it is news.

use std::time::{Duration, Instant};

/// After the first failure; doubled after each further one.
const SHORTEST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

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

    /// After one more.
    pub(super) fn next(self, now: Instant) -> Self {
        let wait = (self.wait * 2).min(LONGEST);
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
            backoff = backoff.next(now);
        }
    }
}
