//! What citizens hand in by the public form of a centre: taken in from strangers, confirmed by a link in a mail, then a case;
//! and where the case stands, for who has the link.
//!
//! Doesn't own: the case (`requests`), who may read it (`access` and the policies), the page and how mails leave (`server`).
//! Whether anybody is known here is never asked, and so never told.

pub mod commands;
pub mod mails;
pub mod queries;
mod rules;
mod store;

pub use rules::{
    Form, Found, Mail, MailKind, NewSubmission, Notice, OfferedService, Status, Submission, Town,
};
