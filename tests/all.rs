//! All tests in one binary: it links once, and its tests run in parallel.

mod borders;
mod door;
mod figures;
mod hostile;
mod house;
mod http_contract;
mod imports;
mod indexes;
mod killed;
mod private_postgres;
mod requests;
mod structure;
