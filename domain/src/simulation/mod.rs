//! An invented nation to measure with: its register, its people, their cases and their work, as the product itself would have
//! written them. The same seed makes the same rows.
//!
//! Doesn't own: what a case, an activity, an event or a benefit is. Each is made by the rules of its own slice, so that what is
//! measured is what would be there. Real names, codes and numbers: there are none.

mod commands;
mod rules;
mod store;

pub use commands::{Simulated, SimulationError, simulate};
pub use rules::Scale;
