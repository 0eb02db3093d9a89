//! All tests in one binary: it links once, and its tests run in parallel.

mod borders;
mod door;
mod figures;
mod house;
mod imports;
mod private_postgres;
mod requests;
mod structure;
