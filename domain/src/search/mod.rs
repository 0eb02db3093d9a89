//! Finding cases and activities by the words of their texts, and giving texts their words where they have none yet.
//!
//! Doesn't own: what a word is and how its term is kept (`terms`), and the texts, which it reads through their slices. What
//! somebody may find is said by the policies on the terms, as on the texts themselves.

pub mod commands;
pub mod queries;
mod rejection;
mod rules;
mod snippet;
mod store;

pub use commands::FILLED_AT_ONCE;
pub use queries::Found;
pub use rejection::Rejection;
pub use rules::{Filter, FoundIn, Hit, Sought, Subject, SubjectKind};
pub use snippet::Segment;
