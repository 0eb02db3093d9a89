//! The public register: municipalities, associations, and who belongs to them since when.

mod ahead;
mod eligibility;
mod mutation;
mod query;
mod types;

pub(crate) use ahead::{Ahead, associations, municipalities_by_codes, selected};
pub(crate) use mutation::RegisterMutation;
pub(crate) use query::RegisterQuery;
pub(crate) use types::{Association, AssociationKind, District, Location, Municipality, Region};
