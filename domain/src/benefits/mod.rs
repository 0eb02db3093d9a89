//! What work is good for, in money: methods of computing it, each with a version, and the dated rates they use.
//!
//! Knows minutes and amounts, no activity: `activities` has a benefit computed in its own transaction and keeps it. What was
//! computed once stays: a new rate or a new version of a method changes no benefit that is kept.

mod queries;
mod rules;
mod store;

pub(crate) use queries::{compute, rates_on};
pub use rules::{Amounts, Benefit, Claim, HoursUsed, Method, Said, Work, recompute};
pub(crate) use rules::{Rates, compute as compute_at};
