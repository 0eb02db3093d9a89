//! What people are told of cases that concern them: who has one, who watches it, whose municipality is asked.
//!
//! Owns: whom an event concerns, what each was told, what of it they have seen, and when a mail about it is due. Doesn't own: events and their order
//! (`access`), who watches a case (`requests`), and what somebody must be told of roles and roll-outs (`identity`).

pub mod commands;
mod mails;
pub mod queries;
mod rules;
pub mod sending;
mod store;
mod telling;

pub use mails::{Frequency, Mail, Wish};
pub use rules::{Notification, NotificationFilter, Which};
pub use telling::{forget, stamp};
