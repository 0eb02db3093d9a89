//! The public register: territory, municipalities, associations and who belongs to them since when.
//!
//! Owns: its tables, the questions that everybody may ask of it, borders for maps, and the reading of publishers' files
//! into it.
//! Doesn't own: which association is a tenant, and what a tenant's members are (`tenancy`).

mod associations;
mod boundaries;
mod commands;
mod communities;
mod import;
mod memberships;
mod queries;
mod rules;
mod store;

pub use associations::{
    association, association_in, associations, associations_by_icos, associations_by_ids,
    associations_in, labels,
};
pub use boundaries::{BoundaryLevel, boundaries_geojson, import_boundaries};
pub use commands::{
    import_associations, import_extended_powers, import_labels, import_memberships,
    import_municipalities, import_populations,
};
pub use communities::{
    CommunityRule, DistrictShare, DistrictSize, Eligibility, Existence, OneDistrict,
    OtherCommunities, OtherCommunity, Rejection as CommunityRejection, RoomInDistrict, Size,
    convert as convert_to_community, eligibilities,
};
pub use import::{
    BadRow, BadRows, Change, Counts, Deed, Delimiter, Encoding, Extent, ImportError, Line, Mode,
    Options, Report, Why, read_lines,
};
pub use memberships::{
    end_membership, members_of, membership_records_in, memberships_by_ids, memberships_in,
    memberships_of,
};
pub use queries::{
    districts, extended_powers, is_region, municipalities, municipalities_by_codes,
    municipalities_in, municipality, populations, regions,
};
pub use rules::{
    AdministrativeDistrict, Association, AssociationFilter, AssociationKind, District, Membership,
    MembershipRecord, Municipality, MunicipalityCode, MunicipalityFilter, MunicipalityStatus,
    Population, Position, Region,
};
