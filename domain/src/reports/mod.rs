//! What a centre did in a quarter, added up: by area, by member, by who did it, and by how its benefit was computed.
//!
//! Doesn't own: any figure that is kept (`monitoring`). A report counts the activities and shares that its reader may read, each
//! time it is asked for: of a closed quarter the same for ever.

pub mod queries;
mod rules;
mod store;

pub use rules::{PeriodReport, Shared, Sums};
