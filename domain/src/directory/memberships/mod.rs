//! Reading who belongs to what: of the same register, in a folder of its own because of its size.

mod commands;
mod queries;
mod store;

pub use commands::end_membership;
pub use queries::{
    members_of, membership_records_in, memberships_by_ids, memberships_in, memberships_of,
};
