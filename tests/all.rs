//! All tests in one binary: it links once, and its tests run in parallel.

mod borders;
mod figures;
mod house;
mod private_postgres;
