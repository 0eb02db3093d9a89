//! Who takes part in a tenant, as that tenant knows them; and a person's own tokens.
//!
//! Doesn't own: sign-in and what a role may do (`access`).
