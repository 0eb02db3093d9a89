//! The public register: territory, municipalities, associations and who belongs to them since when.
//!
//! Doesn't own: which association is a tenant, and what a tenant's members are (`tenancy`).
