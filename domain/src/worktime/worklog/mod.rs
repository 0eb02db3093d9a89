//! What somebody worked on a day, or that they were on leave or sick. Everybody writes their own; whoever leads the centre
//! reads all.
//!
//! Owns: entries. Doesn't own: their month, which decides whether they may change (`timesheets`).

pub mod commands;
mod events;
pub mod queries;
mod rules;
mod store;

pub(super) use rules::month_of;
pub use rules::{Entry, EntryCorrection, EntryFilter, NewEntry, WorkKind};
pub(super) use store::{Sum, full_days, sums};
