//! Reading publishers' files into the register: all of a file or nothing, by code and never by name.
//!
//! `sheet` reads a file into cells and `values` a cell into a value; `municipalities` with `territory`, `associations` and
//! `memberships` decide, without a database, what a file changes; `store` reads what is there and writes the difference.

pub(super) mod associations;
pub(super) mod memberships;
pub(super) mod municipalities;
mod report;
mod sheet;
pub(super) mod store;
mod territory;
mod values;

pub use report::{BadRow, BadRows, Counts, ImportError, Report, Why};
pub(super) use sheet::Sheet;
