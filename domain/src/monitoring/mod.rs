//! How all centres do: figures that the worker keeps from the events, and the nation's view of them.
//!
//! Doesn't read: any tenant's case.
