//! Reading associations: of the same register, in a folder of its own because of its size.

mod queries;
pub(super) mod store;

pub use queries::{
    association, association_in, associations, associations_by_icos, associations_by_ids,
    associations_in, labels,
};
