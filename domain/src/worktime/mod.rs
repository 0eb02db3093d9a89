//! What the centre's people are employed for, and what they worked: posts and parts of posts, hours by day, and months that
//! are submitted and approved.
//!
//! Doesn't own: what a role may do (`access`: an employment gives no right), and the counted unit of work (`activities`: an
//! entry may name one, and adds nothing to it).

pub mod employments;
mod rejection;
mod store;
pub mod timesheets;
pub mod worklog;

pub use rejection::Rejection;
