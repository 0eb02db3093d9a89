//! What a member or a citizen asks of the centre, from opening to closing.
//!
//! Doesn't own: the catalogue in force (`configuration`), who may read what (`access` and the policies), and the figures,
//! which `monitoring` keeps from this slice's events.

mod by_form;
pub mod changes;
mod children;
mod clock;
pub mod commands;
pub(crate) mod events;
pub mod linking;
pub mod links;
mod moves;
pub mod moving;
mod opening;
pub mod queries;
mod rejection;
pub mod reminders;
mod rules;
pub mod several;
mod shown;
pub mod stepped;
mod steps;
mod store;
mod term;
pub mod watching;
mod whole;
pub mod work;

pub(crate) use by_form::{FromCitizen, open_for_citizen};
pub use children::{Found, RequestChildren, Wanted};
pub use clock::{ClockDay, ClockDayKind, OfficeHours};
pub(crate) use links::must_not_be_merged;
pub use links::{Link, LinkKind, Links, WantedLinks};
pub use moves::{Move, RequestState};
pub use opening::NewRequest;
pub use rejection::Rejection;
pub(crate) use rules::printed_number;
pub use rules::{
    Channel, Comment, HistoryEntry, Opened, OrderField, Priority, Request, RequestFilter,
    RequestOrder, Requester, RequesterKind, SlaClock, Watcher,
};
pub(crate) use shown::{Files, Shown, shown_to_member};
pub use stepped::Stepped;
pub(crate) use store::{OfEach, Rows, by_ids as requests_by_ids, services_in_use};
pub use term::Term;
pub(crate) use term::{deadlines, due_on};
pub use whole::{Whole, Wholes, wholes};
