//! One test binary: it links once, and its tests run in parallel.

mod figures;
