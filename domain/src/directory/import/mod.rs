//! Reading publishers' files into the register: all of a file or nothing, by code and never by name.
//!
//! `source` reads a file into text, of the encoding that `encoding` finds, `sheet` cuts it into cells, and `values` reads a
//! cell. A list for each kind of file decides, without a database, what the file changes; `store` reads what is there and
//! writes the difference; `carry_out` is the way of all of them.

pub(super) mod associations;
pub(super) mod carry_out;
mod encoding;
pub(super) mod extended_powers;
pub(super) mod labels;
mod lines;
pub(super) mod memberships;
pub(super) mod municipalities;
mod options;
pub(super) mod populations;
mod refusal;
mod report;
mod sheet;
mod source;
mod store;
mod values;

pub use encoding::Encoding;
pub use lines::{Line, read_lines};
pub use options::{Extent, Mode, Options};
pub use refusal::{BadRow, BadRows, ImportError, Why};
pub use report::{Change, Counts, Deed, Report};
pub use source::Delimiter;

/// What no two imports may do at the same time: each reads the whole register and writes the difference.
pub(super) const REGISTER: &str = "register";
/// What is said of rows about things that the register doesn't have.
pub(super) const UNKNOWN: &str = "that the register doesn't know";
