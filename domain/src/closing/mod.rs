//! Closing a centre's quarters, and what stands between a quarter and its closing.
//!
//! Doesn't own: what a closed quarter forbids (`periods`, which everybody asks who writes), and what becomes of a mistake that
//! is found later: that is an entry in the open quarter.

pub mod commands;
mod events;
pub mod queries;
mod rejection;
mod rules;
mod store;

pub use rejection::Rejection;
pub use rules::{Checklist, Closed, ReportingPeriod};
pub(crate) use store::period as period_in;
