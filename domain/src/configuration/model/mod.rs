//! What a version of the centre model says, how two versions differ, and what changes for a tenant that goes from one to
//! another. All of it is pure.
//!
//! Doesn't own: drafting, approving and keeping versions; rolling them out. A line of a roll-out's plan is a [`Line`].

mod check;
mod content;
mod diff;
mod merge;
mod subject;
pub(crate) mod upgrade;
pub mod versions;

pub use check::{Flaw, Reason, flaws};
pub use content::{Content, Duty, DutyKind, Indicator, ModelService, ModelSetting, OnboardingStep};
pub use diff::{Change, Part, diff};
pub use merge::{Conflict, Line, Ours, Outcome, Resolution, Resolved, in_force, merge, resolve};
pub use subject::Subject;
