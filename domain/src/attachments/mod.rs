//! Files that hang on cases: announced, sent once, checked, shown to who sees the case, taken away.
//!
//! Doesn't own: the bytes, which are in an object store that this crate can't reach (`server`), the case (`requests`), and
//! who may read what (`access` and the policies).

mod children;
pub mod commands;
pub(crate) mod events;
mod file_types;
pub mod queries;
mod rejection;
mod rules;
mod store;
mod whole;

pub use children::OfRequests;
pub use file_types::{FileType, HEAD_BYTES};
pub use rejection::Rejection;
pub use rules::{Attachment, NewFile, Upload, Why};
pub use whole::{AllFiles, all_files};
