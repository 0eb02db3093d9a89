//! That activities were recorded, in the order of the tenant's stream: for who wants to be told.
//!
//! Owns: which events tell of it, and to whom which. Doesn't own: waiting for them, which is the server's; what an activity
//! looks like, which is read as any activity.

mod queries;
mod store;

use crate::kernel::ids::ActivityId;
use chrono::{DateTime, Utc};

pub use queries::next;

/// An activity was recorded.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Its place in the tenant's stream: later ones have higher places.
    pub position: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Which activity.
    pub activity: ActivityId,
}
