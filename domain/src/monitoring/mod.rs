//! How all centres do: figures that the worker keeps from the events, and the nation's view of them.
//!
//! Owns: the rollups, their place in each tenant's order of events, and the sums over all centres.
//! Doesn't read: any tenant's case. What an event says is counted, the case behind it is never opened.

mod commands;
mod queries;
mod ranking;
mod rules;
mod store;

pub use commands::{keep_figures, rebuild_figures};
pub use queries::{Overview, national_overview};
pub use ranking::{
    CentreField, CentreFigures, CentreFilter, CentreOrder, Figures, OrderDirection, Period,
};
