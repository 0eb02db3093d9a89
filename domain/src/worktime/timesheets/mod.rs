//! A month of somebody's work (výkaz práce): begun by its first entry, submitted by who worked, approved or returned by
//! somebody else.
//!
//! Owns: months, what they add up to, and what in them deserves a second look. Doesn't own: the entries (`worklog`).

pub mod commands;
mod events;
pub mod queries;
mod rules;
mod store;

pub(super) use commands::{begun, must_take_changes};
pub use rules::{
    LONGEST_DAY_MINUTES, Part, SummedTimesheet, Timesheet, TimesheetFilter, TimesheetState, Warning,
};
