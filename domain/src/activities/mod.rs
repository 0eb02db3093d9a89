//! The counted unit of a centre's work: what was done, how long it took, for whom, and what it was good for.
//!
//! Doesn't own: how a benefit is computed (`benefits`), the case the work came from (`requests`), and the figures, which
//! `monitoring` keeps from this slice's events.

mod children;
pub mod closed;
pub mod commands;
pub(crate) mod events;
pub mod queries;
mod rejection;
mod reversal;
mod rules;
mod store;
pub mod told;

pub use children::{ActivityChildren, Found, OfRequests, Wanted};
pub use rejection::Rejection;
pub use rules::{
    Activity, ActivityCompetence, ActivityFilter, ActivityOrder, Attested, Beneficiary, Change,
    Correction, Corrects, NewActivity, OrderField, Share,
};
pub(crate) use rules::{label, share_out};
pub(crate) use store::by_ids as activities_by_ids;
