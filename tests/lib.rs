//! Nothing: the tests are one binary, `all.rs`.
