//! Who is employed, in which role, for which part of full time, and on which days (úvazky).
//!
//! Owns: posts. Doesn't own: roles as rights, which are granted and taken elsewhere (`identity`).

pub mod commands;
pub mod queries;
mod rules;
mod store;

pub(super) use rules::part_of_full_time;
pub use rules::{Employment, EmploymentChange, EmploymentFilter, NewEmployment};
pub(super) use store::{hold, of_participants};
