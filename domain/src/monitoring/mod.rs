//! How all centres do: figures that the worker keeps from the events, and the nation's view of them; and how the servers answer
//! them all.
//!
//! Owns: the rollups, their place in each tenant's order of events, the sums over all centres by month, how a centre does, and
//! the servers' tallies.
//! Doesn't read: any tenant's case. What an event says is counted, the case behind it is never opened.

mod commands;
mod comparison;
mod figures;
mod health;
mod histogram;
mod queries;
mod ranking;
mod rules;
mod store;
mod tallies;

pub use commands::{KEPT_AT_ONCE, keep_figures, rebuild_figures};
pub use comparison::{Comparison, Medians};
pub use figures::{
    AreaFigures, CentreFigures, Done, Figures, MonthFigures, Open, Period, RegionFigures, Size,
};
pub use health::{Health, Reason, ReasonCode};
pub use histogram::Histogram;
pub use queries::{CentreView, Overview, Wanted, centre, national_overview};
pub use ranking::{CentreField, CentreFilter, CentreOrder, OrderDirection};
pub use tallies::{ADDED_AT_ONCE, Answers, Minute, NotAdded, Tally, add_tallies, were_added};
