//! Citizens ask a centre by its public form: from the form to the mail, to the case, and to where it stands.

mod border;
mod browser;
pub(crate) mod desk;
mod posted;
mod refused;
pub(crate) mod smtp;
mod story;
