//! The worker: brings each tenant's events into their order and its figures up to them. Any number of workers may run.
//!
//! Owns: when it is done, and again after a failure. Doesn't own: what is done, and that it is done once (`domain`).

mod backoff;
mod relay;

pub use relay::work;
