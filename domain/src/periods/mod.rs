//! Quarters of a centre's work, and which of them are closed: what was done in a closed one takes no change.
//!
//! Doesn't own: closing one (`closing`, which must look at everything that stands between), and what was done in one
//! (`activities`, `worktime`, `duties`). It stands left of those, since they ask before each write.

mod quarter;
mod rejection;
mod store;

pub use quarter::Quarter;
pub use rejection::Rejection;
pub(crate) use store::{Open, closing, open};
