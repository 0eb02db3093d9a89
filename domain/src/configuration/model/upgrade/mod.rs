//! What brings a tenant to a version: what it has set is read, compared and, where it was decided so, written, and which
//! version is in force is moved. A roll-out says to whom, and when.

mod own;
mod store;

pub(crate) use own::{Kept, Standing, digest};
pub(crate) use store::{
    contents, lock_version, national_closings, put_version, restore, rewrite, standing, standings,
};
