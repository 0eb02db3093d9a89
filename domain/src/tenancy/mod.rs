//! The associations that were onboarded, and their members: the sub-tenants.
//!
//! Doesn't own: how an association becomes a tenant (`onboarding`), and who works there (`identity`).
