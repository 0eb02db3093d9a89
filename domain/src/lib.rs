//! Everything that is true in Centrum without HTTP.
//!
//! A slice may import only what stands left of it:
//! `kernel < access < directory < tenancy < catalogue < configuration < identity < onboarding < support < terms < requests < intake < attachments < benefits < periods < activities < worktime < duties < notifications < search < closing < reports < monitoring < rollouts < simulation`.
//! `audit` listens: it knows the envelope of an event and never its slice.
//! ARCHITECTURE.md tells the shape that all slices share, and what is absent from this crate.

pub mod access;
pub mod activities;
pub mod attachments;
pub mod audit;
pub mod benefits;
pub mod catalogue;
pub mod closing;
pub mod configuration;
pub mod directory;
pub mod duties;
pub mod identity;
pub mod intake;
pub mod kernel;
pub mod monitoring;
pub mod notifications;
pub mod onboarding;
pub mod periods;
pub mod reports;
pub mod requests;
pub mod rollouts;
pub mod search;
pub mod simulation;
pub mod support;
mod tables;
pub mod tenancy;
mod terms;
pub mod worktime;
