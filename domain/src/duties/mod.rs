//! What a centre has done of what it owes: meetings of mayors with who attended, issues of its newsletter, reports that were
//! handed in; and what of its duties is met, open or overdue on a day.
//!
//! Owns: records of what was done. A record is for a duty of the tenant's version of the centre model, by its code; where the
//! version has none of its kind, or there is no version, a record is of its kind alone. It is of the quarter that its day is in,
//! and changes no more once that is closed: what was forgotten is recorded in the open one, for the due date that it answers.
//!
//! Doesn't own: what is owed (`configuration`: the version in force says it), who has a role (`identity`), and minutes or files:
//! a record says where they are.

pub mod commands;
mod due;
mod events;
pub mod queries;
mod rejection;
mod rules;
mod store;

pub use due::{DutyState, OwedDuty, OwedTerm, Period, Term};
pub use rejection::Rejection;
pub use rules::{
    Attendee, DutyCorrection, DutyRecord, NewRecord, RecordFilter, RecordKind, Turnout, Withdrawn,
};
pub(crate) use store::first_day;
