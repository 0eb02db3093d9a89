//! What happens to requests, in the order of the tenant's stream: for who wants to be told.
//!
//! Owns: which events are changes of a request. Doesn't own: waiting for them, which is the server's; what a request looks
//! like after one, which is read as any request.

mod queries;
mod rules;
mod store;

pub use queries::next;
pub use rules::{Change, ChangeFilter, ChangeKind};
