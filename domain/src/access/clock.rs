//! The house's clock: time comes from outside, so that a test or the demo can live on another day.

use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time, perhaps shifted. Clones share the shift.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The time of this machine.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock of its own that runs from `instant` on.
    pub fn starting_at(instant: DateTime<Utc>) -> Self {
        let clock = Self::default();
        clock.advance(instant - clock.now());
        clock
    }

    /// Now, in microseconds as PostgreSQL keeps them.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for the time"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        let shift = Duration::milliseconds(self.shift_ms.load(Ordering::Relaxed));
        (Utc::now() + shift).trunc_subsecs(6)
    }

    /// Moves the clock, and all its clones.
    pub fn advance(&self, by: Duration) {
        self.shift_ms.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}
