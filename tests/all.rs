//! All tests in one binary: it links once and runs in parallel.

mod private_postgres;
