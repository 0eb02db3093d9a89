//! What people do with each other's roles and their own credentials, and what jobs do with people.

mod appoint;
mod grants;
mod identities;
mod invite;
mod notices;
mod sessions;
mod tokens;

pub use appoint::{Appointment, appoint, invite_coordinator, renew_first_link};
pub use grants::{confirm, grant, revoke};
pub use identities::{link_identity, unlink_identity};
pub use invite::{Invited, create_link, invite};
pub use sessions::{EndedSessions, end_all_sessions, end_session};
pub use tokens::{CreatedToken, create_token, revoke_token};

pub(crate) use appoint::first_admin;
pub(crate) use notices::{holders, tell, tell_admins};
