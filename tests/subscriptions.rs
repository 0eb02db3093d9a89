//! What happens is told to who may see it, as it happens: over a websocket and as server-sent events.

mod activities;
mod changes;
mod clients;
pub(crate) mod events;
mod protocol;
mod revoked;

/// Tells what happened to which request.
pub(crate) const CHANGES: &str = "subscription($filter: RequestChangeFilter, $after: String) {
    requestChanged(filter: $filter, after: $after) { cursor kind request { title state } } }";
