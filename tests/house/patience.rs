//! Waiting that has an end: what doesn't come fails its test, and doesn't keep the whole run waiting.

use std::time::{Duration, Instant};

/// How long something may take that even a busy machine does in a moment.
const LONGEST: Duration = Duration::from_mins(3);

/// What one waits for, and until when.
pub struct Patience {
    what: &'static str,
    until: Instant,
}

impl Patience {
    /// Begins to wait.
    pub fn until(what: &'static str) -> Self {
        Self { what, until: Instant::now() + LONGEST }
    }

    /// To be asked at each look: it fails the test when it is over.
    pub fn lasts(&self) {
        assert!(Instant::now() < self.until, "waited in vain until {}", self.what);
    }
}

/// Waits for the end of some work, and no longer than patience lasts.
pub async fn in_time<T>(what: &'static str, work: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(LONGEST, work).await;
    done.unwrap_or_else(|_| panic!("waited in vain until {what}"))
}
