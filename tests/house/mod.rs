//! The house that every test lives in.

pub mod database;
