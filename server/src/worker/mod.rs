//! The worker: brings each tenant's events into their order and its figures up to them, and deletes what was kept for a time
//! only. Any number of workers may run.
//!
//! Owns: when it is done, and again after a failure. Doesn't own: what is done, and that it is done once (`domain`).

mod backoff;
mod relay;
mod sweep;

pub use relay::work;
