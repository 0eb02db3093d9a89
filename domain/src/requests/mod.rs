//! What a member or a citizen asks of the centre, from opening to closing.
//!
//! Doesn't own: the catalogue in force (`configuration`), who may read what (`access` and the policies), and the figures,
//! which `monitoring` keeps from this slice's events.

pub mod changes;
mod children;
pub mod commands;
pub(crate) mod events;
pub mod queries;
mod rejection;
mod rules;
mod store;
mod whole;

pub use children::{Found, RequestChildren, Wanted};
pub use rejection::Rejection;
pub use rules::{
    Comment, HistoryEntry, NewRequest, Opened, OrderField, Request, RequestFilter, RequestOrder,
    RequestState, Requester, RequesterKind,
};
pub(crate) use rules::{Files, deadlines, due_on, shown_to_member};
pub(crate) use store::{OfEach, Rows, by_ids as requests_by_ids};
pub use whole::{Whole, Wholes, wholes};
