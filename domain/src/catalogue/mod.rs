//! The national catalogue of services.
//!
//! Doesn't own: what a tenant changed of it (`configuration`).
