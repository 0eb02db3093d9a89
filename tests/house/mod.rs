//! The house that every test lives in.

pub mod committed;
pub mod database;
pub mod wire;
