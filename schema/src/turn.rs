//! A subscription is asked turn by turn. Each turn is an operation of its own, run for who signed in a moment ago, so that
//! nothing is told to whoever lost the right to it; it tells at most one thing that happened, and says where it got to.

use crate::fail::fail;
use async_graphql::{Context, Result};
use domain::kernel::error::{Error, code};
use domain::kernel::ids::TenantId;
use domain::kernel::page::Cursor;
use domain::monitoring::Health;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// One look at what is new. Clones are the same turn.
#[derive(Debug, Clone)]
pub struct Turn {
    from: Option<i64>,
    head: i64,
    reached: Arc<OnceLock<i64>>,
    again: Arc<OnceLock<Duration>>,
    memory: Memory,
}

/// What a subscription to something that no event tells remembers from turn to turn. Clones are the same memory.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Option<Healths>>>);

/// How each centre did when it was told last.
pub(crate) type Healths = HashMap<TenantId, Health>;

impl Memory {
    /// Works on what is remembered; `None` at first.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Option<Healths>) -> T) -> T {
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        work(&mut kept)
    }
}

impl Turn {
    /// Looks behind `from`, or where the operation says that it begins, up to `head` at least: where the tenant's stream
    /// stood before the turn.
    pub fn new(from: Option<i64>, head: i64, memory: Memory) -> Self {
        Self { from, head, reached: Arc::default(), again: Arc::default(), memory }
    }

    /// Up to where all was looked at; `None`: the operation didn't look.
    pub fn reached(&self) -> Option<i64> {
        self.reached.get().copied()
    }

    /// After how long to take the next turn at the latest, whether or not anything happens in the stream.
    pub fn again(&self) -> Option<Duration> {
        self.again.get().copied()
    }

    /// Whether it is the subscription's first turn.
    pub(crate) fn is_first(&self) -> bool {
        self.from.is_none()
    }

    /// What earlier turns of the subscription remember.
    pub(crate) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Asks for a turn after a while: of something that no event of the stream tells.
    pub(crate) fn look_again(&self, after: Duration) {
        // A turn looks once, as in `found`.
        let _ = self.again.set(after);
    }

    /// Behind which position to look. `after` is what the operation says; without it a subscription begins with what
    /// happens from now on.
    pub(crate) fn from(&self, ctx: &Context<'_>, after: Option<&str>) -> Result<i64> {
        let after = after.map(|after| Cursor::position(after, "after")).transpose();
        let after = after.map_err(|error| fail(ctx, &error))?;
        match (self.from, after) {
            (Some(from), _) => Ok(from),
            (None, Some(after)) if after > self.head => {
                Err(fail(ctx, &Error::invalid(&["after"], code::OUT_OF_RANGE)))
            }
            (None, Some(after)) => Ok(after),
            (None, None) => Ok(self.head),
        }
    }

    /// Notes what was found behind `from`: something at a position, or nothing up to the head.
    pub(crate) fn found(&self, from: i64, position: Option<i64>) {
        // A turn looks once: a subscription has one root field.
        let _ = self.reached.set(position.unwrap_or(self.head.max(from)));
    }
}

pub(crate) fn turn<'a>(ctx: &Context<'a>) -> Result<&'a Turn> {
    ctx.data::<Turn>()
}
